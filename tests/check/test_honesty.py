"""What must not count as proof: a cell by itself, chance, zeros beside zeros, sums too loose to tell."""

from __future__ import annotations

import pytest

from tests.check.made import Row, checked


def _proofs(*rows: Row) -> list[str]:
    made, _ = checked(*rows)
    return [r.proof for r in made]


def _line(code: str, amount: str, at: str, **more: str) -> Row:
    return {"form": "expenditure", "code": code, "amount": amount, "at": at} | more


def test_a_cell_that_two_records_repeat_proves_nothing() -> None:
    total: Row = {"concept": "expenditure.current", "amount": "9.00", "at": "1/1/3"}
    assert _proofs(_line("TOTAL", "9.00", "1/1/3"), total) == ["unproved", "unproved"]


def test_a_lone_number_is_not_proved_by_another_line_of_the_same_amount() -> None:
    assert _proofs(_line("2010101", "9.00", "1/1/3"), _line("2080501", "9.00", "2/1/3")) == ["unproved"] * 2


def test_a_total_without_items_is_unproved() -> None:
    assert _proofs(_line("TOTAL", "9.00", "1/1/3")) == ["unproved"]


def test_a_small_item_is_not_proved_by_a_loose_sum() -> None:
    """The sum closes within its rounding, and would as well without the item of a hundred yuan."""
    rows = [
        _line("20101", "9.02", "1/1/3"),
        _line("2010101", "9.00", "1/2/3"),
        _line("2010102", "0.01", "1/3/3"),
    ]
    assert _proofs(*rows) == ["proved", "proved", "unproved"]
    rows[0] = _line("20101", "9.01", "1/1/3")
    assert _proofs(*rows) == ["proved"] * 3


def test_a_guessed_unit_is_not_proved_by_figures_of_the_same_guess() -> None:
    rows = [_line("20101", "9.00", "1/1/3"), _line("2010101", "9.00", "1/2/3")]
    made, _ = checked(*(row | {"confidence": 0.6} for row in rows))
    assert [r.proof for r in made] == ["unproved"] * 2


@pytest.mark.parametrize(("share", "proof"), [("75", "unproved"), ("74.93", "proved")])
def test_a_short_percentage_proves_nothing(share: str, proof: str) -> None:
    """75 % is true of many amounts, 74.93 % of few."""
    rows: list[Row] = [
        {
            "concept": "expenditure.basic",
            "amount": "9.00",
            "share_pct": share,
            "place": "text",
            "at": "para1/0",
        },
        {"concept": "expenditure.current", "amount": "12.01", "place": "text", "at": "para1/40"},
    ]
    assert _proofs(*rows)[0] == proof


def test_amounts_in_order_prove_nothing() -> None:
    """That a part is at most its whole is true of almost any two numbers."""
    rows: list[Row] = [
        {"concept": "procurement.sme", "amount": "5.00", "place": "text", "at": "para1/0"},
        {"concept": "procurement.total", "amount": "9.00", "place": "text", "at": "para1/30"},
    ]
    assert _proofs(*rows) == ["unproved", "unproved"]


def test_zeros_of_one_guess_prove_nothing() -> None:
    rows = [_line("20101", "0.00", "1/1/3"), _line("2010101", "0.00", "1/2/3")]
    made, _ = checked(*(row | {"confidence": 0.6} for row in rows))
    assert [r.proof for r in made] == ["unproved"] * 2


def test_a_zero_told_twice_proves_nothing() -> None:
    rows: list[Row] = [
        {"concept": "agency_operation", "amount": "0", "place": "text", "at": f"para{n}/0"} for n in (1, 5)
    ]
    assert _proofs(*rows) == ["unproved", "unproved"]
