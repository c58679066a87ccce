"""The records extractors yield, one class a table; their fields and metadata are the schema.

`column` states the Parquet type, the Chinese label, and what a reader of the data must know. `core.schema` turns
these classes into pyarrow schemas, the data package and the documentation. Document-level columns (doc_id, seq,
fiscal_year ...) are added by `run`; an extractor never fills them.
"""

from __future__ import annotations

from dataclasses import MISSING, dataclass, field
from decimal import Decimal
from typing import Any

from pipeline.core.model import Box, Place

MONEY = "decimal(20,2)"
NUMBER = "decimal(20,4)"


_FORM_INDEX = "the printing of the form in the document, from 1: the same form of several units; null in text"
_HARMONISED = (
    "the code that this one became, where that is certain, for comparing years; null where no list has it"
)


def column(kind: str, label: str, description: str, *, default: Any = None, required: bool = False) -> Any:
    """A dataclass field that is also a dataset column of Parquet type `kind`."""
    metadata = {"type": kind, "label": label, "description": description}
    return field(default=MISSING if required else default, metadata=metadata)


_RESTATED = "what the same sentence states of it once more, where that is another amount; as printed"


@dataclass(kw_only=True, slots=True)
class Fact:
    """What every fact row carries: its place, the printed text, who read it, and how far it is proved."""

    page: int = column("int32", "页码", "1-based page, 0 where the format has no pages", default=0)
    locator: str = column("string", "位置", "stable address inside the document", default="")
    bbox: Box | None = column("bbox", "坐标", "points, origin top left; null where there is none")
    raw_text: str = column("string", "原文", "the cell or sentence part exactly as printed", default="")
    pattern_id: str = column("string", "规则", "the pattern or form definition that read it", default="")
    confidence: float = column(
        "float", "置信度", "calibrated: of rows given 0.95, 95 % are right", default=0.9
    )
    proof: str = column("string", "验证", "proved | unproved | conflict", default="unproved")
    text_source: str = column("string", "文字来源", "digital | ocr", default="digital")

    def at(self, place: Place) -> None:
        """Take page, locator and box from `place`."""
        self.page, self.locator, self.bbox = place.page, place.locator, place.box


@dataclass(kw_only=True, slots=True)
class FunctionLine(Fact):
    """One amount of one functional classification line (支出功能分类), from a form or a sentence."""

    place: str = column("string", "来源", "form | text", required=True)
    form: str = column(
        "string", "报表", "summary, revenue, expenditure ... ; narrative for text", required=True
    )
    function_code: str | None = column("string", "科目编码", "3, 5 or 7 digits, TOTAL, or null where unknown")
    harmonised_code: str | None = column("string", "可比科目编码", _HARMONISED)
    class_code: str | None = column("string", "类", "three digits")
    section_code: str | None = column("string", "款", "five digits")
    item_code: str | None = column("string", "项", "seven digits")
    level: str | None = column("string", "级次", "class | section | item | total")
    function_name: str = column("string", "科目名称", "as printed, white space removed", default="")
    function_name_official: str | None = column("string", "官方名称", "from the code list of that year")
    class_name: str | None = column("string", "类名称", "what a sentence states of the class")
    section_name: str | None = column("string", "款名称", "what a sentence states of the section")
    item_name: str | None = column("string", "项名称", "what a sentence states of the item")
    economic_code: str | None = column("string", "部门经济分类", "when the row carries one as well")
    gov_economic_code: str | None = column("string", "政府经济分类", "when the row carries one as well")
    form_index: int | None = column("int32", "报表序", _FORM_INDEX)
    direction: str = column("string", "方向", "revenue | expenditure", default="expenditure")
    phase: str = column(
        "string", "阶段", "final | budget | adjusted_budget | prior_final | prior_budget", default=""
    )
    fund: str = column("string", "资金", "all, fiscal_grant, general_public_budget ... ", default="all")
    component: str = column(
        "string", "构成", "total, basic, project ... ; for revenue the source", default="total"
    )
    amount_yuan: Decimal | None = column(MONEY, "金额（元）", "yuan")
    amount_text: str | None = column("string", "金额原文", "as printed")
    unit: str | None = column("string", "单位", "the unit that governed the printed amount")
    share_pct: Decimal | None = column(NUMBER, "占比", "percent, as stated")
    completion_pct: Decimal | None = column(NUMBER, "完成率", "percent of the budget, as stated")
    change_yuan: Decimal | None = column(MONEY, "增减额", "against the prior year, decrease negative")
    change_pct: Decimal | None = column(NUMBER, "增减率", "percent, decrease negative")
    against_budget: str | None = column(
        "string",
        "与预算比",
        "above | below | equal | near: the outturn against the budget, in the sentence's words",
    )
    restated_text: str | None = column("string", "另述金额", _RESTATED)
    reason: str | None = column("string", "原因", "the reason the sentence gives")


