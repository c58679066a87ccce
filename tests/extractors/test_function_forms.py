"""Functional lines from forms: every way codes and names are printed ends in whole codes."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extractors import economic_forms, form_amounts, function_forms
from pipeline.core.records import FunctionLine
from tests.extractors.grids import context, document, table


def lines(
    title: str, drawing: str, *, kind: str = "final", unit: str = "万元", year: int = 2024
) -> list[FunctionLine]:
    doc = document([title, f"单位：{unit}", table(drawing)])
    return [r for r in function_forms.extract(doc, context(kind, year)) if isinstance(r, FunctionLine)]


def keyed(found: list[FunctionLine]) -> list[tuple[str | None, str, Decimal | None]]:
    return [(r.function_code, r.component, r.amount_yuan) for r in found]


HEAD_LEVELS = (
    "| 科目编码 | ^ | ^ | 科目名称 | 合计 | 基本支出 | 项目支出 |\n| 类 | 款 | 项 | ~ | ~ | ~ | ~ |\n"
)

CODED = {
    "joined": "| 科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出 |\n"
    "| 201 | 一般公共服务支出 | 3.00 | 2.00 | 1.00 |\n| 20101 | 人大事务 | 3.00 | 2.00 | 1.00 |\n| 2010101 | 行政运行 | 3.00 | 2.00 | 1.00 |",
    "three columns": HEAD_LEVELS
    + "| 201 | | | 一般公共服务支出 | 3.00 | 2.00 | 1.00 |\n| 201 | 01 | | 人大事务 | 3.00 | 2.00 | 1.00 |\n| 201 | 01 | 01 | 行政运行 | 3.00 | 2.00 | 1.00 |",
    "own level only": HEAD_LEVELS
    + "| 201 | | | 一般公共服务支出 | 3.00 | 2.00 | 1.00 |\n| | 01 | | 人大事务 | 3.00 | 2.00 | 1.00 |\n| | | 01 | 行政运行 | 3.00 | 2.00 | 1.00 |",
    "lost zeros": HEAD_LEVELS
    + "| 201 | | | 一般公共服务支出 | 3.00 | 2.00 | 1.00 |\n| 201 | 1 | | 人大事务 | 3.00 | 2.00 | 1.00 |\n| 201 | 1 | 1 | 行政运行 | 3.00 | 2.00 | 1.00 |",
    "in brackets": "| 功能科目名称 | 合计 | 基本支出 | 项目支出 |\n"
    "| [201]一般公共服务支出 | 3.00 | 2.00 | 1.00 |\n| [20101]人大事务 | 3.00 | 2.00 | 1.00 |\n| [2010101]行政运行 | 3.00 | 2.00 | 1.00 |",
    "with a dash": "| 支出功能分类科目 | 合计 | 基本支出 | 项目支出 |\n"
    "| 201-一般公共服务支出 | 3.00 | 2.00 | 1.00 |\n| 20101-人大事务 | 3.00 | 2.00 | 1.00 |\n| 2010101-行政运行 | 3.00 | 2.00 | 1.00 |",
    "wrapped in one cell": "| 科目编码 | ^ | 合计 | 基本支出 | 项目支出 |\n"
    "| 201⏎一般公共服务支出 | ^ | 3.00 | 2.00 | 1.00 |\n| 20101⏎人大事务 | ^ | 3.00 | 2.00 | 1.00 |\n| 2010101⏎行政⏎运行 | ^ | 3.00 | 2.00 | 1.00 |",
    "names only": "| 功能分类科目名称 | 合计 | 基本支出 | 项目支出 |\n"
    "| 一般公共服务支出 | 3.00 | 2.00 | 1.00 |\n| 人大事务 | 3.00 | 2.00 | 1.00 |\n| 行政运行 | 3.00 | 2.00 | 1.00 |",
    "single column, own level": "| 科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出 |\n"
    "| 201 | 一般公共服务支出 | 3.00 | 2.00 | 1.00 |\n| 01 | 人大事务 | 3.00 | 2.00 | 1.00 |\n| 01 | 行政运行 | 3.00 | 2.00 | 1.00 |",
}  # fmt: skip


@pytest.mark.parametrize("layout", CODED, ids=list(CODED))
def test_every_way_of_printing_codes_gives_the_same_lines(layout: str) -> None:
    found = lines("支出决算表", CODED[layout])
    wanted = [
        (code, part, Decimal(value) * 10000)
        for code in ("201", "20101", "2010101")
        for part, value in (("total", "3.00"), ("basic", "2.00"), ("project", "1.00"))
    ]
    assert keyed(found) == wanted
    assert {r.function_name for r in found} == {"一般公共服务支出", "人大事务", "行政运行"}


def test_blank_dash_and_zero_are_told_apart() -> None:
    found = lines(
        "支出决算表",
        "| 科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出 |\n| 201 | 一般公共服务支出 | 0.00 | - | |",
    )
    assert keyed(found) == [("201", "total", Decimal("0.00"))]


def test_totals_repeated_on_every_page_count_once() -> None:
    drawing = "| 科目编码 | 科目名称 | 合计 |\n| 合计 | ^ | 3.00 |\n| 201 | 一般公共服务支出 | {} |"
    doc = document(
        ["支出决算表", "单位：万元", table(drawing.format("2.00"))],
        [
            "支出决算表",
            "单位：万元",
            table(drawing.format("1.00").replace("201", "202").replace("一般公共服务", "外交")),
        ],
    )
    found = [r for r in function_forms.extract(doc, context()) if isinstance(r, FunctionLine)]
    assert [r.function_code for r in found] == ["TOTAL", "201", "202"]


def test_three_level_codes_go_on_over_a_page_break() -> None:
    first = HEAD_LEVELS + "| 201 | | | 一般公共服务支出 | 3.00 | | |\n| | 01 | | 人大事务 | 3.00 | | |"
    doc = document(
        ["支出决算表", "单位：万元", table(first)],
        [table("| | | 01 | 行政运行 | 2.00 | | |\n| | | 04 | 人大会议 | 1.00 | | |")],
    )
    found = [r for r in function_forms.extract(doc, context()) if isinstance(r, FunctionLine)]
    assert [r.function_code for r in found] == ["201", "20101", "2010101", "2010104"]


def test_summary_classes_are_coded_and_its_foot_rows_are_totals() -> None:
    found = lines(
        "收入支出决算总表",
        "| 收入 | ^ | 支出 | ^ |\n| 项目 | 决算数 | 项目 | 决算数 |\n"
        "| 一、一般公共预算财政拨款收入 | 9.00 | 一、一般公共服务支出 | 5.00 |\n| | | 八、社会保障和就业支出 | 4.00 |\n"
        "| 本年收入合计 | 9.00 | 本年支出合计 | 9.00 |\n| | | 年末结转和结余 | 1.00 |\n| 总计 | 10.00 | 总计 | 10.00 |",
    )
    assert [(r.function_code, r.form, r.fund) for r in found] == [
        ("201", "summary", "all"), ("208", "summary", "all"), ("TOTAL", "summary", "all"), ("TOTAL", "summary", "all")
    ]  # fmt: skip


def test_columns_of_funds_set_the_fund() -> None:
    found = lines(
        "财政拨款收入支出决算总表",
        "| 收入 | ^ | 支出 | ^ | ^ |\n| 项目 | 金额 | 项目 | 合计 | 政府性基金预算财政拨款 |\n"
        "| 一、一般公共预算财政拨款 | 9.00 | 一、一般公共服务支出 | 5.00 | 2.00 |",
    )
    assert [(r.fund, r.component) for r in found] == [("fiscal_grant", "total"), ("government_fund", "total")]


def test_a_fund_form_has_revenue_and_expenditure_columns() -> None:
    found = lines(
        "政府性基金预算财政拨款收入支出决算表",
        "| 科目编码 | 科目名称 | 年初结转和结余 | 本年收入 | 本年支出 | ^ | ^ | 年末结转和结余 |\n"
        "| ~ | ~ | ~ | ~ | 小计 | 基本支出 | 项目支出 | ~ |\n| 212 | 城乡社区支出 | 1.00 | 5.00 | 4.00 | | 4.00 | 2.00 |",
    )
    assert [(r.direction, r.component, r.fund) for r in found] == [
        ("revenue", "carryover", "all"), ("revenue", "total", "all"), ("expenditure", "total", "government_fund"),
        ("expenditure", "project", "government_fund"), ("expenditure", "carryover_next", "government_fund"),
    ]  # fmt: skip


def test_years_over_columns_decide_the_phase_and_other_years_are_left_out() -> None:
    found = lines(
        "一般公共预算支出表",
        "| 科目编码 | 科目名称 | 2024年预算数 | 2025年执行数 | 2026年预算数 | 2026年比2025年增减 | ^ |\n"
        "| ~ | ~ | ~ | ~ | ~ | 增减额 | 增减% |\n| 201 | 一般公共服务支出 | 1.00 | 2.00 | 3.00 | 1.00 | 50.00 |",
        kind="budget", year=2026,
    )  # fmt: skip
    assert [(r.phase, r.amount_text) for r in found] == [("prior_final", "2.00"), ("budget", "3.00")]


def test_a_cell_over_two_columns_is_an_amount_of_the_first() -> None:
    drawing = "| 科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出 |\n| 2010101 | 行政运行 | 3.00 | ^ | 3.00 |"
    assert [(r.component, r.amount_text) for r in lines("支出决算表", drawing)] == [
        ("total", "3.00"), ("project", "3.00"),
    ]  # fmt: skip


def test_where_the_document_has_no_year_the_newest_over_a_column_is_this_one() -> None:
    drawing = "| 科目编码 | 科目名称 | 2023年预算数 | 2024年预算数 |\n| 2010101 | 行政运行 | 2.00 | 3.00 |"
    found = lines("一般公共预算支出表", drawing, kind="budget", year=0)
    assert [(r.phase, r.amount_text) for r in found] == [("prior_budget", "2.00"), ("budget", "3.00")]


def test_function_by_economic_rows_carry_both_codes() -> None:
    [line] = lines(
        "支出总表",
        "| 支出功能分类科目 | 政府支出经济分类科目 | 部门支出经济分类科目 | 合计 |\n| 2010101-行政运行 | 50201-办公经费 | 30201-办公费 | 3.00 |",
    )
    assert (line.function_code, line.gov_economic_code, line.economic_code) == ("2010101", "50201", "30201")


def test_forms_by_unit_give_only_their_total() -> None:
    found = lines(
        "收入总表",
        "| 单位名称 | 合计 | 事业收入 |\n| 合计 | 3.00 | 1.00 |\n| 云汀市示例局 | 2.00 | |\n| 云汀市示例中心 | 1.00 | 1.00 |",
        kind="budget",
    )
    assert [(r.function_code, r.component) for r in found] == [("TOTAL", "total"), ("TOTAL", "institutional")]


def test_economic_blocks_keep_their_own_codes() -> None:
    drawing = """
