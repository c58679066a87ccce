"""Pieces of performance sheets: the indicator rows with merged levels, and what a project's cells state."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby

from .blocks import Cell
from .facts import IndicatorLine, ProjectLine
from .printing import FEN, number, percent
from .truth import Account, Indicator, Project

Show = Callable[[Indicator], Sequence[str]]


def money(fen: int, unit: str) -> str:
    """Money of a sheet: the unit stands in its head."""
    return number(fen, FEN[unit], 2)


def rate(project: Project) -> str:
    """Execution in percent, two decimals."""
    return percent(project.executed, project.full_year)


def scores(project: Project) -> tuple[str, str]:
    """The ten points for execution, and the total."""
    share = (
        project.executed * 1000 // project.full_year if project.full_year else 0
    )  # hundredths of ten points
    total = share + sum(i.score for i in project.indicators) * 100
    return number(share, 100, 2), number(total, 100, 2)


def fact(indicator: Indicator, name: str, form: str) -> IndicatorLine:
    """The label of an indicator; `form` tells what the sheet prints: joined or split values, results or a plan."""
    i = indicator
    whole = i.target if i.operator == "定性" else f"{i.operator}{i.target}{i.target_unit}"
    split = "split" in form
    result = "result" in form
    weights = result or "weights" in form
    return IndicatorLine(
        name, i.level1, i.level2, i.level3,
        i.operator if split else "", i.target if split else whole, i.target_unit if split else "",
        (i.actual if split else actual(i)) if result else "", str(i.weight) if weights else "",
        str(i.score) if result else "", i.reason if result else "",
    )  # fmt: skip


def actual(indicator: Indicator) -> str:
    """The result with its unit."""
    return indicator.actual if indicator.operator == "定性" else indicator.actual + indicator.target_unit


def joined(indicator: Indicator) -> str:
    """Sign, target and unit in one cell."""
    i = indicator
    return i.target if i.operator == "定性" else f"{i.operator}{i.target}{i.target_unit}"


def indicator_rows(
    indicators: Sequence[Indicator], show: Show, name: str, form: str, side: Cell | None = None, wide: int = 1
) -> list[list[Cell]]:
    """Rows of level 1, 2, 3 and what `show` prints; levels merged down, a cell at the side over all rows."""
    rows: list[list[Cell]] = []
    first = [side] if side else []
    for level1, group in groupby(indicators, key=lambda i: i.level1):
        of1 = list(group)
        for level2, inner in groupby(of1, key=lambda i: i.level2):
            of2 = list(inner)
            for indicator in of2:
                row = list(first)
                first = []
                if indicator is of1[0]:
                    row.append(Cell(level1, align="c", rows=len(of1)))
                if indicator is of2[0]:
                    row.append(Cell(level2, align="c", rows=len(of2)))
                row.append(Cell(indicator.level3, (fact(indicator, name, form),), cols=wide))
                row += [Cell(text, align="c") for text in show(indicator)]
                rows.append(row)
    return rows


def project_fact(project: Project, account: Account, unit: str, *, coded: bool, parties: bool) -> ProjectLine:
    """The label of a project's sheet: with execution for final accounts, with the plan's money for budgets."""
    who = (account.supervisor, account.units[project.unit]) if parties else ("", "")
    code = project.code if coded else ""
    if account.kind == "budget":
        return ProjectLine(project.name, code, *who, money(project.executed, unit), unit=unit)
    return ProjectLine(
        project.name, code, *who, money(project.initial, unit), money(project.full_year, unit),
        money(project.executed, unit), rate(project), scores(project)[1], unit,
    )  # fmt: skip
