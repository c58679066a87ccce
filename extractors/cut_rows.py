"""Rows that a page break cut in two: what stands of them on the lower page goes back to the upper one."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from extractors.form_model import Piece
from extractors.headers import LABEL_ROLES, Column
from pipeline.core.model import Table

_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d*)(?:\.(\d+))?")
_DIGITS = {
    "code": (3, 5, 7),
    "class": (3,),
    "section": (2,),
    "item": (2,),
}  # of a code, by the role of its column

Pair = tuple[Column, str, str]  # a column and its texts above and below the break


def mend(upper: Piece, lower: Piece) -> None:
    """Join the first row of `lower` to the last of `upper` where it is the rest of it.

    The tables of the document stay as they were read: a piece with a mended row gets a copy of its own.
    """
    above, below = _last(upper), next(iter(lower.rows), None)
    if above is None or below is None or len(upper.columns) != len(lower.columns):
        return
    pairs = [
        (column, upper.text(above, column), lower.text(below, other))
        for column, other in zip(upper.columns, lower.columns, strict=True)
        if column.role == other.role
    ]
    if not _is_rest(pairs, (upper, above), (lower, below)):
        return
    upper.table = _joined(upper, above, lower, below)
    lower.first_row = below + 1


def _last(piece: Piece) -> int | None:
    """The last row of a table, where it is a data row."""
    last = piece.table.n_rows - 1
    return (
        last
        if last >= piece.first_row and any(c and c.text.strip() for c in piece.table.grid[last])
        else None
    )


def _decimals(*pieces: tuple[Piece, int]) -> int:
    """How many decimals most amounts of a form have, but for one row of each piece."""
    counts: Counter[int] = Counter()
    for piece, left_out in pieces:
        columns = [c for c in piece.columns if c.role == "amount"]
        texts = (piece.text(row, c) for row in piece.rows if row != left_out for c in columns)
        counts.update(len(m[1] or "") for text in texts if (m := _NUMBER.fullmatch(text)))
    return counts.most_common(1)[0][0] if counts else 2


def _is_rest(pairs: list[Pair], *pieces: tuple[Piece, int]) -> bool:
    """True where the texts below only make sense behind those above: halves of codes and of numbers.

    `pieces` are the two tables, each with its row.
    """
    labels = [(c.role, above, below) for c, above, below in pairs if c.role in LABEL_ROLES and below]
    amounts = [(above, below) for c, above, below in pairs if c.role == "amount" and below]
    if any(_stands_alone(*label) for label in labels):
        return False
    halves = [pair for pair in amounts if pair[0]]
    decimals = _decimals(*pieces) if halves else 0
    if any(not _is_number_cut(above, below, decimals) for above, below in halves):
        return False
    if len(halves) < len(amounts):  # numbers set lower than the label: the upper half shows none
        return not halves and (not labels or any(_is_code_cut(*label) for label in labels))
    return bool(halves) or any(_is_code_cut(*label) for label in labels)


def _is_code_cut(role: str, above: str, below: str) -> bool:
    """True for 20105 above and 01 below; 2070199 above its name is one too."""
    if not above.isdigit():
        return False
    return len(above) in _DIGITS["code"] if not below[0].isdigit() else _completes(role, above, below)


def _completes(role: str, above: str, below: str) -> bool:
    whole = _DIGITS.get(role, _DIGITS["code"])
    return below.isdigit() and len(below) not in whole and len(above + below) in whole


def _stands_alone(role: str, above: str, below: str) -> bool:
    """True for a label that begins a row: a code of its own, or anything under nothing."""
    return not above or (below[0].isdigit() and not _completes(role, above, below))


def _is_number_cut(above: str, below: str, decimals: int) -> bool:
    """True where only both halves together are a number as the form prints them."""
    whole = _NUMBER.fullmatch(above + below)
    first, second = _NUMBER.fullmatch(above), _NUMBER.fullmatch(below)
    if whole is None or len(whole[1] or "") != decimals:
        return False
    return second is None or first is None or len(first[1] or "") not in (0, decimals)


def _joined(upper: Piece, above: int, lower: Piece, below: int) -> Table:
    """The table of `upper` with what stands in the row below put behind its last row."""
    rest = {
        column.index: cell.text
        for column, other in zip(upper.columns, lower.columns, strict=True)
        if (cell := lower.cell(below, other)) is not None
    }
    table = upper.table
    cells = []
    for cell in table.cells:
        tail = rest.get(cell.col) if cell.row <= above < cell.row + cell.row_span else None
        cells.append(cell if tail is None else replace(cell, text=f"{cell.text}\n{tail}".strip()))
    return Table(
        table.page, table.index, table.n_rows, table.n_cols, cells, table.box, table.method, table.lost_text,
        table.area,
    )  # fmt: skip
