"""The calibration table and what it makes of records."""

from __future__ import annotations

from pipeline.check import check
from pipeline.check.confidence import Bin, bins
from pipeline.core.records import RECORDS, Identity
from tests.check.made import records


def test_a_bin_is_drawn_towards_one_half_by_few_rows() -> None:
    assert Bin("amounts", "form", "proved", 0.0, 0, 0).confidence == 0.5
    assert Bin("amounts", "form", "proved", 0.0, 8, 8).confidence == 0.9
    assert Bin("amounts", "form", "proved", 0.0, 998, 998).confidence == 0.999


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
