"""A department and its units: together they are at most the department, and where all are there, the department."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipeline.check.across.compare import Comparison, Pair
from pipeline.check.across.disclosures import Disclosure
from pipeline.check.across.rules import AcrossRule
from pipeline.check.across.sheets import Printed, chosen


def with_units(rule: AcrossRule, found: Sequence[Disclosure]) -> Iterator[Comparison]:
    """Every department held against those of its units that are there."""
    for whole in found:
        if whole.scope != "department" or whole.kind not in rule.left.report_kinds:
            continue
        units = [d for d in found if _is_unit_of(d, whole)]
        pairs = tuple(_sums(rule, whole, units)) if len({u.id for u in units}) == len(units) else ()
        if pairs:
            comparison = Comparison(rule, pairs)
            yield comparison if comparison.is_same else Comparison(rule, tuple(_too_much(pairs)))


def _too_much(pairs: Sequence[Pair]) -> Iterator[Pair]:
    """Where units may be missing, only what they exceed the department by says something."""
    return (p for p in pairs if -p.difference > p.tolerance)


def _is_unit_of(unit: Disclosure, whole: Disclosure) -> bool:
    """True for the department's own bureau, and for a unit whose papers name the department as its supervisor."""
    above = {s.row["supervisor_id"] for s in unit.sheets} - {None}
    return (
        unit.scope == "unit"
        and unit.kind == whole.kind
        and unit.year == whole.year
        and (unit.department_id == whole.department_id or above == {whole.department_id})
    )


def _sums(rule: AcrossRule, whole: Disclosure, units: Sequence[Disclosure]) -> Iterator[Pair]:
    """Every line of the department with the sum of its units' lines."""
    parts: dict[tuple[object, ...], list[Printed]] = {}
    for unit in units:
        for one in chosen(rule.right, unit.printed):
            parts.setdefault((one.phase, *one.key), []).append(one)
    lines: dict[tuple[object, ...], list[Printed]] = {}
    for one in chosen(rule.left, whole.printed):
        lines.setdefault((one.phase, *one.key), []).append(one)
    for key, mine in lines.items():
        theirs = parts.get(key, [])
        if len(mine) > 1 or not theirs or len({p.doc_id for p in theirs}) < len(theirs):
            continue  # printed by unit: which line is whose is not known
        largest, *others = sorted(theirs, key=lambda p: -p.value)
        tolerance = sum((p.rounding for p in (mine[0], *theirs)), Decimal(0))
        total = sum((p.value for p in theirs), Decimal(0))
        if mine[0].value or total:
            yield Pair(mine[0], largest, mine[0].value, total, tolerance, tuple(others))
