"""Form sets of many places on made-up numbers: what each layout's columns and rows come out as."""

from __future__ import annotations

from extractors import economic_forms, form_amounts, function_forms, unmapped_columns
from extractors.forms import forms
from pipeline.core.model import Document
from pipeline.core.records import FunctionLine
from tests.extractors.grids import context, document, table


def made(title: str, drawing: str) -> Document:
    return document([title, "单位：万元", table(drawing)])


def lines(doc: Document, kind: str = "final") -> list[str]:
    """Every functional line as code, economic code, direction, phase, fund, component and amount; defaults left out."""
    out = []
    for r in function_forms.extract(doc, context(kind, 2024)):
        assert isinstance(r, FunctionLine)
        words = [
            r.function_code,
            r.economic_code,
            r.direction[:3],
            r.phase,
            r.fund,
            r.component,
            r.amount_text,
        ]
        out.append(" ".join(w for w in words if w and w not in ("exp", kind, "all")))
    return out


def economic(doc: Document, kind: str = "final") -> list[str]:
    found = economic_forms.extract(doc, context(kind, 2024))
    return [f"{r.form} {r.economic_code} {r.component} {r.amount_text}" for r in found]


def amounts(doc: Document, kind: str = "final") -> set[str]:
    found = form_amounts.extract(doc, context(kind, 2024))
    return {f"{r.concept} {r.amount_text}" for r in found if r.phase == kind}


def test_summary_with_line_numbers() -> None:
    doc = made("收入支出决算总表", """
| 收入 | ^ | ^ | 支出 | ^ | ^ |
| 项目 | 行次 | 金额 | 项目 | 行次 | 金额 |
| 栏次 | | 1 | 栏次 | | 2 |
| 一、一般公共预算财政拨款收入 | 1 | 9.00 | 一、一般公共服务支出 | 32 | 5.00 |
| 二、政府性基金预算财政拨款收入 | 2 | 1.00 | 八、社会保障和就业支出 | 39 | 4.00 |
| 五、事业收入 | 5 | 2.00 | 二十三、其他支出 | 54 | 0.50 |
| 本年收入合计 | 27 | 12.00 | 本年支出合计 | 57 | 9.50 |
| 使用非财政拨款结余（含专用结余） | 28 | 0.10 | 结余分配 | 58 | |
| 年初结转和结余 | 29 | 1.00 | 年末结转和结余 | 59 | 3.60 |
| 总计 | 31 | 13.10 | 总计 | 62 | 13.10 |
""")  # fmt: skip
    assert lines(doc) == [
        "201 total 5.00", "208 total 4.00", "229 total 0.50", "TOTAL total 9.50", "TOTAL total 13.10"
    ]  # fmt: skip
    assert amounts(doc) == {
        "revenue.general_public_budget 9.00", "revenue.government_fund 1.00", "revenue.institutional 2.00",
        "revenue.current 12.00", "revenue.use_of_surplus 0.10", "carryover.opening 1.00", "revenue.total 13.10",
        "expenditure.current 9.50", "carryover.closing 3.60", "expenditure.total 13.10",
    }  # fmt: skip


def test_old_summary_by_function_and_by_nature_of_expenditure() -> None:
    doc = made("收入支出决算总表", """
| 收入 | ^ | 支出（按功能分类） | ^ | 支出（按支出性质和经济分类） | ^ |
| 项目 | 决算数 | 项目（按功能分类） | 决算数 | 项目（按支出性质和经济分类） | 决算数 |
| 一、财政拨款收入 | 9.00 | 一、一般公共服务支出 | 5.00 | 一、基本支出 | 7.00 |
| 其中：政府性基金预算财政拨款 | 1.00 | 八、社会保障和就业支出 | 4.00 | 二、项目支出 | 2.00 |
| | | | | 工资福利支出 | 6.00 |
| 本年收入合计 | 9.00 | 本年支出合计 | 9.00 | 本年支出合计 | 9.00 |
""")  # fmt: skip
    assert lines(doc) == ["201 total 5.00", "208 total 4.00", "TOTAL total 9.00"]
    assert economic(doc) == ["other 301 total 6.00", "other TOTAL total 9.00"]
    assert amounts(doc) == {
        "revenue.fiscal_grant 9.00", "revenue.current 9.00", "expenditure.current 9.00",
        "expenditure.basic 7.00", "expenditure.project 2.00",
    }  # fmt: skip


