"""基本支出 forms by economic class: one, two or three blocks, or columns of personnel and running costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from . import truth as t
from .blocks import Cell, Form, Table
from .columns import head
from .facts import Amount, EconomicLine, Fact
from .gov_economic import gov_code
from .look import Look, fill, form_of, headed, index_row
from .names import economic_children, economic_name
from .printing import money, plain
from .truth import Account

PART = {"301": "personnel", "303": "personnel"}
TOTALS = {"TOTAL": "basic", "TOTAL_PERSONNEL": "personnel", "TOTAL_OPERATING": "operating_cost"}


@dataclass(frozen=True)
class Row:
    """A row of one block: its code (or total) and name."""

    code: str
    name: str


def _tree(account: Account, classes: list[str], whole: bool) -> list[Row]:
    """Classes and their lines: those with money, or the whole list."""
    used = account.economics((t.GENERAL,), t.BASIC)
    rows = []
    for code in classes:
        mine = [c for c in used if c.startswith(code)]
        if not mine and not whole:
            continue
        children = sorted({*mine, *(economic_children(code) if whole else ())})
        rows += [Row(c, economic_name(c, account.year)) for c in (code, *children)]
    return rows


class Basic:
    """One economic form while it is put together."""

    def __init__(self, spec: dict[str, Any], account: Account, look: Look) -> None:
        self.spec, self.account, self.look = spec, account, look
        self.phase: str = spec.get("phase", account.kind)

    def value(self, row: Row, component: str) -> int:
        """The money of a row and column, in fen."""
        economic: str | tuple[str, ...] = row.code
        parts = {"personnel": (t.PERSONNEL,), "operating_cost": (t.OPERATING_COST,)}.get(component, t.BASIC)
        if row.code == "TOTAL_PERSONNEL":
            economic, parts = "", (t.PERSONNEL,)
        elif row.code == "TOTAL_OPERATING":
            economic, parts = "", (t.OPERATING_COST,)
        elif row.code == "TOTAL":
            economic = ""
        return self.account.spend("", (t.GENERAL,), parts, economic)

    def cell(self, row: Row, component: str) -> Cell:
        """A money cell with its facts."""
        text = money(self.value(row, component), self.look.style) if row.code else ""
        if text in ("", "-"):
            return Cell(text, align="r")
        amount = plain(text)
        word = component or {**TOTALS}.get(row.code) or PART.get(row.code[:3], "operating_cost")
        name = row.name.strip()
        facts: list[Fact] = [
            EconomicLine(
                "general_budget_basic", row.code, name, self.phase, t.GENERAL, word, amount, self.look.unit
            )
        ]
        if row.code in TOTALS:
            concept = TOTALS[row.code] if row.code != "TOTAL" or word == "total" else word
            facts.append(Amount("form", f"general_budget.{concept}", self.phase, amount, self.look.unit))
        return Cell(text, tuple(facts), align="r")

    def labels(self, row: Row) -> list[Cell]:
        """Code and name in the look's style."""
        style, code = self.look.codes, row.code
        if code.startswith("TOTAL") or not code:
            n = {"separate": 3, "own": 3, "joined": 2, "stacked": 2}.get(style, 1)
            return [Cell(row.name, align="c" if code else "l", cols=n)]
        deep = len(code) > 3
        name = self.look.indent * deep + row.name
        if style in ("separate", "own"):
            lei = code[:3] if style == "separate" or not deep else ""
            return [Cell(lei, align="c"), Cell(code[3:], align="c"), Cell(name)]
        if style in ("joined", "stacked"):
            return [Cell(code, align="l"), Cell(name)]
        shapes = {"bracketed": f"[{code}]{row.name}", "dashed": f"{code}-{row.name}", "names": name,
                  "wrapped": f"{code}\n{row.name}", "behind": f"{row.name}（{code}）"}  # fmt: skip
        return [Cell(shapes[style])]

    def heads(self) -> list[tuple[str, ...]]:
        """Label heads in the look's style."""
        top = self.spec.get("label_top", "")
        front = (top,) if top else ()
        code = self.spec.get("code_head", "科目编码")
        name = self.spec.get("name_head", "科目名称")
        if self.look.codes in ("separate", "own"):
            return [(*front, code, "类"), (*front, code, "款"), (*front, name)]
        if self.look.codes in ("joined", "stacked"):
            return [(*front, code), (*front, name)]
        return [(*front, name)]


