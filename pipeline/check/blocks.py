"""Blocks: the lines of one printing of a form, phase and fund (or component), row by row, made once for all rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.check.index import Line

Row = dict[str, list["Line"]]
_ROW = attrgetter("row", "path", "record.form")
_OTHER = {"component": "fund", "fund": "component"}


class Block:
    """Lines whose columns differ only in `axis`: component or fund."""

    def __init__(self, lines: list[Line], axis: str) -> None:
        self._lines, self._value = lines, attrgetter(f"record.{axis}")

    @cached_property
    def printed(self) -> set[str]:
        """What the block has columns of."""
        return set(map(self._value, self._lines))

    @cached_property
    def rows(self) -> list[Row]:
        """The lines of each row by their place on the axis."""
        rows: dict[object, Row] = {}
        for line, row, value in zip(
            self._lines, map(_ROW, self._lines), map(self._value, self._lines), strict=True
        ):
            rows.setdefault(row, {}).setdefault(value, []).append(line)
        return list(rows.values())


def blocks(lines: Iterable[Line], direction: str, axis: str, forms: tuple[str, ...]) -> Iterator[Block]:
    """The blocks of the lines of one direction, of some forms or (where none is named) of all."""
    groups: dict[object, list[Line]] = {}
    key = attrgetter("instance", "record.phase", f"record.{_OTHER[axis]}")
    for line in lines:
        record = line.record
        if record.direction == direction and (not forms or record.form in forms):
            groups.setdefault(key(line), []).append(line)
    yield from (Block(group, axis) for group in groups.values())
