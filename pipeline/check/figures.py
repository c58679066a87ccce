"""Figures: the printed numbers behind the records, each cell once, with what printing may have rounded away.

Several records may repeat one cell (a total row is a functional line and a headline amount). They share a
Figure, so that a cell can never be proved by itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from pipeline.core.money import FEN, Unit, half_digit
from pipeline.core.records import Amount, EconomicLine, Fact, FunctionLine

Key = tuple[str, str]
_DIGITS = re.compile("([0-9]+)")
_REMEMBERED = 16384  # places and printed numbers of a large document


@dataclass(slots=True, eq=False)
class Figure:
    """One printed number: its place, its value in yuan (or in its own unit), and half its last digit."""

    locator: str
    page: int
    text: str
    value: Decimal
    rounding: Decimal
    unit: str = ""
    records: list[Fact] = field(default_factory=list)
    is_recognised: bool = False  # read from an image: digits may be others than those printed
    is_clean: bool = True  # nothing in the reading of the cell is a guess: the unit is stated
    is_sure: bool = True  # it stands as printed: digital text, nothing guessed

    @property
    def fine(self) -> Decimal:
        """The rounding if running text left zeros out: 3万元 beside amounts with decimals is 3.00."""
        if all(isinstance(r, FunctionLine | Amount) and r.place == "text" for r in self.records):
            return min(self.rounding, rounding("0.00", self.unit))
        return self.rounding


CLEAN = 0.85
"""Base confidence below which an extractor guessed something about a row."""


def _steps(locator: str) -> str:
    """A cell of a workbook, Sheet1!C5, as one of any table: Sheet1/r5/c3. Other locators stay."""
    sheet, mark, address = locator.rpartition("!")
    letters = address.rstrip("0123456789")
    if not mark or not (letters.isascii() and letters.isalpha()):
        return locator
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return f"{sheet}/r{address[len(letters) :]}/c{column}"


class Spot(NamedTuple):
    """What a locator says, taken apart once."""

    key: tuple[str | int, ...]
    table: str
    row: str
    column: int


def cell_of(locator: str) -> tuple[str, int]:
    """The row a locator lies in and its 1-based column; what lies in no row is one by itself, in column 0."""
    row, _, tail = locator.rpartition("/")
    if tail[:1] == "c" and tail[1:].isdecimal():
        return row, int(tail[1:])
    place = spot(locator)
    return place.row, place.column


@lru_cache(maxsize=_REMEMBERED)
def spot(locator: str) -> Spot:
    """A locator taken apart; rows share what their table says, cells what their row says."""
    head, _, tail = locator.rpartition("/")
    mark, number = tail[:1], tail[1:]
    if head and mark in ("r", "c") and number.isdecimal():
        above = spot(head)
        key = (*above.key[:-1], f"{above.key[-1]}/{mark}", int(number), "")
        return Spot(key, head, locator, 0) if mark == "r" else Spot(key, _around(head), head, int(number))
    steps = _steps(locator)
    if steps != locator:
        return spot(steps)
    key = tuple(int(part) if n % 2 else part for n, part in enumerate(_DIGITS.split(locator)))
    return Spot(key, head or locator, locator, 0)


def _around(row: str) -> str:
    """The table that a row lies in; what is no row is one by itself."""
    table, _, last = row.rpartition("/")
    return table if last.startswith("r") else row


def place_key(locator: str) -> tuple[str | int, ...]:
    """A locator as a sort key in which numbers count as numbers: p10 comes after p9."""
    return spot(locator).key


def table_of(locator: str) -> str:
    """The table, sheet or paragraph a locator lies in: p3/t1 of p3/t1/r5/c2, p3/para7 of p3/para7/0-12."""
    return spot(locator).table


def row_of(locator: str) -> str:
    """The row a locator lies in: p3/t1/r5 of p3/t1/r5/c2."""
    return spot(locator).row


def column_of(locator: str) -> int:
    """The 1-based column of a cell's locator, 0 where it has none."""
    return spot(locator).column


@lru_cache(maxsize=_REMEMBERED)
def rounding(text: str | None, unit: str | None) -> Decimal:
    """Half the last printed digit of `text`, in yuan (or in the unit itself when it is no money)."""
    if text is None:
        return FEN / 2
    factor = Unit(unit).factor if unit in _MONEY else Decimal(1)
    return half_digit(text) * factor


_MONEY = frozenset(str(u) for u in Unit)


@dataclass(slots=True)
class Ledger:
    """Every figure of a document by place and text."""

    figures: dict[Key, Figure] = field(default_factory=dict)

    def enter(self, record: Fact, value: Decimal, text: str | None, unit: str | None) -> Figure:
        """The figure of a record's number, which it shares with every record that repeats the cell."""
        printed = str(value) if text is None else text
        key = (record.locator or f"id{id(record)}", printed)
        figure = self.figures.get(key)
        if figure is None:
            figure = Figure(record.locator, record.page, printed, value, rounding(text, unit), unit or "")
            self.figures[key] = figure
        figure.records.append(record)
        if record.text_source == "ocr":
            figure.is_recognised, figure.is_sure = True, False
        if record.confidence < CLEAN:
            figure.is_clean, figure.is_sure = False, False
        return figure


def money_figure(ledger: Ledger, record: Fact) -> Figure | None:
    """The figure of a record's amount; None where it has none."""
    if isinstance(record, (FunctionLine, EconomicLine)):
        value = record.amount_yuan
    elif isinstance(record, Amount):
        value = record.value
    else:
        return None
    return None if value is None else ledger.enter(record, value, record.amount_text, record.unit)
