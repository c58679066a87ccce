"""单位资金: the unit's own revenue together is a source of its own beside 事业收入; tables inside the text."""

from __future__ import annotations

from extractors import form_amounts, function_forms
from pipeline.core.records import FunctionLine
from tests.extractors.grids import context, document, table

SUMMARY = """
收入 | ^ | 支出 | ^
项目 | 预算数 | 项目 | 预算数
一、一般公共预算拨款收入 | 850.00 | 一、社会保障和就业支出 | 890.00
二、单位资金 | 40.00 | |
（一）事业收入 | 10.00 | |
（二）其他收入 | 30.00 | |
收入总计 | 890.00 | 支出总计 | 890.00
"""
BY_UNIT = """
部门代码 | 部门名称 | 合计 | 一般公共预算 | 单位资金
| | 合计 | 890.00 | 850.00 | 40.00
301001 | 云汀市示例局 | 890.00 | 850.00 | 40.00
"""


def test_the_units_own_revenue_together_is_not_that_of_its_services() -> None:
    doc = document(["收支总表", "单位：万元", table(SUMMARY)])
    found = [(a.concept, a.amount_text) for a in form_amounts.extract(doc, context("budget"))]
    assert ("revenue.unit_funds", "40.00") in found
    assert [text for concept, text in found if concept == "revenue.institutional"] == ["10.00"]


def test_a_column_of_the_units_own_revenue() -> None:
    doc = document(["收入总表", "单位：万元", table(BY_UNIT)])
    found = [(a.concept, a.amount_text) for a in form_amounts.extract(doc, context("budget"))]
    assert ("revenue.unit_funds", "40.00") in found
    assert "revenue.institutional" not in {concept for concept, _ in found}
    lines = [r for r in function_forms.extract(doc, context("budget")) if isinstance(r, FunctionLine)]
    assert {r.component for r in lines} == {"total", "general_public_budget", "institutional"}


def test_a_table_that_a_sentence_of_the_text_leads_in() -> None:
    drawing = """
        编码 | 名称 | 年初预算数 | 支出决算数 | 完成年初预算%
        2011301 | 行政运行 | 300.00 | 320.00 | 106.67%
    """
    lead = "2024年度一般公共预算财政拨款支出具体情况如下表（单位：万元）："
    found = list(function_forms.extract(document([lead, table(drawing)]), context()))
    lines = [r for r in found if isinstance(r, FunctionLine)]
    assert [(r.form, r.function_code, r.phase, r.amount_text) for r in lines] == [
        ("general_budget", "2011301", "budget", "300.00"),
        ("general_budget", "2011301", "final", "320.00"),
    ]
