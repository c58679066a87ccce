"""Rows that a page break cut in two: their halves are one row, and whole rows stay two."""

from __future__ import annotations

import pytest

from extractors import function_forms, performance
from pipeline.core.records import FunctionLine, PerformanceIndicator
from tests.extractors.grids import context, document, table

HEAD = "| 科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出 |"
SPLIT = "| 功能分类科目编码 | ^ | ^ | 科目名称 | 合计 | 基本支出 |\n| 类 | 款 | 项 | ~ | ~ | ~ |"


def lines(upper: str, lower: str, head: str = HEAD) -> list[str]:
    """The lines of an expenditure form that goes on over a page break, with its header on both pages."""
    doc = document(
        ["支出决算表", "单位：万元", table(f"{head}\n{upper}")], [table(f"{head}\n{lower}")],
    )  # fmt: skip
    found = [r for r in function_forms.extract(doc, context()) if isinstance(r, FunctionLine)]
    return [f"{r.function_code} {r.component} {r.amount_yuan}" for r in found]


@pytest.mark.parametrize(
    ("upper", "lower", "expected"),
    [
        # code and numbers wrapped in their cells
        ("| 20105⏎ | 专项普查 | 178.0 | | 178.0 |", "| 07 | 活动 | 0 | | 0 |\n| 208 | 社会保障和就业支出 | 5.00 | 5.00 | |",
         ["2010507 total 1780000.00", "2010507 project 1780000.00", "208 total 50000.00", "208 basic 50000.00"]),
        # the name alone goes on below
        ("| 2010507 | 专项普查 | 178.00 | | 178.00 |", "| | 活动 | | | |\n| 208 | 社会保障和就业支出 | 5.00 | 5.00 | |",
         ["2010507 total 1780000.00", "2010507 project 1780000.00", "208 total 50000.00", "208 basic 50000.00"]),
        # a number whose last digits alone are below, all zeros at that
        ("| 合计 | ^ | 31,442.0 | 19,177.6 | 12,264.4 |", "| | | 0 | 0 | 0 |\n| 208 | 社会保障和就业支出 | 5.00 | 5.00 | |",
         ["TOTAL total 314420000.00", "TOTAL basic 191776000.00", "TOTAL project 122644000.00",
          "208 total 50000.00", "208 basic 50000.00"]),
        # two whole rows
        ("| 20105 | 统计信息事务 | 178.00 | | 178.00 |", "| 2010507 | 专项普查活动 | 178.00 | | 178.00 |",
         ["20105 total 1780000.00", "20105 project 1780000.00", "2010507 total 1780000.00", "2010507 project 1780000.00"]),
        # whole numbers without decimals are no halves of one
        ("| 20105 | 统计信息事务 | 178 | | 178 |", "| 208 | 社会保障和就业支出 | 182 | 182 | |",
         ["20105 total 1780000.00", "20105 project 1780000.00", "208 total 1820000.00", "208 basic 1820000.00"]),
    ],
)  # fmt: skip
def test_halves_of_a_row(upper: str, lower: str, expected: list[str]) -> None:
    assert lines(upper, lower) == expected


def test_halves_of_codes_by_level() -> None:
    found = lines(
        "| 208 | | | 社会保障和就业支出 | 5.00 | 5.00 |\n| 2 | 0 | | 行政事业单位养 | 5.0 | 5.0 |",
        "| 08 | 5 | | 老支出 | 0 | 0 |", SPLIT,
    )  # fmt: skip
    assert found == [
        "208 total 50000.00",
        "208 basic 50000.00",
        "20805 total 50000.00",
        "20805 basic 50000.00",
    ]


def test_rest_of_a_name_that_passes_for_a_heading() -> None:
    head = "| 收入 | ^ | 支出 | ^ |\n| 项目 | 预算数 | 项目 | 预算数 |"
    upper = "| 一、一般公共预算拨款 | 9.00 | 一、教育支出 | 4.00 |\n| 二、政府性基金预算拨 | 1.00 | 二、卫生健康支 | 5.00 |"
    lower = "| 款 | | 出 | |\n| | | 三、住房保障支出 | 1.00 |"
    doc = document(["财政拨款收支总表", "单位：万元", table(f"{head}\n{upper}")], [table(f"{head}\n{lower}")])
    found = [r for r in function_forms.extract(doc, context("budget")) if isinstance(r, FunctionLine)]
    assert [(r.function_code, r.amount_text) for r in found] == [
        ("205", "4.00"), ("210", "5.00"), ("221", "1.00"),
    ]  # fmt: skip


def test_half_a_number_alone_is_no_number() -> None:
    found = lines(
        "| 20105 | 统计信息事务 | 28,129,9 | | 1.00 |", "| 208 | 社会保障和就业支出 | 5.00 | 5.00 | |"
    )
    assert found == ["20105 project 10000.00", "208 total 50000.00", "208 basic 50000.00"]


def test_levels_of_indicators_are_put_together() -> None:
    head = "一级指标 | 二级指标 | 三级指标 | 指标值"
    doc = document(
        [
            "项目支出绩效目标表",
            table(f"项目名称 | 示范项目 | ^ | ^\n{head}\n产出 | 数量指标 | 完成检查次 | 26次"),
        ],
        [table(f"{head}\n指标 | ~ | 数 |\n~ | 质量指标 | 合格率 | ≥90%".replace("指标 | ~", "指标 | "))],
    )
    found = [r for r in performance.extract(doc, context()) if isinstance(r, PerformanceIndicator)]
    assert [(r.level1, r.level2, r.level3, r.target) for r in found] == [
        ("产出指标", "数量指标", "完成检查次数", "26次"), ("产出指标", "质量指标", "合格率", "≥90%"),
    ]  # fmt: skip
