"""A sheet of a workbook as shown: its cells, and how they part into paragraphs and tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from pipeline.core.issues import ErrorClass, ReadError
from pipeline.core.model import Block, Cell
from pipeline.read.compact import MAX_POSITIONS

MAX_ROWS, MAX_COLS = 1 << 20, 1 << 14
MAX_CELLS = 2_000_000  # cells with text of one workbook
MAX_CHARS = 64 << 20
_MAX_EXTENT = 1 << 30  # rows x columns between the first cell and the last
_NOTE = 30  # characters of a line below a table that no entry of it has

Area = tuple[int, int, int, int]  # first row, first column, last row, last column, 0-based


@dataclass(slots=True)
class Sheet:
    """The cells of a sheet by row and column, each with the text that it shows; empty ones are left out."""

    name: str
    hidden: bool = False
    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_cols: list[tuple[int, int]] = field(default_factory=list)  # first and last of each run
    uncomputed: int = 0  # formulas of which no value was stored
    shown: list[Block] = field(default_factory=list)  # what pictures on it show

    def put(self, row: int, col: int, text: str) -> None:
        """A cell that shows `text`; a place that no sheet has is passed over."""
        text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
        if text and 0 <= row < MAX_ROWS and 0 <= col < MAX_COLS:
            self.cells[row, col] = text

    def n_hidden(self) -> tuple[int, int]:
        """How many rows and columns with text are not shown."""
        rows, cols = {r for r, _ in self.cells}, {c for _, c in self.cells}
        unseen = sum(any(first <= c <= last for first, last in self.hidden_cols) for c in cols)
        return len(rows & self.hidden_rows), unseen


@dataclass(slots=True)
class Region:
    """Rows of a sheet that are one table."""

    cells: list[Cell]


Row = list[Cell]


def _clipped(area: Area, used: Area) -> Area | None:
    """The part of a merged area that lies where cells have text; None where it does not begin there."""
    top, left = area[:2]
    bottom, right = min(area[2], used[2]), min(area[3], used[3])
    outside = top < used[0] or left < used[1] or bottom < top or right < left
    return None if outside or (bottom, right) == (top, left) else (top, left, bottom, right)


def _used(sheet: Sheet) -> Area:
    """The area between the first and the last cell with text."""
    rows, cols = [r for r, _ in sheet.cells], [c for _, c in sheet.cells]
    used = min(rows), min(cols), max(rows), max(cols)
    n_rows, n_cols = used[2] - used[0] + 1, used[3] - used[1] + 1
    if n_rows * n_cols > _MAX_EXTENT:
        raise ReadError(ErrorClass.TOO_LARGE, f"a sheet of {n_rows} rows and {n_cols} columns", sheet.name)
    return used


def _cells(sheet: Sheet) -> list[Cell]:
    """The cells with their spans, in row-major order; what a merged area covers is not shown.

    Raises:
        ReadError: an extent, or merged areas, that no real sheet has.
    """
    if not sheet.cells:
        return []
    used = _used(sheet)
    covered: set[tuple[int, int]] = set()
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    for top, left, bottom, right in filter(None, (_clipped(a, used) for a in sheet.merged)):
        n_rows, n_cols = bottom - top + 1, right - left + 1
        if len(covered) + n_rows * n_cols > MAX_POSITIONS:
            raise ReadError(ErrorClass.TOO_LARGE, "merged areas without end", sheet.name)
        area = {(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)}
        if covered.isdisjoint(area):
            covered |= area
            spans[top, left] = n_rows, n_cols
    blank = {place: "" for place in spans if place not in sheet.cells}
    return [
        Cell(row, col, text, *spans.get((row, col), (1, 1)))
        for (row, col), text in sorted((sheet.cells | blank).items())
        if (row, col) in spans or (row, col) not in covered
    ]


def _shown(row: Row) -> Row:
    """The cells of a row that hold text."""
    return [c for c in row if c.text]


def _lines(rows: list[Row]) -> Iterator[str]:
    """The texts of rows, cell by cell."""
    return (c.text for row in rows for c in _shown(row))


def _is_number(text: str) -> bool:
    """True for an amount or a share: digits that are neither a year nor the number of a column."""
    digits = text.strip("-（()） ").replace(",", "").rstrip("%")
    return digits.replace(".", "", 1).isdecimal() and ("." in digits or len(digits) > 4)


def _opens_form(rows: list[Row]) -> bool:
    """Whether rows behind a gap begin with lines of their own and a header, as another form does."""
    if len(_shown(rows[0])) > 1:
        return False
    header = next((row for row in rows if len(_shown(row)) > 1), [])
    return not any(_is_number(c.text) for c in header)


def _forms(rows: list[Row]) -> Iterator[list[Row]]:
    """The rows of each form: one begins behind an empty row, with a title."""
    start, end = 0, -1
    for i, row in enumerate(rows):
        if i > start and row[0].row > end + 1 and _opens_form(rows[i:]):
            yield rows[start:i]
            start = i
        end = max([end, *(c.row + c.row_span - 1 for c in row)])
    yield rows[start:]


def _is_note(row: Row, width: int) -> bool:
    """Whether a row below a table is a line under it, not an entry of it."""
    cells = _shown(row)
    return len(cells) == 1 and (len(cells[0].text) > _NOTE or 3 * cells[0].col_span >= 2 * max(width, 3))


def _parts(rows: list[Row]) -> Iterator[str | Region]:
    """The lines above a table, the table, the lines under it."""
    several = [i for i, row in enumerate(rows) if len(_shown(row)) > 1]
    if not several:
        yield from _lines(rows)
        return
    first, last = several[0], len(rows)
    inside = [c for row in rows[first:] for c in row]
    width = max(c.col + c.col_span for c in inside) - min(c.col for c in inside)
    while last > several[-1] + 1 and _is_note(rows[last - 1], width):
        last -= 1
    if first and max(c.row + c.row_span for c in rows[first - 1]) > rows[first][0].row:
        first -= 1
    yield from _lines(rows[:first])
    yield Region([c for row in rows[first:last] for c in row])
    yield from _lines(rows[last:])


def parts(sheet: Sheet) -> Iterator[str | Region]:
    """Paragraphs and tables of a sheet, from top to bottom.

    Raises:
        ReadError: an extent, or merged areas, that no real sheet has.
    """
    rows = [list(row) for _, row in groupby(_cells(sheet), key=lambda c: c.row)]
    rows = [row for row in rows if any(c.text for c in row)]
    if rows:
        for form in _forms(rows):
            yield from _parts(form)