@dataclass(kw_only=True, slots=True)
class EconomicLine(Fact):
    """One amount of one line by 部门预算支出经济分类."""

    form: str = column(
        "string", "报表", "general_budget_basic, general_budget, project, other", required=True
    )
    economic_code: str | None = column(
        "string",
        "经济科目",
        "301, 30101, TOTAL_PERSONNEL, TOTAL_OPERATING, TOTAL; null where the row has none",
    )
    gov_economic_code: str | None = column(
        "string", "政府经济分类", "501, 50101: of the row as well, or alone; TOTAL of a list of nothing else"
    )
    harmonised_code: str | None = column("string", "可比科目编码", _HARMONISED)
    economic_name: str = column("string", "科目名称", "as printed, white space removed", default="")
    economic_name_official: str | None = column("string", "官方名称", "from the code list of that year")
    form_index: int | None = column("int32", "报表序", _FORM_INDEX)
    direction: str = column("string", "方向", "expenditure", default="expenditure")
    phase: str = column("string", "阶段", "final | budget | ...", default="")
    fund: str = column("string", "资金", "fund", default="general_public_budget")
    component: str = column(
        "string", "构成", "total | basic | personnel | operating_cost | project | other", default="basic"
    )
    amount_yuan: Decimal | None = column(MONEY, "金额（元）", "yuan")
    amount_text: str | None = column("string", "金额原文", "as printed")
    unit: str | None = column("string", "单位", "the unit that governed the printed amount")


@dataclass(kw_only=True, slots=True)
class Amount(Fact):
    """A named headline amount or count, from a form or a sentence."""

    place: str = column("string", "来源", "form | text", required=True)
    concept: str = column("string", "概念", "concept id, e.g. three_public.total", required=True)
    phase: str = column(
        "string", "阶段", "final | budget | adjusted_budget | prior_final | prior_budget", default=""
    )
    value: Decimal | None = column(NUMBER, "数值", "yuan for money, else in value_unit")
    value_unit: str = column(
        "string", "数值单位", "元 for money; else as printed: 个 人 辆 批次 人次 台 分", default="元"
    )
    amount_text: str | None = column("string", "金额原文", "as printed")
    unit: str | None = column("string", "单位", "the unit that governed the printed amount")
    change_value: Decimal | None = column(NUMBER, "增减额", "in value_unit, decrease negative")
    change_pct: Decimal | None = column(NUMBER, "增减率", "percent, decrease negative")
    share_pct: Decimal | None = column(NUMBER, "占比", "percent, as stated")
    completion_pct: Decimal | None = column(NUMBER, "完成率", "percent, as stated")
    against_budget: str | None = column(
        "string",
        "与预算比",
        "above | below | equal | near: the outturn against the budget, in the sentence's words",
    )
    restated_text: str | None = column("string", "另述金额", _RESTATED)
    reason: str | None = column("string", "原因", "the reason the sentence gives")


