"""Proof and blame: which figures a document's equations prove, and which figure a failing one points at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from pipeline.check.equations import SURE, Equation
from pipeline.check.figures import Figure
from pipeline.core.records import Fact

RATIOS = ("share", "completion", "change", "rate", "against_budget", "zero_budget", "zero_base")
"""Rules whose two sides are no amounts of money."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A failing equation and the figures that may be wrong in it; `culprit` when failures single one out."""

    equation: Equation
    suspects: tuple[Figure, ...]
    culprit: Figure | None = None
    crossings: int = 0  # how many failing equations meet in the culprit


@dataclass(slots=True)
class Verdict:
    """What the equations say together.

    `slack` is how far a proved figure of a failing equation could be off and still be proved.
    """

    proved: set[Figure] = field(default_factory=set)
    slack: dict[Figure, Decimal] = field(default_factory=dict)
    doubted: set[Figure] = field(default_factory=set)
    failures: list[Failure] = field(default_factory=list)


def judge(equations: Iterable[Equation]) -> Verdict:
    """Prove what closes; blame, for what does not, the figures that nothing else proves as closely.

    Where rows and columns of sums cross, the figure in which most failing equations meet is the one that is
    wrong, and the others of those equations are not held against it.
    """
    closing: list[Equation] = []
    failing: list[Equation] = []
    for equation in equations:
        if equation.closes:
            closing.append(equation)
        elif equation.strict:
            failing.append(equation)
    verdict = Verdict(_proved(closing))
    doubtful = {f for e in failing for f in e.figures}
    near = [e for e in closing if not doubtful.isdisjoint(e.figures)] if doubtful else []
    verdict.slack = _slack(near, verdict.proved)
    suspects = [tuple(f for f in dict.fromkeys(e.figures) if _may_hide(f, e, verdict)) for e in failing]
    hits = Counter(f for those in suspects for f in those)
    for equation, doubted in zip(failing, suspects, strict=True):
        if not doubted and not equation.rule.strict:
            continue  # forms of different scope, each proved by its own sums
        most = max((hits[f] for f in doubted), default=0)
        chosen = [f for f in doubted if hits[f] == most]
        single = len(chosen) == 1 and (most > 1 or len(doubted) == 1)
        verdict.failures.append(Failure(equation, doubted, chosen[0] if single else None, most))
        verdict.doubted.update(chosen if single else doubted)
    return verdict


def _slack(closing: list[Equation], proved: set[Figure]) -> dict[Figure, Decimal]:
    """How far each proved figure could be off before the closest of its equations would fail."""
    slack: dict[Figure, Decimal] = {}
    for equation in closing:
        width = equation.tolerance + abs(equation.difference)
        for figure in equation.proves(proved):
            slack[figure] = min(width, slack.get(figure, width))
    return slack


def _may_hide(figure: Figure, equation: Equation, verdict: Verdict) -> bool:
    """True for a figure that could be wrong by what the equation lacks: unproved, or proved less closely than that."""
    if figure not in verdict.proved:
        return True
    money = equation.rule.kind not in RATIOS and not equation.at_most
    return money and verdict.slack.get(figure, Decimal(0)) >= abs(equation.difference)


def _proved(closing: list[Equation]) -> set[Figure]:
    """What closing equations prove; a guessed unit that one of them settles settles those it meets in others."""
    proved: set[Figure] = set()
    waiting = closing
    while waiting:
        later: list[Equation] = []
        before = len(proved)
        for equation in waiting:
            proved.update(equation.proves(proved))
            if not all(map(SURE, equation.figures)):
                later.append(equation)
        waiting = later if len(proved) > before else []
    return proved


def mark(records: Sequence[Fact], verdict: Verdict) -> None:
    """Write proof on every record: a doubted figure is a conflict, a proved one a proof."""
    proved = {id(r) for f in verdict.proved for r in f.records}
    doubted = {id(r) for f in verdict.doubted for r in f.records}
    for record in records:
        if id(record) in doubted:
            record.proof = "conflict"
        else:
            record.proof = "proved" if id(record) in proved else "unproved"
