"""Two- and three-block forms: 收入支出总表 and 财政拨款收入支出总表."""

from __future__ import annotations

from typing import Any

from .blocks import Cell, Form, Table
from .columns import head
from .look import Look, form_of, headed
from .summary_rows import Entry, Summary
from .truth import Account


def build(spec: dict[str, Any], account: Account, base: Look) -> Form:
    """A summary form from its data."""
    look = base.over(spec)
    summary = Summary(spec, account, look)
    thirds = {
        "nature": summary.nature,
        "economic": lambda: summary.economic(False),
        "government": lambda: summary.economic(True),
    }
    blocks = [summary.revenue(), summary.expenditure(), *(thirds[b]() for b in spec.get("more", ()))]
    foot = summary.foot()
    height = max(len(b) for b in blocks)
    numbered = spec.get("line_no", False)
    widths_of = [1, len(summary.columns), *(1 for _ in blocks[2:])]
    rows: list[list[Cell]] = []
    counts = [0, height + len(foot)]
    for i in range(height + len(foot)):
        row: list[Cell] = []
        for b, block in enumerate(blocks):
            if i < height:
                entry = block[i] if i < len(block) else Entry("", (Cell(),) * widths_of[b])
            else:
                entry = foot[i - height][b] if b < 2 else Entry("", (Cell(),))
            align = "c" if i >= height else "l"
            row.append(Cell(entry.label, align=align))
            if numbered and b < 2:
                counts[b] += 1
                row.append(Cell(str(counts[b]), align="c"))
            row += entry.cells
        rows.append(row)
    header = head(_paths(spec, look, len(blocks), summary.columns, numbered))
    widths = []
    for b in range(len(blocks)):
        widths += [2.6] + ([0.5] if numbered and b < 2 else []) + [1.3] * widths_of[b]
    if look.index:
        header.append(_index(summary, len(blocks), numbered, look))
    return form_of(spec, account, look, Table(header + rows, widths, len(header), None, look.font))


def _paths(
    spec: dict[str, Any], look: Look, blocks: int, columns: list[str], numbered: bool
) -> list[tuple[str, ...]]:
    """The head of every column: side, then label or amount."""
    sides = spec.get("sides", ["收入", "支出"]) + ["支出"] * 3
    items = spec.get("items", ["项目", "项目", "项目（按支出性质）", "项目（按政府经济分类）"])
    names = {"total": "合计", "general": "一般公共预算财政拨款", "gov": "政府性基金预算财政拨款",
             "capital": "国有资本经营预算财政拨款"} | spec.get("names", {})  # fmt: skip
    out: list[tuple[str, ...]] = []
    for b in range(blocks):
        out.append((sides[b], items[b]))
        if numbered and b < 2:
            out.append((sides[b], "行次"))
        if b == 1 and len(columns) > 1:
            out += [(sides[b], headed(names[c], look)) for c in columns]
        else:
            out.append((sides[b], headed(spec.get("amount_head", "金额"), look)))
    return out


def _index(summary: Summary, blocks: int, numbered: bool, look: Look) -> list[Cell]:
    row: list[Cell] = []
    n = 0
    for b in range(blocks):
        row.append(Cell(look.index, align="c"))
        if numbered and b < 2:
            row.append(Cell())
        for _ in range(len(summary.columns) if b == 1 else 1):
            n += 1
            row.append(Cell(str(n), align="c"))
    return row