@dataclass(kw_only=True, slots=True)
class PerformanceProject(Fact):
    """A project of a performance table or a project list."""

    project_code: str | None = column("string", "项目编码", "split from the name where printed with it")
    project_name: str | None = column("string", "项目名称", "as printed; null for a whole department")
    supervisor: str | None = column("string", "主管部门", "as printed")
    implementer: str | None = column("string", "实施单位", "as printed")
    budget_initial_yuan: Decimal | None = column(MONEY, "年初预算数（元）", "yuan")
    budget_full_year_yuan: Decimal | None = column(MONEY, "全年预算数（元）", "yuan")
    executed_yuan: Decimal | None = column(MONEY, "全年执行数（元）", "yuan")
    execution_rate_pct: Decimal | None = column(NUMBER, "执行率", "percent, as printed")
    execution_weight: Decimal | None = column(NUMBER, "执行率分值", "points that the execution rate may have")
    execution_score: Decimal | None = column(NUMBER, "执行率得分", "points that it was given")
    score_total: Decimal | None = column(NUMBER, "总分", "points")
    weight_total: Decimal | None = column(
        NUMBER, "分值合计", "points, as the sheet prints the sum of its weights"
    )
    goal: str | None = column("string", "年度目标", "as printed")
    achievement: str | None = column("string", "完成情况", "as printed")
    unit: str | None = column("string", "单位", "the unit that governed the printed amounts")


@dataclass(kw_only=True, slots=True)
class PerformanceIndicator(Fact):
    """One row of an indicator tree, merged levels carried down."""

    project_code: str | None = column("string", "项目编码", "of the project the row belongs to")
    project_name: str | None = column("string", "项目名称", "null for a whole department")
    level1: str | None = column("string", "一级指标", "as printed, white space removed")
    level2: str | None = column("string", "二级指标", "as printed, white space removed")
    level3: str | None = column("string", "三级指标", "as printed, white space removed")
    operator: str | None = column("string", "指标性质", "≥ ≤ = 定性, when it has a column of its own")
    target: str | None = column("string", "指标值", "as printed")
    target_unit: str | None = column("string", "度量单位", "as printed, when it has a column of its own")
    actual: str | None = column("string", "实际完成值", "as printed")
    weight: Decimal | None = column(NUMBER, "分值", "points")
    score: Decimal | None = column(NUMBER, "得分", "points")
    deviation_reason: str | None = column("string", "偏差原因", "as printed")


@dataclass(kw_only=True, slots=True)
class Finding:
    """What does not add up, or could not be read."""

    kind: str = column("string", "类别", "identity | cross_form | text_form | unit | code | empty_form | unread | unmapped | format | page", required=True)  # fmt: skip # noqa: E501
    identity_id: str | None = column("string", "勾稽关系", "id of the identity, when it is one")
    severity: str = column("string", "程度", "info | warning | error", default="warning")
    party: str = column("string", "责任方", "disclosure | extraction | unknown", default="unknown")
    message: str = column("string", "说明", "in words", default="")
    left_value: Decimal | None = column(NUMBER, "左值", "what one side gives")
    right_value: Decimal | None = column(NUMBER, "右值", "what the other side gives")
    difference: Decimal | None = column(NUMBER, "差额", "left minus right")
    left_locator: str | None = column("string", "左位置", "where the left side stands")
    right_locator: str | None = column("string", "右位置", "where the right side stands")
    page: int = column("int32", "页码", "1-based, 0 where there is none", default=0)


Record = FunctionLine | EconomicLine | Amount | PerformanceProject | PerformanceIndicator
RECORDS: dict[str, type] = {
    "function_lines": FunctionLine,
    "economic_lines": EconomicLine,
    "amounts": Amount,
    "performance_projects": PerformanceProject,
    "performance_indicators": PerformanceIndicator,
    "findings": Finding,
}


@dataclass(kw_only=True, slots=True)
class Identity:
    """What a document is, by evidence; a field without evidence stays None (year 0, province 99 in the partitions)."""

    report_kind: str | None = None
    fiscal_year: int | None = None
    province_code: str | None = None
    region: str | None = None
    department: str | None = None
    scope: str = "unknown"
    title: str | None = None
    evidence: dict[str, str] = field(default_factory=dict)  # field -> where it was read
