"""Percentages: shares, completion and change as sentences state them, against the numbers behind them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from pipeline.check.equations import Equation
from pipeline.check.figures import Figure, table_of
from pipeline.check.index import Index
from pipeline.check.rules import Rule
from pipeline.core.records import Amount, Fact, FunctionLine

HUNDRED = Decimal(100)
_TIGHT = 4  # roundings of the amount that a percentage may leave open and still prove it
Statement = tuple[Amount | FunctionLine, Figure]


def last_digit(value: Decimal) -> Decimal:
    """Half the last printed digit of a number that was kept as printed."""
    exponent = value.as_tuple().exponent
    return Decimal(5).scaleb((exponent if isinstance(exponent, int) else 0) - 1)


def percent_figure(record: Fact, value: Decimal) -> Figure:
    """A percentage as a figure of its own: it may be what is wrong, while the amount beside it is right."""
    return Figure(record.locator, record.page, f"{value}%", value, last_digit(value))


def ratio(
    rule: Rule, printed: Figure, top: Figure, bottom: Figure, shown: tuple[Figure, ...], what: str
) -> Equation | None:
    """The equation printed % = top / bottom about the figures `shown`; None where bottom is zero.

    Percentages are cut as often as rounded, so their whole last digit is granted. Where that is too much to tell
    the numbers from others, the equation finds contradictions but proves nothing.
    """
    if not bottom.value:
        return None
    value = top.value * HUNDRED / bottom.value
    spread = (top.rounding + abs(value) / HUNDRED * bottom.rounding) * HUNDRED / abs(bottom.value)
    tight = 2 * printed.rounding * abs(bottom.value) / HUNDRED <= _TIGHT * top.rounding
    return Equation(
        rule, (printed,), shown, printed.value, value, 2 * printed.rounding + spread, strict=rule.strict,
        what=what, shows=shown if tight else (),
    )  # fmt: skip


def shares(rule: Rule, index: Index) -> Iterator[Equation]:
    """占…%: of whatever total the section speaks of; the first total of which it is true.

    Which total a paragraph takes its lines' shares of is known only when it is true of one of them.
    """
    paragraphs: dict[str, list[tuple[bool, Equation]]] = {}
    for record, figure in statements(index):
        if record.share_pct is None:
            continue
        is_line = isinstance(record, FunctionLine)
        wanted = rule.params["of"].get("line" if is_line else what_of(record), [])
        totals = [f for c in wanted for f in _totals(index, c, record.phase) if f is not figure]
        printed = percent_figure(record, record.share_pct)
        found = _of(rule, printed, figure, totals, what_of(record))
        if found:
            chosen = next((e for e in found if e.closes), found[0])
            paragraphs.setdefault(table_of(record.locator), []).append((is_line, chosen))
    for shared in paragraphs.values():
        settled = any(e.closes and _is_telling(e.left[0]) for is_line, e in shared if is_line)
        for is_line, equation in shared:
            yield replace(equation, strict=False) if is_line and not settled else equation


def _is_telling(percent: Figure) -> bool:
    """True for a percentage with three digits or more: a short one is true of many totals."""
    return HUNDRED * 2 * percent.rounding <= abs(percent.value)


def _totals(index: Index, concept: str, phase: str) -> list[Figure]:
    """The figures of a concept; of "a+b" the sum of the first figures of both."""
    if "+" not in concept:
        return [s.figure for s in index.stated(concept, phase)]
    parts = [s[0].figure for c in concept.split("+") if (s := index.stated(c, phase))]
    if len(parts) < 2:
        return []
    value, slack = sum((f.value for f in parts), Decimal(0)), sum((f.rounding for f in parts), Decimal(0))
    return [Figure(parts[0].locator, parts[0].page, str(value), value, slack)]


def _of(rule: Rule, printed: Figure, top: Figure, bottoms: Iterable[Figure], what: str) -> list[Equation]:
    return [e for b in bottoms if (e := ratio(rule, printed, top, b, (top, b), what))]


def completions(rule: Rule, index: Index) -> Iterator[Equation]:
    """完成年初预算的…%: the outturn over the budget that the same paragraph states."""
    for record, figure, printed, bottoms in _completed(index):
        found = _of(rule, printed, figure, bottoms, what_of(record))
        if found:
            yield next((e for e in found if e.closes), found[0])


def zero_budgets(rule: Rule, index: Index) -> Iterator[Equation]:
    """A rate of completion where every budget that the paragraph states is zero; nothing of nothing may be 100 %."""
    for record, figure, printed, bottoms in _completed(index):
        if bottoms and not any(b.value for b in bottoms):
            rate = printed.value if figure.value else bottoms[0].value
            yield Equation(
                rule, (printed,), (bottoms[0],), rate, bottoms[0].value, bottoms[0].value,
                strict=rule.strict, what=what_of(record), shows=(),
            )  # fmt: skip


def _completed(index: Index) -> Iterator[tuple[Amount | FunctionLine, Figure, Figure, list[Figure]]]:
    """Every stated rate of completion: its record and amount, the rate, the budgets of the same paragraph."""
    budgets: dict[tuple[str, str], list[Figure]] = {}
    for record, figure in statements(index):
        if record.phase in ("budget", "adjusted_budget"):
            budgets.setdefault((what_of(record), table_of(record.locator)), []).append(figure)
    for record, figure in statements(index):
        if record.completion_pct is not None and record.phase == "final":
            bottoms = budgets.get((what_of(record), table_of(record.locator)), [])
            yield record, figure, percent_figure(record, record.completion_pct), bottoms


def changes(rule: Rule, index: Index) -> Iterator[Equation]:
    """比上年增加…万元，增长…%: the change over the number before it, which is stated or follows from the change."""
    for record, printed, moved, base, shown in _changed(index):
        if equation := ratio(rule, printed, moved, base, shown, what_of(record)):
            yield equation


def zero_bases(rule: Rule, index: Index) -> Iterator[Equation]:
    """A rate of change where there was nothing the year before: 3 more of 3 is no growth of 100 %."""
    for record, printed, moved, base, _ in _changed(index):
        if moved.value and not base.value:
            nothing = Figure(
                base.locator, base.page, base.text, base.value, base.rounding
            )  # it is not doubted
            yield Equation(
                rule, (printed,), (nothing,), printed.value, base.value, base.value,
                strict=rule.strict, what=what_of(record), shows=(),
            )  # fmt: skip


Changed = tuple[Amount | FunctionLine, Figure, Figure, Figure, tuple[Figure, ...]]


def _changed(index: Index) -> Iterator[Changed]:
    """Every stated rate of change: its record, the rate, the change, the number before, the figures it is about."""
    before: dict[tuple[str, str], Figure] = {}
    for record, figure in statements(index):
        if record.phase.startswith("prior_"):
            before.setdefault((what_of(record), table_of(record.locator)), figure)
    for record, figure in statements(index):
        if record.change_pct is None or record.phase.startswith("prior_"):
            continue
        change = record.change_yuan if isinstance(record, FunctionLine) else record.change_value
        prior = before.get((what_of(record), table_of(record.locator)))
        printed = percent_figure(record, record.change_pct)
        if change is not None:
            moved = Figure(figure.locator, figure.page, str(change), change, figure.rounding)
            base = Figure(figure.locator, figure.page, "", figure.value - change, 2 * figure.rounding)
            yield record, printed, moved, base, (figure, moved)
        elif prior is not None:
            slack = figure.rounding + prior.rounding
            moved = Figure(figure.locator, figure.page, "", figure.value - prior.value, slack)
            yield record, printed, moved, prior, (figure, prior)


def statements(index: Index) -> Iterator[Statement]:
    """Every line and headline amount of running text with its figure."""
    for told in index.told:
        yield told.record, told.figure
    for stated in index.amounts.values():
        for one in stated:
            if one.record.place == "text":
                yield one.record, one.figure


def what_of(record: Fact) -> str:
    """The line or concept a record is of, for people and for matching."""
    if isinstance(record, FunctionLine):
        return record.function_code or record.function_name
    return record.concept if isinstance(record, Amount) else ""
