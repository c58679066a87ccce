"""Columns of a table without vertical rules: the stretches of a line that its rows fill, gutters between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Protocol

from pipeline.read.grid_words import Word, WordLine
from pipeline.read.pdf_paths import Rule

_STRAY = 0.04  # of the lines: so many may print across a gutter
_TOUCHING = 1.0  # points: print so near leaves no gutter
_AGREE = 0.7  # of a column's words must end, begin or be centred alike
_ALIKE = 6.0  # points
_FEWEST_RULES = 3  # vertical rules: two are a frame
_NUMBERS = 0.6  # of a column's words must be numbers for it to be one of numbers


class Stretch(Protocol):
    """What a line prints between two abscissas."""

    x0: float
    x1: float


@dataclass(slots=True)
class Column:
    """A stretch between two gutters, with what stands in it. `numbers`: a column of aligned amounts or counts."""

    x0: float
    x1: float
    words: list[Word]
    numbers: bool = False
    exact: bool = False


def _stretches(words: Sequence[Word], n_lines: int) -> list[tuple[float, float]]:
    """The stretches that more than a stray word prints on."""
    stray = int(_STRAY * n_lines)
    events = sorted([(w.x0, 1) for w in words] + [(w.x1 + _TOUCHING, -1) for w in words])
    out: list[tuple[float, float]] = []
    depth, start = 0, 0.0
    for x, step in events:
        before, depth = depth, depth + step
        if before <= stray < depth:
            start = x
        elif depth <= stray < before:
            out.append((start, x - _TOUCHING))
    return out


def _aligned(values: list[float]) -> bool:
    """True where most values are alike."""
    middle = median(values)
    return sum(abs(v - middle) <= _ALIKE for v in values) >= _AGREE * len(values)


def _judge(column: Column, least: int) -> None:
    """Tell whether a column holds numbers, `least` or more, set alike."""
    numbers = [w for w in column.words if w.number]
    if len(numbers) < max(least, _NUMBERS * len(column.words)):
        return
    column.numbers = any(
        _aligned(edge)
        for edge in ([w.x1 for w in numbers], [w.x0 for w in numbers], [w.mid_x for w in numbers])
    )
    column.exact = 2 * sum(w.exact for w in numbers) >= len(numbers)


def columns_of(lines: Sequence[WordLine], least: int = 2) -> list[Column]:
    """The columns that the words of some lines stand in; codes on the left are no column of numbers."""
    words = [w for line in lines for w in line.words]
    columns = [Column(a, b, []) for a, b in _stretches(words, len(lines))]
    for word in words:
        held = [c for c in columns if min(word.x1, c.x1) > max(word.x0, c.x0)]
        if held:
            max(held, key=lambda c: min(word.x1, c.x1) - max(word.x0, c.x0)).words.append(word)
    for column in columns:
        _judge(column, least)
    for column in columns:
        if not column.numbers:
            break
        column.numbers = column.exact  # codes and row numbers stand left of the names
    return columns


def is_tabular(columns: Sequence[Column], n_rows: int) -> bool:
    """True for columns of which one holds amounts, or two hold numbers, beside one that names most of the rows."""
    numbers = [c for c in columns if c.numbers]
    named = any(not c.numbers and len(c.words) >= _NUMBERS * n_rows for c in columns)
    return named and (any(c.exact for c in numbers) or len(numbers) > 1)


def numbered_rows(lines: Sequence[WordLine], columns: Sequence[Column]) -> list[int]:
    """The indexes of the lines with an amount in a column of numbers."""
    amounts = {id(w) for c in columns for w in c.words if c.numbers and w.number}
    return [i for i, n in enumerate(lines) if any(id(w) in amounts for w in n.words)]


def is_over_amounts(header: Sequence[WordLine], columns: Sequence[Column]) -> bool:
    """True where a word stands right of the labels, over or near amounts: a header names them."""
    first = min((c.x0 for c in columns if c.numbers), default=0.0)
    labels = max((c.x1 for c in columns if not c.numbers and c.x1 <= first), default=0.0)
    return any(w.mid_x > labels for line in header for w in line.words)


def gutters(columns: Sequence[Column], left: float, right: float) -> list[float]:
    """The abscissas that part the columns, with the table's sides."""
    return [left, *((a.x1 + b.x0) / 2 for a, b in pairwise(columns)), right]


def ruled_edges(down: Sequence[Rule], lines: Sequence[WordLine]) -> list[float]:
    """The abscissas of vertical rules that run along all rows, with the table's sides; none where words cross one."""
    top, bottom = lines[0].mid_y, lines[-1].mid_y
    at = sorted(r.at for r in down if r.start <= top and r.end >= bottom)
    words = [w for line in lines for w in line.words]
    if len(at) < _FEWEST_RULES or any(w.x0 + _TOUCHING < x < w.x1 - _TOUCHING for w in words for x in at):
        return []
    left, right = min(w.x0 for w in words), max(w.x1 for w in words)
    return [*([left - 1] if left < at[0] else []), *at, *([right + 1] if right > at[-1] else [])]


def with_headed(columns: list[Column], headings: Sequence[Stretch]) -> list[Column]:
    """The columns as wide as their headings, with those that have a heading but no entry.

    A heading beside every column belongs to the nearest one that has no heading of its own.
    """
    lone = [h for h in headings if not any(_meets(h, c) for c in columns)]
    free = [c for c in columns if not any(_meets(h, c) for h in headings)]
    pairs = sorted(
        ((max(c.x0 - h.x1, h.x0 - c.x1), i, k) for i, h in enumerate(lone) for k, c in enumerate(free))
    )
    taken: dict[int, Column] = {}
    for _, i, k in pairs:
        others: list[Stretch] = [*columns, *(h for h in lone if h is not lone[i])]
        if i not in taken and free[k] not in taken.values() and _is_next(free[k], lone[i], others):
            taken[i] = free[k]
    for i, column in taken.items():
        column.x0, column.x1 = min(column.x0, lone[i].x0), max(column.x1, lone[i].x1)
    new = [Column(h.x0, h.x1, []) for i, h in enumerate(lone) if i not in taken]
    return sorted([*columns, *_apart(new)], key=lambda c: c.x0)


def _apart(columns: Sequence[Column]) -> list[Column]:
    """New columns, those whose headings overlap as one."""
    out: list[Column] = []
    for column in sorted(columns, key=lambda c: c.x0):
        if out and column.x0 < out[-1].x1:
            out[-1].x1 = max(out[-1].x1, column.x1)
        else:
            out.append(column)
    return out


def _meets(word: Stretch, column: Column) -> bool:
    """True where a heading stands over a column."""
    return word.x1 >= column.x0 - _TOUCHING and word.x0 <= column.x1 + _TOUCHING


def _is_next(column: Column, word: Stretch, others: Sequence[Stretch]) -> bool:
    """True where no other column stands between a column and a heading."""
    low, high = min(column.x1, word.x1), max(column.x0, word.x0)
    return not any(c is not column and c.x0 < high and c.x1 > low for c in others)
