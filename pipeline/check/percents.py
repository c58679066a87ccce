"""Percentages: shares, completion and change as sentences state them, against the numbers behind them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal, DivisionByZero, InvalidOperation, localcontext

from pipeline.check.equations import Equation
from pipeline.check.figures import Figure, table_of
from pipeline.check.index import Index
from pipeline.check.rules import Rule
from pipeline.core.records import Amount, Fact, FunctionLine

HUNDRED = Decimal(100)
_TIGHT = Decimal("0.001")  # a looser ratio would close with other numbers as well


def last_digit(value: Decimal) -> Decimal:
    """Half the last printed digit of a number that was kept as printed."""
    exponent = value.as_tuple().exponent
    return Decimal(5).scaleb((exponent if isinstance(exponent, int) else 0) - 1)


def ratio(rule: Rule, printed: Decimal, top: Figure, bottom: Figure, *, what: str = "") -> Equation | None:
    """The equation printed % = top / bottom, with the rounding of all three; None where bottom is zero."""
    with localcontext() as context:
        context.traps[DivisionByZero] = context.traps[InvalidOperation] = False
        value = top.value * HUNDRED / bottom.value
        if not value.is_finite():
            return None
        spread = (top.rounding + abs(value) / HUNDRED * bottom.rounding) * HUNDRED / abs(bottom.value)
        tight = last_digit(printed) <= _TIGHT * max(abs(value), Decimal(1))
    equation = Equation(
        rule, (top,), (bottom,), printed, value, last_digit(printed) + spread, strict=rule.strict, what=what
    )
    return equation if tight or not equation.closes else replace(equation, at_most=True)


def _facts(index: Index) -> Iterator[tuple[Amount | FunctionLine, Figure]]:
    """Every statement of running text with its figure."""
    for told in index.told:
        yield told.record, told.figure
    for stated in index.amounts.values():
        for one in stated:
            if one.record.place == "text":
                yield one.record, one.figure


def shares(rule: Rule, index: Index) -> Iterator[Equation]:
    """占…%: of whatever total the section speaks of; the first total of which it is true."""
    for record, figure in _facts(index):
        if record.share_pct is None:
            continue
        wanted = rule.params["of"].get(record.concept if isinstance(record, Amount) else "line", [])
        totals = [s.figure for c in wanted for s in index.stated(c, record.phase)]
        found = [
            e
            for t in totals
            if t is not figure and (e := ratio(rule, record.share_pct, figure, t, what=_what(record)))
        ]
        if found:
            yield next((e for e in found if e.closes), found[0])


def completions(rule: Rule, index: Index) -> Iterator[Equation]:
    """完成年初预算的…%: the outturn over the budget of the same line or concept."""
    budgets = _budgets(index)
    for record, figure in _facts(index):
        if record.completion_pct is None:
            continue
        for budget in budgets.get((_what(record), table_of(record.locator)), []):
            if record.phase in ("final",) and (
                e := ratio(rule, record.completion_pct, figure, budget, what=_what(record))
            ):
                yield e
                break


def _budgets(index: Index) -> dict[tuple[str, str], list[Figure]]:
    out: dict[tuple[str, str], list[Figure]] = {}
    for record, figure in _facts(index):
        if record.phase in ("budget", "adjusted_budget"):
            out.setdefault((_what(record), table_of(record.locator)), []).append(figure)
    return out


def changes(rule: Rule, index: Index) -> Iterator[Equation]:
    """比上年增加…万元，增长…%: the change over what the number was before it."""
    for record, figure in _facts(index):
        change = record.change_yuan if isinstance(record, FunctionLine) else record.change_value
        if change is None or record.change_pct is None or figure.value == change:
            continue
        before = Figure(figure.locator, figure.page, figure.text, figure.value - change, figure.rounding)
        moved = Figure(figure.locator, figure.page, figure.text, change, figure.rounding)
        if equation := ratio(rule, record.change_pct, moved, before, what=_what(record)):
            yield replace(equation, left=(figure,), right=(), at_most=equation.closes)


def _what(record: Fact) -> str:
    if isinstance(record, FunctionLine):
        return record.function_code or record.function_name
    return record.concept if isinstance(record, Amount) else ""
