"""Lines of running text among themselves: classes that add up to the budget, items that add up to their class."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.equations import Equation, balance, best
from pipeline.check.figures import Figure
from pipeline.check.index import Index
from pipeline.check.rules import Rule

Codes = dict[str, Figure]


def told_levels(rule: Rule, index: Index) -> Iterator[Equation]:
    """Every told class of its told sections or items, and the stated total of the classes or of the lowest lines."""
    for phase in sorted({t.record.phase for t in index.told}):
        codes: Codes = {}
        for told in index.told:
            code = told.record.function_code
            if code and code.isdigit() and told.record.phase == phase:
                codes.setdefault(code, told.figure)
        for code, figure in codes.items():
            kids = _below(code, codes)
            if kids and (equation := balance(rule, [figure], kids, what=code)):
                yield equation
        yield from _totals(rule, index, phase, codes)


def _below(parent: str, codes: Codes) -> list[Figure]:
    """The figures of the codes next below `parent`."""
    under = [c for c in codes if c != parent and c.startswith(parent)]
    return [codes[c] for c in under if not any(c != o and c.startswith(o) for o in under)]


def _totals(rule: Rule, index: Index, phase: str, codes: Codes) -> Iterator[Equation]:
    """The stated totals that the told lines add up to: by classes, and by the lines that have none below them."""
    classes = [f for c, f in codes.items() if len(c) == 3]
    lowest = [f for c, f in codes.items() if not _below(c, codes)]
    totals = [s for concept in rule.params["totals"] for s in index.stated(concept, phase)]
    for lines in (classes, lowest):
        if len(lines) > 1:
            closing = best(balance(rule, [t.figure], lines, what=t.record.concept) for t in totals)
            if closing:
                yield closing
