"""Key-value sheets: labels with their values beside or below them, and the money grid between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from extractors.performance_drafts import Draft, compact, percent, points, printed
from extractors.performance_headers import Head, own_cells
from extractors.performance_totals import total_score
from extractors.performance_words import label_role
from pipeline.core.model import Cell, Table
from pipeline.core.money import Unit, is_amount, unit_in
from pipeline.core.patterns import load
from pipeline.core.text import fold, squash

_INLINE = 14  # characters of a label that shares its cell with its value: 项目名称：某项目
_SUMS = ("year_total", "sum", "term_total")
_MONEY_ROW = {*_SUMS, "other", "money", "score_total"}
_FULL = 100  # points of a whole sheet
_OWN = "自评"
_COLUMNS = ("initial", "full_year", "executed")


@dataclass(frozen=True, slots=True)
class Label:
    """A cell that says what its neighbour holds; `inline` is the value when it stands in the same cell."""

    cell: Cell
    role: str
    inline: str | None = None


def labels_of(table: Table, row: int) -> list[Label]:
    """The labels that start in a row, left to right."""
    return [label for cell in own_cells(table, row) if (label := _label(cell))]


def _label(cell: Cell) -> Label | None:
    """The label a cell is, or opens with before a colon."""
    text = squash(cell.text)
    role = label_role(text)
    if role is not None:
        return Label(cell, role)
    at = text.find("：")
    if 0 < at <= _INLINE and at < len(text) - 1:
        role = label_role(text[: at + 1])
        if role is not None and role != "other":
            folded = fold(cell.text)
            return Label(cell, role, "".join(cell.text[folded.index("：") + 1 :].split()))
    return None


def _right(table: Table, cell: Cell) -> Cell | None:
    """The next filled cell to the right of a label, unless it is a label itself."""
    for col in range(cell.col + cell.col_span, table.n_cols):
        found = table.grid[cell.row][col]
        if found is not None and found.text.strip() and found.row <= cell.row:
            return None if label_role(squash(found.text)) else found
    return None


def _below(table: Table, cell: Cell) -> Cell | None:
    """The filled cell under a label, unless it is a label itself."""
    row = cell.row + cell.row_span
    found = table.grid[row][cell.col] if row < table.n_rows else None
    if found is None or not found.text.strip() or label_role(squash(found.text)):
        return None
    return found


def _text(table: Table, label: Label, *, below: bool = False) -> str | None:
    """The value of a label; with `below`, a label followed by another label has it under itself.

    One that spans rows stands at the side of them: the labels beside it have values, not it.
    """
    if label.inline:
        return label.inline
    found = _right(table, label.cell)
    if found is None and below and label.cell.row_span == 1:
        found = _below(table, label.cell)
    return printed(found)


def name_cell(table: Table, label: Label) -> Cell | None:
    """The cell that holds what a label names, the part behind the colon alone where both share one."""
    if label.inline is None:
        return _right(table, label.cell)
    cell = label.cell
    return Cell(cell.row, cell.col, label.inline, cell.row_span, cell.col_span, cell.box)


def fill(draft: Draft, table: Table, labels: list[Label]) -> None:
    """Let `draft` take the values of a row's labels."""
    for label in labels:
        if label.role == "project":
            if (cell := name_cell(table, label)) is not None:
                draft.rename(cell, table)
        elif label.role in ("goal", "achievement", "term_goal"):
            _tell(draft, label.role, _text(table, label, below=True))
        elif label.role in ("project_code", "supervisor", "implementer", "department"):
            _say(draft, label.role, _text(table, label))
        elif label.role == "money":
            draft.unit = unit_in(label.cell.text) or draft.unit
            _pay(draft, table, label, "total")
        elif label.role in (*_COLUMNS, "total"):
            _pay(draft, table, label, label.role)
        elif label.role == "rate" and draft.rate is None:
            draft.rate = percent(_text(table, label, below=True))
        elif label.role in _SUMS:
            _sum(draft, table, label)


