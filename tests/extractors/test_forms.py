"""Forms: titles, headers, blocks and pages, each on the smallest grid that shows it."""

from __future__ import annotations

import pytest

from extractors.captions import captions
from extractors.forms import forms
from extractors.header_rows import is_index_row
from extractors.headers import resolve, words
from extractors.unmapped_columns import extract
from pipeline.core.money import Unit
from tests.extractors.grids import context, document, table

SPENDING = """
| 项目 | ^ | 本年支出合计 | 基本支出 | 项目支出 |
| 科目代码 | 科目名称 | ~ | ~ | ~ |
| 栏次 | ^ | 1 | 2 | 3 |
| 合计 | ^ | 30.00 | 20.00 | 10.00 |
| 201 | 一般公共服务支出 | 30.00 | 20.00 | 10.00 |
"""


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("本年支出", "小计"), ("total", None, None)),
        (("一般公共预算支出", "基本支出", "小计"), ("basic", "general_public_budget", None)),
        (("基本支出", "人员经费"), ("personnel", None, None)),
        (("预算数", "项目支出", "扣除基建项目后预算数"), ("other", None, "budget")),
        (("2026年预算数", "项目支出"), ("project", None, "budget")),
        (("支出", "政府性基金预算财政拨款"), ("total", "government_fund", None)),
        (("2025年执行数",), ("total", None, "final")),
        (("上年决算数",), ("total", None, "prior_final")),
        (("乐器购置",), ("other", None, None)),
    ],
)
def test_an_expenditure_column_is_known_by_its_path(
    path: tuple[str, ...], expected: tuple[str | None, ...]
) -> None:
    column = resolve(0, path)
    assert column.role == "amount"
    assert (
        (column.component or "total"),
        column.fund if column.component != "other" else None,
        column.phase,
    ) == expected


@pytest.mark.parametrize(
    ("path", "source"),
    [
        (("本年收入", "财政拨款收入", "一般公共预算"), "general_public_budget"),
        (("本年收入合计",), "total"),
        (("上年结转结余", "一般公共预算资金"), "carryover"),
        (("单位资金", "事业单位经营收入"), "institutional_operating"),
        (("附属单位上缴收入",), "affiliated_remit"),
    ],
)
def test_a_revenue_column_is_known_by_its_path(path: tuple[str, ...], source: str) -> None:
    assert resolve(0, path).source == source


@pytest.mark.parametrize(
    ("text", "role"),
    [("科目编码", "code"), ("功能分类科目名称", "name"), ("项目", "name"), ("预算单位", "entity"), ("项目名称", "project"),
     ("部门预算支出经济分类科目", "economic"), ("政府预算经济科目", "gov_economic"), ("行次", "line_no"),
     ("增减%", "ratio"), ("备注", "note"), ("单位名称（科目）", "name")],
)  # fmt: skip
def test_label_columns(text: str, role: str) -> None:
    assert words(text).role == role


def test_index_rows_are_no_data() -> None:
    assert is_index_row(["栏次", "1", "2", "3"])
    assert is_index_row(["**", "**", "1", "2=3+4", "3"])
    assert not is_index_row(["201", "05", "02"])
    assert not is_index_row(["合计", "1", "2"])


def test_caption_gives_title_unit_and_entity() -> None:
    doc = document(["支出决算表", "公开03表", "部门：云汀市示例局 金额单位：万元", table(SPENDING)])
    [(_, caption)] = captions(doc)
    assert (caption.title, caption.unit, caption.entity) == ("支出决算表", Unit.WAN, "云汀市示例局")


def test_a_caption_inside_the_table_is_not_header() -> None:
    drawing = """
| 公开03表 | ^ | ^ | ^ | ^ |
| 支出决算表 | ^ | ^ | ^ | ^ |
| 部门：云汀市示例局 | ^ | 2024年度 | ^ | 单位：元 |
""" + SPENDING.strip()
    [form] = forms(document([table(drawing)]))
    assert (form.kind, form.unit, form.pieces[0].first_row) == ("expenditure", Unit.YUAN, 6)


def test_pages_of_one_form_are_one_form_with_and_without_their_header() -> None:
    again = "| 202 | 外交支出 | 1.00 | 1.00 | |"
    with_header = "\n".join(SPENDING.strip().splitlines()[:3]) + "\n" + again
    doc = document(
        ["支出决算表", "单位：万元", table(SPENDING)],
        [table(again)],
        ["支出决算表（续）", "单位：万元", table(with_header)],
    )
    [form] = forms(doc)
    assert [len(p.rows) for p in form.pieces] == [2, 1, 1]


def test_another_title_opens_another_form_even_under_the_same_header() -> None:
    doc = document(
        ["支出决算表", "单位：万元", table(SPENDING)], ["一般公共预算财政拨款支出决算表", table(SPENDING)]
    )
    assert [f.kind for f in forms(doc)] == ["expenditure", "general_budget"]


def test_two_sided_forms_have_two_blocks() -> None:
    drawing = """
| 收入 | ^ | 支出 | ^ |
| 项目 | 决算数 | 项目 | 决算数 |
| 一、一般公共预算财政拨款收入 | 10.00 | 一、一般公共服务支出 | 10.00 |
| 本年收入合计 | 10.00 | 本年支出合计 | 10.00 |
"""
    [form] = forms(document(["收入支出决算总表", "单位：万元", table(drawing)]))
    assert [b.side for b in form.pieces[0].blocks] == ["revenue", "expenditure"]


def test_a_form_without_unit_takes_the_one_all_others_state_and_says_so() -> None:
    doc = document(
        ["支出决算表", "单位：元", table(SPENDING)], ["一般公共预算财政拨款支出决算表", table(SPENDING)]
    )
    assert [(f.unit, f.unit_guessed) for f in forms(doc)] == [(Unit.YUAN, False), (Unit.YUAN, True)]


@pytest.mark.parametrize(
    ("above", "kind", "is_piece"),
    [([], "untitled", True), (["支出决算表"], "expenditure", False), (["单位：元"], "other", False)],
)
def test_a_picture_of_a_piece_of_a_form_is_none(above: list[str], kind: str, is_piece: bool) -> None:
    shown = table(
        SPENDING
        + "| 20101 | 人大事务 | 30.00 | 20.00 | 10.00 |\n| 2010101 | 行政运行 | 30.00 | 20.00 | 10.00 |"
    )
    shown.picture = 1
    made = document([*above, shown])
    (form,) = forms(made)
    assert (form.kind, form.is_excerpt) == (kind, is_piece)
    told = [f.message for f in extract(made, context())]
    assert told == (["图片中的表（29格）没有标题和单位，未取数"] if is_piece else [])
