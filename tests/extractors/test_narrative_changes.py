"""Changes that sentences state apart from their amounts, and amounts that one sentence states twice."""

from __future__ import annotations

from decimal import Decimal

from extractors import narrative
from pipeline.core.records import Amount, FunctionLine
from tests.extractors.grids import context, document

HEADINGS = ("七、财政拨款“三公”经费支出决算情况说明", "（一）“三公”经费财政拨款支出决算总体情况说明")


def _read(*paragraphs: str) -> list[FunctionLine | Amount]:
    return list(narrative.extract(document(list(paragraphs)), context("final", 2024)))


def _changes(*paragraphs: str) -> list[tuple[str, Decimal | None, Decimal | None]]:
    found = [r for r in _read(*paragraphs) if isinstance(r, Amount)]
    return [(a.concept, a.change_value, a.change_pct) for a in found if a.phase == "final"]


def test_the_changes_of_a_sum_and_its_parts_in_a_paragraph_behind_their_amounts() -> None:
    stated = (
        "2024年度“三公”经费财政拨款支出预算为30.00万元，支出决算为20.00万元，其中：因公出国（境）费支出决算为0万元；"
        "公务用车购置及运行维护费支出决算为19.70万元；公务接待费支出决算为0.30万元。"
    )
    changed = (
        "2024年度“三公”经费财政拨款支出决算数比2023年度减少5.00万元，下降20.00%，其中：因公出国（境）费支出决算持平；"
        "公务用车购置及运行维护费支出决算减少5.30万元，下降21.20%；公务接待费支出决算增加0.30万元，增长100%。"
    )
    assert _changes(*HEADINGS, stated, changed) == [
        ("three_public.total", Decimal(-50000), Decimal("-20.00")),
        ("three_public.abroad", None, None),
        ("three_public.vehicle", Decimal(-53000), Decimal("-21.20")),
        ("three_public.reception", Decimal(3000), Decimal(100)),
    ]


def test_the_changes_of_parts_in_a_sentence_that_opens_with_them() -> None:
    stated = "2024年度收入合计90.00万元。其中：财政拨款收入60.00万元；事业收入30.00万元。"
    changed = "与上年相比，收入合计增加8.00万元，增长9.76%。其中：财政拨款收入增加10.00万元，增长20.00%；事业收入减少2.00万元，下降6.25%。"
    assert _changes("一、收入决算情况说明", stated + changed) == [
        ("revenue.current", Decimal(80000), Decimal("9.76")),
        ("revenue.fiscal_grant", Decimal(100000), Decimal("20.00")),
        ("revenue.institutional", Decimal(-20000), Decimal("-6.25")),
    ]


def test_a_change_behind_the_reason_of_a_difference_from_the_budget_is_the_amounts_own() -> None:
    stated = "公务接待费支出预算为3.00万元，支出决算为2.00万元，决算数小于预算数的主要原因是厉行节约，"
    changed = "与上年相比减少0.50万元，减少20%，减少的主要原因是厉行节约。"
    assert _changes(*HEADINGS, stated + changed) == [("three_public.reception", Decimal(-5000), Decimal(-20))]
    whole = "公务接待费支出决算为2.00万元，比上年减少0.50万元，主要原因是维修费，较上年减少0.20万元。"
    assert _changes(*HEADINGS, whole) == [("three_public.reception", Decimal(-5000), None)]


def test_a_base_with_its_change_behind_the_parts_is_the_sums() -> None:
    text = (
        "2024年收入决算总额312.00万元，其中：上年结转12.00万元，本年收入300.00万元；"
        "比2023年决算280.00万元增加32.00万元，增长11.43%。"
    )
    found = [r for r in _read("一、收入支出决算总体情况", text) if isinstance(r, Amount)]
    assert [(a.concept, a.phase, a.amount_text, a.change_value) for a in found] == [
        ("revenue.total", "final", "312.00", Decimal(320000)),
        ("carryover.opening", "final", "12.00", None),
        ("revenue.current", "final", "300.00", None),
        ("revenue.total", "prior_final", "280.00", None),
    ]


def test_a_change_behind_an_explanation_is_of_the_amount_it_fits() -> None:
    text = (
        "年初结转和结余50.00万元，为以前年度支出预算尚未完成的资金，既包括财政拨款结转和结余，也包括其他收入的结转和结余，"
        "比2023年度决算数减少25.00万元，降低33.33%，主要原因是上年执行较快。"
    )
    assert _changes("其他收入8.00万元。", text) == [
        ("revenue.other", None, None),
        ("carryover.opening", Decimal(-250000), Decimal("-33.33")),
    ]


def test_a_short_name_in_front_of_a_change_is_the_amount_it_fits() -> None:
    heading = "五、一般公共预算财政拨款支出决算情况说明"
    text = "一般公共预算财政拨款支出90.00万元，占本年支出合计的99.78%。与2023年相比，一般公共预算财政拨款增加3.00万元，增长3.45%。"
    assert _changes(heading, text) == [("general_budget.expenditure", Decimal(30000), Decimal("3.45"))]


def test_an_amount_that_a_sentence_states_twice_keeps_both() -> None:
    heading = "（三）一般公共预算财政拨款支出决算具体情况"
    name = "1.“教育支出（类）其他教育支出（款）其他教育支出（项）”"
    for again, kept in (("18.00", "18.00万元"), ("20.00", None)):
        said = f"{name}20.00万元，主要用于社区学校。年初预算为25.00万元，支出决算为{again}万元，完成年初预算的80.00%。"
        lines = [r for r in _read(heading, said) if isinstance(r, FunctionLine)]
        assert [(r.phase, r.amount_text, r.restated_text) for r in lines] == [
            ("final", "20.00", kept),
            ("budget", "25.00", None),
        ]


def test_a_change_whose_direction_the_template_left_open_takes_the_sign_of_the_percentage() -> None:
    assert _changes("公务接待费支出0.39万元，比2023年度增加（减少）0.15万元，下降27.78%。") == [
        ("three_public.reception", Decimal(-1500), Decimal("-27.78"))
    ]
    assert _changes("公务接待费支出0.39万元，比2023年度增加（减少）0.15万元，增长（下降）27.78%。") == [
        ("three_public.reception", None, None)
    ]
