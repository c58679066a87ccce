"""Columns: in every row the total is the sum of its parts: basic and project, funds, revenue sources."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from pipeline.check.blocks import Row
from pipeline.check.equations import Equation, balance, best, looks_like
from pipeline.check.figures import Figure
from pipeline.check.index import Index, Line, grouped
from pipeline.check.rules import Rule


def parts_of_rows(rule: Rule, index: Index) -> Iterator[Equation]:
    """Equations of every row in the forms of `rule`.

    `axis` is component or fund; `total` is what adds up; `parts` are lists of which the first that the form
    prints counts; `optional` are lists that may belong to the total or not, as the form has it.
    """
    params = rule.params
    forms = index.blocks(
        params.get("table", "function"), params["direction"], params["axis"], tuple(params.get("forms", ()))
    )
    for form in forms:
        printed = form.printed
        lists = [p for p in params["parts"] if not printed.isdisjoint(p)]
        if params["total"] not in printed or not lists:
            continue
        lists.sort(key=lambda p: p[0] not in printed)  # that whose first part is printed comes first
        others = {n for p in params.get("optional", []) for n in p} & printed
        named = [(parts, len(set(parts) & printed | others) > 1) for parts in lists]
        for cells in form.rows:
            totals = cells.get(params["total"], ())
            found = [e for t in totals if (e := _best(rule, t, cells, named))]
            # where several totals stand, those that close are enough
            yield from [e for e in found if e.closes] or found[:1]


def _best(rule: Rule, total: Line, cells: Row, named: list[tuple[list[str], bool]]) -> Equation | None:
    """The equation of one total; one that fails counts where the form prints two parts, or by a misprint."""
    chosen = best(
        balance(rule, [total.figure], figures, strict=strict, what=total.name)
        for parts, strict in named
        for figures in _choices(rule, cells, parts)
        if figures
    )
    if chosen and not chosen.closes and len(chosen.right) == 1:
        return replace(chosen, strict=looks_like(total.figure.text, chosen.right[0].text) or chosen.strict)
    return chosen


def _choices(rule: Rule, cells: Row, parts: list[str]) -> Iterator[list[Figure]]:
    """The addends that may make up the total, the likeliest first."""
    picks = [p for p in rule.params.get("optional", ()) if not cells.keys().isdisjoint(p)]
    for taken in product((True, False), repeat=len(picks)):
        names = parts + [n for p, take in zip(picks, taken, strict=True) if take for n in p]
        figures = [x.figure for n in names if n in cells for x in cells[n]]
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
