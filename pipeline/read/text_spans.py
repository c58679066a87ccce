"""Columns that merged cells took, where a text names every cell once: found again from the rows around them.

A Word table saved as text prints a cell merged to the side as one cell and leaves an empty cell below one merged
downwards. Its rows then differ in length, and the cells of a short row no longer stand in their columns.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from itertools import accumulate, pairwise

from pipeline.read.text_rows import Rows, is_amount

_REGULAR = 0.5  # share of rows that have every column, in a table whose short rows can be put in place
_AGAIN = 0.5  # what it is worth that a group of columns begins with the same name as the one before
_NAMED = 10.0  # that the name of a column holds the name of its group
_ALIKE = 1.0  # what it costs that names which begin or end alike fall into two groups
_WIDEST = 64  # cells of a header that are worth grouping
_ASTRIDE = 100.0  # that a group goes on over the border between names and amounts

Spans = list[int]


def _borders(numeric: list[bool]) -> set[int]:
    """The columns at which another block of a form begins: names after amounts, or else the first amounts."""
    pairs = list(pairwise(numeric))
    blocks = {i + 1 for i, (left, right) in enumerate(pairs) if left and not right}
    return blocks or {i + 1 for i, (left, right) in enumerate(pairs) if right and not left}


def _alike(left: str, right: str) -> bool:
    """Whether two names begin or end with the same two characters."""
    return bool(left and right) and (left[:2] == right[:2] or left[-2:] == right[-2:])


def _cost(name: str, below: list[str], start: int, end: int, borders: set[int]) -> float:
    """What speaks against a group `name` over the columns from `start` to `end`: the unevenly large, above all."""
    cost = float((end - start) ** 2)
    cost += _ASTRIDE * sum(start < border < end for border in borders)
    cost -= _NAMED * sum(len(name) > 1 and name in column for column in below[start:end])
    if end < len(below):
        cost += _ALIKE * _alike(below[end - 1], below[end])
        cost -= _AGAIN * (below[start] == below[end])
    return cost


def _grouped(row: list[str], below: list[str], numeric: list[bool]) -> Spans | None:
    """How many cells of the header row `below` each cell of `row` stands over; None where it does not work out.

    An empty cell below is the lower part of the cell above it; cells with names are parted into groups of like
    size, which begin where a block of the form does and with the same name where names come again. `numeric` tells
    of each cell below whether amounts stand under it.
    """
    borders = _borders(numeric)

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
                cost = rest[0] + _cost(row[cell], below, start, end, borders)
                options.append((cost, (end - start, *rest[1])))
        return min(options) if options else None

    found = best(0, 0)
    return list(found[1]) if found else None


def _numeric_columns(rows: Rows) -> list[bool]:
    """Of rows that have every column: which columns hold amounts; an empty column is like the one before.

    Codes are no amounts: a column of bare digits with names or further codes right of it.
    """
    numeric: list[bool] = []
    body = [row for row in rows if any(map(is_amount, row))] or rows
    columns = [[cell for cell in column if cell] for column in zip(*body, strict=True)]
    for filled in columns:
        amounts = sum(map(is_amount, filled)) * 2 > len(filled)
        numeric.append(amounts if filled or not numeric else numeric[-1])
    for i in range(len(columns) - 2, -1, -1):
        digits = sum(cell.isdecimal() for cell in columns[i]) * 2 > len(columns[i])
        numeric[i] = numeric[i] and not (digits and not numeric[i + 1])
    return numeric


def _widened(size: int, widened: int, width: int) -> Spans:
    """The spans of a row in which one cell takes all the columns that the others leave."""
    return [width - size + 1 if i == widened else 1 for i in range(size)]


def _placed(row: list[str], numeric: list[bool]) -> Spans:
    """A short row, names widened so that amounts stand in columns of amounts; else one cell, as best it fits.

    In doubt it is the first, as in totals; in a row without amounts the last, as in label and value.
    """
    has_amounts = any(map(is_amount, row))
    if has_amounts and (found := _by_blocks(row, numeric)):
        return found
    missing = len(numeric) - len(row)
    order = range(len(row)) if has_amounts else range(len(row) - 1, -1, -1)

    def fit(widened: int) -> int:
        score = 0
        for i, text in enumerate(row):
            if text and i != widened:
                score += 1 if is_amount(text) == numeric[i + (missing if i > widened else 0)] else -1
        return score

    return _widened(len(row), max(order, key=fit), len(numeric))


def _by_blocks(row: list[str], numeric: list[bool]) -> Spans | None:
    """A short row whose names alone are wide, as totals side by side: over as few columns of amounts as can be.

    None where the row does not fill the columns so.
    """

    @cache
    def best(cell: int, start: int) -> tuple[int, tuple[int, ...]] | None:
        if cell == len(row) or start >= len(numeric):
            return (0, ()) if cell == len(row) and start == len(numeric) else None
        text, options = row[cell], []
        if text and is_amount(text) != numeric[start]:
            return None
        is_name = bool(text) and not is_amount(text)
        for end in range(start + 1, (len(numeric) if is_name else start + 1) + 1):
            if (rest := best(cell + 1, end)) is not None:
                options.append((rest[0] + sum(numeric[start:end]) * is_name, (end - start, *rest[1])))
        return min(options, key=lambda option: option[0], default=None)

    found = best(0, 0)
    return list(found[1]) if found else None


def _named(row: list[str], numeric: list[bool]) -> Spans:
    """A row of names over the columns themselves: the first over all names, or else the last over all amounts."""
    n_names = numeric.index(True) if True in numeric else len(numeric)
    last = len(row) - 1 != len(numeric) - n_names and len(row) - 1 == n_names
    return _widened(len(row), len(row) - 1 if last else 0, len(numeric))


def _summed(sizes: Spans, spans: Spans) -> Spans:
    """The columns that cells take which stand over `sizes` cells each, whose own columns are `spans`."""
    starts = [0, *accumulate(sizes)]
    return [sum(spans[start:end]) for start, end in pairwise(starts)]


def _over(row: list[str], below: list[str], below_spans: Spans, numeric: list[bool]) -> Spans:
    """The spans of a row of the header, from the row under it."""
    flags = [numeric[end - 1] for end in accumulate(below_spans)]
    plain = len(row) <= len(below) <= _WIDEST and not any(map(is_amount, below))
    groups = _grouped(row, below, flags) if plain else None
    return _named(row, numeric) if groups is None else _summed(groups, below_spans)


def _usual(rows: Rows) -> int | None:
    """The number of cells that most rows with amounts have; None where too few have it."""
    body = [row for row in rows if any(map(is_amount, row))] or rows
    lengths = Counter(len(row) for row in body if len(row) > 1)
    length, count = max(lengths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
    return length if count and count >= sum(lengths.values()) * _REGULAR else None


def spans_of(rows: Rows) -> list[Spans]:
    """How many columns each cell of each row takes; one each where the rows are too unlike to tell.

    Rows of the body may all be shorter than one of the header, as where a code takes the columns of class, section
    and item: they take their columns from the header row that has as many cells.
    """
    width = max(len(row) for row in rows)
    spans = [[width] if len(row) == 1 else [1] * len(row) for row in rows]
    usual = _usual(rows)
    full = [i for i, row in enumerate(rows) if len(row) == width]
    if usual is None or (usual < width and any(is_amount(cell) for i in full for cell in rows[i])):
        return spans
    numeric = _numeric_columns([row for row in rows if len(row) == usual])
    for i in range(full[0] - 1, -1, -1):
        if len(rows[i]) > 1:
            flags = numeric if usual == width else [False] * width
            spans[i] = _over(rows[i], rows[i + 1], spans[i + 1], flags)
    above = (spans[i] for i in range(full[0], -1, -1) if len(rows[i]) == usual)
    columns = next(above, _widened(usual, 0, width))
    for i in range(full[0] + 1, len(rows)):
        if len(rows[i]) == usual:
            spans[i] = columns
        elif 1 < len(rows[i]) < usual:
            spans[i] = _summed(_placed(rows[i], numeric), columns)
    return spans