| 人员经费 | ^ | ^ | 公用经费 | ^ | ^ |
| 科目编码 | 科目名称 | 决算数 | 科目编码 | 科目名称 | 决算数 |
| 301 | 工资福利支出 | 6.00 | 302 | 商品和服务支出 | 2.00 |
| 30101 | 基本工资 | 6.00 | 30201 | 办公费 | 2.00 |
| 人员经费合计 | ^ | 6.00 | 公用经费合计 | ^ | 2.00 |
"""
    doc = document(["一般公共预算财政拨款基本支出决算表", "单位：万元", table(drawing)])
    found = list(economic_forms.extract(doc, context()))
    assert [(r.economic_code, r.component) for r in found] == [
        ("301", "personnel"), ("30101", "personnel"), ("TOTAL_PERSONNEL", "personnel"),
        ("302", "operating_cost"), ("30201", "operating_cost"), ("TOTAL_OPERATING", "operating_cost"),
    ]  # fmt: skip
    assert not list(function_forms.extract(doc, context()))


def test_three_public_forms_in_both_directions() -> None:
    across = """
| 预算数 | ^ | ^ | ^ | ^ | ^ |
| 合计 | 因公出国（境）费 | 公务用车购置及运行维护费 | ^ | ^ | 公务接待费 |
| ~ | ~ | 小计 | 公务用车购置费 | 公务用车运行维护费 | ~ |
| 6.00 | 1.00 | 3.00 | 0.00 | 3.00 | 2.00 |
"""
    down = """
