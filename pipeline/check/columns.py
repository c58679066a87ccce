"""Columns: in every row the total is the sum of its parts: basic and project, funds, revenue sources."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from pipeline.check.equations import Equation, balance, best, looks_like
from pipeline.check.figures import Figure
from pipeline.check.index import Index, Line, grouped
from pipeline.check.rules import Rule

Row = dict[str, list[Line]]


def parts_of_rows(rule: Rule, index: Index) -> Iterator[Equation]:
    """Equations of every row in the forms of `rule`.

    `axis` is component or fund; `total` is what adds up; `parts` are lists of which the first that the form
    prints counts; `optional` are lists that may belong to the total or not, as the form has it.
    """
    table, forms = rule.params.get("table", "function"), rule.params.get("forms")
    axis, other = rule.params["axis"], "fund" if rule.params["axis"] == "component" else "component"
    lines = [
        x
        for x in index.lines(table)
        if (not forms or x.record.form in forms) and x.record.direction == rule.params["direction"]
    ]
    keys = grouped(lines, lambda x: (x.instance, x.record.phase, getattr(x.record, other)))
    for form in keys.values():
        printed = {getattr(x.record, axis) for x in form}
        if rule.params["total"] not in printed:
            continue
        for row in grouped(form, lambda x: (x.row, x.path, x.record.form)).values():
            cells: Row = {}
            for line in row:
                cells.setdefault(getattr(line.record, axis), []).append(line)
            yield from _row(rule, cells, printed)


def _row(rule: Rule, cells: Row, printed: set[str]) -> Iterator[Equation]:
    """The equations of one row, one a total; where several totals stand, those that close are enough."""
    named = [p for p in rule.params["parts"] if set(p) & printed]
    named.sort(key=lambda p: p[0] not in printed)  # an alternative whose first part is printed comes first
    others = {n for p in rule.params.get("optional", []) for n in p} & printed
    found = [
        e for t in cells.get(rule.params["total"], []) if (e := _best(rule, t, cells, named, printed, others))
    ]
    closing = [e for e in found if e.closes]
    yield from closing or found[:1]


def _best(
    rule: Rule, total: Line, cells: Row, named: list[list[str]], printed: set[str], others: set[str]
) -> Equation | None:
    """The equation of one total; one that fails counts where the form prints two parts, or by a misprint."""
    chosen = best(
        balance(rule, [total.figure], figures, strict=len(set(parts) & printed | others) > 1, what=total.name)
        for parts in named
        for figures in _choices(rule, cells, parts)
        if figures
    )
    if chosen and not chosen.closes and len(chosen.right) == 1:
        return replace(chosen, strict=looks_like(total.figure.text, chosen.right[0].text) or chosen.strict)
    return chosen


def _choices(rule: Rule, cells: Row, parts: list[str]) -> Iterator[list[Figure]]:
    """The addends that may make up the total, the likeliest first."""
    optional: list[list[str]] = rule.params.get("optional", [])
    picks = [p for p in optional if any(name in cells for name in p)]
    for taken in product((True, False), repeat=len(picks)):
        names = parts + [n for p, take in zip(picks, taken, strict=True) if take for n in p]
        figures = [x.figure for n in names for x in cells.get(n, [])]
        yield figures
        for one in (0, -1):  # of two columns of one kind one may be part of the other
            single = [cells[n][one].figure for n in names if cells.get(n)]
            if len(single) < len(figures):
                yield single


def fund_flow(rule: Rule, index: Index) -> Iterator[Equation]:
    """Rows of fund forms: what was there and came in is what went out and is left."""
    lines = [x for x in index.function if x.record.form in rule.params["forms"]]
    for row in grouped(lines, lambda x: (x.row, x.path, x.record.phase)).values():
        came = [
            x for x in row if x.record.direction == "revenue" and x.record.component in ("carryover", "total")
        ]
        went = [
            x
            for x in row
            if x.record.direction != "revenue" and x.record.component in ("total", "carryover_next")
        ]
        if came and any(x.record.component == "total" for x in came) and went:
            equation = balance(rule, [x.figure for x in came], [x.figure for x in went], what=came[0].name)
            if equation:
                yield equation
