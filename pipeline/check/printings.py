"""Printings: which lines stand in one printing of a form, and which rows of it run over two pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.check.figures import place_key, table_of

if TYPE_CHECKING:
    from pipeline.check.index import Line, Path


@dataclass(slots=True)
class _Printing:
    number: int
    tables: list[tuple[set[Hashable], list[Line]]] = field(default_factory=list)
    has_total: bool = False

    def rows_beside(self, lines: list[Line]) -> dict[str, str]:
        """The row that each row of `lines` goes on with, where they are the right half of a table before."""
        right, own = _rows(lines), _kinds(lines)
        for kinds, left in self.tables:
            if not kinds & own and (found := _matched(_rows(left), right)):
                return found
        return {}

    def add(self, lines: list[Line]) -> None:
        """Take in the lines of one more table."""
        self.tables.append((_kinds(lines), lines))
        self.has_total = self.has_total or any(not line.path for line in lines)


def _rows(lines: list[Line]) -> list[tuple[str, Path]]:
    """Row and path of every row, in order."""
    ordered = sorted(lines, key=lambda line: place_key(line.record.locator))
    return list(dict.fromkeys((line.row, line.path) for line in ordered))


def _kinds(lines: list[Line]) -> set[Hashable]:
    return {(x.record.direction, x.record.phase, x.record.fund, x.record.component) for x in lines}


def _matched(left: list[tuple[str, Path]], right: list[tuple[str, Path]]) -> dict[str, str]:
    """Rows of `right` to those of `left`: row by row where all are alike, else by paths that stand once."""
    ours, theirs = [p for _, p in left], [p for _, p in right]
    if ours == theirs:
        return {r: row for (r, _), (row, _) in zip(right, left, strict=True)}
    once = max((*Counter(ours).values(), *Counter(theirs).values())) == 1
    if not once or not set(theirs) <= set(ours):
        return {}
    place = {path: row for row, path in left}
    return {row: place[path] for row, path in right}


def number_printings(lines: Iterable[Line]) -> None:
    """Give every line the number of the printing it stands in, and rows cut by the page one name.

    A printing is what the extractor counted as one form, until a table opens with a total although there was
    one: then it is another unit's.
    """
    tables: dict[str, list[Line]] = {}
    for line in lines:
        tables.setdefault(table_of(line.record.locator), []).append(line)
    printings: dict[Hashable, _Printing] = {}
    count = 0
    for name in sorted(tables, key=lambda t: (tables[t][0].record.page, place_key(t))):
        own = tables[name]
        first = min(own, key=lambda line: place_key(line.record.locator))
        key = (first.record.form, first.record.pattern_id.split("/")[0], first.record.form_index)
        printing = printings.get(key)
        beside = printing.rows_beside(own) if printing else {}
        if printing is None or (printing.has_total and not first.path and not beside):
            count += 1
            printing = printings[key] = _Printing(count)
        printing.add(own)
        for line in own:
            line.instance, line.row = printing.number, beside.get(line.row, line.row)