def _columns_form(basic: Basic) -> tuple[list[tuple[str, ...]], list[list[Cell]], list[float]]:
    """One block: a single amount, or 合计 with 人员经费 and 公用经费 beside it."""
    spec, look = basic.spec, basic.look
    classes = spec.get("classes", ["301", "302", "303", "310"])
    rows = _tree(basic.account, classes, spec.get("whole", False))
    columns = [fill(c, basic.account).partition(" = ") for c in spec.get("columns", ["金额 = "])]
    total = Row("TOTAL", look.total_name)
    body = rows if look.total == "none" else [*rows, total] if look.total == "last" else [total, *rows]
    cells = [basic.labels(r) + [basic.cell(r, c[2].strip()) for c in columns] for r in body]
    heads = basic.heads()
    paths = heads + [tuple(headed(p.strip(), look) if i == c[0].count("/") else p.strip()
                           for i, p in enumerate(c[0].split("/"))) for c in columns]  # fmt: skip
    wide = [0.5] * (len(heads) - 1) if look.codes in ("separate", "own") else [0.9] * (len(heads) - 1)
    return paths, cells, [*wide, 2.6] + [1.3] * len(columns)


def _blocks_form(basic: Basic) -> tuple[list[tuple[str, ...]], list[list[Cell]], list[float]]:
    """Blocks side by side, personnel to the left, running costs to the right, totals at the foot."""
    spec = basic.spec
    whole = spec.get("whole", False)
    blocks = [_tree(basic.account, classes, whole) for classes in spec["blocks"]]
    height = max(len(b) for b in blocks)
    sides: list[str] = spec.get("sides", ["人员经费"] + ["公用经费"] * (len(blocks) - 1))
    amount = headed(spec.get("amount_head", "金额"), basic.look)
    heads = basic.heads()
    paths: list[tuple[str, ...]] = []
    for i in range(len(blocks)):
        side = (sides[i],) if sides[i] else ()
        paths += [(*side, *h) for h in heads] + [(*side, amount)]
    rows = []
    for i in range(height):
        row: list[Cell] = []
        for block in blocks:
            if i < len(block):
                row += [*basic.labels(block[i]), basic.cell(block[i], "")]
            else:
                row += [Cell() for _ in range(len(heads) + 1)]
        rows.append(row)
    rows += _foot(basic, len(blocks), len(heads))
    narrow = [0.8] * (len(heads) - 1)
    return paths, rows, [*narrow, 2.0, 1.1] * len(blocks)


def _foot(basic: Basic, blocks: int, labels: int) -> list[list[Cell]]:
    personnel, operating = Row("TOTAL_PERSONNEL", "人员经费合计"), Row("TOTAL_OPERATING", "公用经费合计")
    width = (labels + 1) * (blocks - 1)
    rows = [
        [Cell(personnel.name, align="c", cols=labels), basic.cell(personnel, "personnel"),
         Cell(operating.name, align="c", cols=width - 1), basic.cell(operating, "operating_cost")]
    ]  # fmt: skip
    if basic.spec.get("grand"):
        grand = Row("TOTAL", "合计")
        rows.append([Cell("合计", align="c", cols=labels + width), basic.cell(grand, "basic")])
    return rows


def build(spec: dict[str, Any], account: Account, base: Look) -> Form:
    """A 基本支出 form from its data."""
    look = base.over(spec)
    basic = Basic(spec, account, look)
    paths, rows, widths = (_blocks_form if "blocks" in spec else _columns_form)(basic)
    header = head(paths)
    n_head = len(header)
    if look.index and "blocks" not in spec:
        amounts = len(spec.get("columns", ["金额 = "]))
        header.append(index_row(len(paths) - amounts, amounts, look))
        n_head += 1
    return form_of(spec, account, look, Table(header + rows, widths, n_head, None, look.font))


def build_by_function(spec: dict[str, Any], account: Account, base: Look) -> Form:
    """一般公共预算基本支出表 with government and department classes side by side (dashed cells)."""
    look = base.over(spec)
    basic = Basic(spec, account, look)
    columns = [c.partition(" = ") for c in spec["columns"]]
    rows = [
        [Cell(look.total_name, align="c", cols=2)]
        + [basic.cell(Row("TOTAL", "合计"), c[2].strip()) for c in columns]
    ]
    for code in account.economics((t.GENERAL,), t.BASIC):
        gov = gov_code(code, "2010601")
        names = (economic_name(gov, account.year), economic_name(code, account.year))
        row = Row(code, names[1])
        rows.append(
            [Cell(f"{gov}-{names[0]}"), Cell(f"{code}-{names[1]}")]
            + [basic.cell(row, c[2].strip()) for c in columns]
        )
    header = head(
        [("政府支出经济分类科目",), ("部门预算支出经济分类科目",), *((c[0].strip(),) for c in columns)]
    )
    return form_of(
        spec, account, look, Table(header + rows, [2.0, 2.0] + [1.2] * len(columns), 1, None, look.font)
    )
