"""Forms that list concepts: 三公 in every direction, counts, assets, procurement; and forms without amounts."""

from __future__ import annotations

import pytest

from extractors import empty_forms, form_amounts
from pipeline.core.model import Document
from tests.extractors.grids import context, document, table


def amounts(doc: Document, kind: str = "final") -> list[str]:
    found = form_amounts.extract(doc, context(kind, 2024))
    return [f"{r.concept} {r.phase} {r.amount_text} {r.unit}" for r in found]


def made(title: str, drawing: str) -> Document:
    return document([title, "单位：万元", table(drawing)])


def test_stages_side_by_side_give_twelve_numbers() -> None:
    head = "| 合计 | 因公出国（境）费 | 公务用车购置及运行维护费 | ^ | ^ | 公务接待费 "
    tail = "| ~ | ~ | 小计 | 公务用车购置费 | 公务用车运行维护费 | ~ "
    doc = made(
        "一般公共预算财政拨款“三公”经费支出决算表",
        f"| 预算数 | ^ | ^ | ^ | ^ | ^ | 决算数 | ^ | ^ | ^ | ^ | ^ |\n{head}{head}|\n{tail}{tail}|\n"
        "| 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 |\n"
        "| 6.00 | 1.00 | 3.00 | 0.00 | 3.00 | 2.00 | 5.00 | 1.00 | 3.00 | 0.00 | 3.00 | 1.00 |",
    )
    found = amounts(doc)
    assert len(found) == 12
    assert {"three_public.total budget 6.00 万元", "three_public.total final 5.00 万元"} <= set(found)
    assert {"three_public.vehicle budget 3.00 万元", "three_public.reception final 1.00 万元"} <= set(found)


def test_stages_interleaved_under_each_concept() -> None:
    doc = made("财政拨款“三公”经费支出决算表", """
| 合计 | ^ | 因公出国（境）费 | ^ | 公务用车购置及运行费 | ^ | ^ | ^ | 公务接待费 | ^ |
| ~ | ~ | ~ | ~ | 小计 | ^ | 公务用车购置费 | ^ | ~ | ~ |
| | | | | | | | | | |
| 预算数 | 决算数 | 预算数 | 决算数 | 预算数 | 决算数 | 预算数 | 决算数 | 预算数 | 决算数 |
| 0.95 | | | | | | | | 0.95 | |
""")  # fmt: skip
    assert amounts(doc) == ["three_public.total budget 0.95 万元", "three_public.reception budget 0.95 万元"]


def test_stages_down_the_rows_and_a_difference_that_is_none() -> None:
    doc = made("“三公”经费及会议费、培训费支出决算表", """
| 项目 | 合计 | “三公”经费 | ^ | ^ | 会议费 |
| ~ | ~ | 小计 | 因公出国（境）费用 | 公务接待费 | ~ |
| 预算数 | 7.50 | 6.00 | 1.00 | 5.00 | 1.50 |
| 决算数 | 6.20 | 5.00 | 1.00 | 4.00 | 1.20 |
| 增减额 | -1.30 | -1.00 | 0.00 | -1.00 | -0.30 |
""")  # fmt: skip
    assert amounts(doc) == [
        "three_public.total budget 6.00 万元", "three_public.abroad budget 1.00 万元",
        "three_public.reception budget 5.00 万元", "expense.meeting budget 1.50 万元",
        "three_public.total final 5.00 万元", "three_public.abroad final 1.00 万元",
        "three_public.reception final 4.00 万元", "expense.meeting final 1.20 万元",
    ]  # fmt: skip


def test_years_as_groups_of_columns() -> None:
    doc = made("“三公”经费预算表", """
| 单位名称 | 上年 | ^ | 当年 | ^ | 增减变化情况 | ^ |
| ~ | 合计 | 公务接待费 | 合计 | 公务接待费 | 合计 | 公务接待费 |
| ~ | ~ | ~ | ~ | ~ | ~ | ~ |
| 合计 | 3.00 | 3.00 | 2.00 | 2.00 | -1.00 | -1.00 |
| 云汀市示例局 | 3.00 | 3.00 | 2.00 | 2.00 | -1.00 | -1.00 |
""".replace("公务接待费", "公务接待费 | 因公出国（境）费").replace("| ^ |", "| ^ | ^ |")
       .replace("| ~ | ~ | ~ | ~ | ~ | ~ | ~ |", "| ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ |")
       .replace("| 3.00 | 3.00 | 2.00 | 2.00 | -1.00 | -1.00 |",
                "| 3.00 | 3.00 | 0.00 | 2.00 | 2.00 | 0.00 | -1.00 | -1.00 | 0.00 |"))  # fmt: skip
    assert amounts(doc, "budget") == [
        "three_public.total prior_budget 3.00 万元", "three_public.reception prior_budget 3.00 万元",
        "three_public.abroad prior_budget 0.00 万元", "three_public.total budget 2.00 万元",
        "three_public.reception budget 2.00 万元", "three_public.abroad budget 0.00 万元",
    ]  # fmt: skip


