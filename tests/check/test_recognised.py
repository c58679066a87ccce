"""Figures read from images: what proves them, and what does not."""

from __future__ import annotations

from pipeline.check import check
from pipeline.core.records import FunctionLine, Identity
from tests.check.made import records


def _proofs(source: str, *amounts: str) -> list[str]:
    """The proof of a section line and of the item lines below it."""
    codes = ("20101", "2010101", "2010102")
    rows = (
        {"form": "expenditure", "code": code, "amount": amount, "at": f"1/{i}/3"}
        for i, (code, amount) in enumerate(zip(codes, amounts, strict=False), 1)
    )
    made = records(*rows)
    for record in made:
        record.text_source = source
    check(Identity(report_kind="final"), made)
    return [record.proof for record in made]


def test_sums_that_close_exactly_prove_what_was_recognised() -> None:
    assert _proofs("ocr", "9.00", "4.00", "5.00") == ["proved"] * 3


def test_a_last_digit_too_many_is_not_proved_by_the_tolerance() -> None:
    assert _proofs("digital", "9.01", "4.00", "5.00") == ["proved"] * 3
    assert "proved" not in _proofs("ocr", "9.00", "4.007", "5.00")


def test_one_number_twice_may_be_misread_twice() -> None:
    assert _proofs("digital", "9.00", "9.00") == ["proved"] * 2
    assert _proofs("ocr", "9.00", "9.00") == ["unproved"] * 2


def test_a_name_that_was_misread_takes_the_proof_of_its_row() -> None:
    def proofs(source: str, name: str) -> list[str]:
        rows = [
            ("20101", "人大事务", "9.00"),
            ("2010101", name, "4.00"),
            ("2010102", "一般行政管理事务", "5.00"),
        ]
        made = records(
            *(
                {"form": "expenditure", "code": c, "amount": a, "at": f"1/{i}/3"}
                for i, (c, _, a) in enumerate(rows)
            )
        )
        for record, (_, given, _) in zip(made, rows, strict=True):
            assert isinstance(record, FunctionLine)
            record.text_source, record.function_name = source, given
        check(Identity(report_kind="final", fiscal_year=2024), made)
        return [record.proof for record in made]

    assert proofs("ocr", "行政运行") == proofs("digital", "行政运衍") == ["proved"] * 3
    assert proofs("ocr", "行政运衍") == ["proved", "unproved", "proved"]
