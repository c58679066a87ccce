"""Administrative divisions (GB/T 2260) in text: the region a name states, as far as it states one.

Many districts share their name (鼓楼区, 朝阳区): a region is settled by what stands before it (福州市鼓楼区)
or stays open. Renamed and merged divisions stand in the list with their last year.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pipeline.core.resources import REFERENCE

CENTRAL = "00"
_PREFIX = {"province": 2, "city": 4, "county": 6}
_ANYWHERE = 3  # shorter names (蔚县, 城区) count only at the start of a name or behind their parent


@dataclass(frozen=True, slots=True)
class Division:
    """A province, prefecture or county, with the years its name was in force where they are known."""

    code: str
    name: str
    level: str
    first_year: int | None = None
    last_year: int | None = None
    current_code: str = ""

    @property
    def province_code(self) -> str:
        """Two digits, GB/T 2260."""
        return self.code[:2]

    def holds(self, other: Division) -> bool:
        """True when `other` lies in this division."""
        n = _PREFIX[self.level]
        return self.code[:n] == other.code[:n] and _PREFIX[other.level] > n


@dataclass(frozen=True, slots=True)
class Region:
    """A run of division names in a text (四川省遂宁市安居区): its place, and what it can be."""

    start: int
    end: int
    text: str
    divisions: tuple[Division, ...]
    short: bool = False

    @property
    def division(self) -> Division | None:
        """The finest division named; None when the name alone fits several places."""
        places = {d.current_code or d.code for d in self.divisions}
        return self.divisions[-1] if len(places) == 1 else None

    @property
    def province_code(self) -> str | None:
        """Two digits, None when the name fits places in several provinces."""
        codes = {d.province_code for d in self.divisions}
        return codes.pop() if len(codes) == 1 else None

    @property
    def name(self) -> str:
        """The region as printed; the official name where only a short one is printed (长沙 is 长沙市)."""
        return self.division.name if self.short and self.division else self.text


@dataclass(frozen=True, slots=True)
class _Index:
    """Names by their first two characters, longest first; short names (长沙) apart from full ones."""

    full: dict[str, list[tuple[str, tuple[Division, ...]]]]
    short: dict[str, list[tuple[str, tuple[Division, ...]]]]


def _year(text: str) -> int | None:
    return int(text) if text else None


def _by_start(names: dict[str, list[Division]]) -> dict[str, list[tuple[str, tuple[Division, ...]]]]:
    out: dict[str, list[tuple[str, tuple[Division, ...]]]] = {}
    for name in sorted(names, key=len, reverse=True):
        out.setdefault(name[:2], []).append((name, tuple(names[name])))
    return out


@cache
def _index() -> _Index:
    full: dict[str, list[Division]] = {}
    short: dict[str, list[Division]] = {}
    with (REFERENCE / "divisions.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            division = Division(
                row["code"],
                row["name"],
                row["level"],
                _year(row["first_year"]),
                _year(row["last_year"]),
                row["current_code"],
            )
            full.setdefault(division.name, []).append(division)
            for name in filter(None, row["short"].split(";")):
                short.setdefault(name, []).append(division)
    return _Index(_by_start(full), _by_start(short))


def _match(text: str, at: int, *, short: bool) -> tuple[str, tuple[Division, ...], bool] | None:
    """The longest division name at `at`, with what it can be and whether it is a short name."""
    key = text[at : at + 2]
    for name, divisions in _index().full.get(key, ()):
        if text.startswith(name, at):
            return name, divisions, False
    for name, divisions in _index().short.get(key, ()) if short else ():
        if text.startswith(name, at):
            return name, divisions, True
    return None


def region_at(text: str, at: int = 0, *, short: bool = False) -> Region | None:
    """The region named at `at` of squashed text, with all levels that follow each other (遂宁市安居区).

    With `short`, names without their suffix count as well (长沙, 内蒙古): only where a name surely begins.
    """
    found = _match(text, at, short=short)
    if found is None:
        return None
    name, divisions, is_short = found
    end = at + len(name)
    while (below := _match(text, end, short=short and is_short)) is not None:
        inside = tuple(d for d in below[1] if any(parent.holds(d) for parent in divisions))
        if not inside:
            break
        divisions, end, is_short = inside, end + len(below[0]), below[2]
    return Region(at, end, text[at:end], divisions, is_short)


def regions(text: str) -> Iterator[Region]:
    """Every region that squashed `text` names in full, in order, never overlapping."""
    at, keys = 0, _index().full
    while at < len(text) - 1:
        if text[at : at + 2] in keys:
            region = region_at(text, at)
            if region is not None and len(region.text) >= _ANYWHERE:
                yield region
                at = region.end
                continue
        at += 1