| 项目 | 合计 |
| “三公”经费 | 6.00 |
| （一）因公出国（境）费 | 1.00 |
| （二）公务用车购置及运行维护费 | 3.00 |
| 1.公务用车购置费 | 0.00 |
| 2.公务用车运行维护费 | 3.00 |
| （三）公务接待费 | 2.00 |
"""
    wanted = {
        "three_public.total": "6.00", "three_public.abroad": "1.00", "three_public.vehicle": "3.00",
        "three_public.vehicle_purchase": "0.00", "three_public.vehicle_operation": "3.00", "three_public.reception": "2.00",
    }  # fmt: skip
    for drawing in (across, down):
        doc = document(["财政拨款“三公”经费支出表", "单位：万元", table(drawing)])
        assert {
            a.concept: a.amount_text for a in form_amounts.extract(doc, context("budget", 2026))
        } == wanted


def test_a_part_total_beside_a_name_is_no_total_of_the_form() -> None:
    drawing = """
| 项目名称 | ^ | 金额 |
| 收入总计 | ^ | 9.00 |
| 一般公共预算资金 | 小计 | 7.00 |
| ~ | 公共财政拨款（补助）资金 | 7.00 |
| 其他资金 | 小计 | 2.00 |
"""
    doc = document(["收入预算总表", "单位：万元", table(drawing)])
    found = [(a.concept, a.amount_text) for a in form_amounts.extract(doc, context("budget", 2026))]
    assert found == [("revenue.total", "9.00")]


def test_a_class_named_in_full_ends_the_class_before_it() -> None:
    found = lines(
        "收支总表",
        "| 支出 | ^ |\n| 项目 | 2026年预算数 |\n| 五、援助其他地区支出 | 5.00 |\n| 住房保障 | 5.00 |\n"
        "| 六、住房保障支出 | 4.00 |\n| 住房改革支出 | 4.00 |\n| 住房公积金 | 4.00 |",
        kind="budget", year=2026,
    )  # fmt: skip
    assert [r.function_code for r in found] == ["219", "21908", "221", "22102", "2210201"]


def test_a_list_of_units_headed_by_the_department_has_its_total_there() -> None:
    found = lines(
        "收入总表",
        "| 预算单位 | 收入总计 | 事业收入 |\n| 云汀市示例局 | 3.00 | 1.00 |\n| 云汀市示例中心 | 1.00 | 1.00 |",
        kind="budget",
    )
    assert [(r.component, r.amount_text) for r in found] == [("total", "3.00"), ("institutional", "1.00")]


def test_source_columns_of_expenditure_are_no_total_expenditure() -> None:
    drawing = """