def test_a_part_of_a_source_is_not_another_source() -> None:
    doc = made("收入决算表", """
| 项目 | ^ | 本年收入合计 | 财政拨款收入 | 上级补助收入 | 事业收入 | ^ | 其他收入 |
| 功能分类科目编码 | 科目名称 | ~ | ~ | ~ | 小计 | 其中：教育收费 | ~ |
| 栏次 | ^ | 1 | 2 | 3 | 4 | 5 | 8 |
| 205 | 教育支出 | 12.00 | 10.00 | | 2.00 | 1.00 | |
""")  # fmt: skip
    assert lines(doc) == ["205 rev total 12.00", "205 rev fiscal_grant 10.00", "205 rev institutional 2.00"]
    (finding,) = unmapped_columns.extract(doc, context("final", 2024))
    assert finding.kind == "unmapped"
    assert "其中：教育收费" in finding.message
    assert finding.left_locator


def test_a_budget_among_the_grants_is_a_source_of_its_own() -> None:
    doc = made("收入决算表", """
| 科目编码 | 科目名称 | 本年收入合计 | 财政拨款收入 | ^ | 其他收入 |
| ~ | ~ | ~ | 小计 | 其中：政府性基金预算财政拨款 | ~ |
| 205 | 教育支出 | 12.00 | 10.00 | 2.00 | 2.00 |
""")  # fmt: skip
    assert lines(doc) == [
        "205 rev total 12.00", "205 rev fiscal_grant 10.00", "205 rev government_fund 2.00", "205 rev other 2.00"
    ]  # fmt: skip


def test_revenue_and_expenditure_of_the_general_budget_in_one_form() -> None:
    doc = made("一般公共预算财政拨款收入支出决算表", """
| 项目 | ^ | ^ | ^ | 年初结转和结余 | ^ | 本年收入 | 本年支出 | ^ | ^ | ^ | ^ | 年末结转和结余 | ^ |
| 支出功能分类科目编码 | ^ | ^ | 科目名称 | 合计 | 基本支出结转 | ~ | 合计 | 基本支出 | ^ | ^ | 项目支出 | 合计 | 项目支出结转和结余 |
| 类 | 款 | 项 | ~ | ~ | ~ | ~ | ~ | 小计 | 人员经费 | 公用经费 | ~ | ~ | ~ |
| 201 | ^ | ^ | 一般公共服务支出 | 1.00 | 0.70 | 9.00 | 8.50 | 6.00 | 5.00 | 1.00 | 2.50 | 1.50 | 0.40 |
""")  # fmt: skip
    assert lines(doc) == [
        "201 rev carryover 1.00", "201 rev other 0.70", "201 rev total 9.00",
        "201 general_public_budget total 8.50", "201 general_public_budget basic 6.00",
        "201 general_public_budget personnel 5.00", "201 general_public_budget operating_cost 1.00",
        "201 general_public_budget project 2.50", "201 general_public_budget carryover_next 1.50",
        "201 general_public_budget other 0.40",
    ]  # fmt: skip


def test_economic_classes_across_the_columns() -> None:
    doc = made("一般公共预算财政拨款基本支出决算明细表", """
| 项目 | ^ | 合计 | 工资福利支出 | ^ | 商品和服务支出 | ^ |
| 科目编码 | 科目名称 | ~ | 小计 | 基本工资 | 小计 | 办公费 |
| 合计 | ^ | 9.00 | 6.00 | 6.00 | 3.00 | 3.00 |
| 2010101 | 行政运行 | 9.00 | 6.00 | 6.00 | 3.00 | 3.00 |
""")  # fmt: skip
    assert lines(doc)[5:] == [
        "2010101 general_public_budget basic 9.00", "2010101 301 general_public_budget other 6.00",
        "2010101 30101 general_public_budget other 6.00", "2010101 302 general_public_budget other 3.00",
        "2010101 30201 general_public_budget other 3.00",
    ]  # fmt: skip
    assert economic(doc) == [
        "general_budget_basic 301 basic 6.00", "general_budget_basic 30101 basic 6.00",
        "general_budget_basic 302 basic 3.00", "general_budget_basic 30201 basic 3.00",
    ]  # fmt: skip


def test_by_unit_and_function_keeps_every_unit_and_one_total() -> None:
    doc = made("部门支出总表", """
| 单位代码 | 单位名称 | 科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出 |
| | 合计 | | | 9.00 | 6.00 | 3.00 |
| 101001 | 云汀市示例局 | | | 5.00 | 4.00 | 1.00 |
| 101001 | 云汀市示例局 | 2010101 | 行政运行 | 5.00 | 4.00 | 1.00 |
| 101002 | 云汀市示例中心 | 2010101 | 行政运行 | 4.00 | 2.00 | 2.00 |
""")  # fmt: skip
    assert lines(doc, "budget") == [
        "TOTAL total 9.00", "TOTAL basic 6.00", "TOTAL project 3.00",
        "2010101 total 5.00", "2010101 basic 4.00", "2010101 project 1.00",
        "2010101 total 4.00", "2010101 basic 2.00", "2010101 project 2.00",
    ]  # fmt: skip


