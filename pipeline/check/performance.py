"""Performance tables: weights that add up, scores within weights, execution rates, total scores."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from pipeline.check.equations import Equation
from pipeline.check.figures import Figure
from pipeline.check.index import Index, grouped
from pipeline.check.percents import last_digit, percent_figure, ratio
from pipeline.check.rules import Rule
from pipeline.core.money import Unit
from pipeline.core.records import Fact, PerformanceIndicator

_WAN_DIGIT = Decimal("0.005")


def _figure(record: Fact, value: Decimal, rounding: Decimal) -> Figure:
    return Figure(record.locator, record.page, str(value), value, rounding, "", [record])


def _trees(index: Index) -> Iterator[list[PerformanceIndicator]]:
    """Indicators of one project (or of the whole department) as one printing lists them."""
    yield from grouped(index.indicators, lambda i: (i.project_code, i.project_name)).values()


def _column(
    tree: Sequence[PerformanceIndicator], value: Callable[[PerformanceIndicator], Decimal | None]
) -> list[Figure]:
    return [_figure(i, v, last_digit(v)) for i in tree if (v := value(i)) is not None]


def weights_of(tree: Sequence[PerformanceIndicator]) -> list[Figure]:
    """The weights of a project's indicators that print one."""
    return _column(tree, lambda i: i.weight)


def _points(rule: Rule, figures: list[Figure], target: Decimal, what: str) -> Equation:
    """A sum of points against what it must be; whole points are exact."""
    total = sum((f.value for f in figures), Decimal(0))
    slack = sum((f.rounding for f in figures if f.value % 1), Decimal(0))
    return Equation(rule, tuple(figures), (), total, target, slack, strict=rule.strict, what=what)


def weights(rule: Rule, index: Index) -> Iterator[Equation]:
    """The weights of a project's indicators, with that of execution, add up to what the scheme allows."""
    projects = {(p.project_code, p.project_name): p for p in index.projects}
    for tree in _trees(index):
        figures = weights_of(tree)
        if len(figures) < rule.params["least"]:
            continue
        total = sum((f.value for f in figures), Decimal(0))
        targets = [Decimal(t) for t in rule.params["totals"]]
        project = projects.get((tree[0].project_code, tree[0].project_name))
        execution = project.execution_weight if project else None
        if project and execution is not None and total + execution == max(targets):
            figures, total = [*figures, _figure(project, execution, Decimal(0))], max(targets)
        yield _points(rule, figures, min(targets, key=lambda t: abs(t - total)), tree[0].project_name or "")


def within_weight(rule: Rule, index: Index) -> Iterator[Equation]:
    """No score exceeds its weight, neither an indicator's nor that of the execution rate."""
    scored = [(i, i.score, i.weight, i.level3) for i in index.indicators]
    rated = [(p, p.execution_score, p.execution_weight, p.project_name) for p in index.projects]
    for record, score, weight, what in (*scored, *rated):
        if score is not None and weight is not None:
            got, most = (_figure(record, v, Decimal(0)) for v in (score, weight))
            yield Equation(
                rule, (got,), (most,), score, weight, Decimal(0), at_most=True, strict=rule.strict, what=what or "",
            )  # fmt: skip


def total_score(rule: Rule, index: Index) -> Iterator[Equation]:
    """The scores of a project's indicators, with those for execution, add up to its total.

    Where the sheet prints none for execution, they are at most ten.
    """
    projects = {(p.project_code, p.project_name): p for p in index.projects if p.score_total is not None}
    for tree in _trees(index):
        project = projects.get((tree[0].project_code, tree[0].project_name))
        figures = _column(tree, lambda i: i.score)
        if project is None or project.score_total is None or len(figures) < rule.params["least"]:
            continue
        total = sum((f.value for f in figures), Decimal(0))
        execution = max(Decimal(rule.params["execution"]), project.execution_score or Decimal(0))
        target = project.score_total if total <= project.score_total else min(total, project.score_total)
        if project.score_total - total <= execution:
            target = min(total, project.score_total)
        owner = _figure(project, project.score_total, Decimal(0))
        equation = _points(rule, figures, target, project.project_name or "")
        yield Equation(
            rule, (*figures, owner), (), equation.left_value, target, equation.tolerance,
            strict=rule.strict, what=equation.what,
        )  # fmt: skip


def rates(rule: Rule, index: Index) -> Iterator[Equation]:
    """执行率 = 全年执行数 / 全年预算数, or over the initial budget where no other is printed."""
    for project in index.projects:
        printed, executed = project.execution_rate_pct, project.executed_yuan
        budgets = [b for b in (project.budget_full_year_yuan, project.budget_initial_yuan) if b]
        if printed is None or executed is None or not budgets:
            continue
        half = _WAN_DIGIT * (Unit(project.unit).factor if project.unit else Decimal(1))
        top, rate = _figure(project, executed, half), percent_figure(project, printed)
        bottoms = [_figure(project, b, half) for b in budgets]
        what = project.project_name or ""
        found = [e for b in bottoms if (e := ratio(rule, rate, top, b, (top, b), what))]
        if found:
            chosen = next((e for e in found if e.closes), found[0])
            # what was added to the initial budget in the year may not be printed
            yield chosen if project.budget_full_year_yuan else replace(chosen, strict=False)
