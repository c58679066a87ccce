"""Pages on 三公 alone: what they are, their tables without a title, and years told side by side."""

from __future__ import annotations

import pytest

from extractors import form_amounts, narrative
from extractors.context import Context
from pipeline.core.records import Amount, Identity
from pipeline.core.reference import Reference
from tests.extractors.grids import context, document, table


def told(*paragraphs: str, kind: str | None, year: int) -> list[str]:
    """Every amount of the text: concept, phase, amount, percent of change."""
    where = Context(Identity(report_kind=kind, fiscal_year=year), Reference())
    found = [r for r in narrative.extract(document(list(paragraphs)), where) if isinstance(r, Amount)]
    return [
        " ".join([a.concept, a.phase, a.amount_text or "", *([f"{a.change_pct:f}"] if a.change_pct else [])])
        for a in found
    ]


FUNDS = """
项目 | 合计 | 一般公共预算 | 政府性基金预算
行政经费 | 312.23 | 312.23 | 0.00
“三公”经费 | 29.00 | 29.00 | 0.00
其中：（一）因公出国（境）支出 | 0.00 | 0.00 | 0.00
（二）公务用车购置及运行维护支出 | 28.00 | 28.00 | 0.00
1.公务用车购置 | 0.00 | 0.00 | 0.00
2.公务用车运行维护费 | 28.00 | 28.00 | 0.00
（三）公务接待费支出 | 1.00 | 1 | 0.00
"""


def test_a_table_without_a_title_that_names_its_three_parts() -> None:
    doc = document(["2024年行政经费及“三公”经费预算公开", "单位：万元", table(FUNDS)])
    found = {a.concept: a.amount_text for a in form_amounts.extract(doc, context("budget"))}
    assert found["three_public.total"] == "29.00"
    assert found["three_public.vehicle_operation"] == "28.00"
    assert found["three_public.reception"] == "1.00"
    assert found["agency_operation"] == "312.23"


def test_whole_amounts_that_look_like_economic_codes_are_amounts() -> None:
    drawing = """
        | 收入 | ^ | ^ | 支出 | ^ | ^ |
        | 项目 | 上年预算数 | 本年预算数 | 项目 | 上年预算数 | 本年预算数 |
        | 一、一般公共预算拨款收入 | 30000 | 31000 | 一、教育支出 | 29600 | 30500 |
        | 二、事业收入 | 600 | 500 | 二、社会保障和就业支出 | 1000 | 1000 |
        | 本年收入合计 | 30600 | 31500 | 本年支出合计 | 30600 | 31500 |
    """
    doc = document(["收支预算总表", "单位：万元", table(drawing)])
    found = {(a.concept, a.phase): a.amount_text for a in form_amounts.extract(doc, context("budget"))}
    assert found["revenue.current", "prior_budget"] == "30600"
    assert found["revenue.current", "budget"] == "31500"
    assert found["expenditure.current", "budget"] == "31500"


def test_two_years_over_the_columns_are_no_caption() -> None:
    drawing = """
        | | 2023年 | ^ | 2024年 |
        | 项目 | 预算数 | 执行数 | 预算数 |
        | 合计 | 22.00 | 18.00 | 21.00 |
        | 公务接待费 | 6.00 | 3.00 | 5.00 |
        | 公务用车购置及运行费 | 16.00 | 15.00 | 16.00 |
    """
    doc = document(["财政拨款“三公”经费预算表", "单位：万元", table(drawing)])
    found = {(a.concept, a.phase): a.amount_text for a in form_amounts.extract(doc, context("budget"))}
    assert found["three_public.total", "prior_budget"] == "22.00"
    assert found["three_public.total", "prior_final"] == "18.00"
    assert found["three_public.total", "budget"] == "21.00"
    assert found["three_public.reception", "prior_final"] == "3.00"


def test_a_table_of_economic_classes_is_none_of_them() -> None:
    drawing = """
        科目编码 | 科目名称 | 金额
        30212 | 因公出国（境）费用 | 1.00
        30217 | 公务接待费 | 2.00
        30231 | 公务用车运行维护费 | 3.00
    """
    doc = document(["“三公”经费见下", "单位：万元", table(drawing)])
    found = {a.concept for a in form_amounts.extract(doc, context("budget"))}
    assert not {c for c in found if c.startswith("three_public")}


@pytest.mark.parametrize("kind", ["budget", None])
def test_last_years_outturn_beside_this_years_budget(kind: str | None) -> None:
    assert told(
        "二、“三公”经费2024年执行情况和2025年预算情况",
        "2024年公务用车经费执行数112.00万元，其中：购置费20.00万元，运行维护费92.00万元。",
        "2025年公务用车经费预算数114.00万元，其中：购置费20.00万元，运行维护费94.00万元。",
        kind=kind,
        year=2025,
    ) == [
        "three_public.vehicle prior_final 112.00",
        "three_public.vehicle_purchase prior_final 20.00",
        "three_public.vehicle_operation prior_final 92.00",
        "three_public.vehicle budget 114.00",
        "three_public.vehicle_purchase budget 20.00",
        "three_public.vehicle_operation budget 94.00",
    ]


def test_headings_tell_the_phase_where_the_document_does_not() -> None:
    assert told(
        "一、2022年“三公”经费预算安排情况",
        "2022年度公务接待费11.80万元。",
        "二、2021年“三公”经费决算情况",
        "2021年度公务接待费12.39万元。",
        kind=None,
        year=2022,
    ) == ["three_public.reception budget 11.80", "three_public.reception prior_final 12.39"]


def test_an_outturn_against_last_years_budget_is_no_change_from_year_to_year() -> None:
    text = "2020年“三公”经费决算数共计35.50万元，比上年预算数字下降35.45%，比上年决算数字下降34.26%。"
    assert told(text, kind="final", year=2020) == ["three_public.total final 35.50 -34.26"]


def test_what_pays_for_procurement_is_no_revenue_of_the_year() -> None:
    assert told(
        "（二）政府采购预算安排情况说明。",
        "2023年政府采购预算17,000元。按政府采购资金类型划分，一般公共预算拨款7,000元，财政专户管理的资金安排10,000元，上年结转结余资金安排0元。",
        kind="budget",
        year=2023,
    ) == ["procurement.total budget 17,000"]


def test_the_sum_in_a_bracket_behind_its_parts() -> None:
    text = (
        "2018年示例市因公出国（境）经费、公务接待费、公车购置费，公车运行费（“三公”经费）决算总额27.71万元，比上年下降1.8%。"
        "分项情况是：公车运行及维护12.04万元。"
    )
    assert told(text, kind="final", year=2018) == [
        "three_public.total final 27.71 -1.8",
        "three_public.vehicle_operation final 12.04",
    ]


def test_vehicles_counted_before_their_cost() -> None:
    text = "其中：因公出国（境）费0万元；公务用车保有量2辆，购置及运行维护费5万元，比上年减少0.28万元，下降5.30%。"
    found = told("“三公”经费", text, kind="final", year=2018)
    assert found[:2] == ["three_public.abroad final 0", "three_public.vehicle final 5 -5.30"]