def test_a_summary_shown_three_ways_keeps_the_classifications_apart() -> None:
    doc = made("部门综合预算收支总表", """
| 收入 | ^ | 支出 | ^ | ^ | ^ | ^ | ^ |
| 项目 | 预算数 | 支出功能分类科目（按大类） | 预算数 | 部门预算支出经济科目（按大类） | 预算数 | 政府预算支出经济科目（按大类） | 预算数 |
| 1、财政拨款 | 9.00 | 1、一般公共服务支出 | 9.00 | 1、工资福利支出 | 6.00 | 1、机关工资福利支出 | 6.00 |
| 支出总计 | 9.00 | 支出总计 | 9.00 | 支出总计 | 9.00 | 支出总计 | 9.00 |
""")  # fmt: skip
    assert lines(doc, "budget") == ["201 total 9.00", "TOTAL total 9.00"]
    assert economic(doc, "budget") == ["other 301 total 6.00", "other TOTAL total 9.00"]


def test_a_total_that_runs_through_the_blocks_belongs_to_the_first() -> None:
    doc = made("收支预算总表", """
| 收入 | ^ | 支出 | ^ | ^ | ^ |
| 项目名称 | 金额 | 功能分类 | ^ | 支出用途 | ^ |
| ~ | ~ | 功能科目名称 | 金额 | 项目名称 | 金额 |
| 一、财政拨款 | 9.00 | 一、一般公共服务支出 | 9.00 | 一、基本支出 | 6.00 |
| 收入合计 | 9.00 | 支出合计 | ^ | ^ | 9.00 |
""")  # fmt: skip
    assert lines(doc, "budget") == ["201 total 9.00", "TOTAL total 9.00"]
    assert {"expenditure.total 9.00", "expenditure.basic 6.00", "revenue.total 9.00"} <= amounts(
        doc, "budget"
    )


def test_columns_that_compare_years_are_no_amounts() -> None:
    doc = made("一般公共预算支出情况表", """
| 功能分类科目 | ^ | 2023年执行数 | 2024年预算数 | ^ | 2024年预算数比2023年执行数 | ^ |
| 科目编码 | 科目名称 | ~ | 小计 | 项目支出 | 增减额 | 增减% |
| 201 | 一般公共服务支出 | 8.00 | 9.00 | 3.00 | 1.00 | 12.5 |
""")  # fmt: skip
    assert lines(doc, "budget") == [
        "201 prior_final general_public_budget total 8.00", "201 general_public_budget total 9.00",
        "201 general_public_budget project 3.00",
    ]  # fmt: skip


def test_a_subtotal_is_no_total_beside_one() -> None:
    doc = made("支出决算表", """
| 科目编码 | 科目名称 | 合计 |
| 201 | 一般公共服务支出 | 5.00 |
| | 小计 | 5.00 |
| | 合计 | 5.00 |
""")  # fmt: skip
    assert lines(doc) == ["201 total 5.00", "TOTAL total 5.00"]


def test_projects_named_like_items_are_no_lines() -> None:
    doc = made("项目支出预算表", "| 项目 | 合计 |\n| 一般公共服务支出 | 9.00 |\n| 教育支出 | 1.00 |")
    assert lines(doc, "budget") == []


def test_a_header_broken_by_the_page_goes_on() -> None:
    doc = document(
        ["财政拨款收支预算总表", "单位：万元", table("| 收入 | 支出 |")],
        [table("| 项目名称 | 金额 | 支出用途 | ^ |\n| ~ | ~ | 项目名称 | 金额 |\n| 收入合计 | 9.00 | 支出合计 | 9.00 |")],
    )  # fmt: skip
    [form] = forms(doc)
    assert (form.kind, len(form.pieces)) == ("grant_summary", 2)
    assert amounts(doc, "budget") == {"grant.revenue_total 9.00", "grant.expenditure_total 9.00"}


def test_the_right_half_of_a_wide_form_takes_the_labels_of_the_left() -> None:
    left = "| 科目编码 | 科目名称 | 合计 |\n| 201 | 一般公共服务支出 | 9.00 |\n| 202 | 外交支出 | 2.00 |"
    right = "| 财政拨款收入 | 事业收入 | 其他收入 |\n| 8.00 | 1.00 | |\n| 2.00 | | |"
    doc = document(["收入总表", "单位：万元", table(left)], [table(right)])
    assert lines(doc, "budget") == [
        "201 rev total 9.00", "202 rev total 2.00", "201 rev fiscal_grant 8.00", "201 rev institutional 1.00",
        "202 rev fiscal_grant 2.00",
    ]  # fmt: skip


