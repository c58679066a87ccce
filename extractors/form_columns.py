"""The columns of one table: resolved from header and contents, split into blocks, or adopted."""

from __future__ import annotations

from dataclasses import replace

from extractors.form_model import Block
from extractors.header_rows import column_paths
from extractors.headers import LABEL_ROLES, Column, content_role, resolve
from pipeline.core.model import Table
from pipeline.core.text import squash

_SECTION_DIGITS = 5  # of an economic code


def columns_of(table: Table, head: int, depth: int) -> list[Column]:
    """The resolved columns of a table; label roles are checked against what the cells hold."""
    texts: list[list[str]] = [[] for _ in range(table.n_cols)]
    for cell in (c for row in table.starting[head + depth :] for c in row):
        texts[cell.col].append(squash(cell.text))
    return [
        _by_content(resolve(index, path), texts[index], headed=depth > 0)
        for index, path in enumerate(column_paths(table, head, depth))
    ]


def _by_content(column: Column, texts: list[str], *, headed: bool) -> Column:
    """A column whose header is missing or shared takes its role from what it holds.

    Amounts without a header of their own in a table that has one are nobody knows what.
    """
    holds = content_role(texts)
    if not column.path and holds == "amount" and headed:
        return replace(column, component="other", source="other")
    if not column.path and holds != "amount":
        return replace(column, role={"economic": "code", None: "note"}.get(holds, holds or "note"))
    if column.role == "amount" and holds == "economic" and _are_classes([t for t in texts if t]):
        return replace(column, role="code")  # a header that slipped: codes are never amounts
    if column.role == "code" and holds == "name":
        return replace(column, role="name")
    if column.role in ("name", "economic", "gov_economic") and holds in ("code", "economic"):
        return replace(column, role="code")
    if column.role in ("economic", "gov_economic"):
        return replace(column, role="name")
    if column.role == "amount" and holds == "name" and column.component in (None, "other"):
        return _unknown_label(column)
    return column


def _are_classes(texts: list[str]) -> bool:
    """True for codes, each printed once, sections below their class; whole amounts (500, 30600) only look like them."""
    known = set(texts)
    below = any(len(t) == _SECTION_DIGITS and t[:3] in known for t in known)
    return below and len(texts) > 2 and len(known) >= 0.8 * len(texts)


def _unknown_label(column: Column) -> Column:
    """A column of names under an unknown header: a label when the header speaks of a classification."""
    for text in reversed(column.path):
        if "科目" in text or "功能分" in text or "经济分" in text:
            economic = "gov_economic" if "政府" in text else "economic"
            return replace(column, role="name", dimension=economic if "经济" in text else "function")
    return replace(column, role="note")


def _side(path: tuple[str, ...]) -> str | None:
    """Revenue or expenditure when the topmost header text says so."""
    top = path[0] if path else ""
    if "收入" in top and "支出" not in top:
        return "revenue"
    return "expenditure" if "支出" in top and "收入" not in top else None


def blocks_of(columns: list[Column]) -> list[Block]:
    """Columns split into blocks: a label column after an amount column opens the next one."""
    blocks = [Block([], [])]
    for column in columns:
        if column.role in LABEL_ROLES:
            if blocks[-1].amounts:
                blocks.append(Block([], []))
            blocks[-1].labels.append(column)
        elif column.role == "amount":
            blocks[-1].amounts.append(column)
    for block in blocks:
        sides = {s for c in block.labels + block.amounts if (s := _side(c.path))}
        block.side = sides.pop() if len(sides) == 1 else None
    return [b for b in blocks if b.amounts]


def same_header(one: list[Column], other: list[Column]) -> bool:
    """True when two headers say the same over (nearly) every column."""
    ours, theirs = [c.path for c in one if c.path], [c.path for c in other if c.path]
    if not ours or abs(len(ours) - len(theirs)) > 1:
        return False
    return len(set(ours) & set(theirs)) >= 0.8 * max(len(set(ours)), len(set(theirs)))


def adopt(columns: list[Column], before: Table, table: Table) -> list[Column] | None:
    """The columns of a headless continuation: those of the table before, by number or by where they stand."""
    if before.n_cols == table.n_cols:
        return columns
    old, new = {i: e for i, e in _edges(before).items() if i < len(columns)}, _edges(table)
    if not old or not new:
        return None
    out: list[Column] = []
    for index, (x0, x1) in new.items():
        best = max(old, key=lambda i: min(x1, old[i][1]) - max(x0, old[i][0]))
        overlap = min(x1, old[best][1]) - max(x0, old[best][0])
        if overlap > 0.6 * min(x1 - x0, old[best][1] - old[best][0]):
            out.append(replace(columns[best], index=index))
    taken = [c.path for c in out if c.role == "amount"]
    return out if len(out) >= 0.8 * len(new) and len(taken) == len(set(taken)) else None


def _edges(table: Table) -> dict[int, tuple[float, float]]:
    """The left and right edge of every column that has a cell of its own with a box."""
    out: dict[int, tuple[float, float]] = {}
    for cell in table.cells:
        if cell.box and cell.col_span == 1 and cell.col not in out:
            out[cell.col] = (cell.box.x0, cell.box.x1)
    return out
