"""Other readings of recognised numbers: what two sums choose, what one does not, and what is printed wrong."""

from __future__ import annotations

from decimal import Decimal

from pipeline.check import check
from pipeline.check.close_readings import CLOSE
from pipeline.core.records import FunctionLine, Identity, Record
from tests.check.made import records

CODES = ("20101", "2010101", "2010102")
RIGHT = {
    "total": ("9.00", "4.00", "5.00"),
    "basic": ("6.00", "3.00", "3.00"),
    "project": ("3.00", "1.00", "2.00"),
}
AT = "p1/t1/r2/c3"  # the total of 2010101, in a sum of its column and one of its row


def _made(read: str, components: tuple[str, ...], source: str = "ocr") -> list[Record]:
    """A section of two items in the columns given; the total of the first item as `read`."""
    made = records(
        *(
            {"form": "expenditure", "code": code, "component": name, "amount": amount, "at": f"1/{i}/{c}"}
            for c, name in enumerate(components, 3)
            for i, (code, amount) in enumerate(zip(CODES, RIGHT[name], strict=True), 1)
            if not (name == "total" and i == 2)
        ),
        {"form": "expenditure", "code": CODES[1], "component": "total", "amount": read, "at": "1/2/3"},
    )
    for record in made:
        if isinstance(record, FunctionLine):
            record.text_source = source
    return made


def _after(
    read: str, *others: str, components: tuple[str, ...] = ("total", "basic", "project"), source: str = "ocr"
) -> FunctionLine:
    """The row in question after the check."""
    made = _made(read, components, source)
    check(Identity(report_kind="final"), made, (), {AT: others} if others else None)
    return next(r for r in made if isinstance(r, FunctionLine) and r.locator == AT)


def test_two_sums_choose_and_do_not_prove_what_they_chose() -> None:
    row = _after("7.00", "2.00", "4.00")
    assert (row.amount_yuan, row.amount_text, row.raw_text) == (Decimal(40_000), "4.00", "4.00")
    assert row.pattern_id.endswith(CLOSE)
    assert row.proof == "unproved"


def test_one_sum_chooses_nothing() -> None:
    row = _after("7.00", "4.00", components=("total",))
    assert (row.amount_yuan, row.proof) == (Decimal(70_000), "conflict")
    assert CLOSE not in row.pattern_id


def test_an_error_that_is_printed_stays() -> None:
    row = _after("7.00")
    assert (row.amount_yuan, row.proof) == (Decimal(70_000), "conflict")
    row = _after("7.00", "2.00")
    assert (row.amount_yuan, row.proof) == (Decimal(70_000), "conflict")


def test_a_reading_that_closes_its_sums_stays() -> None:
    row = _after("4.00", "7.00")
    assert (row.amount_yuan, row.proof) == (Decimal(40_000), "proved")


def test_digital_numbers_have_no_other_reading() -> None:
    assert _after("7.00", "4.00", source="digital").amount_yuan == Decimal(70_000)
