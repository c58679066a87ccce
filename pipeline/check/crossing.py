"""Lines across forms: the same line in two forms, and the line of a sentence against the form."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import replace
from operator import attrgetter
from typing import Any

from pipeline.check.equations import Equation, balance, looks_like, told
from pipeline.check.index import UNKNOWN, Index, Line, grouped
from pipeline.check.rules import Rule

_VALUE = attrgetter("figure.value")


def _fits(line: Line, wanted: dict[str, Any]) -> bool:
    """True when the record has every value that a side of a rule asks for."""
    for name, value in wanted.items():
        own = len(line.path) if name == "depth" else getattr(line.record, name)
        if own not in (value if isinstance(value, list) else [value]):
            return False
    return True


def _side(index: Index, wanted: dict[str, Any]) -> list[Line]:
    """The lines of one side of a rule."""
    form = wanted.get("form")
    lines = index.of_form.get(form, []) if isinstance(form, str) else index.function
    return [x for x in lines if _fits(x, wanted)]


def same_line(rule: Rule, index: Index) -> Iterator[Equation]:
    """The same code in two forms: sums over the rows that print it, form by form in page order."""
    left, right = (_side(index, rule.params[s]) for s in ("left", "right"))
    if not left or not right:
        return
    pairs = zip(
        grouped(left, lambda x: x.instance).values(),
        grouped(right, lambda x: x.instance).values(),
        strict=False,
    )
    alike = len({x.instance for x in left}) == len({x.instance for x in right})
    for one, other in pairs:
        ours, theirs = _by_line(one), _by_line(other)
        for key, lines in ours.items():
            if key in theirs and (equation := _pair(rule, lines, theirs[key], alike)):
                yield equation


def _pair(rule: Rule, ours: list[Line], theirs: list[Line], alike: bool) -> Equation | None:
    return balance(
        rule,
        [x.figure for x in ours],
        [x.figure for x in theirs],
        at_most=bool(rule.params.get("at_most")),
        strict=alike and len(ours) == len(theirs) == 1,
        what=ours[0].name,
    )


def _by_line(lines: list[Line]) -> dict[Hashable, list[Line]]:
    """Lines by phase and code; rows of one code that differ by economic code or unit come together."""
    return grouped(
        (x for x in lines if x.path != UNKNOWN),
        lambda x: (
            x.record.phase,
            x.record.direction,
            tuple(c for c in x.path if c.startswith("2")) or x.code,
        ),
    )


def read_twice(rule: Rule, index: Index) -> Iterator[Equation]:
    """The same line with the same amount in different tables: the figure was read at an independent place.

    Forms of different scope differ for good reasons; only a line that agrees with no other form, and with one of
    them but for a misprint, is held against it.
    """
    match = attrgetter("path", *(f"record.{n}" for n in rule.params["match"]))
    for table in ("function", "economic"):
        lines = [x for x in index.lines(table) if x.path != UNKNOWN]
        for group in grouped(lines, lambda x: match(x) if x.path else (x.code, *match(x))).values():
            if len(group) > 1:
                yield from _readings(rule, group)


def _readings(rule: Rule, group: list[Line]) -> Iterator[Equation]:
    """The equations between the printings of one line: equal amounts, then misprints of an agreed amount."""
    agreed: list[Line] = []
    alone: list[Line] = []
    for same in grouped(group, _VALUE).values():
        first = same[0]
        others = [x for x in same[1:] if x.instance != first.instance]
        for line in others:
            if equation := balance(rule, [first.figure], [line.figure], what=line.name):
                yield equation
        (agreed if others else alone).append(first)
    for line in alone:
        twin = next((x for x in agreed if looks_like(line.figure.text, x.figure.text)), None)
        equation = balance(rule, [line.figure], [twin.figure], what=line.name) if twin else None
        if equation:
            yield replace(equation, strict=True)


def told_line(rule: Rule, index: Index) -> Iterator[Equation]:
    """A sentence's line against the form that it explains, else against any form that prints the amount."""
    forms = grouped((x for x in index.function if x.record.direction == "expenditure"), lambda x: x.code)
    for said in index.told:
        code = said.record.function_code
        lines = [x for x in forms.get(code, []) if x.record.phase == said.record.phase] if code else []
        options = [e for x in lines if (e := told(rule, said.figure, x.figure, strict=False, what=x.name))]
        whole = [x for x in lines if _is_whole(rule, said.record.fund, x)]
        closing = next((e for e in options if e.closes), None)
        if closing:
            yield closing
        elif len(whole) == 1:
            strict = said.record.component == "total"  # projects may bear the names of lines
            equation = told(rule, said.figure, whole[0].figure, strict=strict, what=whole[0].name)
            if equation:
                yield equation


def _is_whole(rule: Rule, fund: str, line: Line) -> bool:
    """True for a line's total in the form of a fund; sentences that name no special fund speak of the first one."""
    forms: dict[str, str] = rule.params["forms"]
    own = fund if fund in forms else next(iter(forms))
    return line.record.form == forms[own] and line.record.component == "total" and line.record.fund == own


def within_concept(rule: Rule, index: Index) -> Iterator[Equation]:
    """An economic line of a form against a headline amount that takes it in, of a form or, where none has it, told."""
    for line in index.economic:
        record = line.record
        concept = rule.params["of"].get(line.code)
        if concept is None or record.form != rule.params["form"] or not line.figure.value:
            continue
        printed = index.stated(concept, record.phase, "form") or index.stated(concept, record.phase)
        if len({p.figure.value for p in printed}) == 1:
            equation = balance(rule, [line.figure], [printed[0].figure], at_most=True, what=line.name)
            if equation:
                yield equation
