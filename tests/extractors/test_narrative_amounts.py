"""Headline amounts and counts out of running text, with invented departments and numbers."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extractors import narrative
from pipeline.core.records import Amount
from tests.extractors.grids import context, document


def amounts(*paragraphs: str, kind: str = "final", year: int = 2024) -> list[Amount]:
    records = narrative.extract(document(list(paragraphs)), context(kind, year))
    return [r for r in records if isinstance(r, Amount)]


def brief(found: list[Amount]) -> list[str]:
    return [f"{a.concept} {a.phase} {a.amount_text}" for a in found]


FINAL = [
    (
        "totals and their change",
        ("云汀市示例局2024年度收、支总计2,266.59万元，与2023年相比，收、支总计各增加83.37万元，增长3.82%。"),
        ["revenue.total final 2,266.59", "expenditure.total final 2,266.59"],
    ),
    (
        "totals one by one",
        "2024年度收入总计903.30万元，支出总计903.30万元。",
        ["revenue.total final 903.30", "expenditure.total final 903.30"],
    ),
    (
        "revenue of the year",
        ("本年收入合计2946.25万元，其中：财政拨款收入2940.05万元，占99.79%；其他收入6.2万元，占0.21%；"),
        ["revenue.current final 2946.25", "revenue.fiscal_grant final 2940.05", "revenue.other final 6.2"],
    ),
    (
        "expenditure by economic kind",
        ("本年支出合计572.53万元，按经济分类划分为基本支出473.11万元，占82.6%；项目支出99.42万元，占17.4%。"),
        [
            "expenditure.current final 572.53",
            "expenditure.basic final 473.11",
            "expenditure.project final 99.42",
        ],
    ),
    (
        "the parts of a basic expenditure with their lists",
        (
            "一般公共预算财政拨款基本支出336.91万元。其中：人员经费252.26万元，"
            "主要包括：基本工资、奖金；公用经费84.65万元，主要包括：办公费、水费。"
        ),
        [
            "general_budget.basic final 336.91",
            "general_budget.personnel final 252.26",
            "general_budget.operating_cost final 84.65",
        ],
    ),
    (
        "three public, budget and outturn",
        (
            "“三公”经费财政拨款支出年初预算为2.85万元，支出决算为0.39万元，"
            "完成预算的13.68%，其中：因公出国（境）费决算为0.00万元；公务接待费支出决算为0.39"
            "万元。"
        ),
        [
            "three_public.total budget 2.85",
            "three_public.total final 0.39",
            "three_public.abroad final 0.00",
            "three_public.reception final 0.39",
        ],
    ),
    (
        "completion of a printed budget",
        ("2024年度“三公”经费支出决算为10万元，完成预算12万元的83.33%，比上年减少1.5万元，下降13.04%。"),
        ["three_public.total final 10", "three_public.total budget 12"],
    ),
    (
        "procurement",
        (
            "政府采购支出总额197.42万元，其中：政府采购货物支出17.7万元、政府采购工程支出3万元"
            "、政府采购服务支出176.72万元。授予中小企业合同金额182.69万元，占政府采购支出总额"
            "的92.54%，其中：授予小微企业合同金额101.5万元，占授予中小企业合同金额的55.56%；"
            "货物采购授予中小企业合同金额占货物支出金额的9.16%。"
        ),
        [
            "procurement.total final 197.42",
            "procurement.goods final 17.7",
            "procurement.works final 3",
            "procurement.services final 176.72",
            "procurement.sme final 182.69",
            "procurement.micro final 101.5",
        ],
    ),
    (
        "procurement reserved",
        (
            "面向中小企业预留政府采购项目预算金额246.47万元。在面向中小企业预留的政府采购项目"
            "中，由中小企业供应商中标或成交的，采购金额240.47万元；在其他政府采购项目中，"
            "由中小企业供应商中标或成交的，采购金额4.79万元。"
        ),
        ["procurement.sme budget 246.47", "procurement.sme final 240.47"],
    ),
    (
        "two years in one paragraph",
        ("2023年度收入总计100万元，支出总计90万元；2024年度收入总计120万元，支出总计110万元。"),
        [
            "revenue.total prior_final 100",
            "expenditure.total prior_final 90",
            "revenue.total final 120",
            "expenditure.total final 110",
        ],
    ),
    (
        "parts take the phase of their sum",
        ("年初预算支出840.99万元，其中：基本支出828.05万元，占98.46%；项目支出12.94万元，占1.54%。"),
        [
            "expenditure.total budget 840.99",
            "expenditure.basic budget 828.05",
            "expenditure.project budget 12.94",
        ],
    ),
    (
        "agency operation with a bracket of other names",
        (
            "本部门2024年度机关运行经费支出100.2万元（与一般公共预算财政拨款基本支出中公用经费"
            "之和一致），比上年增加3.1万元，增长3.2%。"
        ),
        ["agency_operation final 100.2"],
    ),
]


@pytest.mark.parametrize(("text", "expected"), [c[1:] for c in FINAL], ids=[c[0] for c in FINAL])
def test_final_accounts(text: str, expected: list[str]) -> None:
    assert brief(amounts(text)) == expected


BUDGET = [
    (
        "grants are the total of a budget",
        ("2026年，云汀市示例站收入预算833万元，其中：财政拨款收入833万元，比2025年预算减少136万元。"),
        ["revenue.total budget 833", "grant.revenue_total budget 833"],
    ),
    (
        "nought without a unit",
        ("一般公共预算拨款支出预算833万元；政府性基金拨款支出预算为0；国有资本经营预算拨款支出预算为0。"),
        [
            "general_budget.expenditure budget 833",
            "government_fund.expenditure budget 0",
            "state_capital.expenditure budget 0",
        ],
    ),
    (
        "parts inside a bracket, the change behind it",
        (
            "“三公”经费19.86万元，其中：公务用车购置及运行维护费6.7万元（公务用车购置费0万元"
            "，比上年增加0万元；公务用车运行维护费6.7万元，比上年减少2.3万元。"
            "）比上年减少2.3万元，下降25.6%；公务接待费8.16万元。"
        ),
        [
            "three_public.total budget 19.86",
            "three_public.vehicle budget 6.7",
            "three_public.vehicle_purchase budget 0",
            "three_public.vehicle_operation budget 6.7",
            "three_public.reception budget 8.16",
        ],
    ),
    (
        "a reason with figures, then the next name",
        (
            "收入预算483.72万元，比上年增加52.08万元，增长12.1%，主要原因是人员经费收入增加30"
            "万元；支出预算483.72万元，比上年增加52.08万元。"
        ),
        ["revenue.total budget 483.72", "expenditure.total budget 483.72"],
    ),
    (
        "a name, a stop, the amount",
        "2.公务接待费。2026年预算数2.98万元，较2025年年初预算增加0.00万元。",
        ["three_public.reception budget 2.98"],
    ),
]


@pytest.mark.parametrize(("text", "expected"), [c[1:] for c in BUDGET], ids=[c[0] for c in BUDGET])
def test_budgets(text: str, expected: list[str]) -> None:
    assert brief(amounts(text, kind="budget", year=2026)) == expected


def test_what_a_heading_names_is_what_the_next_paragraph_gives_the_budget_and_the_outturn_of() -> None:
    found = amounts(
        "（二）“三公”经费财政拨款支出决算具体情况说明",
        "1.因公出国（境）支出情况说明。",
        "2024年因公出国（境）团组0个，0人次，年初预算为0.00万元，支出决算为0.00万元。",
        "2.公务接待费支出情况说明。",
        "2024年公务接待12批次，85人次，年初预算为1.50万元，支出决算为1.00万元，完成年初预算的66.67%。",
        "3.公务用车运行维护费支出情况说明。",
        "2024年公务用车运行维护费支出决算为3.00万元。",
    )
    assert [b for b in brief(found) if not b.startswith("count.")] == [
        "three_public.abroad budget 0.00", "three_public.abroad final 0.00", "three_public.reception budget 1.50",
        "three_public.reception final 1.00", "three_public.vehicle_operation final 3.00",
    ]  # fmt: skip


def test_a_change_said_in_a_later_sentence_completes_the_record() -> None:
    (record,) = amounts(
        "机关运行经费支出184.65万元。", "机关运行经费比2023年度减少2.55万元，下降1.36%。主要原因是节约。"
    )
    assert (record.change_value, record.change_pct, record.reason) == (
        Decimal("-25500.00"),
        Decimal("-1.36"),
        "节约",
    )


def test_the_same_time_of_the_year_before_and_a_number_named_again_in_front_of_its_change() -> None:
    (plan,) = amounts("2024年一般公共预算支出2945760元，同比增加65133元，增长2.26%。", kind="budget")
    assert (plan.change_value, plan.change_pct) == (Decimal("65133.00"), Decimal("2.26"))
    text = "“三公”经费支出决算数为8.50万元，完成预算的85.00%，决算数较2023年减少0.50万元，下降5.56%。"
    (done,) = amounts(text)
    assert (done.completion_pct, done.change_value, done.change_pct) == (
        Decimal("85.00"),
        Decimal("-5000.00"),
        Decimal("-5.56"),
    )


def test_the_year_s_own_part_of_the_grants() -> None:
    text = "财政拨款支出总计43.62万元，其中：年末财政拨款结转和结余1.00万元，本年财政拨款支出42.62万元。"
    assert brief(amounts(text)) == [
        "grant.expenditure_total final 43.62", "grant.carryover_closing final 1.00",
        "grant.expenditure_current final 42.62",
    ]  # fmt: skip


def test_a_change_against_the_budget_is_no_change_against_the_prior_year() -> None:
    (record,) = amounts("机关运行经费支出100.2万元，比年初预算数增加5万元，增长5.25%。")
    assert (record.change_value, record.change_pct) == (None, None)


def test_a_template_that_left_both_directions_takes_the_sign_of_the_amount() -> None:
    (record,) = amounts("公务接待费支出0.39万元，比2023年度减少0.15万元，下降（增长）27.78%。")
    assert (record.change_value, record.change_pct) == (Decimal("-1500.00"), Decimal("-27.78"))


def test_a_share_of_another_amount_does_not_name_it_again() -> None:
    (record,) = amounts("一般公共预算财政拨款支出100万元，占本年支出合计的98%。")
    assert (record.concept, record.share_pct) == ("general_budget.expenditure", Decimal(98))


COUNTS = [
    (
        "七、“三公”经费支出情况",
        "国内公务接待9批次，86人次（不包括陪同人员）。外事接待0批次，0人次。",
        [
            "reception_batches 9 批次",
            "reception_persons 86 人次",
            "reception_foreign_batches 0 批次",
            "reception_foreign_persons 0 人次",
        ],
    ),
    (
        "七、“三公”经费支出情况",
        "主要用于接待调研，列明公务接待2批次、26人次。",
        ["reception_batches 2 批次", "reception_persons 26 人次"],
    ),
    (
        "七、“三公”经费支出情况",
        "共接待国内来访团组15个、来宾120人次。",
        ["reception_batches 15 个", "reception_persons 120 人次"],
    ),
    (
        "七、“三公”经费支出情况",
        "全年安排因公出国（境）团组2个、累计6人次。",
        ["abroad_groups 2 个", "abroad_persons 6 人次"],
    ),
    (
        "七、“三公”经费支出情况",
        "全年更新购置公务用车1辆，公务用车保有量为15辆。",
        ["vehicles_purchased 1 辆", "vehicles_held 15 辆"],
    ),
    (
        "（三）国有资产占用情况",
        (
            "截至2024年12月31日，本部门共有车辆6辆，其中：其他用车6辆；单价50万元以上通用设备"
            "3台，单价100万元以上设备（不含车辆）2台（套）。"
        ),
        ["vehicles 6 辆", "equipment_1m 2 台（套）", "equipment_500k 3 台"],
    ),
    ("（三）国有资产占用情况", "2025年拟购置车辆2辆，购置单价100万元以上设备1台。", []),
]


@pytest.mark.parametrize(("heading", "text", "expected"), COUNTS)
def test_counts(heading: str, text: str, expected: list[str]) -> None:
    found = amounts(heading, text)
    assert [f"{a.concept.split('.')[1]} {a.amount_text} {a.value_unit}" for a in found] == expected


def test_the_score_of_the_department_in_a_part_on_performance() -> None:
    (record,) = amounts(
        "十、预算绩效管理情况",
        "其中，部门整体（含部门预算项目）绩效自评得分为96分，项目绩效自评综合得分为95分。",
    )
    assert (record.concept, record.value, record.value_unit) == (
        "performance.score_department",
        Decimal(96),
        "分",
    )


def test_revenue_and_expenditure_of_a_fund_are_not_those_of_the_year() -> None:
    found = amounts(
        "政府性基金预算财政拨款年初结转和结余10万元，本年收入100万元，本年支出90万元，年末结转和结余20万元。"
    )
    assert brief(found) == ["revenue.government_fund final 100", "government_fund.expenditure final 90"]


def test_a_share_of_the_amount_itself_belongs_to_a_name_that_was_not_known() -> None:
    (record,) = amounts("政府采购支出总额300万元，某某单位合同280万元，占政府采购支出总额的93.33%。")
    assert (record.concept, record.share_pct) == ("procurement.total", None)


def test_what_was_carried_over_does_not_make_its_neighbours_the_year_before() -> None:
    text = "2024年收入预算200.00万元，其中：上年结转10.00万元，占5%；一般公共预算拨款收入190.00万元，占95%。"
    assert brief(amounts(text, kind="budget")) == [
        "revenue.total budget 200.00", "carryover.opening budget 10.00",
        "revenue.general_public_budget budget 190.00",
    ]  # fmt: skip


def test_the_outturn_of_a_name_nobody_knows_is_not_the_total() -> None:
    assert amounts("其中：“云汀事务”年初预算390.00万元，支出决算400.00万元，完成年初预算的102.56%。") == []
    assert brief(amounts("2024年度年初预算390.00万元，支出决算400.00万元。")) == [
        "expenditure.current final 400.00"
    ]


def test_an_outturn_without_a_word_for_a_total_is_that_of_the_year() -> None:
    text = "2023年收入决算数620.00万元。2023年支出决算数618.00万元。年初结转结余1.90万元。"
    assert brief(amounts(text, year=2023)) == [
        "revenue.current final 620.00", "expenditure.current final 618.00", "carryover.opening final 1.90",
    ]  # fmt: skip


def test_the_amount_of_a_name_that_is_compared_with_is_the_prior_years() -> None:
    text = "2024年财政拨款支出预算25.00万元。与2023年财政拨款支出预算24.00万元相比，增加1.00万元，增长4.17%。"
    found = amounts(text, kind="budget")
    assert brief(found) == [
        "grant.expenditure_total budget 25.00",
        "grant.expenditure_total prior_budget 24.00",
    ]
    assert [a.change_value for a in found] == [Decimal(10000), None]


def test_a_fund_within_the_projects_is_not_the_funds_expenditure() -> None:
    found = amounts(
        "云汀市示例局预算67.00万元，包括公用经费1.00万元、项目支出66.00万元。",
        "（五）项目支出66.00万元，具体包括：1.下达资金——政府性基金预算4万元，主要是结余4万元。",
        kind="budget", year=2026,
    )  # fmt: skip
    assert not [a for a in found if a.concept.startswith("government_fund")]


def test_a_change_behind_a_part_is_the_sums_where_only_that_adds_up() -> None:
    found = amounts(
        "2024年度收入总计1,000.00万元，其中年初结转和结余50.00万元，较2023年增加100.00万元，增长11.11%；"
        "本年收入合计950.00万元，较2023年增加90.00万元，增长10.47%。"
    )
    assert [(a.concept, a.change_value, a.change_pct) for a in found] == [
        ("revenue.total", Decimal(1000000), Decimal("11.11")),
        ("carryover.opening", None, None),
        ("revenue.current", Decimal(900000), Decimal("10.47")),
    ]


@pytest.mark.parametrize("mark", ["，", "。"])
def test_a_source_of_revenue_may_be_called_a_grant_without_the_word_revenue(mark: str) -> None:
    found = amounts(
        f"2024年收入预算共安排资金120.50万元{mark}其中：财政拨款100.25万元、其他收入20.25万元。",
        kind="budget",
    )
    assert brief(found) == [
        "revenue.total budget 120.50",
        "revenue.fiscal_grant budget 100.25",
        "revenue.other budget 20.25",
    ]


def test_a_grant_that_is_part_of_an_expenditure_is_no_revenue() -> None:
    found = amounts(
        "2024年支出预算共安排120.50万元，其中：财政拨款100.25万元、其他资金20.25万元。", kind="budget"
    )
    assert not [a for a in found if a.concept.startswith("revenue")]
