"""The calibration table and what it makes of records."""

from __future__ import annotations

from pipeline.check import check
from pipeline.check.confidence import Bin, bins
from pipeline.core.records import RECORDS, Identity
from tests.check.made import records


def test_a_bin_says_no_more_than_its_rows_bear_out() -> None:
    for rows, right, value in (
        (0, 0, 0.5),
        (5, 5, 0.648),
        (25, 25, 0.902),
        (1000, 1000, 0.997),
        (100, 90, 0.839),
    ):
        assert Bin("amounts", "form", "proved", 0.0, rows, right).confidence == value


def test_rows_given_95_percent_were_counted_often_enough() -> None:
    sure = [b for b in bins() if b.confidence >= 0.95]
    assert sure
    assert all(b.rows >= 50 for b in sure)


def test_bins_are_well_formed() -> None:
    seen = set()
    for entry in bins():
        assert entry.table in RECORDS
        assert entry.place in ("form", "text")
        assert entry.proof in ("proved", "unproved", "conflict")
        assert 0 <= entry.right <= entry.rows
        key = (entry.table, entry.place, entry.proof, entry.least, entry.source)
        assert key not in seen
        seen.add(key)


def test_proof_raises_and_conflict_lowers_confidence() -> None:
    def line(code: str, amount: str, row: int) -> dict[str, str]:
        return {"form": "expenditure", "code": code, "amount": amount, "at": f"1/{row}/3"}

    proved = records(line("20101", "9.00", 1), line("2010101", "9.00", 2))
    wrong = records(line("20101", "9.00", 1), line("2010101", "7.00", 2))
    alone = records(line("2010101", "9.00", 1))
    for made in (proved, wrong, alone):
        check(Identity(report_kind="final"), made)
    assert proved[0].confidence > 0.99 > alone[0].confidence > wrong[0].confidence


def test_a_guess_that_nothing_proves_keeps_its_doubt() -> None:
    made = records(
        {"form": "expenditure", "code": "201", "amount": "9.00", "at": "1/1/3", "confidence": 0.67}
    )
    check(Identity(report_kind="final"), made)
    assert made[0].confidence == 0.67
