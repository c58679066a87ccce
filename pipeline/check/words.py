"""Words against numbers: an outturn said to be above, below or equal to its budget, and amounts said twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from pipeline.check.equations import Equation, balance
from pipeline.check.figures import Figure, rounding, table_of
from pipeline.check.index import Index
from pipeline.check.percents import HUNDRED, last_digit, statements, what_of
from pipeline.check.rules import Rule
from pipeline.core.money import Unit, amount_in
from pipeline.core.records import Amount, FunctionLine

_SIGNS = {"above": "大于", "below": "小于", "equal": "等于", "near": "基本持平"}


def against_budget(rule: Rule, index: Index) -> Iterator[Equation]:
    """大于、小于、持平预算数: true of the outturn and the budget that the paragraph states.

    Where it states no budget the completion it states must fit the word, but for 0% of nothing spent: its budget may
    be nothing too. 基本持平 grants `near` percent.
    """
    budgets: dict[tuple[str, str], Figure] = {}
    told = list(statements(index))
    for record, figure in told:
        if record.phase == "budget":
            budgets.setdefault((what_of(record), table_of(record.locator)), figure)
    for record, figure in told:
        if record.against_budget is None or record.phase != "final":
            continue
        budget = budgets.get((what_of(record), table_of(record.locator)))
        done = record.completion_pct
        if budget is not None:
            yield _compared(rule, record, figure, budget)
        elif done is not None and (done or figure.value):
            percent = Figure(record.locator, record.page, f"{done}%", done, last_digit(done))
            whole = Figure(record.locator, record.page, "100%", HUNDRED, last_digit(HUNDRED))
            yield replace(_compared(rule, record, percent, whole), shows=())


def _compared(rule: Rule, record: Amount | FunctionLine, final: Figure, budget: Figure) -> Equation:
    """The equation that one word states; `at_most` for the two that order the amounts."""
    word = record.against_budget or ""
    said = Figure(record.locator, record.page, _SIGNS[word], Decimal(0), Decimal(0))
    small, large = (budget, final) if word == "above" else (final, budget)
    slack = final.rounding + budget.rounding
    if word == "near":
        slack += abs(budget.value) * Decimal(rule.params["near"]) / HUNDRED
    return Equation(
        rule, (said,), (small, large), small.value, large.value, slack, word in ("above", "below"),
        rule.strict, what_of(record), (),
    )  # fmt: skip


def restated(rule: Rule, index: Index) -> Iterator[Equation]:
    """An amount that one sentence states twice: in front of what it is for, and beside its budget."""
    for record, figure in statements(index):
        money = amount_in(record.restated_text or "", Unit.YUAN)
        if money is None:
            continue
        unit = str(money.unit)
        text = money.text.removesuffix(unit)
        again = Figure(record.locator, record.page, text, money.yuan, rounding(text, unit), unit)
        if equation := balance(rule, [again], [figure], what=what_of(record)):
            yield equation
