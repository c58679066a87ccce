"""Departments as entities: one id for all printed names of one institution of one place.

The id is the code of the place and the institution's own name: 510904-总工会. Names are the same by rule only where
they differ by the place in front of them or by the scope behind them （本级）; shortened and former names are the same
only where data/reference/department_aliases.csv says so. What is not known has no id.
"""

from __future__ import annotations

import csv
from functools import cache

from pipeline.core.divisions import CENTRAL, Division, region_at
from pipeline.core.resources import REFERENCE
from pipeline.core.text import squash

_SCOPES = (
    "（部门汇总）",
    "（部门）",
    "（汇总）",
    "（本级）",
    "（机关）",
    "（单位）",
    "部门汇总",
    "汇总",
    "机关本级",
    "本级",
    "部门",
)
_PARTY = ("中国共产党", "中共")  # in front of the place; the committee behind it is 委员会 or 委
_BLANK = ("XX", "××", "**")  # a template's place-holder names nobody
_SHORTEST = 2  # characters that still name an institution


@cache
def _aliases() -> dict[str, str]:
    """The present name of an institution by a shortened or former one, both without a place."""
    with (REFERENCE / "department_aliases.csv").open(encoding="utf-8", newline="") as file:
        return {row["alias"]: row["name"] for row in csv.DictReader(file)}


def department_id(province_code: str | None, region: str | None, department: str | None) -> str | None:
    """The id of a department; None where its name or its place is not known.

    Args:
        province_code: two digits, 00 for the central government.
        region: the finest region printed, as the identity has it.
        department: the reporting entity as printed.
    """
    if not department or not province_code:
        return None
    name, place = _without_scope(squash(department)), ""
    if any(mark in name for mark in _BLANK):
        return None
    if province_code == CENTRAL:
        place = CENTRAL * 3
    else:
        party = next((p for p in _PARTY if name.startswith(p)), "")
        inner = region_at(name := name.removeprefix(party))
        own = inner.division if inner else None
        known = _division(region, province_code)
        if inner is not None and any(_agrees(d, known, province_code) for d in inner.divisions):
            name = name[inner.end :]
            name = f"委{name[3:]}" if party and name.startswith("委员会") else name
            known = _finer(known, own)
        if known is None:
            return None
        place = known.current_code or known.code
    name = _aliases().get(name, name)
    return f"{place}-{name}" if len(name) >= _SHORTEST else None


def _without_scope(name: str) -> str:
    """A name without what says how much of the department is meant."""
    scope = next((s for s in _SCOPES if name.endswith(s) and len(name) - len(s) >= _SHORTEST), "")
    return name.removesuffix(scope) if scope else name


def _division(region: str | None, province_code: str) -> Division | None:
    """The one division that a printed region names in the province."""
    found = region_at(squash(region), short=True) if region else None
    if found is None:
        return None
    inside = {d.current_code or d.code: d for d in found.divisions if d.province_code == province_code}
    return next(iter(inside.values())) if len(inside) == 1 else None


def _agrees(one: Division, known: Division | None, province_code: str) -> bool:
    """True when a name's place is the known one, holds it or lies in it."""
    if known is None:
        return one.province_code == province_code
    codes = {known.code, known.current_code}
    return one.code in codes or one.current_code in codes or one.holds(known) or known.holds(one)


def _finer(known: Division | None, own: Division | None) -> Division | None:
    """The finer of two places, the known one where both are as fine."""
    if known is None or own is None:
        return known or own
    return own if known.holds(own) else known
