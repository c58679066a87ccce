"""Projects: the sums that a report states of them, and what their sheets print of weights and budgets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from pipeline.check.equations import Equation, balance, looks_like
from pipeline.check.figures import Figure, rounding
from pipeline.check.index import Index, grouped
from pipeline.check.percents import HUNDRED
from pipeline.check.performance import weights_of
from pipeline.check.rules import Rule, entries
from pipeline.core.money import Unit
from pipeline.core.records import Finding, PerformanceProject

_CONCEPTS = ("projects.standing", "projects.passing")


def _told(index: Index) -> list[Figure]:
    """What the text states of the projects of each kind that there are, where all of it was spent."""
    stated = [s for c in _CONCEPTS for s in index.stated(c, "final", "text") if s.figure.value]
    return [s.figure for s in stated] if all(s.record.completion_pct == HUNDRED for s in stated) else []


def told_projects(rule: Rule, index: Index) -> Iterator[Equation]:
    """The projects that a report sums up against 项目支出; a sum that resembles it is a misprint of it.

    Money of funds that the report leaves out may make a difference: another sum says nothing.
    """
    told = _told(index)
    whole = [s.figure for s in index.stated("expenditure.project", "final")]
    options = [e for f in whole if told and (e := balance(rule, told, [f], what="expenditure.project"))]
    closing = next((e for e in options if e.closes), None)
    if closing:
        yield closing
        return
    if options and len(told) == 1:
        yield replace(options[0], strict=looks_like(told[0].text, options[0].right[0].text))


def listed_projects(rule: Rule, index: Index) -> Iterator[Equation]:
    """The projects that a report sums up against what their sheets say was spent; it proves the sum."""
    told = _told(index)
    spent = [
        _spent(p, p.executed_yuan) for p in index.projects if p.project_name and p.executed_yuan is not None
    ]
    if told and len(spent) > 1 and (equation := balance(rule, told, spent, what="projects")):
        yield replace(equation, shows=equation.left)


def _spent(project: PerformanceProject, value: Decimal) -> Figure:
    half = rounding("0.00", project.unit if project.unit else str(Unit.YUAN))
    return Figure(project.locator, project.page, str(value), value, half, project.unit or "")


def weight_total(rule: Rule, index: Index) -> Iterator[Equation]:
    """The sum of the weights that a sheet prints, with or without the points of execution.

    A sheet that lacks just the points of execution that another one has may print them where they were not read;
    one that scores the execution gives it points, printed or not.
    """
    usual = {p.execution_weight for p in index.projects if p.execution_weight}
    for project, total, figures in _weighed(index, rule.params["least"]):
        points = sum((f.value for f in figures), Decimal(0))
        execution = project.execution_weight or Decimal(0)
        target = total - execution if points + execution == total else total
        lacking, scored = total - points, project.execution_score
        unread = project.execution_weight is None and (
            lacking in usual or (scored is not None and lacking >= scored)
        )
        owner = Figure(project.locator, project.page, str(total), total, Decimal(0))
        yield Equation(
            rule,
            tuple(figures),
            (owner,),
            points,
            target,
            Decimal(0),
            strict=rule.strict and not unread,
            what=project.project_name or "",
            shows=(),
        )


def _weighed(index: Index, least: int) -> Iterator[tuple[PerformanceProject, Decimal, list[Figure]]]:
    """Every project whose sheet prints the sum of its weights, with that sum and the weights."""
    trees = grouped(index.indicators, lambda i: (i.project_code, i.project_name))
    for project in index.projects:
        figures = weights_of(trees.get((project.project_code, project.project_name), []))
        if project.weight_total is not None and len(figures) >= least:
            yield project, project.weight_total, figures


def sheet_findings(index: Index) -> Iterator[Finding]:
    """Sheets that print a rate of execution and no budget, and sums of weights that take in those of execution."""
    words = {entry["id"]: entry for entry in entries("performance", "absent")}
    for project in index.projects:
        budgets = (project.budget_initial_yuan, project.budget_full_year_yuan)
        if project.execution_rate_pct and project.executed_yuan and not any(b is not None for b in budgets):
            entry = words["P05"]
            yield Finding(
                kind="identity", identity_id="P05", severity="warning", party="disclosure", page=project.page,
                left_locator=project.locator, left_value=project.execution_rate_pct,
                message=f"{entry['zh']}：{project.project_name} | {entry['en']}",
            )  # fmt: skip
    for project, total, figures in _weighed(index, 1):
        points = sum((f.value for f in figures), Decimal(0))
        if project.score_total is not None:
            continue  # a row that prints the score of the whole sheet beside its full points
        if points != total and points + (project.execution_weight or 0) == total:
            yield Finding(
                kind="identity", identity_id="P01t", severity="info", party="disclosure", page=project.page,
                left_locator=figures[0].locator, right_locator=project.locator, left_value=points, right_value=total,
                difference=points - total,
                message=f"分值合计 {total} 含执行率 {project.execution_weight} 分，各指标分值之和为 {points}："
                f"{project.project_name} | the printed sum takes in the points of execution",
            )  # fmt: skip
