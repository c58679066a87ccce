"""A table of HTML: rows of cells with spans -> a grid; what only lays out other content is no table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from pipeline.core.issues import ErrorClass, ReadError
from pipeline.core.model import Cell
from pipeline.read.compact import compact
from pipeline.read.html_flow import Flow, Grid, Picture, flat, lines

_MAX_WORK = 5_000_000
_FOREVER = 1 << 20
_PROSE = (12, 1500)  # paragraphs and characters of a cell that holds a text, not an entry
_LEAST_LINES = 3  # cells of so many lines each, in one row, are columns


@dataclass(slots=True)
class CellDraft:
    """A cell: its spans as stated (a row span of 0 goes on to the end) and what it holds."""

    row_span: int
    col_span: int
    flow: Flow

    @property
    def lays_out(self) -> bool:
        """Whether it holds a table or a whole text."""
        flow = self.flow
        return flow.n_grids > 0 or (flow.n_paras >= _PROSE[0] and flow.n_chars >= _PROSE[1])

    @property
    def lines(self) -> list[str]:
        """The lines it prints."""
        return lines(flat(self.flow.items))

    @property
    def text(self) -> str:
        """Its text, a line a paragraph."""
        return "\n".join(self.lines).strip("\n")


Row = list[CellDraft]


@dataclass(slots=True)
class _Open:
    """Columns that a cell of an earlier row still takes, up to row `last`."""

    start: int
    end: int
    last: int


def _place_row(row: Row, number: int, taken: list[_Open]) -> tuple[list[Cell], list[_Open]]:
    """The cells of one row in the columns that are free; a span ends where another cell stands."""
    cells: list[Cell] = []
    new: list[_Open] = []
    col, k = 0, 0
    for draft in row:
        while k < len(taken) and taken[k].start <= col:
            col = max(col, taken[k].end)
            k += 1
        width = max(draft.col_span, 1)
        if k < len(taken):
            width = min(width, taken[k].start - col)
        height = draft.row_span or _FOREVER
        cells.append(Cell(number, col, draft.text, height, width))
        if height > 1:
            new.append(_Open(col, col + width, number + height - 1))
        col += width
    return cells, new


def _place(rows: list[Row]) -> list[Cell]:
    """The cells of all rows, on columns as HTML counts them.

    Raises:
        ReadError: spans that would take more work than any real table.
    """
    cells: list[Cell] = []
    taken: list[_Open] = []
    work = 0
    for number, row in enumerate(rows):
        taken = [o for o in taken if o.last >= number]
        work += len(taken) + len(row)
        if work > _MAX_WORK:
            raise ReadError(ErrorClass.TOO_LARGE, "a table whose spans overlap without end")
        placed, new = _place_row(row, number, taken)
        cells += placed
        if new:
            taken = sorted(taken + new, key=lambda o: o.start)
    return cells


def _columns_of_lines(row: Row) -> list[Row]:
    """One row whose cells hold a line for each row of a table, as rows; the row itself if they do not."""
    columns = [c.lines for c in row]
    counts = {len(c) for c in columns if c}
    if len(counts) != 1 or (n := counts.pop()) < _LEAST_LINES or sum(map(bool, columns)) < 2:
        return [row]
    return [[_line_cell(c[i] if c else "") for c in columns] for i in range(n)]


def _line_cell(text: str) -> CellDraft:
    flow = Flow()
    flow.add_text(text, hidden=False, link=0, aside=False, typed=True, level=0)
    flow.end_paragraph()
    return CellDraft(1, 1, flow)


@dataclass(slots=True)
class TableDraft:
    """The rows of a table while it is being read."""

    hidden: bool = False
    rows: list[Row] = field(default_factory=list)
    row: Row | None = None

    def start_row(self) -> None:
        """A row begins."""
        self.row = []
        self.rows.append(self.row)

    def add_cell(self, cell: CellDraft) -> None:
        """A cell that ended."""
        if self.row is None:
            self.start_row()
        self.rows[-1].append(cell)

    def settle(self, into: Flow) -> None:
        """Put what the table is into the flow around it: grids of data, and the content of other cells."""
        several = len([r for r in self.rows if r]) > 1
        for lays_out, run in groupby(self.rows, key=lambda row: any(c.lays_out for c in row)):
            rows = list(run)
            grid = None if lays_out else self._grid(rows, several)
            if grid is not None:
                into.items += [p for c in _cells(rows) for p in flat(c.flow.items) if isinstance(p, Picture)]
                into.add_grid(grid)
            else:
                self._unroll(rows, into)

    def _grid(self, rows: list[Row], several: bool) -> Grid | None:
        """Rows as a table; None where they have but one column, or nothing to compare."""
        if len(rows) == 1:
            rows = _columns_of_lines(rows[0])
            if len(rows) == 1 and not several:
                return None
        grid = compact(_place(rows))
        if len(grid.cols) < 2 or sum(bool(c.text) for c in grid.cells) < 2:
            return None
        return Grid(grid.cells, len(grid.rows), len(grid.cols), self.hidden)

    @staticmethod
    def _unroll(rows: Iterable[Row], into: Flow) -> None:
        for cell in _cells(rows):
            into.add_flow(cell.flow)


def _cells(rows: Iterable[Row]) -> Iterator[CellDraft]:
    return (cell for row in rows for cell in row)