def test_what_a_concept_is_split_into_is_not_the_concept_and_a_comparison_is_none() -> None:
    doc = made("“三公”经费支出决算表", """
| 项目 | 合计 | 因公出国（境）费 | 公务接待费 | ^ | ^ |
| ~ | ~ | ~ | 小计 | 行政运行 | 其他支出 |
| 2024年度预算数 | 3.00 | 1.00 | 2.00 | 2.00 | |
| 2024年度决算数 | 2.60 | 0.50 | 2.10 | 0.40 | 1.70 |
| 决算对比 | -0.40 | -0.50 | 0.10 | -1.60 | 1.70 |
""")  # fmt: skip
    assert amounts(doc) == [
        "three_public.total budget 3.00 万元", "three_public.abroad budget 1.00 万元",
        "three_public.reception budget 2.00 万元", "three_public.total final 2.60 万元",
        "three_public.abroad final 0.50 万元", "three_public.reception final 2.10 万元",
    ]  # fmt: skip


def test_money_and_counts_down_the_rows() -> None:
    doc = made("财政拨款“三公”经费、行政参公单位机关运行经费情况表", """
| 项目 | 行次 | 预算数 | 决算统计数 |
| 栏次 | | 1 | 2 |
| 一、“三公”经费支出 | 1 | — | — |
| （一）支出合计 | 2 | 6.00 | 5.00 |
| 1．因公出国（境）费 | 3 | 0.00 | 0.00 |
| 3．公务接待费 | 7 | 6.00 | 5.00 |
| 其中：外事接待费 | 9 | — | 0.00 |
| （二）相关统计数 | 11 | — | — |
| 4．公务用车保有量（辆） | 15 | — | 2 |
| 5．国内公务接待批次（个） | 16 | — | 30 |
| 其中：外事接待批次（个） | 17 | — | 0 |
| 6．国内公务接待人次（人） | 18 | — | 200 |
""")  # fmt: skip
    assert amounts(doc) == [
        "three_public.total budget 6.00 万元", "three_public.total final 5.00 万元",
        "three_public.abroad budget 0.00 万元", "three_public.abroad final 0.00 万元",
        "three_public.reception budget 6.00 万元", "three_public.reception final 5.00 万元",
        "count.vehicles_held final 2 辆", "count.reception_batches final 30 批次",
        "count.reception_persons final 200 人次",
    ]  # fmt: skip


def test_assets_are_counted() -> None:
    doc = made("国有资产占用情况表", """
| 项目 | 行次 | 数量 |
| 车辆数合计（辆） | 1 | 3 |
| 1.一般公务用车 | 2 | 2 |
| 单价100万元（含）以上的专用设备（台，套） | 10 | 0 |
""")  # fmt: skip
    assert amounts(doc) == ["assets.vehicles final 3 辆", "assets.equipment_1m final 0 台（套）"]


def test_procurement_rows_with_letters() -> None:
    doc = made("政府采购预算表", """
| 采购品目大类 | 采购物品名称 | 采购组织形式 | 总计 |
| 合计 | | | 9.00 |
| 一、货物A | | | 4.00 |
| | 台式计算机 | 政府集中采购 | 4.00 |
| 三、服务C | | | 5.00 |
""")  # fmt: skip
    assert amounts(doc, "budget") == [
        "procurement.total budget 9.00 万元", "procurement.goods budget 4.00 万元",
        "procurement.services budget 5.00 万元",
    ]  # fmt: skip


def test_reserved_procurement_beside_expenditure() -> None:
    doc = made("支出总表", """
| 科目编码 | 科目名称 | 支出总计 | 政府采购项目 | ^ | ^ |
| ~ | ~ | ~ | 小计 | 其中：预留给中小企业的项目资金规模 | 其中：预留给小型、微型企业的项目资金规模 |
| 合计 | ^ | 9.00 | 4.00 | 3.00 | 1.00 |
| 201 | 一般公共服务支出 | 9.00 | 4.00 | 3.00 | 1.00 |
""")  # fmt: skip
    assert amounts(doc, "budget") == [
        "expenditure.total budget 9.00 万元", "procurement.total budget 4.00 万元",
        "procurement.sme budget 3.00 万元", "procurement.micro budget 1.00 万元",
    ]  # fmt: skip


