"""Findings in words: what does not agree, by how much, where, and whose fault it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from pipeline.check.equations import Equation, looks_like
from pipeline.check.figures import Figure, row_of
from pipeline.check.index import Index
from pipeline.check.percents import HUNDRED
from pipeline.check.proof import PERCENTS, Failure, Verdict
from pipeline.core.money import Unit
from pipeline.core.records import Finding

SUMS = ("levels", "economic_totals", "row_parts", "sum")
_SHIFTS = tuple(Decimal(s) for s in ("0.01", "0.1", "10", "100"))
_FACTORS = {str(u): u.factor for u in Unit}
_NEAR = Decimal("0.0005")
_TELLING = 2  # digits of a percentage that cannot be right by chance in another place


def findings(verdict: Verdict, index: Index) -> Iterator[Finding]:
    """One finding a failing identity and row; failures that meet in one figure are one finding."""
    told: set[Figure | tuple[str, str]] = set()
    for failure in sorted(verdict.failures, key=_weight):
        equation = failure.equation
        about = failure.culprit or (equation.rule.id, row_of(equation.left[0].locator))
        if about not in told:
            told.add(about)
            yield _finding(failure, verdict, index)


def _weight(failure: Failure) -> tuple[int, int, int, str, str]:
    """Page order, and of several failures of one figure the one with fewest figures first."""
    equation = failure.equation
    page = failure.culprit.page if failure.culprit else equation.figures[0].page
    return page, len(failure.suspects), len(equation.figures), equation.rule.id, equation.figures[0].locator


def _finding(failure: Failure, verdict: Verdict, index: Index) -> Finding:
    equation = failure.equation
    blamed = failure.culprit or equation.figures[0]
    party = _party(failure, verdict, index)
    right = equation.right or equation.left
    return Finding(
        kind=equation.rule.finding, identity_id=equation.rule.id, party=party,
        severity=_severity(failure, party), message=_message(failure), left_value=_digits(equation.left_value),
        right_value=_digits(equation.right_value), difference=_digits(equation.difference),
        left_locator=equation.left[0].locator, right_locator=right[0].locator, page=blamed.page,
    )  # fmt: skip


def _severity(failure: Failure, party: str) -> str:
    if failure.equation.rule.kind == "zero_base":
        return "info"  # a usage more than an error: 100 % stands for what is new
    if party == "disclosure":
        return "error"
    return "warning" if failure.suspects else "info"


def _message(failure: Failure) -> str:
    """The identity, the line, both sides, and the figure that the failures single out."""
    equation = failure.equation
    sign = "＞" if equation.at_most else "≠"
    left, right = _plain(equation.left_value), _plain(equation.right_value)
    words = f"{equation.rule.zh}：{equation.what} {left} {sign} {right}"
    if failure.culprit is not None:
        words += f"；{failure.culprit.text}{failure.culprit.unit}（{failure.culprit.locator}）"
    return f"{words} | {equation.rule.en}"


def _digits(value: Decimal) -> Decimal:
    """A value with the four decimals that the findings table keeps."""
    return value.quantize(Decimal("0.0001"))


def _plain(value: Decimal) -> str:
    text = f"{value:,.4f}".rstrip("0")
    return text.rstrip(".")


def _party(failure: Failure, verdict: Verdict, index: Index) -> str:
    """Whose fault: `disclosure` where nothing else can be, `extraction` where ours is a guess."""
    if not failure.suspects:
        # two places that each prove an amount of their own for one thing
        return "disclosure" if failure.equation.rule.kind in ("told_line", "told_projects") else "unknown"
    percent = failure.equation.rule.kind in PERCENTS
    if percent and (_is_shifted(failure.equation) or _is_share_of_nothing(failure.equation)):
        return "disclosure"
    if any(not f.is_sure for f in failure.suspects) or (not percent and _is_unit_slip(failure.equation)):
        return "extraction"
    if failure.equation.rule.kind == "restated":
        return "disclosure"  # one sentence prints both
    if failure.equation.rule.kind == "within_weight":
        return "disclosure" if _is_weighed(failure.equation, verdict) else "unknown"
    return _party_of_culprit(failure, verdict, index)


def _party_of_culprit(failure: Failure, verdict: Verdict, index: Index) -> str:
    """Whose fault figures are that were read as printed."""
    if failure.culprit is None:
        return "disclosure" if _is_one_digit(failure.equation) else "unknown"
    rest = [f for f in failure.equation.figures if f is not failure.culprit]
    if not rest or any(f not in verdict.proved for f in rest):
        return "unknown"
    if failure.equation.rule.kind in ("share", "against_budget"):
        return "disclosure"
    if failure.equation.rule.kind in PERCENTS:
        return "unknown"
    if failure.equation.rule.finding == "text_form":
        return "disclosure" if _is_said_wrong(failure, index) else "unknown"
    return "disclosure" if failure.crossings > 1 else "unknown"


def _is_weighed(equation: Equation, verdict: Verdict) -> bool:
    """True when the weight adds up with the others of its table: then the score beside it is too high."""
    proved = {id(r) for f in verdict.proved for r in f.records}
    return any(id(r) in proved for f in equation.right for r in f.records)


def _is_one_digit(equation: Equation) -> bool:
    """True when a total falls short of its parts by what one wrong digit makes.

    A row that we lost would make the total exceed the parts, one counted twice would be off by an addend.
    """
    gap = -equation.difference
    if equation.rule.kind not in SUMS or gap <= 10 * equation.tolerance:
        return False
    return len(str(gap.normalize()).split("E")[0].replace(".", "").lstrip("0")) == 1 and all(
        f.value != gap for f in equation.right
    )


def _is_said_wrong(failure: Failure, index: Index) -> bool:
    """True when the text's number is the wrong one: no form prints it, and it is no part of what the form totals."""
    equation, culprit = failure.equation, failure.culprit
    if culprit is None or culprit not in equation.left or _is_printed(culprit, index):
        return False
    return not equation.rule.params.get("of_parts") or looks_like(culprit.text, equation.right[0].text)


