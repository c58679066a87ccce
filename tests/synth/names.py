"""Official names of functional and economic codes for a fiscal year."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

REFERENCE = Path(__file__).resolve().parents[2] / "data" / "reference"


@cache
def _rows(name: str) -> dict[str, list[dict[str, str]]]:
    out: dict[str, list[dict[str, str]]] = {}
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            out.setdefault(row["code"], []).append(row)
    return out


def _name(table: str, code: str, year: int) -> str:
    rows = _rows(table)[code]
    for row in reversed(rows):
        if int(row["valid_from"] or 0) <= year <= int(row["valid_to"] or 9999):
            return row["name"]
    return rows[-1]["name"]


def function_name(code: str, year: int) -> str:
    """The name in force in that year (the latest one when the list is silent)."""
    return _name("function_codes.csv", code, year)


def economic_name(code: str, year: int) -> str:
    """The name of a 3xx or 5xx code."""
    return _name("economic_codes.csv", code, year)


@cache
def economic_children(code: str) -> tuple[str, ...]:
    """Five-digit codes under a three-digit one, in order."""
    return tuple(sorted(c for c in _rows("economic_codes.csv") if len(c) == 5 and c.startswith(code)))


CLASSES = [
    "201",
    "202",
    "203",
    "204",
    "205",
    "206",
    "207",
    "208",
    "209",
    "210",
    "211",
    "212",
    "213",
    "214",
    "215",
    "216",
    "217",
    "219",
    "220",
    "221",
    "222",
    "223",
    "224",
    "227",
    "229",
    "230",
    "231",
    "232",
    "233",
    "234",
]


@cache
def class_list(year: int) -> tuple[tuple[str, str], ...]:
    """The 类 list of the summary forms, code and name."""
    known = _rows("function_codes.csv")
    return tuple((c, function_name(c, year)) for c in CLASSES if c in known)
