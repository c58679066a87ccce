"""Labels: what a printed cell or sentence says, in the format of the hand-made labels."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class FunctionLine:
    """An amount of a functional line in a form."""

    form: str
    function_code: str
    name: str
    direction: str
    phase: str
    fund: str
    component: str
    amount: str
    unit: str
    economic_code: str = ""


@dataclass(frozen=True)
class EconomicLine:
    """An amount of an economic line in a form."""

    form: str
    economic_code: str
    name: str
    phase: str
    fund: str
    component: str
    amount: str
    unit: str
    direction: str = "expenditure"


@dataclass(frozen=True)
class Amount:
    """A headline amount or count."""

    place: str
    concept: str
    phase: str
    amount: str
    unit: str
    change_amount: str = ""
    change_pct: str = ""
    share_pct: str = ""
    completion_pct: str = ""


@dataclass(frozen=True)
class NarrativeLine:
    """A functional line in running text."""

    class_name: str = ""
    section_name: str = ""
    item_name: str = ""
    function_code: str = ""
    final: str = ""
    budget: str = ""
    prior_final: str = ""
    share_pct: str = ""
    completion_pct: str = ""
    unit: str = "万元"


@dataclass(frozen=True)
class ProjectLine:
    """A project of a performance table or a project list."""

    project_name: str
    project_code: str = ""
    supervisor: str = ""
    implementer: str = ""
    budget_initial: str = ""
    budget_full_year: str = ""
    executed: str = ""
    execution_rate_pct: str = ""
    score_total: str = ""
    unit: str = "万元"


@dataclass(frozen=True)
class IndicatorLine:
    """A performance indicator."""

    project_name: str
    level1: str
    level2: str
    level3: str
    operator: str = ""
    target: str = ""
    target_unit: str = ""
    actual: str = ""
    weight: str = ""
    score: str = ""
    deviation_reason: str = ""


Fact = FunctionLine | EconomicLine | Amount | NarrativeLine | ProjectLine | IndicatorLine

FILES = {
    FunctionLine: "function_lines.csv",
    EconomicLine: "economic_lines.csv",
    Amount: "amounts.csv",
    NarrativeLine: "narrative_lines.csv",
    ProjectLine: "performance_projects.csv",
    IndicatorLine: "performance_indicators.csv",
}
"""The label file of each kind; its columns are the fields of the kind."""