| 单位名称 | 合计 | 公共预算拨款 | 事业收入 | 上年结转 |
| 合计 | 6.00 | 3.00 | 2.00 | 1.00 |
| 云汀市示例中心 | 6.00 | 3.00 | 2.00 | 1.00 |
"""
    doc = document(["部门支出总表", "单位：万元", table(drawing)])
    found = [(a.concept, a.amount_text) for a in form_amounts.extract(doc, context("budget", 2026))]
    assert found == [("expenditure.total", "6.00")]


def test_what_was_left_over_is_no_revenue_of_the_year() -> None:
    drawing = """
| 收入 | ^ | 支出 | ^ |
| 项目 | 2026年预算数 | 项目 | 2026年预算数 |
| 一、财政拨款 | 9.00 | 一、教育支出 | 10.00 |
| 上年结余、结转 | 1.00 | | |
| 1.财政拨款结余、结转 | 1.00 | | |
| 收入总计 | 10.00 | 支出总计 | 10.00 |
"""
    doc = document(["收支总表", "单位：万元", table(drawing)])
    found = [(a.concept, a.amount_text) for a in form_amounts.extract(doc, context("budget", 2026))]
    assert [f for f in found if f[0] == "revenue.fiscal_grant"] == [("revenue.fiscal_grant", "9.00")]


def test_economic_names_may_leave_out_a_de() -> None:
    drawing = """
