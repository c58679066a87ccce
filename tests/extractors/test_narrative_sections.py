"""What running text must not yield: glossaries, contents, reasons, purposes, parts, other years."""

from __future__ import annotations

import pytest

from extractors import narrative
from extractors.segment import parts
from pipeline.core.records import Amount, FunctionLine
from tests.extractors.grids import context, document

NOTHING = [
    (
        "the glossary",
        ["第四部分 名词解释", "1.教育支出（类）普通教育（款）小学教育（项）：指小学支出100万元。"],
    ),
    (
        "a glossary entry anywhere",
        ["教育支出（类）普通教育（款）小学教育（项）：反映小学支出，人均标准90元。"],
    ),
    ("the contents", ["目 录", "一、教育支出（类）100万元……3", "二、名词解释……5"]),
    ("performance", ["十、预算绩效情况说明", "教育支出（类）100万元，机关运行经费20万元。"]),
    ("a reason", ["决算数小于预算数的主要原因：教育支出（类）减少100万元，机关运行经费20万元。"]),
    (
        "economic classes",
        ["（三）支出按经济科目分类的明细情况", "工资福利支出100万元，住房公积金20万元，公用经费30万元。"],
    ),
    ("no amount at all", ["1.教育支出（类）普通教育（款）小学教育（项）。"]),
    ("a change alone", ["教育支出（类）比上年增加100万元，增长5%。"]),
    ("two names, one amount", ["教育支出（类）和科学技术支出（类）分别为100万元和200万元。"]),
    ("the year before the last", ["2021年教育支出（类）100万元。"]),
    ("amounts said one after another of several names", ["因公出国（境）费、公务接待费分别为1万元、2万元。"]),
    ("an amount without a unit", ["教育支出（类）支出1234。"]),
]


@pytest.mark.parametrize("paragraphs", [c[1] for c in NOTHING], ids=[c[0] for c in NOTHING])
def test_yields_nothing(paragraphs: list[str]) -> None:
    assert list(narrative.extract(document(paragraphs), context("final", 2024))) == []


def test_the_kind_of_document_must_be_known_for_a_phase() -> None:
    records = list(narrative.extract(document(["1.教育支出（类）支出100万元。"]), context("", 2024)))
    assert records == []


def test_an_outturn_of_the_year_being_planned_is_no_budget() -> None:
    records = list(
        narrative.extract(document(["1.教育支出（类）支出决算为100万元。"]), context("budget", 2026))
    )
    assert records == []


def test_the_glossary_ends_where_the_next_part_begins() -> None:
    paragraphs = [
        "第一部分 名词解释",
        "1.教育支出（类）：指教育。",
        "第二部分 支出情况说明",
        "1.教育支出（类）支出100万元。",
    ]
    (line,) = narrative.extract(document(paragraphs), context())
    assert isinstance(line, FunctionLine)
    assert line.function_code == "205"


def test_the_contents_end_where_their_first_entry_comes_again() -> None:
    first = ["目录", "第一部分 概况", "第二部分 支出情况说明", "第三部分 名词解释"]
    second = ["第一部分 概况", "第二部分 支出情况说明", "教育支出（类）支出100万元。"]
    kinds = [p.kind for p in parts(document(first, second))]
    assert kinds == ["contents"] * 4 + ["narrative"] * 3


def test_parts_of_a_line_are_not_headline_amounts() -> None:
    records = list(
        narrative.extract(
            document(["教育支出（类）100万元，其中：基本支出60万元，项目支出40万元。"]), context()
        )
    )
    assert [type(r) for r in records] == [FunctionLine]


def test_a_sentence_is_counted_once() -> None:
    records = narrative.extract(document(["1.教育支出（类）支出100万元，支出决算为100万元。"]), context())
    assert len(list(records)) == 1


def test_amounts_of_other_units_are_not_those_of_the_department() -> None:
    paragraphs = [
        "一、云汀市示例局",
        "云汀市示例局预算300万元，包括公用经费20万元。",
        "二、云汀市示例服务中心",
        "云汀市示例服务中心预算80万元，包括公用经费7万元。",
    ]
    records = list(narrative.extract(document(paragraphs), context("budget", 2026)))
    assert [(r.concept, str(r.value)) for r in records if isinstance(r, Amount)] == [
        ("expenditure.total", "3000000.00"),
        ("expenditure.operating_cost", "200000.00"),
    ]


def test_lines_below_headings_take_their_parents_only_where_the_list_has_them_so() -> None:
    (line,) = narrative.extract(
        document(["（一）住房保障支出（类）", "1.法院（款）案件审判（项）支出100万元。"]), context()
    )
    assert isinstance(line, FunctionLine)
    assert (line.class_name, line.function_code) == (None, "2040504")


@pytest.mark.parametrize("stop", [",", "。"])
def test_an_outturn_behind_the_budget_is_the_lines_own(stop: str) -> None:
    text = f"1.教育支出（类）普通教育（款）小学教育（项）{stop}年初预算5万元，支出决算6万元。"
    records = list(narrative.extract(document([text]), context()))
    assert [(type(r), r.phase) for r in records] == [(FunctionLine, "budget"), (FunctionLine, "final")]
