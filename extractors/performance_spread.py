"""Levels that a header does not name one by one: 绩效指标 over three columns, or words of its own for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extractors.performance_slots import Slot
from extractors.performance_words import fits_first_level
from pipeline.core.model import Cell, Table
from pipeline.core.text import squash

_THIRDS = ("name", "level3")
_LEVELS = ("level1", "level2", "level3")


def with_levels(table: Table, row: int, slots: Sequence[Slot]) -> list[Slot]:
    """`slots` with the columns of the first two levels told by the first row under the header, `row`.

    A first level that every tree knows (产出指标) stands in the column of the first level.
    """
    found = list(slots)
    thirds = [i for i, s in enumerate(found) if s.role in _THIRDS]
    if not thirds or row >= table.n_rows or any(s.role in _LEVELS[:2] or s.group for s in found):
        return found
    third = found[thirds[-1]]
    first = next((c for c in _cells(table, row, 0, third.last) if fits_first_level(squash(c.text))), None)
    if first is None:
        return found
    if first.col >= third.first:
        cells = _cells(table, row, third.first, third.last)
        roles = _LEVELS if len(cells) == len(_LEVELS) else _LEVELS[::2]
        if first is not cells[0] or len(cells) != len(roles):
            return found
        ends = [*(c.col - 1 for c in cells[1:]), third.last]
        spread = [
            replace(third, role=r, first=c.col, last=e) for r, c, e in zip(roles, cells, ends, strict=True)
        ]
        return [*found[: thirds[-1]], *spread, *found[thirds[-1] + 1 :]]
    return [_named(s, first, third) for s in found]


def _named(slot: Slot, first: Cell, third: Slot) -> Slot:
    """A column whose header says nothing known: the first level, or the second between it and the third."""
    if slot.role != "note" or slot.first >= third.first or slot.last < first.col:
        return slot
    return replace(slot, role="level1" if slot.first <= first.col else "level2")


def _cells(table: Table, row: int, start: int, end: int) -> list[Cell]:
    """The filled cells of a row from column `start` to `end`, left to right, each once."""
    cells = {id(c): c for c in table.grid[row][start : end + 1] if c is not None and c.text.strip()}
    return list(cells.values())
