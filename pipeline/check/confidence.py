"""Confidence: what share of rows like this one was right on the labelled documents."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import floor

from pipeline.core.intervals import wilson
from pipeline.core.patterns import load
from pipeline.core.records import RECORDS, Fact
from pipeline.core.uses import remembered

_UNKNOWN = 0.5
_TABLE_OF = {kind: table for table, kind in RECORDS.items()}


@dataclass(frozen=True, slots=True, eq=False)
class Bin:
    """Rows of a table with the same proof, place and base confidence, as counted on labelled documents."""

    table: str
    place: str
    proof: str
    least: float  # base confidence from which the bin holds
    rows: int
    right: int
    source: str = "digital"  # of the text

    @property
    def confidence(self) -> float:
        """What share is right at least, with nineteen chances in twenty; one in two where no row was counted.

        Few rows say little: of 5 that were all right the bound is 0.65, of 25 it is 0.90, of 1,000 it is 0.997.
        """
        return floor(1000 * wilson(self.right, self.rows)[0]) / 1000 if self.rows else _UNKNOWN


@remembered()
def bins() -> tuple[Bin, ...]:
    """The calibration table, the highest band of each kind first."""
    raw = load("confidence").data["bin"]
    return tuple(sorted((Bin(**entry) for entry in raw), key=lambda b: -b.least))


def bin_of(record: Fact) -> Bin | None:
    """The bin a record falls into; None for a table that was never counted."""
    table, place = _TABLE_OF[type(record)], getattr(record, "place", "form")
    alike = _alike(table, place, record.proof, record.text_source)
    return next((b for b in alike if record.confidence >= b.least), None)


@remembered()
def _alike(table: str, place: str, proof: str, source: str) -> tuple[Bin, ...]:
    """The bins of one kind of row, the highest band first."""
    wanted = (table, place, proof, source)
    return tuple(b for b in bins() if (b.table, b.place, b.proof, b.source) == wanted)


def calibrate(records: Iterable[Fact]) -> None:
    """Replace every record's base confidence by that of its bin; rows of uncounted kinds keep theirs."""
    values: dict[tuple[object, ...], float] = {}
    for record in records:
        place = getattr(record, "place", "")
        key = (type(record), place, record.proof, record.text_source, record.confidence)
        value = values.get(key)
        if value is None:
            found = bin_of(record)
            value = values[key] = found.confidence if found else record.confidence
        record.confidence = value
