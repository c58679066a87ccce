"""Columns that merged cells took, where a text names every cell once: found again from the rows around them.

A Word table saved as text prints a cell merged to the side as one cell and leaves an empty cell below one merged
downwards. Its rows then differ in length, and the cells of a short row no longer stand in their columns.
"""

from __future__ import annotations

from functools import cache

from pipeline.read.text_rows import Rows, is_amount

_REGULAR = 0.5  # share of rows that have every column, in a table whose short rows can be put in place
_AGAIN = 0.5  # what it is worth that a group of columns begins with the same name as the one before

Spans = list[int]


def _grouped(row: list[str], below: list[str]) -> Spans | None:
    """How many cells of the header row `below` each cell of `row` stands over; None where it does not work out.

    An empty cell below is the lower part of the cell above it; cells with names are parted into groups of like
    size, which begin with the same name where names come again.
    """

    @cache
    def best(cell: int, start: int) -> tuple[float, tuple[int, ...]] | None:
        if cell == len(row):
            return (0.0, ()) if start == len(below) else None
        options = []
        for end in range(start + 1, len(below) - (len(row) - cell - 1) + 1):
            if end > start + 1 and not (below[start] and below[end - 1]):
                break
            rest = best(cell + 1, end)
            if rest is not None:
                again = _AGAIN if start and end < len(below) and below[start] == below[end] else 0.0
                options.append((rest[0] + (end - start) ** 2 - again, (end - start, *rest[1])))
        return min(options) if options else None

    found = best(0, 0)
    return list(found[1]) if found else None


def _numeric_columns(rows: Rows) -> list[bool]:
    """Of rows that have every column: which columns hold amounts."""
    columns = zip(*rows, strict=True)
    return [sum(map(is_amount, c)) * 2 > sum(map(bool, c)) for c in map(list, columns)]


def _placed(row: list[str], numeric: list[bool], *, of_header: bool) -> Spans:
    """A short row, the one cell widened with which amounts stand in columns of amounts.

    In doubt it is the first, as in totals and headers; in a row without amounts the last, as in label and value.
    """
    order = range(len(row)) if of_header or any(map(is_amount, row)) else range(len(row) - 1, -1, -1)
    missing = len(numeric) - len(row)

    def fit(widened: int) -> int:
        score = 0
        for i, text in enumerate(row):
            if text and i != widened:
                score += 1 if is_amount(text) == numeric[i + (missing if i > widened else 0)] else -1
        return score

    widened = max(order, key=fit)
    return [missing + 1 if i == widened else 1 for i in range(len(row))]


def _over(row: list[str], below: list[str], below_spans: Spans, numeric: list[bool]) -> Spans:
    """The spans of a row of the header, from the row under it."""
    groups = None if any(map(is_amount, below)) or len(row) > len(below) else _grouped(row, below)
    if groups is None:
        return _placed(row, numeric, of_header=True)
    spans, start = [], 0
    for size in groups:
        spans.append(sum(below_spans[start : start + size]))
        start += size
    return spans


def spans_of(rows: Rows) -> list[Spans]:
    """How many columns each cell of each row takes; one each where the rows are too unlike to tell."""
    width = max(len(row) for row in rows)
    spans = [[width] if len(row) == 1 else [1] * len(row) for row in rows]
    full = [i for i, row in enumerate(rows) if len(row) == width]
    if len(full) < sum(len(row) > 1 for row in rows) * _REGULAR or width == 1:
        return spans
    numeric = _numeric_columns([rows[i] for i in full])
    for i in range(full[0] - 1, -1, -1):
        if len(rows[i]) > 1:
            spans[i] = _over(rows[i], rows[i + 1], spans[i + 1], numeric)
    for i in range(full[0] + 1, len(rows)):
        if 1 < len(rows[i]) < width:
            spans[i] = _placed(rows[i], numeric, of_header=False)
    return spans
