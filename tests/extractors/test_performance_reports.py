"""Reports on single projects in running text."""

from __future__ import annotations

from decimal import Decimal

from extractors.performance import extract
from pipeline.core.model import Document
from pipeline.core.records import PerformanceIndicator, PerformanceProject
from tests.extractors.grids import context, document, table

GOALS = """
一级指标 | 二级指标 | 三级指标 | 指标值
产出指标 | 数量指标 | 设备维护量 | ≥330台套
效益指标 | 社会效益指标 | 安全事件发生率 | 小于0.5%
"""
MONEY = [
    "2024年，该项目批复的年初预算数为100.50万元，其中当年财政拨款90.50万元。",
    "项目全年预算数为101.20万元，项目实际支出76.53万元，预算执行率75.62%。",
]


def _report(*text: str) -> Document:
    title = ["附件", "2024年度示例系统维护费项目", "绩效评价报告", *text]
    return document(
        [*title, "表1：项目年度绩效指标表", table(GOALS), "示例系统维护费项目综合评价得分85.19分。"]
    )


def test_a_report_gives_its_project_and_the_indicators_of_its_table() -> None:
    found = list(extract(_report(*MONEY), context()))
    (project,) = [r for r in found if isinstance(r, PerformanceProject)]
    assert project.project_name == "示例系统维护费"
    assert (project.budget_initial_yuan, project.budget_full_year_yuan) == (
        Decimal(1005000),
        Decimal(1012000),
    )
    assert (project.executed_yuan, project.execution_rate_pct) == (Decimal(765300), Decimal("75.62"))
    assert project.score_total == Decimal("85.19")
    rows = [r for r in found if isinstance(r, PerformanceIndicator)]
    assert [(r.project_name, r.level3) for r in rows] == [
        ("示例系统维护费", "设备维护量"), ("示例系统维护费", "安全事件发生率"),
    ]  # fmt: skip


def test_a_report_without_money_names_no_project() -> None:
    found = list(extract(_report("项目执行情况良好。"), context()))
    assert [r for r in found if isinstance(r, PerformanceProject)] == []
    assert len([r for r in found if isinstance(r, PerformanceIndicator)]) == 2


def test_a_project_that_has_a_sheet_is_not_told_again_by_its_report() -> None:
    sheet = """
    项目名称 | 示例系统维护费 | ^ | ^
    一级指标 | 二级指标 | 三级指标 | 年度指标值
    产出指标 | 数量指标 | 设备维护量 | ≥330台套
    """
    doc = document(["项目支出绩效自评表", table(sheet)], ["2024年度示例系统维护费项目绩效评价报告", *MONEY])
    names = [r.project_name for r in extract(doc, context()) if isinstance(r, PerformanceProject)]
    assert names == ["示例系统维护费"]


def test_projects_that_a_budget_lists_line_by_line() -> None:
    listed = [
        "1.项目名称：示例巡护经费", "设立的政策依据：示例文件", "预算安排规模：120.00万元", "资金分配情况：巡护120.00万元",
        "2.项目名称：示例宣传经费", "设立的政策依据：示例文件", "预算安排规模：8.50万元",
    ]  # fmt: skip
    headed = [
        "1.示例保洁经费项目",
        "（1）项目概述：保洁河道。",
        "（2）实施主体：示例局。",
        "（3）年度预算安排：30.00万元。",
    ]
    for lines, expected in (
        (listed, [("示例巡护经费", Decimal(1200000)), ("示例宣传经费", Decimal(85000))]),
        (headed, [("示例保洁经费", Decimal(300000))]),
    ):
        found = list(extract(document([*lines, "项目年度绩效指标表", table(GOALS)]), context()))
        projects = [r for r in found if isinstance(r, PerformanceProject)]
        assert [(p.project_name, p.budget_initial_yuan) for p in projects] == expected
        assert not [r for r in found if isinstance(r, PerformanceIndicator) and r.project_name]


def test_a_project_that_a_budget_lists_and_a_table_names_stands_once() -> None:
    sheet = "项目名称 | 示例巡护经费\n年度资金总额（万元） | 120.00\n"
    lines = ["1.项目名称：示例巡护经费", "预算安排规模：120.00万元", "项目支出绩效目标表", table(sheet)]
    found = list(extract(document(lines), context()))
    assert [r.project_name for r in found if isinstance(r, PerformanceProject)] == ["示例巡护经费"]
