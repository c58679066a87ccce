"""Rows and columns that name units, government classes or funds beside functional lines."""

from __future__ import annotations

from tests.extractors.test_layouts import amounts, economic, lines, made


def test_codes_of_units_under_a_functional_header_are_no_economic_classes() -> None:
    doc = made("部门支出总表", """
| 科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出 |
| 301 | 云汀市示例局 | 3.00 | 2.00 | 1.00 |
| 301001 | 云汀市示例局本级 | 3.00 | 2.00 | 1.00 |
| 201 | 一般公共服务支出 | 3.00 | 2.00 | 1.00 |
| 20101 | 人大事务 | 3.00 | 2.00 | 1.00 |
""")  # fmt: skip
    assert economic(doc, "budget") == []
    assert [text.split()[0] for text in lines(doc, "budget")] == ["TOTAL"] * 3 + ["201"] * 3 + ["20101"] * 3


def test_government_classes_over_the_columns_have_no_department_codes() -> None:
    doc = made("一般公共预算支出表（按政府预算经济分类）", """
| 功能科目 | ^ | ^ | 单位代码 | 单位名称（功能分类科目名称） | 总计 | 机关工资福利支出 | 对个人和家庭的补助 |
| 类 | 款 | 项 | ~ | ~ | ~ | ~ | ~ |
| | | | | 合计 | 3.00 | 2.00 | 1.00 |
| | | | 301 | 云汀市示例局 | 3.00 | 2.00 | 1.00 |
| 213 | 03 | 01 | | 行政运行 | 3.00 | 2.00 | 1.00 |
""")  # fmt: skip
    assert lines(doc, "budget") == [
        "TOTAL general_public_budget total 3.00", "TOTAL general_public_budget other 2.00",
        "TOTAL general_public_budget other 1.00", "2130301 general_public_budget total 3.00",
        "2130301 general_public_budget other 2.00", "2130301 general_public_budget other 1.00",
    ]  # fmt: skip
    assert economic(doc, "budget") == []


def test_a_fund_s_column_of_all_expenditure_is_not_the_total() -> None:
    doc = made("支出预算总表", """
| 科目编码 | 科目名称 | 总计 | 一般公共预算 | ^ | 政府性基金预算 | 上年结转 |
| ~ | ~ | ~ | 基本支出 | 项目支出 | ~ | ~ |
| | 合计 | 9.00 | 5.00 | 2.00 | 1.00 | 1.00 |
| 201 | 一般公共服务支出 | 9.00 | 5.00 | 2.00 | 1.00 | 1.00 |
""")  # fmt: skip
    assert amounts(doc, "budget") == {"expenditure.total 9.00"}


def test_rows_that_divide_a_source_of_revenue_are_not_it() -> None:
    doc = made("收支总表", """
| 收入 | ^ | 支出 | ^ |
| 项目 | 本年预算 | 项目（按功能分类） | 本年预算 |
| 一、一般公共预算拨款收入 | 9.00 | 一、一般公共服务支出 | 9.00 |
| 经费拨款 | 8.00 | | |
| 纳入一般公共预算管理的非税收入拨款 | 1.00 | | |
| 收入总计 | 9.00 | 支出总计 | 9.00 |
""")  # fmt: skip
    assert amounts(doc, "budget") == {
        "revenue.general_public_budget 9.00", "revenue.total 9.00", "expenditure.total 9.00"
    }  # fmt: skip