def _pay(draft: Draft, table: Table, label: Label, role: str) -> None:
    """Take the amount right beside a label of the sheet's head: 实际支出（万元） | 34.20."""
    text = _text(table, label)
    if text and is_amount(text):
        draft.pay(role, text, unit_in(label.cell.text) or _side_unit(table, label.cell.row))


def _say(draft: Draft, role: str, text: str | None) -> None:
    """Keep the first value of a short field."""
    name = "code" if role == "project_code" else role
    if text and getattr(draft, name) is None:
        setattr(draft, name, "".join(text.split()))


def _tell(draft: Draft, role: str, text: str | None) -> None:
    """Keep a goal or what became of it; the year's goal comes before the whole term's."""
    if text and not is_amount(text) and getattr(draft, role) is None:
        setattr(draft, role, text)


def _sum(draft: Draft, table: Table, label: Label) -> None:
    """Take the amount in the cell of a label such as 年度资金总额, beside it or below."""
    unit = unit_in(label.cell.text) or _side_unit(table, label.cell.row)
    near = (printed(cell) for cell in (_right(table, label.cell), _below(table, label.cell)))
    for text in (label.inline, *near):
        if text and is_amount(text):
            draft.pay("total" if label.role == "sum" else label.role, text, unit)
            return


def whole_score(table: Table, row: int, head: Head | None, labels: list[Label]) -> Cell | None:
    """The score of the whole sheet in a row of labels that names it."""
    label = next((label for label in labels if label.role == "score_total"), None)
    return None if label is None else total_score(table, row, head) or _lone_score(table, label)


def _lone_score(table: Table, label: Label) -> Cell | None:
    """The number behind 总分 or 自评得分 in a row of labels; a full 100 behind 总分 may be what can be had."""
    cell = _right(table, label.cell)
    numbers = [points(c.text) is not None for c in own_cells(table, label.cell.row)]
    if cell is None or points(cell.text) is None or any(a and b for a, b in pairwise(numbers)):
        return None  # several numbers beside each other are columns
    return None if points(cell.text) == _FULL and _OWN not in squash(label.cell.text) else cell


def _side_unit(table: Table, row: int) -> Unit | None:
    """The unit that a side label of a row states: 资金金额（万元）."""
    return next((u for c in table.grid[row] if c is not None and (u := unit_in(c.text))), None)


def money_row(draft: Draft, table: Table, row: int, head: Head) -> bool:
    """Take a row of the money grid under `head`; False when the row is none."""
    labels = labels_of(table, row)
    if any(label.role not in _MONEY_ROW for label in labels):
        return False
    stated = next((s.unit for s in head.slots if s.unit), None)
    first = min(s.first for s in head.slots if s.role in (*_COLUMNS, "rate"))
    names = [c for c in own_cells(table, row) if c.col < first and c.text.strip()]
    if any(label.role in _SUMS for label in labels) or not names:
        for role, text, unit in _amounts(table, row, head):
            draft.pay(role, text, unit or stated or _side_unit(table, row))
        if draft.rate is None and draft.rate_weight is None:
            cell = head.cell(table, row, "rate")
            draft.rate = percent(cell.text) if cell else None
            _rate_points(draft, table, row, head)
    return True


def _rate_points(draft: Draft, table: Table, row: int, head: Head) -> None:
    """Take the points that the rate of execution may have and has, from the row that states the rate.

    Without a column of weights the side label may say what it may have: 预算执行情况（20分）.
    """
    weight, score = (head.cell(table, row, role) for role in ("weight", "score"))
    weighed = load("performance/names")["name.weighted"].regex
    sides = (weighed.search(squash(c.text)) for c in table.grid[row][: head.slots[0].last + 1] if c)
    side = next((m["points"] for m in sides if m), None)
    draft.rate_weight = points(weight.text if weight else side)
    draft.rate_score = points(score.text) if score else None


def _amounts(table: Table, row: int, head: Head) -> Iterator[tuple[str, str | None, Unit | None]]:
    """The printed amounts of a row of the money grid by role."""
    for role in (*_COLUMNS, "total"):
        slot = head.slot(role)
        if slot is not None:
            yield role, compact(head.cell(table, row, role)), slot.unit
