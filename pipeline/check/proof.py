"""Proof and blame: which figures a document's equations prove, and which figure a failing one points at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from pipeline.check.equations import SURE, Equation
from pipeline.check.figures import Figure, row_of, table_of
from pipeline.core.records import Fact

PERCENTS = ("share", "completion", "change", "rate", "zero_budget", "zero_base")
RATIOS = (*PERCENTS, "against_budget")
"""Rules whose two sides are no amounts of money."""
LEVELS = "levels"
IN_A_TABLE = (LEVELS, "row_parts", "fund_flow")
"""Rules within one table, which hold for many rows as well where the amounts stand beside the codes of other lines."""
_MANY = 3  # rows of one table that are not the sums of those below them


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
    shifted = _shifted(closing, failing)
    broken = [e for e in failing if shifted and _is_in(e, shifted)]
    _doubt_whole(verdict, broken, closing, near)
    failing = [e for e in failing if e not in broken] if broken else failing
    suspects = [_suspects(e, verdict) for e in failing]
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


def _suspects(equation: Equation, verdict: Verdict) -> tuple[Figure, ...]:
    """The figures of a failing equation that may be wrong in it."""
    return tuple(f for f in dict.fromkeys(equation.figures) if _may_hide(f, equation, verdict))


def _doubt_whole(
    verdict: Verdict, broken: Sequence[Equation], closing: Sequence[Equation], near: Sequence[Equation]
) -> None:
    """Doubt all rows of tables whose amounts may stand beside other codes but those that other places prove."""
    if not broken:
        return
    placed = Verdict(_proved([e for e in closing if e.rule.kind not in IN_A_TABLE]))
    placed.slack = _slack([e for e in near if e.rule.kind not in IN_A_TABLE], placed.proved)
    tables = {table_of(e.left[0].locator) for e in broken}
    verdict.proved -= {f for f in verdict.proved - placed.proved if table_of(f.locator) in tables}
    for equation in broken:
        doubted = _suspects(equation, placed)
        verdict.failures.append(Failure(equation, doubted))
        verdict.doubted.update(doubted)


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


def _shifted(closing: Sequence[Equation], failing: Sequence[Equation]) -> set[str]:
    """Tables in which most levels do not add up: their amounts may stand beside the codes of other lines."""
    fails = _rows_by_table(failing)
    if max(fails.values(), default=0) < _MANY:
        return set()
    closes = _rows_by_table(closing)
    return {table for table, n in fails.items() if n >= _MANY and n >= closes[table]}


def _rows_by_table(equations: Sequence[Equation]) -> Counter[str]:
    """How many rows of each table these equations hold against the rows below them."""
    rows = {row_of(e.left[0].locator) for e in equations if e.rule.kind == LEVELS}
    return Counter(map(table_of, rows))


def _is_in(equation: Equation, tables: set[str]) -> bool:
    return equation.rule.kind == LEVELS and table_of(equation.left[0].locator) in tables


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
