"""Numbers that may be read in several ways: where two sums that share nothing else close with one of them, it is taken.

Arithmetic chooses between readings that the image allows, it makes no digits up: an error that is printed stays, for
the image allows no other reading of it. The two sums that chose prove nothing of what they chose; a third one does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.check.equations import Equation
from pipeline.check.figures import Figure
from pipeline.check.proof import RATIOS
from pipeline.core.money import NotAnAmount, Unit, parse_amount
from pipeline.core.records import Amount, EconomicLine, FunctionLine

CLOSE = "+close"
"""At the end of the pattern_id of rows whose number is another reading than the likeliest."""

_CHOOSE, _PROVE = 2, 3  # sums that share nothing else
_ADDENDS = 3  # figures that are not zero, without which an equation is no sum

Readings = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Choice:
    """Another reading of a figure, and how many sums that share nothing else it closes."""

    figure: Figure
    text: str
    value: Decimal
    sums: int

    @property
    def is_proved(self) -> bool:
        """True where more sums close than it takes to choose."""
        return self.sums >= _PROVE


def choices(close: Readings, stated: Sequence[Equation]) -> list[Choice]:
    """The other readings that the equations of a document choose; none where they leave two open.

    Args:
        close: the other readings of a cell, by its locator.
        stated: every equation of the document.
    """
    about: dict[Figure, list[Equation]] = {}
    for equation in stated:
        if equation.rule.kind in RATIOS or equation.at_most:
            continue
        for figure in equation.figures:
            if figure.locator in close and figure.is_recognised:
                about.setdefault(figure, []).append(equation)
    out = []
    for figure, equations in about.items():
        found = list(_readings(figure, close[figure.locator], equations))
        if len(found) == 1:
            out.append(found[0])
    taken = {c.figure for c in out}
    return [c for c in out if not any(_others(e, c.figure) & taken for e in about[c.figure])]


def _others(equation: Equation, figure: Figure) -> set[Figure]:
    return set(equation.figures) - {figure}


def _readings(figure: Figure, texts: Sequence[str], equations: list[Equation]) -> Iterator[Choice]:
    """The readings with which sums close that share nothing else, and with which none fails."""
    if any(not e.difference and _is_sum(e) for e in equations):
        return
    for text in texts:
        value = _value(text, figure)
        if value is None or value == figure.value:
            continue
        closing, failing = [], False
        for equation in equations:
            if _difference(equation, figure, value) == 0:
                closing.append(equation)
            else:
                failing |= equation.strict
        sums = _apart([e for e in closing if _is_sum(e)], figure)
        if not failing and sums >= _CHOOSE:
            yield Choice(figure, text, value, sums)


def _is_sum(equation: Equation) -> bool:
    return sum(bool(f.value) for f in equation.figures) >= _ADDENDS


def _value(text: str, figure: Figure) -> Decimal | None:
    """The value of another reading; None where it is no amount of money."""
    try:
        return parse_amount(text, Unit(figure.unit)).yuan
    except (NotAnAmount, ValueError):
        return None


def _difference(equation: Equation, figure: Figure, value: Decimal) -> Decimal:
    """Left minus right with another value of a figure."""
    times = equation.left.count(figure) - equation.right.count(figure)
    return equation.difference + times * (value - figure.value)


def _apart(equations: list[Equation], figure: Figure) -> int:
    """How many of the equations share no other figure with each other, taken in order of their length."""
    used: set[Figure] = set()
    n = 0
    for equation in sorted(equations, key=lambda e: len(e.figures)):
        others = {f for f in _others(equation, figure) if f.value}
        if not others & used:
            used |= others
            n += 1
    return n


def take(choice: Choice) -> None:
    """Write the reading into the records of the cell."""
    for record in choice.figure.records:
        if isinstance(record, Amount):
            record.value = choice.value
        elif isinstance(record, FunctionLine | EconomicLine):
            record.amount_yuan = choice.value
        else:
            continue
        record.amount_text = choice.text
        record.raw_text = record.raw_text.replace(choice.figure.text, choice.text)
        record.pattern_id += CLOSE
