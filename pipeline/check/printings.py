"""Printings: which lines stand in one printing of a form, and which rows of it run over two pages."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING

from pipeline.check.figures import place_key

if TYPE_CHECKING:
    from pipeline.check.index import Line, Path

_ORDER = attrgetter("order")
_KIND = attrgetter("record.direction", "record.phase", "record.fund", "record.component")


class _Part:
    """The lines of one table: what its columns are of, and the row and path of every row in order."""

    def __init__(self, lines: list[Line]) -> None:
        self.lines = lines

    @cached_property
    def kinds(self) -> set[Hashable]:
        return set(map(_KIND, self.lines))

    @cached_property
    def rows(self) -> list[tuple[str, Path]]:
        ordered = sorted(self.lines, key=_ORDER)
        return list(dict.fromkeys((line.row, line.path) for line in ordered))


@dataclass(slots=True)
class _Printing:
    number: int
    parts: list[_Part] = field(default_factory=list)
    has_total: bool = False

    def rows_beside(self, right: _Part) -> dict[str, str]:
        """The row that each row of a table goes on with, where it is the right half of a table before."""
        for left in self.parts:
            if left.kinds.isdisjoint(right.kinds) and (found := _matched(left.rows, right.rows)):
                return found
        return {}

    def add(self, part: _Part) -> None:
        """Take in one more table."""
        self.parts.append(part)
        self.has_total = self.has_total or any(not line.path for line in part.lines)


def _matched(left: list[tuple[str, Path]], right: list[tuple[str, Path]]) -> dict[str, str]:
    """Rows of `right` to those of `left`: row by row where all are alike, else by paths that stand once."""
    ours, theirs = [p for _, p in left], [p for _, p in right]
    if ours == theirs:
        return {r: row for (r, _), (row, _) in zip(right, left, strict=True)}
    known = set(ours)
    if not known.issuperset(theirs) or len(known) < len(ours) or len(set(theirs)) < len(theirs):
        return {}
    place = {path: row for row, path in left}
    return {row: place[path] for row, path in right}


Printings = tuple[dict[str, int], dict[str, str]]
"""The printing that each table belongs to, and the rows that go on with another, by the name of that."""


def _gone_on(printings: Iterable[_Printing], first: Line) -> _Printing | None:
    """The printing that ends on the page before, or on this one, in the class of an item that opens a table.

    A form does not open below a class: where its header is printed again over other words it is the same printing.
    """
    for printing in printings:
        last = max(printing.parts[-1].lines, key=_ORDER)
        same = last.record.form == first.record.form and last.path[:1] == first.path[:1]
        if same and len(first.path) > 1 and 0 <= first.record.page - last.record.page <= 1:
            return printing
    return None


def number_printings(lines: Iterable[Line]) -> Printings:
    """Give every line the number of the printing it stands in, and rows cut by the page one name.

    A printing is what the extractor counted as one form, until a table opens with a total although there was
    one: then it is another unit's.
    """
    tables: dict[str, list[Line]] = {}
    for line in lines:
        tables.setdefault(line.table, []).append(line)
    numbers: dict[str, int] = {}
    rows: dict[str, str] = {}
    printings: dict[Hashable, _Printing] = {}
    count = 0
    for name in sorted(tables, key=lambda t: (tables[t][0].record.page, place_key(t))):
        own = tables[name]
        first = min(own, key=_ORDER)
        key = (first.record.form, first.record.pattern_id.split("/")[0], first.record.form_index)
        printing = printings.get(key) or _gone_on(printings.values(), first)
        part = _Part(own)
        beside = printing.rows_beside(part) if printing else {}
        if printing is None or (printing.has_total and not first.path and not beside):
            count += 1
            printing = _Printing(count)
        printings[key] = printing
        numbers[name] = printing.number
        rows |= beside
        for line in own:
            line.instance = printing.number
            if beside:
                line.row = beside.get(line.row, line.row)
        printing.add(_Part(own) if beside else part)  # its rows have other names now
    return numbers, rows