def test_untitled_forms_are_known_by_a_header_that_leaves_no_doubt() -> None:
    head = "| 科目编码 | 科目名称 | 合计 | {} |\n| 201 | 一般公共服务支出 | 9.00 | 9.00 | | |"
    for columns, kind in (
        ("财政拨款收入 | 事业收入 | 上级补助收入", "revenue"),
        ("基本支出 | 项目支出 | 上缴上级支出", "expenditure"),
        ("甲 | 乙 | 丙", "untitled"),
    ):
        [form] = forms(document(["云汀市示例局", table(head.format(columns))]))
        assert form.kind == kind


def test_totals_of_a_summary_by_part_are_no_economic_totals() -> None:
    doc = made("财务收支预算总表", """
| 本年收入 | ^ | 本年支出 | ^ | ^ | ^ |
| 项目 | 预算数 | 项目 | 合计 | 人员经费 | 公用经费 |
| 一、财政拨款收入 | 9.00 | 一、一般公共服务支出 | 9.00 | 6.00 | 3.00 |
| 收入总计 | 9.00 | 支出总计 | 9.00 | 6.00 | 3.00 |
""")  # fmt: skip
    assert economic(doc, "budget") == []
    assert lines(doc, "budget")[-2:] == ["TOTAL personnel 6.00", "TOTAL operating_cost 3.00"]


def test_amounts_under_no_header_are_nobody_knows_what() -> None:
    doc = made("支出决算表", "| 科目编码 | 科目名称 | 合计 | |\n| 201 | 一般公共服务支出 | 9.00 | 3.00 |\n| 202 | 外交支出 | 2.00 | 1.00 |")  # fmt: skip
    assert lines(doc) == ["201 total 9.00", "201 other 3.00", "202 total 2.00", "202 other 1.00"]


def test_a_class_is_one_although_the_open_class_has_a_section_named_like_it() -> None:
    rows = "| 支出 | ^ |\n| 项目 | 预算数 |\n| {}援助其他地区支出 | 5.00 |\n| 住房保障 | 5.00 |\n| {}住房保障支出 | 4.00 |\n| 住房改革支出 | 4.00 |\n| 住房公积金 | 4.00 |"
    for marks in (("", ""), ("五、", "六、"), ("5.", "6.")):
        found = lines(made("收支总表", rows.format(*marks)), "budget")
        codes = [f.split()[0] for f in found]
        assert codes == ["219", "21908", "221", "22102", "2210201"]


def test_a_class_nobody_knows_closes_the_one_before_it() -> None:
    found = lines(
        made("收支总表", "| 支出 | ^ |\n| 项目 | 预算数 |\n| 一、援助其他地区支出 | 5.00 |\n| 二、云汀振兴支出 | 3.00 |\n| 教育 | 3.00 |"),
        "budget",
    )  # fmt: skip
    assert [f.split()[0] for f in found] == ["219", "205"]


def test_a_name_cut_by_the_page_is_whole_again() -> None:
    head = "| 收入 | ^ | 支出 | ^ |\n| 项目 | 预算数 | 项目 | 预算数 |\n"
    doc = document(
        ["收支总表", "单位：万元", table(head + "| 财政拨款 | 9.00 | 七、教育支出 | 2.00 |\n| | | 八、社会保障和就 | 5.00 |")],
        [table("| | | 业支出 | |\n| | | 九、卫生健康支出 | 2.00 |\n| 收入总计 | 9.00 | 支出总计 | 9.00 |")],
    )  # fmt: skip
    found = [r for r in function_forms.extract(doc, context("budget")) if isinstance(r, FunctionLine)]
    assert [(r.function_code, r.function_name, r.amount_text) for r in found[:3]] == [
        ("205", "教育支出", "2.00"),
        ("208", "社会保障和就业支出", "5.00"),
        ("210", "卫生健康支出", "2.00"),
    ]


def test_printings_of_a_form_are_numbered() -> None:
    form = "| 科目编码 | 科目名称 | 合计 |\n| 201 | 一般公共服务支出 | 5.00 |\n| 合计 | ^ | 5.00 |"
    doc = document(
        ["支出总表", "部门名称：云汀市示例局", "单位：万元", table(form)],
        ["支出总表", "部门名称：云汀市示例中心", "单位：万元", table(form)],
        ["支出总表", "部门名称：云汀市示例中心", "单位：万元", table(form.replace("201", "202").replace("合计 | ^", "小计 | ^"))],
    )  # fmt: skip
    found = [r for r in function_forms.extract(doc, context("budget")) if isinstance(r, FunctionLine)]
    assert [(r.page, r.form_index) for r in found] == [(1, 1), (1, 1), (2, 2), (2, 2), (3, 2)]
