"""Codes over the years: what a code became, and that the table of changes is what it says."""

from __future__ import annotations

import csv

import pytest

from pipeline.core.code_changes import harmonised_code
from pipeline.core.reference import Reference, name_key
from pipeline.core.resources import REFERENCE

LISTS = Reference()
ROWS = [
    row
    for name in ("function_changes.csv", "economic_changes.csv")
    for row in csv.DictReader((REFERENCE / name).read_text("utf-8").splitlines())
]


@pytest.mark.parametrize(
    ("code", "year", "became"),
    [
        ("2010301", 2024, "2010301"),
        ("22005", 2018, "22005"),
        ("2200404", 2017, "2240504"),
        ("2089901", 2019, "2089999"),
        ("2089901", 2023, "2089999"),  # printed out of habit after it was gone
        ("2011501", 2016, "2013801"),
        ("2080504", None, "2080501"),
        ("30311", 2017, "30113"),
        ("30311", 2022, "30311"),  # 代缴社会保险费 by then
        ("30311", None, None),
        ("TOTAL", 2020, "TOTAL"),
        ("TOTAL_PERSONNEL", None, "TOTAL_PERSONNEL"),
        ("9990101", 2024, None),
        (None, 2024, None),
    ],
)
def test_what_a_code_became(code: str | None, year: int | None, became: str | None) -> None:
    assert harmonised_code(code, year) == became


@pytest.mark.parametrize("row", ROWS, ids=[r["code"] for r in ROWS])
def test_a_change_is_between_codes_of_the_lists(row: dict[str, str]) -> None:
    last = int(row["last_year"])
    assert row["name"] in {n.name for n in LISTS.names_of(row["code"]) if n.distance(last) == 0}
    assert row["harmonised_name"] in {n.name for n in LISTS.names_of(row["harmonised_code"])}
    assert row["kind"] in ("moved", "merged")
    assert row["source"]


@pytest.mark.parametrize("row", [r for r in ROWS if r["confidence"] == "certain"], ids=lambda r: r["code"])
def test_a_certain_change_is_proved_by_the_lists(row: dict[str, str]) -> None:
    last = int(row["last_year"])
    old = {name_key(n.name) for n in LISTS.names_of(row["code"]) if n.distance(last) == 0}
    new = {name_key(n.name) for n in LISTS.names_of(row["harmonised_code"])}
    assert old & new
    assert all(n.last_year == last for n in LISTS.names_of(row["code"]) if n.name == row["name"])


def test_no_code_is_listed_twice() -> None:
    codes = [row["code"] for row in ROWS]
    assert len(set(codes)) == len(codes)