def _is_printed(figure: Figure, index: Index) -> bool:
    """True when a form prints the very number: then the text may speak of that, and we filed it wrongly."""
    return any(f.locator != figure.locator for f in index.form_values.get(figure.value, ()))


def _is_shifted(equation: Equation) -> bool:
    """True when a percentage has the right digits, two at least, and its decimal point in the wrong place."""
    printed, right = equation.left_value, equation.right_value
    if len(str(abs(printed).normalize().scaleb(9).to_integral_value()).strip("0")) < _TELLING:
        return False
    spread = equation.tolerance - 2 * equation.left[0].rounding
    return any(
        abs(printed * step - right)
        <= max(abs(right) / HUNDRED, 2 * equation.left[0].rounding * step + spread)
        for step in _SHIFTS
    )


def _is_share_of_nothing(equation: Equation) -> bool:
    """True when a share is stated of an amount, or of a budget, that is zero: wrong whatever the share."""
    of_nothing = equation.rule.kind in ("share", "zero_budget", "zero_base") and not equation.right_value
    return of_nothing and bool(equation.left_value)


def _is_unit_slip(equation: Equation) -> bool:
    """True when the sides differ by the step from the unit of one to another unit: it was taken for that other.

    元 is no ten times of anything: a column in 元 that falls short tenfold lost a digit when it was printed.
    """
    sides = (equation.left_value, equation.left), (equation.right_value, equation.right)
    (small, low), (large, high) = sorted(((abs(v), f) for v, f in sides), key=lambda side: side[0])
    if not small:
        return False
    return any(abs(large / small / s - 1) < _NEAR for s in {*_steps(low, up=True), *_steps(high, up=False)})


def _steps(figures: Iterable[Figure], *, up: bool) -> Iterator[Decimal]:
    """How many times too small (`up`), or too large, `figures` are if their unit is another than the one taken."""
    for taken in {f.unit for f in figures} & _FACTORS.keys():
        for factor in _FACTORS.values():
            step = factor / _FACTORS[taken] if up else _FACTORS[taken] / factor
            if step > 1:
                yield step
