"""Economic classes of the government's list, beside those of the department's or alone."""

from __future__ import annotations

from extractors import economic_forms
from pipeline.check import check
from pipeline.core.records import Identity
from tests.extractors.grids import context, document, table


def _lines(title: str, drawing: str) -> list[tuple[str, str | None, str | None, str | None]]:
    doc = document([title, "单位：万元", table(drawing)])
    found = list(economic_forms.extract(doc, context()))
    return [(r.form, r.economic_code, r.gov_economic_code, r.amount_text) for r in found]


def test_a_form_of_the_governments_classes_alone() -> None:
    assert _lines(
        "一般公共预算基本支出表（按政府预算支出经济分类）",
        """科目编码 | 科目名称 | 合计
           合计 | ^ | 30.00
           501 | 机关工资福利支出 | 20.00
           50101 | 工资奖金津补贴 | 20.00
           502 | 机关商品和服务支出 | 10.00
           50201 | 办公经费 | 10.00""",
    ) == [
        ("other", None, "TOTAL", "30.00"),
        ("other", None, "501", "20.00"),
        ("other", None, "50101", "20.00"),
        ("other", None, "502", "10.00"),
        ("other", None, "50201", "10.00"),
    ]


def test_both_lists_side_by_side() -> None:
    assert _lines(
        "一般公共预算基本支出表",
        """政府预算支出经济分类 | 部门预算支出经济分类 | 合计
           合计 | ^ | 5.00
           50101-工资奖金津补贴 | 30101-基本工资 | 3.00
           50201-办公经费 | 30201-办公费 | 2.00""",
    ) == [
        ("general_budget_basic", "TOTAL", None, "5.00"),
        ("general_budget_basic", "30101", "50101", "3.00"),
        ("general_budget_basic", "30201", "50201", "2.00"),
    ]


def test_rows_by_function_are_left_to_the_functional_lines() -> None:
    assert not _lines(
        "支出总表",
        """功能分类科目 | 政府预算支出经济分类 | 合计
           2010101-行政运行 | 50101-工资奖金津补贴 | 3.00
           2010101-行政运行 | 50201-办公经费 | 2.00""",
    )


def test_both_lists_with_codes_and_names_in_columns_of_their_own() -> None:
    assert _lines(
        "一般公共预算基本支出表",
        """政府预算支出经济分类科目 | ^ | 部门预算支出经济分类科目 | ^ | 合计
           科目编码 | 科目名称 | 科目编码 | 科目名称 | ~
           | | | | 合计 | 5.00
           501 | 机关工资福利支出 | 301 | 工资福利支出 | 3.00
           50101 | 工资奖金津补贴 | 30101 | 基本工资 | 3.00
           50201 | 办公经费 | 30239 | 其他交通费用 | 2.00""",
    ) == [
        ("general_budget_basic", "TOTAL", None, "5.00"),
        ("general_budget_basic", "301", "501", "3.00"),
        ("general_budget_basic", "30101", "50101", "3.00"),
        ("general_budget_basic", "30239", "50201", "2.00"),
    ]


def test_a_row_that_lost_a_cell_is_left_out() -> None:
    assert _lines(
        "一般公共预算基本支出表",
        """经济分类科目编码 | 经济分类科目名称 | 合计 | 人员经费
           30101 | 基本工资 | 3.00 | 3.00
           30201 | 1,200.00 | 200.00 |
           30202 | 印刷费 | 2.00 | """,
    ) == [
        ("general_budget_basic", "30101", None, "3.00"),
        ("general_budget_basic", "30101", None, "3.00"),
        ("general_budget_basic", "30202", None, "2.00"),
    ]


def test_both_lists_with_levels_in_columns_of_their_own() -> None:
    assert _lines(
        "支出经济分类汇总表",
        """部门预算经济分类 | ^ | ^ | 政府预算经济分类 | ^ | ^ | 总计
           类 | 款 | 科目名称 | 类 | 款 | 科目名称 | ~
           合计 | ^ | ^ | ^ | ^ | ^ | 5.00
           301 | 01 | 基本工资 | 501 | 01 | 工资奖金津补贴 | 3.00
           302 | 01 | 办公费 | 502 | 01 | 办公经费 | 2.00""",
    ) == [
        ("other", "TOTAL", None, "5.00"),
        ("other", "30101", "50101", "3.00"),
        ("other", "30201", "50201", "2.00"),
    ]


def test_both_lists_with_amounts_of_their_own_add_up_each_by_itself() -> None:
    drawing = """
        部门预算支出经济分类 | ^ | ^ | 政府预算支出经济分类 | ^ | ^
        科目编码 | 科目名称 | 金额 | 科目编码 | 科目名称 | 金额
        | | 合计 | 20.00 | | 合计 | 20.00 |
        301 | 工资福利支出 | 17.50 | 505 | 对事业单位经常性补助 | 19.50
        30101 | 基本工资 | 17.50 | 50501 | 工资福利支出 | 17.50
        302 | 商品和服务支出 | 2.00 | 50502 | 商品和服务支出 | 2.00
        30201 | 办公费 | 2.00 | 509 | 对个人和家庭的补助 | 0.50
        303 | 对个人和家庭的补助 | 0.50 | 50905 | 离退休费 | 0.50
        | 30302 | 退休费 | 0.50 | | | |
    """
    doc = document(["一般公共预算基本支出表", "单位：万元", table(drawing)])
    records = list(economic_forms.extract(doc, context("budget")))
    assert len(records) == 13
    assert not check(Identity(report_kind="budget"), records)
    assert {r.proof for r in records} == {"proved"}
