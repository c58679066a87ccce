"""Reference lists: functional and economic codes by year, names as the forms and sentences print them.

The lists stand in `data/reference` and are loaded once, on first use. A code may have had several names,
and a name belongs to many codes (行政运行): every lookup by name gives all candidates, the likeliest first,
so that a caller who cannot choose can abstain.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline.core.codes import LEVELS
from pipeline.core.resources import REFERENCE
from pipeline.core.text import squash, without_list_mark

OPENING = 2  # characters: no functional name is shorter


@dataclass(frozen=True, slots=True)
class CodeName:
    """One name of one code, and the fiscal years in which it was in force (None: open, or not known)."""

    code: str
    name: str
    first_year: int | None = None
    last_year: int | None = None
    seen_first: int | None = None
    seen_last: int | None = None

    @property
    def level(self) -> str:
        """class, section or item."""
        return LEVELS[len(self.code)]

    def distance(self, year: int | None) -> int:
        """Years from `year` to the time when the name was in force; 0 within it or where `year` is None."""
        if year is None:
            return 0
        if self.first_year is not None and year < self.first_year:
            return self.first_year - year
        if self.last_year is not None and year > self.last_year:
            return year - self.last_year
        return 0


_MARKS = re.compile(r"[（）\[\]\"《》、,]")
_WITH_PARENT = re.compile(r"(?P<name>[^（）]+)（(?P<parent>[^（）]+)）")
_OWN_MARK = re.compile(r"[（\[](?:类|款|项|科目|类级|款级|项级)[）\]]")


def name_key(name: str) -> str:
    """`name` as names are compared: squashed, without list mark, （类）（款）（项）, brackets, quotes and 、.

    What stands inside other brackets stays: 中医（民族）医院 is 中医民族医院. A final 支出 stays too.
    """
    text = _OWN_MARK.sub("", without_list_mark(squash(name)))
    return _MARKS.sub("", text.removeprefix("其中："))


_BARE = ("支出", "其他支出")  # without 支出 these would name nothing


AND = str.maketrans("与及", "和和")


def loose_key(name: str) -> str:
    """`name_key` without what forms and sentences put in and leave out: a final 支出, 的; 与 and 及 are 和."""
    key = name_key(name)
    return (key[:-2] if key.endswith("支出") and key not in _BARE else key).replace("的", "").translate(AND)


@dataclass(frozen=True, slots=True)
class CodeList:
    """A classification: its names by code and by key."""

    by_code: dict[str, tuple[CodeName, ...]]
    by_name: dict[str, tuple[CodeName, ...]]
    by_loose: dict[str, tuple[CodeName, ...]]

    def name(self, code: str, year: int | None) -> str | None:
        """The name of `code` in `year`: the latest for None, the nearest where none was in force."""
        names = self.by_code.get(code)
        if not names:
            return None
        return min(reversed(names), key=lambda n: n.distance(year)).name

    def candidates(self, name: str) -> Iterator[tuple[bool, CodeName]]:
        """Every entry `name` may mean, with whether it differs from the official name by a final 支出."""
        exact = self.by_name.get(name_key(name), ())
        for entry in exact:
            yield False, entry
        for entry in self.by_loose.get(loose_key(name), ()):
            if entry not in exact:
                yield True, entry

    def codes(self, name: str, under: str | None, level: str | None, year: int | None) -> list[str]:
        """Codes named `name`; where the parent stands in brackets behind it, those below that."""
        found = self._best(name, under, level, year)
        if not found and (match := _WITH_PARENT.fullmatch(squash(name))):
            for parent in self._best(match["parent"], under, None, year):
                found += self._best(match["name"], parent, level, year)
        return found

    def _best(self, name: str, under: str | None, level: str | None, year: int | None) -> list[str]:
        """Codes named `name`: of each level the best kind only (in force in `year`, then exact)."""
        ranked: dict[str, tuple[bool, bool, int]] = {}
        for loose, entry in self.candidates(name):
            if under and not (entry.code.startswith(under) and len(entry.code) > len(under)):
                continue
            if level and entry.level != level:
                continue
            rank = (entry.distance(year) > 0, loose, entry.distance(year))
            ranked[entry.code] = min(rank, ranked.get(entry.code, rank))
        if name_key(name).endswith("支出") and not all(loose for _, loose, _ in ranked.values()):
            ranked = {code: rank for code, rank in ranked.items() if not rank[1]}
        best: dict[int, tuple[bool, bool, int]] = {}
        for code, rank in ranked.items():
            best[len(code)] = min(rank, best.get(len(code), rank))
        kept = [code for code, rank in ranked.items() if rank == best[len(code)]]
        return sorted(kept, key=lambda code: (ranked[code], len(code), code))


def _year(text: str) -> int | None:
    return int(text) if text else None


def _read(file_name: str) -> CodeList:
    """The code list of `data/reference/<file_name>`; rows of one code stand in order of time."""
    by_code: dict[str, list[CodeName]] = {}
    by_name: dict[str, list[CodeName]] = {}
    by_loose: dict[str, list[CodeName]] = {}
    with (REFERENCE / file_name).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            entry = CodeName(
                row["code"],
                row["name"],
                *(_year(row[k]) for k in ("valid_from", "valid_to", "seen_first", "seen_last")),
            )
            by_code.setdefault(entry.code, []).append(entry)
            by_name.setdefault(name_key(entry.name), []).append(entry)
            by_loose.setdefault(loose_key(entry.name), []).append(entry)
    return CodeList(*({k: tuple(v) for k, v in d.items()} for d in (by_code, by_name, by_loose)))


@cache
def _functions() -> CodeList:
    return _read("function_codes.csv")


@cache
def _economics() -> CodeList:
    return _read("economic_codes.csv")


@cache
def _function_keys() -> frozenset[str]:
    functions = _functions()
    return frozenset(functions.by_name) | frozenset(functions.by_loose)


@cache
def _function_openings() -> dict[str, int]:
    return {name[:OPENING]: len(name) for name in sorted(_function_keys(), key=len)}


@lru_cache(maxsize=65536)
def _function_codes(name: str, under: str | None, level: str | None, year: int | None) -> tuple[str, ...]:
    return tuple(_functions().codes(name, under, level, year))


@lru_cache(maxsize=16384)
def _economic_codes(name: str, under: str | None, year: int | None) -> tuple[str, ...]:
    return tuple(c for c in _economics().codes(name, under, None, year) if c.startswith(under or "3"))


@lru_cache(maxsize=16384)
def _name(of_functions: bool, code: str, year: int | None) -> str | None:
    return (_functions() if of_functions else _economics()).name(code, year)


class Reference:
    """The lists of `data/reference`, loaded on first use and shared by all instances."""

    def function_name(self, code: str, year: int | None = None) -> str | None:
        """The official name of a functional code in `year` (None: the latest); None for an unknown code."""
        return _name(True, code, year)

    def function_codes(
        self, name: str, *, under: str | None = None, level: str | None = None, year: int | None = None
    ) -> list[str]:
        """Codes that are or once were named `name` (marks, blanks and a final 支出 aside), below `under`.

        At each level the codes in force in `year` come alone when there are any, and among them those named
        exactly so; an empty list means an unknown name, several codes a choice to make or to leave open.
        """
        return list(_function_codes(name, under, level, year))

    def function_names(self) -> frozenset[str]:
        """Every functional name as `name_key` writes it, with and without its final 支出."""
        return _function_keys()

    def function_name_openings(self) -> Mapping[str, int]:
        """The first `OPENING` characters of the functional names, with how long the longest is that begins so.

        What begins otherwise needs no search.
        """
        return _function_openings()

    def names(self) -> Iterator[CodeName]:
        """Every functional code with each name it has had, codes ascending, names in order of time."""
        for _, entries in sorted(_functions().by_code.items()):
            yield from entries

    def names_of(self, code: str) -> tuple[CodeName, ...]:
        """Every name that a functional or economic code has had, in order of time; none for an unknown code."""
        return (_functions() if code.startswith("2") else _economics()).by_code.get(code, ())

    def economic_name(self, code: str, year: int | None = None) -> str | None:
        """The official name of a 3xx or 5xx economic code."""
        return _name(False, code, year)

    def economic_codes(self, name: str, *, under: str | None = None, year: int | None = None) -> list[str]:
        """部门预算 economic codes named `name`, below `under`; 政府预算 codes when `under` starts with 5."""
        return list(_economic_codes(name, under, year))
