"""Forms that a list names and the document does not print."""

from __future__ import annotations

from extractors.listed_forms import extract
from pipeline.core.model import Table
from tests.extractors.grids import context, document, table

LIST = [
    "第二部分 2024年度部门决算表", "一、收入支出决算总表......3", "二、收入决算表......4", "三、支出决算表......5",
    "四、一般公共预算财政拨款支出决算表......6", "第三部分 2024年度部门决算情况说明",
]  # fmt: skip
HEAD = "科目编码 | 科目名称 | 本年支出合计 | 基本支出 | 项目支出\n"
ROWS = "| 合计 | 9.00 | 6.00 | 3.00\n2010101 | 行政运行 | 9.00 | 6.00 | 3.00"
SUMMARY = "项目 | 决算数 | 项目 | 决算数\n一、财政拨款收入 | 9.00 | 一、一般公共服务支出 | 9.00"
REVENUE = "科目编码 | 科目名称 | 本年收入合计 | 财政拨款收入\n2010101 | 行政运行 | 9.00 | 9.00"
UNKNOWN = "科目编码 | 科目名称 | 金额 | 其他\n2010101 | 行政运行 | 9.00 | 9.00"


def _page(title: str, drawing: str) -> list[str | Table]:
    return [title, "单位：万元", table(drawing)]


def _found(*pages: list[str | Table]) -> list[tuple[str, str]]:
    found = extract(document(list(LIST), *pages), context())
    return [(f.party, f.message.partition("：")[2].partition(" | ")[0]) for f in found]


def test_a_listed_form_that_is_not_printed_is_found() -> None:
    pages = [
        _page("收入支出决算总表", SUMMARY), _page("收入决算表", REVENUE),
        _page("一般公共预算财政拨款支出决算表", HEAD + ROWS),
    ]  # fmt: skip
    assert _found(*pages) == [("disclosure", "支出决算表")]
    assert not _found(*pages, _page("支出决算表", HEAD + ROWS))


def test_a_form_whose_heading_is_printed_is_not_missing() -> None:
    pages = [_page("收入支出决算总表", SUMMARY), _page("收入决算表", REVENUE)]
    assert _found(*pages, ["支出决算表"]) == [("disclosure", "一般公共预算财政拨款支出决算表")]


def test_forms_that_stand_in_a_file_of_their_own_are_one_finding_of_unknown_party() -> None:
    assert [party for party, _ in _found()] == ["unknown"]


def test_a_table_of_unknown_kind_may_be_the_form() -> None:
    assert not _found(_page("收入决算表", REVENUE), [table(UNKNOWN)])
