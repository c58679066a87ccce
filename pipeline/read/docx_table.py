"""A Word table while it is being read: rows of cells with spans, on the grid lines that cells begin at."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from pipeline.core.model import Cell, Table
from pipeline.read.text_rows import names_table


class TableDraft:
    """Rows come one after the other; at the end the grid keeps only the lines at which some cell begins.

    Word counts columns on a grid of its own, which has lines that no cell uses and spans of any size (two
    thousand million in a hostile file): only the order of the lines matters here.
    """

    def __init__(self) -> None:
        self.cells: list[Cell] = []
        self.n_rows = 0
        self._open: dict[int, Cell] = {}  # grid line -> the cell that merges downwards from there
        self._begin_row()

    def _begin_row(self) -> None:
        self._row: list[Cell] = []
        self._merged: dict[int, Cell] = {}
        self._next = 0
        self.row_dropped = False
        self._begin_cell()

    def _begin_cell(self) -> None:
        self.in_cell = False
        self.lines: list[str] = []
        self.span = 1
        self.merge: str | None = None
        self.beside: str | None = None  # the old horizontal merge

    def start_row(self) -> None:
        """A row begins."""
        self._begin_row()

    def skip(self, columns: int) -> None:
        """Grid columns that the row leaves out before its first cell."""
        self._next += max(columns, 0)

    def start_cell(self) -> None:
        """A cell begins."""
        self._begin_cell()
        self.in_cell = True

    def end_cell(self) -> None:
        """A cell ends: it stands for itself, or it goes on with the one above or the one before."""
        if not self.in_cell:
            return
        start, span = self._next, max(self.span, 1)
        self._next += span
        above = self._open.get(start)
        if self.beside == "continue" and self._row:
            self._row[-1].col_span += span
        elif self.merge == "continue" and above is not None and above.col_span == span:
            above.row_span = self.n_rows - above.row + 1
            self._merged[start] = above
        else:
            cell = Cell(self.n_rows, start, _joined(self.lines), 1, span)
            self._row.append(cell)
            if self.merge is not None:
                self._merged[start] = cell
        self.in_cell = False

    def end_row(self) -> None:
        """A row ends; one that was deleted, or that holds no cell, leaves nothing."""
        if self.row_dropped or not self._next:
            for cell in self._merged.values():
                cell.row_span = min(cell.row_span, max(self.n_rows - cell.row, 1))
        else:
            self.cells += self._row
            self._open = self._merged
            self.n_rows += 1
        self._begin_row()

    def place_of_next(self) -> tuple[int, int]:
        """Row and grid line of the cell that is being read."""
        return self.n_rows, self._next

    def tables(self, index: int) -> list[Table]:
        """The tables, numbered from `index` on: none when there is no cell, several where titles stand between.

        Word files tables that follow each other without a line between them as one; a row of one cell that names
        a table begins the next.
        """
        firsts = sorted({0, *self._titles()})
        groups: list[list[Cell]] = [[] for _ in firsts]
        for cell in self.cells:
            groups[bisect_right(firsts, cell.row) - 1].append(cell)
        ends = [*firsts[1:], self.n_rows]
        return [
            _table(cells, index + i, first, end - first)
            for i, (cells, first, end) in enumerate(zip(groups, firsts, ends, strict=True))
            if cells
        ]

    def _titles(self) -> list[int]:
        """The rows, but for the first, that hold one cell with the name of a table, which nothing runs past."""
        rows: dict[int, list[Cell]] = {}
        for cell in self.cells:
            for row in range(cell.row, cell.row + cell.row_span):
                rows.setdefault(row, []).append(cell)
        alone = [row[0] for row in rows.values() if len(row) == 1]
        return [c.row for c in alone if c.row and c.row_span == 1 and names_table([c.text])]


def _table(cells: list[Cell], index: int, first: int, n_rows: int) -> Table:
    """A table of the cells from row `first` on, its columns those grid lines at which some cell begins."""
    starts = sorted({c.col for c in cells})
    for cell in cells:
        left = bisect_left(starts, cell.col)
        cell.col_span = max(bisect_left(starts, cell.col + cell.col_span) - left, 1)
        cell.col, cell.row = left, cell.row - first
    return Table(0, index, n_rows, len(starts), cells)


def _joined(lines: list[str]) -> str:
    """The paragraphs of a cell, one a line, without the empty ones around them."""
    return lines[0].rstrip() if len(lines) == 1 else "\n".join(line.rstrip() for line in lines).strip("\n")
