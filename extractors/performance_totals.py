"""The last row of a sheet: what its scores and its weights add up to."""

from __future__ import annotations

from extractors.performance_drafts import points
from extractors.performance_headers import Head, own_cells
from pipeline.core.model import Cell, Table

_FULL = 100  # points of a whole sheet


def total_score(table: Table, row: int, head: Head | None) -> Cell | None:
    """The score of a row 总分: what stands in the column of scores, or a number beside the full 100."""
    if head is None or not head.has("score"):
        return None
    numbers = [(c, v) for c in own_cells(table, row)[1:] if (v := points(c.text)) is not None]
    cell = head.cell(table, row, "score")
    if any(c is cell for c, _ in numbers):
        return cell
    if len(numbers) == 2 and numbers[0][1] == _FULL:
        return numbers[1][0]
    return numbers[0][0] if len(numbers) == 1 and numbers[0][1] != _FULL else None


def total_weight(table: Table, row: int, head: Head | None) -> Cell | None:
    """The sum of the weights in a row 合计: what stands in their column, or a full 100 that stands alone."""
    if head is None or not head.has("weight"):
        return None
    numbers = [(c, v) for c in own_cells(table, row)[1:] if (v := points(c.text)) is not None]
    cell = head.cell(table, row, "weight")
    if any(c is cell for c, _ in numbers):
        return cell
    return numbers[0][0] if len(numbers) == 1 and numbers[0][1] == _FULL else None
