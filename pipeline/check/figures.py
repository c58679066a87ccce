"""Figures: the printed numbers behind the records, each cell once, with what printing may have rounded away.

Several records may repeat one cell (a total row is a functional line and a headline amount). They share a
Figure, so that a cell can never be proved by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from itertools import groupby

from pipeline.core.money import FEN, Unit, half_digit
from pipeline.core.records import Amount, EconomicLine, Fact, FunctionLine

Key = tuple[str, str]
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

    @property
    def is_sure(self) -> bool:
        """True for a figure that stands as printed: digital text, nothing guessed."""
        return self.is_clean and not self.is_recognised

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


@lru_cache(maxsize=_REMEMBERED)
def place_key(locator: str) -> tuple[tuple[str, int], ...]:
    """A locator as a sort key in which numbers count as numbers: p10 comes after p9."""
    parts: list[tuple[str, int]] = []
    for digits, run in groupby(_steps(locator), str.isdigit):
        text = "".join(run)
        parts.append(("", int(text)) if digits else (text, 0))
    return tuple(parts)


@lru_cache(maxsize=_REMEMBERED)
def table_of(locator: str) -> str:
    """The table, sheet or paragraph a locator lies in: p3/t1 of p3/t1/r5/c2, p3/para7 of p3/para7/0-12."""
    parts = _steps(locator).split("/")
    if len(parts) > 1 and parts[-1].startswith("c") and parts[-2].startswith("r"):
        return "/".join(parts[:-2])
    return "/".join(parts[:-1]) if len(parts) > 1 else locator


@lru_cache(maxsize=_REMEMBERED)
def row_of(locator: str) -> str:
    """The row a locator lies in: p3/t1/r5 of p3/t1/r5/c2."""
    head, _, tail = _steps(locator).rpartition("/")
    return head if tail.startswith("c") else locator


def column_of(locator: str) -> int:
    """The 1-based column of a cell's locator, 0 where it has none."""
    tail = _steps(locator).rpartition("/")[2]
    return int(tail[1:]) if tail.startswith("c") and tail[1:].isdigit() else 0


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
        printed = text if text is not None else str(value)
        key = (record.locator or f"id{id(record)}", printed)
        figure = self.figures.get(key)
        if figure is None:
            figure = Figure(record.locator, record.page, printed, value, rounding(text, unit), unit or "")
            self.figures[key] = figure
        figure.records.append(record)
        figure.is_recognised |= record.text_source == "ocr"
        figure.is_clean &= record.confidence >= CLEAN
        return figure


def money_figures(ledger: Ledger, records: Iterable[Fact]) -> dict[int, Figure]:
    """The figure of every record with an amount, by the record's identity."""
    out: dict[int, Figure] = {}
    for record in records:
        if isinstance(record, FunctionLine | EconomicLine):
            value = record.amount_yuan
        elif isinstance(record, Amount):
            value = record.value
        else:
            continue
        if value is not None:
            out[id(record)] = ledger.enter(record, value, record.amount_text, record.unit)
    return out