HEAD = "| 科目编码 | 科目名称 | 合计 |\n| 合计 | ^ | {} |"


@pytest.mark.parametrize(
    ("behind", "cell", "severity"),
    [
        (["注：本部门没有政府性基金预算财政拨款收入和支出，故本表无数据。"], "", "info"),
        ([], "", "warning"),
        ([], "-", "warning"),
        (["注：本部门没有政府性基金预算财政拨款收入和支出，故本表无数据。"], "0.00", None),
    ],
)
def test_an_empty_form_is_a_finding(behind: list[str], cell: str, severity: str | None) -> None:
    title = "政府性基金预算财政拨款支出决算表"
    doc = document([title, "单位：万元", table(HEAD.format(cell)), *behind])
    found = list(empty_forms.extract(doc, context()))
    assert [(f.kind, f.severity) for f in found] == ([("empty_form", severity)] if severity else [])
    assert all(f.message.startswith(title) for f in found)


def test_an_empty_form_may_be_a_title_and_a_sentence() -> None:
    doc = document(["国有资本经营预算财政拨款支出决算表", "本单位没有国有资本经营预算拨款支出，本表无数据。"])
    [found] = empty_forms.extract(doc, context())
    assert (found.severity, found.page) == ("info", 1)


def test_a_group_printed_once_over_two_more_header_rows() -> None:
    doc = made("财政拨款“三公”经费支出决算表", """
| 2024年度预算数 | | | | | | 2024年度决算数 | | | | | |
| 合计 | 因公出国（境）费 | 公务用车购置及运行费 | | | 公务接待费 | 合计 | 因公出国（境）费 | 公务用车购置及运行费 | | | 公务接待费 |
| | | 小计 | 公务用车购置费 | 公务用车运行费 | | | | 小计 | 公务用车购置费 | 公务用车运行费 | |
| 20.00 | 0.00 | 15.00 | 1.00 | 14.00 | 5.00 | 17.00 | 0.00 | 14.00 | 2.00 | 12.00 | 3.00 |
""")  # fmt: skip
    found = amounts(doc)
    assert [f.split()[1] for f in found] == ["budget"] * 6 + ["final"] * 6
    assert "three_public.vehicle_operation budget 14.00 万元" in found


def test_one_table_of_all_that_is_told_of_a_body() -> None:
    doc = made("机构运行信息决算表", """
| 项目 | 行次 | 预算数 | 决算数 | 项目 | 行次 | 决算数 |
| 栏次 | | 1 | 2 | 栏次 | | 3 |
| 一、“三公”经费支出 | 1 | — | — | 三、国有资产占用情况 | 9 | — |
| （一）支出合计 | 2 | 7.00 | 5.25 | （一）车辆数合计（辆） | 10 | 3 |
| 1.公务用车购置及运行维护费 | 3 | 6.00 | 5.00 | 四、政府采购支出信息 | 11 | — |
| 2.公务接待费 | 4 | 1.00 | 0.25 | （一）政府采购支出合计 | 12 | 12.50 |
| （1）国内接待费 | 5 | — | 0.25 | 1.政府采购货物支出 | 13 | 2.50 |
| （二）相关统计数 | 6 | — | — | 2.政府采购服务支出 | 14 | 10.00 |
| 1.国内公务接待批次（个） | 7 | — | 4 | （二）政府采购授予中小企业合同金额 | 15 | 11.00 |
| 二、机关运行经费 | 8 | — | 45.60 | 其中：授予小微企业合同金额 | 16 | 9.00 |
""")  # fmt: skip
    assert sorted(amounts(doc)) == sorted([
        "three_public.total budget 7.00 万元", "three_public.total final 5.25 万元",
        "three_public.vehicle budget 6.00 万元", "three_public.vehicle final 5.00 万元",
        "three_public.reception budget 1.00 万元", "three_public.reception final 0.25 万元",
        "count.reception_batches final 4 批次", "agency_operation final 45.60 万元",
        "assets.vehicles final 3 辆", "procurement.total final 12.50 万元",
        "procurement.goods final 2.50 万元", "procurement.services final 10.00 万元",
        "procurement.sme final 11.00 万元", "procurement.micro final 9.00 万元",
    ])  # fmt: skip


def test_an_amount_over_two_columns_of_one_concept_counts_once() -> None:
    doc = made("一般公共预算财政拨款“三公”经费支出决算表", """
| 合计 | 因公出国（境）费 | 公务接待费 | 公务用车运行维护费 | ^ |
| 6.00 | 1.00 | 2.00 | 3.00 | ^ |
""")  # fmt: skip
    found = amounts(doc)
    assert len(found) == len(set(found)) == 4
    assert "three_public.vehicle_operation final 3.00 万元" in found
