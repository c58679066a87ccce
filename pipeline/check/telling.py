"""Lines of running text among themselves: classes that add up to the budget, items that add up to their class."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pipeline.check.equations import Equation, balance, best
from pipeline.check.figures import Figure
from pipeline.check.index import Index
from pipeline.check.rules import Rule

Codes = dict[str, Figure]


def told_levels(rule: Rule, index: Index) -> Iterator[Equation]:
    """Every told class of its told sections or items, and the stated total of the classes or of the lowest lines.

    A text may leave lines out. Where the lines of one phase add up to their total they are all there, and then
    those of the other phases must add up as well.
    """
    phases: dict[str, Codes] = {}
    for told in index.told:
        code = told.record.function_code
        if code and code.isdigit():
            phases.setdefault(told.record.phase, {}).setdefault(code, told.figure)
    complete: set[frozenset[str]] = set()
    waiting: list[tuple[frozenset[str], Equation]] = []
    for phase, codes in sorted(phases.items()):
        for code, figure in codes.items():
            kids = _below(code, codes)
            if kids and (equation := balance(rule, [figure], kids, what=code)):
                yield equation
        for lines, equation in _totals(rule, index, phase, codes):
            waiting.append((lines, equation))
            complete |= {lines} if equation.closes else set()
    for lines, equation in waiting:
        yield replace(equation, strict=lines in complete)


def _below(parent: str, codes: Codes) -> list[Figure]:
    """The figures of the codes next below `parent`."""
    under = [c for c in codes if c != parent and c.startswith(parent)]
    return [codes[c] for c in under if not any(c != o and c.startswith(o) for o in under)]


def _totals(rule: Rule, index: Index, phase: str, codes: Codes) -> Iterator[tuple[frozenset[str], Equation]]:
    """The stated totals that the told lines add up to: by classes, and by the lines that have none below them."""
    classes = frozenset(c for c in codes if len(c) == 3)
    lowest = frozenset(c for c in codes if not _below(c, codes))
    totals = [s for concept in rule.params["totals"] for s in index.stated(concept, phase)]
    for lines in dict.fromkeys((classes, lowest)):
        if len(lines) > 1:
            figures = [codes[c] for c in sorted(lines)]
            if equation := best(balance(rule, [t.figure], figures, what=t.record.concept) for t in totals):
                yield lines, equation
