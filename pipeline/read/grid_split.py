"""Ruled cells that hold several rows or columns, because no rule parts them there: taken apart by their amounts."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from pipeline.read.grid_cells import Sheet, Slot
from pipeline.read.grid_columns import columns_of
from pipeline.read.grid_rows import borders, rows_by_anchors
from pipeline.read.grid_words import Word, WordLine, word_lines

_FEWEST = 2  # columns of amounts that must agree on the rows; rows that must agree on the columns


def _holds_several(slot: Slot) -> bool:
    """True for a cell that prints two decimal points."""
    return len(slot.chars) > 1 and sum([c.text in ".．" for c in slot.chars]) > 1


def may_be_parted(sheet: Sheet) -> bool:
    """True where at least two cells print two decimal points: what all other tables are spared the rest for."""
    return sum(map(_holds_several, sheet.slots)) >= _FEWEST


def _may_hold_several(slots: Sequence[Slot]) -> bool:
    """True where at least two of some cells print two decimal points."""
    return sum(map(_holds_several, slots)) >= _FEWEST


def _decimals(line: WordLine) -> int:
    """The decimals of a line that is a single amount; -1 for any other."""
    if len(line.words) != 1 or not line.words[0].exact:
        return -1
    return len(line.text.removesuffix("%").rpartition(".")[2]) if "." in line.text else 0


def _amount_lines(lines: Sequence[WordLine]) -> Sequence[WordLine]:
    """The lines of a cell that holds two amounts or more of one make and nothing else.

    An amount broken over two lines has its decimals on the second only.
    """
    makes = {_decimals(n) for n in lines}
    return lines if len(lines) > 1 and len(makes) == 1 and min(makes) > 0 else ()


def _band_rows(slots: Sequence[Slot]) -> list[list[WordLine]]:
    """The rows that the cells between two rules hold; one or none where their amounts do not agree on more."""
    if not _may_hold_several(slots):
        return []
    lines = {id(s): word_lines(s.chars) for s in slots}
    anchors = [found for s in slots if (found := _amount_lines(lines[id(s)]))]
    if len(anchors) < _FEWEST:
        return []
    rows = rows_by_anchors([n for s in slots for n in lines[id(s)]], [n for found in anchors for n in found])
    return rows if sum(len(found) == len(rows) for found in anchors) >= _FEWEST else []


def _moved(sheet: Sheet, parts: dict[int, list[float]], inner: dict[int, list[Slot]]) -> Sheet:
    """The sheet with new lines between rows: `parts[r]` those inside row r, `inner[r]` its new cells."""
    ys: list[float] = []
    number: list[int] = []
    for r, y in enumerate(sheet.ys):
        number.append(len(ys))
        ys += [y, *parts.get(r, [])]
    slots = [s for band in inner.values() for s in band]
    for band, new in inner.items():
        for slot in new:
            slot.top, slot.bottom = number[band] + slot.top, number[band] + slot.bottom
    for s in sheet.slots:
        if not (s.bottom == s.top + 1 and s.top in inner):
            slots.append(Slot(number[s.top], number[s.bottom], s.left, s.right, s.chars, s.n_open))
    return Sheet(sheet.xs, ys, slots, sheet.lost)


def with_rows_parted(sheet: Sheet) -> Sheet:
    """The sheet with every row that holds several rows of amounts parted into them."""
    bands: dict[int, list[Slot]] = {}
    for slot in sheet.slots:
        if slot.bottom == slot.top + 1:
            bands.setdefault(slot.top, []).append(slot)
    parts: dict[int, list[float]] = {}
    inner: dict[int, list[Slot]] = {}
    for r, slots in bands.items():
        rows = _band_rows(slots)
        if len(rows) < 2:
            continue
        parts[r] = borders(rows, sheet.ys[r], sheet.ys[r + 1])[1:-1]
        home = {id(c): k for k, row in enumerate(rows) for n in row for w in n.words for c in w.chars}
        inner[r] = [
            Slot(k, k + 1, s.left, s.right, [c for c in s.chars if home[id(c)] == k])
            for s in slots
            for k in range(len(rows))
        ]
    return _moved(sheet, parts, inner) if parts else sheet


def _columns_inside(slots: Sequence[Slot]) -> list[float]:
    """Abscissas between the columns of amounts that the cells of one column hold; none where it is one column."""
    if not _may_hold_several(slots):
        return []
    lines = [n for s in slots for n in word_lines(s.chars)]
    paired = [n for n in lines if sum(w.exact for w in n.words) > 1]
    if len(paired) < _FEWEST:
        return []
    columns = columns_of([n for n in lines if all(w.number for w in n.words)])
    numbers = [c for c in columns if c.words and all(w.exact for w in c.words)]
    return [(a.x1 + b.x0) / 2 for a, b in pairwise(columns)] if len(numbers) == len(columns) > 1 else []


def with_columns_parted(sheet: Sheet) -> Sheet:
    """The sheet with every column whose cells hold amounts side by side parted into their columns."""
    xs: list[float] = []
    number: list[int] = []
    inner: dict[int, list[float]] = {}
    for k, x in enumerate(sheet.xs):
        cuts = _columns_inside([s for s in sheet.slots if s.left == k and s.right == k + 1])
        number.append(len(xs))
        xs += [x, *cuts]
        if cuts:
            inner[k] = cuts
    if not inner:
        return sheet
    slots: list[Slot] = []
    for s in sheet.slots:
        first, last = number[s.left], number[s.right]
        words = [w for n in word_lines(s.chars) for w in n.words]
        if s.right == s.left + 1 and s.left in inner and _fall_apart(words, inner[s.left]):
            slots += [
                Slot(
                    s.top,
                    s.bottom,
                    k,
                    k + 1,
                    [c for w in words if xs[k] <= w.mid_x < xs[k + 1] for c in w.chars],
                )
                for k in range(first, last)
            ]
        else:
            slots.append(Slot(s.top, s.bottom, first, last, s.chars, s.n_open))
    return Sheet(xs, sheet.ys, slots, sheet.lost)


def _fall_apart(words: Sequence[Word], cuts: Sequence[float]) -> bool:
    """True for a cell of which no word lies across a cut: a heading over several columns stays whole."""
    return not any(w.x0 < cut < w.x1 for w in words for cut in cuts) and (len(words) > 1 or words[:1] == [])
