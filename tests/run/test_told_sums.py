"""Contradictions with totals of running text that may be others, or whose sums may have more parts, blame nobody."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extractors import narrative
from pipeline.check import check
from pipeline.core.model import Document
from pipeline.core.records import Amount, Finding, Record
from pipeline.run.told_sums import excuse_told
from tests.extractors.grids import context, document

HEADING = "一、收入支出决算总体情况说明"


def _parties(text: str, *more: Record) -> dict[str, str]:
    """The party of every contradiction of a paragraph, all of which were blamed on the disclosure before."""
    told: Document = document([HEADING, text])
    records = [
        *(r for r in narrative.extract(told, context("final", 2023)) if not isinstance(r, Finding)),
        *more,
    ]
    found = [f for f in check(context("final", 2023).identity, records) if f.severity != "info"]
    for finding in found:
        finding.party, finding.severity = "disclosure", "error"
    excuse_told(told, [r for r in records if isinstance(r, Amount)], found)
    return {f.identity_id or "": f.party for f in found}


def _form(concept: str, value: str, row: int) -> Amount:
    return Amount(
        place="form", concept=concept, phase="final", value=Decimal(value), amount_text=value, unit="元",
        locator=f"p9/t1/r{row}/c2", page=9, confidence=0.97,
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "2023年度总收入80.00万元，总支出76.00万元。",
        "2023年度收入总计80.00万元，支出总计76.00万元。与上年相比，收入总计增加1.00万元。",
        "2023年度总收入80.00万元，其中：财政拨款收入80.00万元。总支出76.00万元，其中：基本支出76.00万元。",
        "2023年度总收入80.00万元，年初结转和结余5.00万元。总支出76.00万元，年末结转和结余9.00万元。",
    ],
)
def test_totals_without_what_was_carried_over_may_be_the_years_own(text: str) -> None:
    assert _parties(text)["I01"] == "unknown"


@pytest.mark.parametrize(
    "text",
    [
        "2023年度收入总计80.00万元，其中本年收入75.00万元，年初结转和结余5.00万元；支出总计76.00万元，其中本年支出70.00万元。",
        "2023年度收入总计80.00万元，使用非财政拨款结余2.00万元，使用专用结余1.00万元，年初结转和结余2.00万元，"
        "一般公共预算财政拨款收入70.00万元，其他收入5.00万元；支出总计76.00万元，其中本年支出70.00万元。",
        "2023年度收入总计80.00万元，年初结转和结余0万元；支出总计76.00万元，年末结转和结余0万元。",
    ],
)
def test_totals_that_show_what_was_carried_over_are_held_to_each_other(text: str) -> None:
    assert _parties(text)["I01"] == "disclosure"


def test_a_form_tells_which_amount_of_the_text_is_the_total() -> None:
    text = "2023年度收入总计80.00万元，支出总计76.00万元。"
    total = _form("revenue.total", "800000", 1), _form("expenditure.total", "800000", 2)
    other = [_form("expenditure.current", "750000", 3)]
    assert set(_parties(text, *total, *other).values()) == {"disclosure"}
    own = [_form("expenditure.current", "760000", 3)]
    assert _parties(text, *total, *own).get("I01", "unknown") == "unknown"


@pytest.mark.parametrize(
    "clauses",
    [
        "以前年度专项存量5.00万元，年初结转和结余4.00万元",
        "年初结转和结余4.00万元，以前年度专项存量5.00万元",
        "使用非财政拨款结余1.00万元，以前年度专项存量5.00万元，年初结转和结余3.00万元",
        "上级补助收入5.00万元，年初结转和结余4.00万元",
    ],
)
def test_a_sum_with_an_addend_that_is_no_concept_blames_nobody(clauses: str) -> None:
    assert _parties(f"2023年度收入总计80.00万元，包括本年收入合计71.00万元，{clauses}。")["I02"] == "unknown"


@pytest.mark.parametrize(
    "more",
    [
        "",
        "，比上年增加5.30万元",
        "。另有代管资金5.00万元",
        "；支出总计80.00万元，其中代管资金5.00万元",
    ],
)
def test_a_sum_all_of_whose_clauses_were_read_is_held_to_them(more: str) -> None:
    text = f"2023年度收入总计80.00万元，包括本年收入合计71.00万元，年初结转和结余4.00万元{more}。"
    assert _parties(text)["I02"] == "disclosure"
