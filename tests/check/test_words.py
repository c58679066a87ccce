"""What sentences say in words, small percentages, scores and empty forms against the numbers behind them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pipeline.check import check
from pipeline.core.records import Finding
from tests.check.made import FINAL, budget_form, checked, records, told


def _wordy(word: str, final: str, budget: str) -> list[Finding]:
    said = told(final) | {"against_budget": word}
    planned = told(budget) | {"phase": "budget", "at": "para1/40"}
    again = {"form": "budget", "phase": "budget", "code": "2010101", "amount": budget, "at": "5/2/3"}
    return checked(said, planned, again, *budget_form(final))[1]


@pytest.mark.parametrize(
    ("word", "final", "budget"),
    [("below", "1,200.00", "1,300.00"), ("above", "1,300.00", "1,200.00"), ("equal", "1,200.00", "1,200.00"),
     ("near", "1,190.00", "1,200.00"), ("below", "1,200.00", "1,200.00")],
)  # fmt: skip
def test_words_that_fit_their_numbers_are_no_finding(word: str, final: str, budget: str) -> None:
    assert not _wordy(word, final, budget)


@pytest.mark.parametrize(
    ("word", "final", "budget"),
    [("above", "1,200.00", "1,300.00"), ("below", "1,300.00", "1,200.00"), ("equal", "1,200.00", "1,300.00"),
     ("near", "1,000.00", "1,200.00")],
)  # fmt: skip
def test_a_word_that_contradicts_proved_numbers_is_the_disclosures(
    word: str, final: str, budget: str
) -> None:
    found = _wordy(word, final, budget)
    assert [(f.identity_id, f.party) for f in found] == [("N07w", "disclosure")]


@pytest.mark.parametrize(("amount", "n_found"), [("0.00", 0), ("1.20", 1)])
def test_nothing_spent_of_nothing_planned_equals_its_budget(amount: str, n_found: int) -> None:
    said = {"concept": "three_public.abroad", "amount": amount, "place": "text", "at": "para1/0"}
    rate = {"completion_pct": "0.00", "against_budget": "equal"}
    planned = {
        "concept": "three_public.abroad",
        "amount": "0.00",
        "phase": "adjusted_budget",
        "place": "text",
        "at": "para1/9",
    }
    found = checked(said | rate, planned)[1]
    assert len([f for f in found if f.identity_id == "N07w"]) == n_found


def test_a_share_of_nothing_is_wrong_whatever_the_whole() -> None:
    part = {"concept": "procurement.sme", "amount": "0", "place": "text", "share_pct": "100", "at": "para1/0"}
    whole = {"concept": "procurement.total", "amount": "2.4", "place": "text", "at": "para1/40"}
    _, found = checked(part, whole)
    assert [(f.identity_id, f.party) for f in found] == [("N06", "disclosure")]


@pytest.mark.parametrize(("printed", "party"), [("-0.33", "disclosure"), ("-0.5", "unknown")])
def test_a_decimal_point_in_the_wrong_place_is_told_from_another_number(printed: str, party: str) -> None:
    # 0.24 of 706.72 is 0.034 %
    said = {"concept": "agency_operation", "amount": "706.48", "change_value": "-0.24", "place": "text"}
    _, found = checked(said | {"change_pct": printed, "at": "para1/0"})
    assert [f.party for f in found] == [party]


def test_a_score_above_a_weight_that_adds_up_is_the_disclosures() -> None:
    project = {
        "project": "x",
        "rate": "100",
        "execution_weight": "10",
        "execution_score": "96",
        "at": "1/9/3",
    }
    rows = [{"indicator": c, "of": "x", "weight": "30", "at": f"1/{i}/3"} for i, c in enumerate("abc", 1)]
    _, found = checked(project, *rows)
    assert [(f.identity_id, f.party) for f in found] == [("P02", "disclosure")]
    _, found = checked(project)
    assert [(f.identity_id, f.party) for f in found] == [("P02", "unknown")]


def test_a_sum_in_one_sentence_that_misses_its_total_by_rounding_is_noted() -> None:
    parts = [
        ("expenditure.total", "840.99"),
        ("expenditure.basic", "828.05"),
        ("expenditure.project", "12.95"),
    ]
    rows = [
        {"concept": c, "amount": a, "place": "text", "at": f"para1/{10 * i}"}
        for i, (c, a) in enumerate(parts)
    ]
    _, found = checked(*rows)
    assert [(f.severity, f.difference) for f in found] == [("info", Decimal("-100.00"))]


def test_an_empty_form_contradicts_an_amount_of_the_text() -> None:
    empty = Finding(kind="empty_form", message="“三公”经费支出表：没有数据", left_locator="p2/t1/r1/c1")
    said = {
        "concept": "three_public.total",
        "amount": "0.95",
        "place": "text",
        "phase": "budget",
        "at": "para1/0",
    }
    found = [f for f in check(FINAL, records(said), [empty]) if f.kind != "code"]
    assert [(f.identity_id, f.party, f.right_locator) for f in found] == [
        ("X06e", "disclosure", "p2/t1/r1/c1")
    ]
    printed = {"concept": "three_public.total", "amount": "0.95", "phase": "budget", "at": "2/1/1"}
    assert not [f for f in check(FINAL, records(said, printed), [empty]) if f.identity_id == "X06e"]
    nothing = {"concept": "three_public.total", "amount": "0.00", "place": "text", "at": "para1/0"}
    assert not [f for f in check(FINAL, records(nothing), [empty]) if f.identity_id == "X06e"]


def test_one_sentence_with_two_amounts_of_a_line_is_the_disclosures() -> None:
    line, found = checked(told("1,200.00") | {"restated_text": "1,150.00万元"}, *budget_form("1,200.00"))
    assert [(f.identity_id, f.party) for f in found] == [("N07r", "disclosure")]
    assert line[0].proof == "proved"  # by the form: the other amount is the wrong one


def test_a_last_digit_that_differs_within_a_sentence_is_a_note() -> None:
    _, found = checked(told("1,200.00") | {"restated_text": "1,200.01万元"}, *budget_form("1,200.00"))
    assert [(f.identity_id, f.severity) for f in found] == [("N07r", "info")]


def test_growth_from_nothing_is_a_note() -> None:
    new = {"concept": "three_public.reception", "amount": "0.30", "change_value": "0.30", "place": "text"}
    _, found = checked(new | {"change_pct": "100", "at": "para1/0"})
    assert [(f.identity_id, f.party, f.severity) for f in found] == [("N13z", "disclosure", "info")]
