"""Equations: one identity applied to the figures of one document, and whether it closes."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from operator import attrgetter

from pipeline.check.figures import Figure
from pipeline.check.rules import Rule

SURE = attrgetter("is_sure")
_NOTHING = Decimal(0)
_SUM = 3  # figures that are not zero, from which on an equation adds up
_FEWEST_DIGITS = 4  # shorter numbers resemble each other by chance


@dataclass(slots=True, eq=False)
class Equation:
    """`left` = `right` (or at most, for `at_most`) within what printing may have rounded away."""

    rule: Rule
    left: tuple[Figure, ...]
    right: tuple[Figure, ...]
    left_value: Decimal
    right_value: Decimal
    tolerance: Decimal
    at_most: bool = False
    strict: bool = True
    what: str = ""  # the line or concept it is about, for people
    shows: tuple[Figure, ...] | None = None  # what closing proves, where that is not for the sums to say
    difference: Decimal = field(init=False)  # left minus right
    closes: bool = field(init=False)  # within the tolerance; at most also when left is less

    def __post_init__(self) -> None:
        self.difference = self.left_value - self.right_value
        gap = self.difference if self.at_most else abs(self.difference)
        self.closes = gap <= self.tolerance

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Both sides."""
        return self.left + self.right

    def proves(self, anchors: Container[Figure] = ()) -> Sequence[Figure]:
        """The figures that a closing equation proves; `anchors` are figures whose unit is no guess any more.

        An addend so small that the sum would close without it is proved only by a sum that closes exactly.
        A sum of sentences proves only as if all of them printed their last zeros. Zeros count: any other number
        in their place would break the sum. Figures whose unit is a guess close as well under a wrong one, so
        they are proved only beside a figure whose unit is printed. Recognised digits are proved only by sums
        that close exactly, for a last digit too many or misread is within the tolerance, and have several
        addends: one number printed twice may be misread twice.
        """
        if self.at_most or not self.closes:
            return ()
        figures, difference = self.figures, self.difference
        if difference and any(f.is_recognised for f in figures):
            return []
        if self.shows is not None:
            shown: Sequence[Figure] = self.shows
        elif len(figures) == 2 or not difference:
            shown = figures
        elif abs(difference) > sum([f.fine for f in figures]):
            shown = ()
        else:
            shown = [f for f in figures if not f.value or abs(f.value) > self.tolerance]
        if all(map(SURE, shown)):
            return shown
        is_sum = sum([bool(f.value) for f in figures]) >= _SUM
        anchored = any(f.value and (f.is_sure or (f.is_clean and is_sum) or f in anchors) for f in figures)
        return [f for f in shown if f.is_sure or anchored]


def balance(
    rule: Rule,
    left: Sequence[Figure],
    right: Sequence[Figure],
    *,
    at_most: bool = False,
    strict: bool = True,
    what: str = "",
) -> Equation | None:
    """The equation that both sides' sums agree; None when a side is empty or a cell stands on both sides."""
    if not left or not right or not set(left).isdisjoint(right):
        return None
    slack, left_value, right_value = _NOTHING, _NOTHING, _NOTHING
    for figure in left:
        slack += figure.rounding
        left_value += figure.value
    for figure in right:
        slack += figure.rounding
        right_value += figure.value
    return Equation(
        rule, tuple(left), tuple(right), left_value, right_value, slack, at_most, strict and rule.strict, what
    )


def best(options: Iterable[Equation | None]) -> Equation | None:
    """The first option that closes, else the first one: a form may close in more than one way."""
    first: Equation | None = None
    for option in options:
        if option is None:
            continue
        if option.closes:
            return option
        first = first or option
    return first


def told(rule: Rule, said: Figure, printed: Figure, *, strict: bool, what: str) -> Equation | None:
    """The equation of a number in running text and one in a form.

    Sentences cut digits as often as they round them, so the whole last digit of the text is granted.
    """
    equation = balance(rule, [said], [printed], strict=strict, what=what)
    return equation and replace(equation, tolerance=equation.tolerance + said.rounding)


def looks_like(one: str, other: str) -> bool:
    """True when two printed numbers differ as a misprint does: one digit changed, lost, added, two swapped."""
    left, right = ("".join(c for c in t if c.isdigit()) for t in (one, other))
    return _misprint(left, right) or _misprint(left.rstrip("0"), right.rstrip("0"))


def _misprint(left: str, right: str) -> bool:
    shorter = min(len(left), len(right))
    if abs(len(left) - len(right)) > 1 or shorter < _FEWEST_DIGITS:
        return False
    start = next((i for i in range(shorter) if left[i] != right[i]), shorter)
    left, right = left[start:], right[start:]
    swapped = left[:2] == right[:2][::-1] and left[2:] == right[2:]
    return swapped or left[1:] == right[1:] or left[1:] == right or left == right[1:]