| 支出 | ^ |
| 部门预算支出经济科目（按大类） | 预算数 |
| （1）工资福利支出 | 6.00 |
| （3）对个人和家庭补助 | 2.00 |
"""
    doc = document(["收支总表", "单位：万元", table(drawing)])
    found = list(economic_forms.extract(doc, context("budget", 2026)))
    assert [r.economic_code for r in found] == ["301", "303"]


def test_a_name_cut_by_a_page_break_is_read_whole() -> None:
    first = (
        "| 支出 | ^ |\n| 功能科目名称 | 金额 |\n| 一、一般公共服务支出 | 5.00 |\n| 八、社会保障和就 | 3.00 |"
    )
    second = "| 业支出 | |\n| 十、卫生健康支出 | 2.00 |"
    doc = document(["收支预算总表", "单位：万元", table(first)], [table(second)])
    found = [r for r in function_forms.extract(doc, context("budget", 2026)) if isinstance(r, FunctionLine)]
    assert [(r.function_code, r.amount_text) for r in found] == [
        ("201", "5.00"),
        ("208", "3.00"),
        ("210", "2.00"),
    ]


def test_a_row_that_lost_a_cell_is_no_line() -> None:
    drawing = """科目编码 | 科目名称 | 合计 | 基本支出
        2010101 | 行政运行 | 400.00 | 400.00
        水利工程 | 200.00 | 50.00 |
        2010102 | 260.00 | 160.00 | 100.00
        260.00 | 水土保持 | 9.00 | """
    assert keyed(lines("支出决算表", drawing)) == [
        ("2010101", "total", Decimal(4000000)),
        ("2010101", "basic", Decimal(4000000)),
    ]


def test_a_total_filled_into_the_last_row_of_the_header() -> None:
    drawing = """
    | 项目 | ^ | 年初结转和结余 | 本年收入 | 本年支出 | ^ | ^ | 年末结转和结余 |
    | 科目编码 | 科目名称 | ~ | ~ | ~ | ~ | ~ | ~ |
    | 合计 | ^ | 0 | 25.00 | 合计 | 基本支出 | 项目支出 | 0 |
    | 212 | 城乡社区支出 | 0 | 25.00 | 25.00 | 5.00 | 20.00 | 0 |
    """
    found = lines("政府性基金预算财政拨款收入支出决算表", drawing)
    spent = [line for line in found if line.direction == "expenditure" and line.function_code == "212"]
    assert [(line.component, line.amount_text) for line in spent] == [
        ("total", "25.00"),
        ("basic", "5.00"),
        ("project", "20.00"),
        ("carryover_next", "0"),
    ]
    assert [(x.component, x.amount_text) for x in found if x.function_code == "TOTAL"] == [
        ("carryover", "0"),
        ("total", "25.00"),
        ("carryover_next", "0"),
    ]
