"""Codes over the years: the code that a line's code became, as far as that is certain.

The changes stand in `data/reference/*_changes.csv`, each with its source. What was split, or became nobody knows what,
has no row there and keeps its code.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache

from pipeline.core.codes import TOTAL
from pipeline.core.reference import CodeName, Reference
from pipeline.core.resources import REFERENCE


@dataclass(frozen=True, slots=True)
class Change:
    """A code that moved or was merged into another after `last_year`."""

    code: str
    last_year: int
    became: str


@cache
def _changes() -> dict[str, Change]:
    out: dict[str, Change] = {}
    for path in sorted(REFERENCE.glob("*_changes.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                out[row["code"]] = Change(row["code"], int(row["last_year"]), row["harmonised_code"])
    return out


@cache
def harmonised_code(code: str | None, year: int | None) -> str | None:
    """The code under which a line of `year` is comparable with later years; None for a code that no list has.

    A code that was given to something else later (30311) is the old one only until its last year, and without a
    year it is neither.
    """
    if not code or not code.isdigit():
        return code if code and code.startswith(TOTAL) else None
    names = Reference().names_of(code)
    change = _changes().get(code)
    if not names or change is None:
        return code if names else None
    if year is None and any(_is_later(n, change) for n in names):
        return None
    if year is not None and year > change.last_year and any(_is_later(n, change) for n in names):
        return code
    return harmonised_code(change.became, max(year or 0, change.last_year + 1))


def _is_later(name: CodeName, change: Change) -> bool:
    """True for a name that the code bears after the change."""
    return name.last_year is None or name.last_year > change.last_year
