"""Cells on the rows and columns that matter: those at which some cell begins."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from pipeline.core.issues import ErrorClass, ReadError
from pipeline.core.model import Cell

MAX_POSITIONS = 4_000_000  # rows x columns of one table
_MAX_FILLED = 500_000


@dataclass(frozen=True, slots=True)
class Compact:
    """Cells in a grid, and for each row and column of it the number that it had before."""

    cells: list[Cell]
    rows: tuple[int, ...]
    cols: tuple[int, ...]


def compact(cells: list[Cell]) -> Compact:
    """Cells moved to the rows and columns at which some cell begins, the empty ones at the right and below left out.

    Raises:
        ReadError: more positions than a table may have.
    """
    tops, lefts = sorted({c.row for c in cells}), sorted({c.col for c in cells})
    for cell in cells:
        row, col = bisect_left(tops, cell.row), bisect_left(lefts, cell.col)
        cell.row_span = max(bisect_left(tops, cell.row + cell.row_span) - row, 1)
        cell.col_span = max(bisect_left(lefts, cell.col + cell.col_span) - col, 1)
        cell.row, cell.col = row, col
    n_rows = max((c.row for c in cells if c.text), default=-1) + 1
    n_cols = max((c.col for c in cells if c.text), default=-1) + 1
    if n_rows * n_cols > MAX_POSITIONS:
        raise ReadError(ErrorClass.TOO_LARGE, f"a table of {n_rows} rows and {n_cols} columns")
    kept = [c for c in cells if c.row < n_rows and c.col < n_cols]
    for cell in kept:
        cell.row_span = min(cell.row_span, n_rows - cell.row)
        cell.col_span = min(cell.col_span, n_cols - cell.col)
    return Compact(kept, tuple(tops[:n_rows]), tuple(lefts[:n_cols]))


def filled(grid: Compact) -> list[Cell]:
    """The cells of a grid, row by row, with an empty one in every position that none takes, as print shows it.

    A grid so large that no page shows it is left as it is.
    """
    if len(grid.rows) * len(grid.cols) > _MAX_FILLED:
        return grid.cells
    taken = {
        (r, c)
        for cell in grid.cells
        for r in range(cell.row, cell.row + cell.row_span)
        for c in range(cell.col, cell.col + cell.col_span)
    }
    empty = [
        Cell(r, c, "") for r in range(len(grid.rows)) for c in range(len(grid.cols)) if (r, c) not in taken
    ]
    return sorted([*grid.cells, *empty], key=lambda cell: (cell.row, cell.col))
