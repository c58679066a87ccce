"""Proof, blame and findings on small invented forms."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.check import check
from pipeline.check.equations import looks_like
from pipeline.core.records import Finding, FunctionLine, Identity, Record
from tests.check.made import FINAL, Row, budget_form, checked, proofs, records, told


def _line(code: str, component: str, amount: str, row: int, col: int, **more: Any) -> Row:
    return {
        "form": "expenditure", "code": code, "component": component, "amount": amount, "at": f"1/{row}/{col}", **more,
    }  # fmt: skip


def _grid(changed: dict[tuple[int, int], str] | None = None) -> list[Row]:
    """An expenditure form: 合计, one class, one section, two items; total, basic and project."""
    cells = {
        "TOTAL": ("30.00", "22.00", "8.00"),
        "201": ("30.00", "22.00", "8.00"),
        "20101": ("30.00", "22.00", "8.00"),
        "2010101": ("14.00", "12.00", "2.00"),
        "2010102": ("16.00", "10.00", "6.00"),
    }
    rows = []
    for r, (code, amounts) in enumerate(cells.items(), start=1):
        for c, (component, amount) in enumerate(
            zip(("total", "basic", "project"), amounts, strict=True), start=3
        ):
            rows.append(_line(code, component, (changed or {}).get((r, c), amount), r, c))
    return rows


def test_a_form_that_closes_is_proved_whole() -> None:
    made, found = checked(*_grid())
    assert {r.proof for r in made} == {"proved"}
    assert not found


@pytest.mark.parametrize("cell", [(4, 4), (5, 5), (4, 3)])
def test_a_wrong_cell_is_singled_out_where_row_and_column_fail(cell: tuple[int, int]) -> None:
    made, found = checked(*_grid({cell: "99.00"}))
    wrong = f"p1/t1/r{cell[0]}/c{cell[1]}"
    assert {k: v for k, v in proofs(made).items() if v != "proved"} == {wrong: "conflict"}
    assert len(found) == 1
    assert found[0].party == "disclosure"
    assert wrong in found[0].message
    assert found[0].page == 1


def test_a_wrong_total_fails_its_row_and_its_classes() -> None:
    made, found = checked(*_grid({(1, 3): "31.00"}))
    assert proofs(made)["p1/t1/r1/c3"] == "conflict"
    assert [f.party for f in found] == ["disclosure"]
    assert found[0].difference in (Decimal("10000.0000"), Decimal("-10000.0000"))


def test_a_lone_sum_that_fails_blames_nobody_in_particular() -> None:
    rows = [_line("201", "total", "30.00", 1, 3), _line("20101", "total", "20.00", 2, 3)]
    made, found = checked(*rows)
    assert {r.proof for r in made} == {"conflict"}
    assert [f.party for f in found] == ["unknown"]


def test_a_row_that_nothing_compares_with_stays_unproved() -> None:
    made, found = checked(_line("2010101", "total", "30.00", 1, 3))
    assert [r.proof for r in made] == ["unproved"]
    assert not found


@pytest.mark.parametrize(("total", "closes"), [("30.02", True), ("30.03", False)])
def test_tolerance_grows_with_the_addends_and_their_printed_digits(total: str, closes: bool) -> None:
    # three items and their section, each printed to 0.01: at most four times 0.005
    rows = [_line("20101", "total", total, 1, 3)]
    rows += [_line(f"201010{i}", "total", "10.00", i + 1, 3) for i in (1, 2, 3)]
    made, _ = checked(*rows)
    assert (made[0].proof == "proved") is closes


def test_yuan_are_exact_where_ten_thousands_are_not() -> None:
    rows = [_line("20101", "total", "300000.00", 1, 3, unit="元")]
    rows += [_line(f"201010{i}", "total", "100000.01", i + 1, 3, unit="元") for i in (1, 2, 3)]
    made, _ = checked(*rows)
    assert made[0].proof == "conflict"


def test_one_cell_in_two_records_does_not_prove_itself() -> None:
    cell = "1/9/3"
    made, _ = checked(
        {"concept": "expenditure.current", "amount": "30.00", "at": cell},
        {"concept": "revenue.current", "amount": "30.00", "at": cell},
    )
    assert {r.proof for r in made} == {"unproved"}


def test_a_headline_amount_is_proved_with_the_cell_it_repeats() -> None:
    made, _ = checked(*_grid(), {"concept": "expenditure.current", "amount": "30.00", "at": "1/1/3"})
    assert made[-1].proof == "proved"


def test_an_addend_below_the_tolerance_needs_an_exact_sum() -> None:
    # closes within 0.015, and would without the item of 0.01
    loose = [("20101", "10.01"), ("2010101", "10.00"), ("2010102", "0.01")]
    exact = [_line(c, "total", a, i, 3) for i, (c, a) in enumerate(loose, start=1)]
    made, _ = checked(*exact)
    assert made[2].proof == "proved"
    off = [_line(c, "total", a, i, 3) for i, (c, a) in enumerate([("20101", "10.02"), *loose[1:]], start=1)]
    made, _ = checked(*off)
    assert [r.proof for r in made] == ["proved", "proved", "unproved"]


def test_parents_printed_with_no_children_are_left_alone() -> None:
    column = [("TOTAL", "30.00"), ("201", "10.00"), ("205", "20.00"), ("20501", "20.00")]
    rows = [_line(code, "total", amount, r, 3) for r, (code, amount) in enumerate(column, start=1)]
    made, found = checked(*rows)
    assert {r.proof for r in made} == {"proved"}
    assert not found


def test_units_printed_one_after_another_each_have_their_tree() -> None:
    rows = [
        _line("TOTAL", "total", "30.00", 1, 3), _line("201", "total", "10.00", 2, 3),
        _line("2010101", "total", "10.00", 3, 3), _line("201", "total", "20.00", 4, 3),
        _line("2010101", "total", "15.00", 5, 3), _line("2010199", "total", "5.00", 6, 3),
    ]  # fmt: skip
    made, found = checked(*rows)
    assert {r.proof for r in made} == {"proved"}
    assert not found


def test_blocks_side_by_side_are_one_economic_form() -> None:
    left = [("301", "7.00"), ("30101", "4.00"), ("30102", "3.00"), ("TOTAL_PERSONNEL", "7.00")]
    right = [("302", "5.00"), ("30201", "5.00"), ("TOTAL_OPERATING", "5.00")]
    rows: list[Row] = [
        {"economic": c, "amount": a, "component": "personnel", "at": f"1/{i}/3"}
        for i, (c, a) in enumerate(left, 1)
    ]
    rows += [
        {"economic": c, "amount": a, "component": "operating_cost", "at": f"1/{i}/6"}
        for i, (c, a) in enumerate(right, 1)
    ]
    made, found = checked(*rows)
    assert {r.proof for r in made} == {"proved"}
    assert not found


def test_part_columns_are_no_addends() -> None:
    parts = [("total", "9.00"), ("basic", "6.00"), ("project", "3.00")]
    rows = [_line("201", component, amount, 1, c) for c, (component, amount) in enumerate(parts, start=3)]
    made, found = checked(*rows, _line("201", "other", "2.00", 1, 6))
    assert [r.proof for r in made] == ["proved", "proved", "proved", "unproved"]
    assert not found


@pytest.mark.parametrize("said", ["1234.56", "1234.6", "1234.5", "1234"])
def test_a_sentence_may_round_or_cut(said: str) -> None:
    made, found = checked(told(said), *budget_form("1,234.56"))
    assert made[0].proof == "proved"
    assert not found


def test_a_sentence_that_contradicts_a_proved_form_is_the_disclosures() -> None:
    made, found = checked(told("1243.56"), *budget_form("1,234.56"))
    assert [r.proof for r in made] == ["conflict", "proved", "proved"]
    assert [(f.kind, f.party) for f in found] == [("text_form", "disclosure")]


def test_a_sentence_in_yuan_is_compared_with_a_form_in_ten_thousands() -> None:
    said = told("12345600.00") | {"unit": "元"}
    made, _ = checked(said, *budget_form("1,234.56"))
    assert made[0].proof == "proved"


def test_sentences_about_units_are_not_held_against_the_whole() -> None:
    printed: Row = {"concept": "expenditure.total", "amount": "900.00", "at": "1/9/4"}
    said: list[Row] = [
        {"concept": "expenditure.total", "amount": a, "place": "text", "at": f"para{i}/0"}
        for i, a in enumerate(("350.00", "550.00"))
    ]
    made, found = checked(printed, *said)
    assert not found
    assert "conflict" not in {r.proof for r in made}


def test_a_guessed_unit_is_not_proved_by_its_own_form() -> None:
    rows = [row | {"confidence": 0.67} for row in _grid()]
    made, _ = checked(*rows)
    assert {r.proof for r in made} == {"unproved"}


def test_a_unit_taken_for_another_is_ours() -> None:
    rows = _grid()
    summary: Row = {"form": "summary", "code": "201", "amount": "300000", "unit": "万元", "at": "3/1/2"}
    _, found = checked(summary, *rows)
    assert [f.party for f in found] == ["extraction"]


def test_a_percentage_with_its_point_moved_is_the_disclosures() -> None:
    row: Row = {"concept": "three_public.reception", "amount": "0.59", "place": "text", "at": "para1/0"}
    _, found = checked(row | {"change_value": "-0.05", "change_pct": "-0.78"})
    assert [(f.identity_id, f.party) for f in found] == [("N13", "disclosure")]
    assert found[0].left_value == Decimal("-0.7800")


def test_codes_that_no_list_has_are_findings() -> None:
    made = records(_line("2789901", "total", "1.00", 1, 3))
    assert [f.kind for f in check(FINAL, made)] == ["code"]


def test_names_that_belong_to_another_code_are_findings() -> None:
    rows = records(_line("2050201", "total", "1.00", 1, 3), _line("2050202", "total", "1.00", 2, 3))
    for row, name in zip(rows, ("学前教育", "环境监测"), strict=True):
        row.function_name = name  # type: ignore[union-attr]
    found = check(FINAL, rows)
    assert [(f.kind, f.left_locator) for f in found] == [("code", "p1/t1/r2/c3")]


def test_a_document_without_records_has_no_findings() -> None:
    assert check(Identity(), []) == []


amounts = st.integers(min_value=0, max_value=5000)


@given(
    st.lists(st.tuples(amounts, amounts), min_size=1, max_size=6),
    st.integers(0, 2),
    st.randoms(use_true_random=False),
)
def test_order_changes_nothing(items: list[tuple[int, int]], error: int, shuffler: random.Random) -> None:
    rows: list[Row] = []
    sums = [sum(i[0] for i in items), sum(i[1] for i in items)]
    for r, (basic, project) in enumerate([(sums[0], sums[1]), *items], start=1):
        code = "20101" if r == 1 else f"201010{r - 1}"
        for c, value in enumerate((basic + project, basic, project), start=3):
            off = error if (r, c) == (1, 3) else 0
            component = ("total", "basic", "project")[c - 3]
            rows.append(_line(code, component, f"{value + off}.00", r, c))
    made, found = checked(*rows)
    mixed = list(rows)
    shuffler.shuffle(mixed)
    again, found_again = checked(*mixed)
    assert proofs(made) == proofs(again)
    assert [f.message for f in found] == [f.message for f in found_again]


@given(st.integers(1000, 10**7), st.integers(0, 6), st.integers(0, 9))
def test_one_changed_digit_looks_like_a_misprint(number: int, place: int, digit: int) -> None:
    text = str(number)
    changed = text[: place % len(text)] + str(digit) + text[place % len(text) + 1 :]
    assert looks_like(text, changed)


def test_unlike_numbers_are_no_misprints() -> None:
    assert not looks_like("1,234.56", "7,890.12")
    assert not looks_like("0.00", "0.60")
    assert looks_like("1,234.56", "1,243.56")
    assert looks_like("1,234.56", "123.456")


def test_a_row_that_runs_over_two_pages_is_one_row() -> None:
    parts = {"general_public_budget": "6.00", "institutional": "1.00"}
    left = [
        {
            "form": "revenue",
            "code": "TOTAL",
            "direction": "revenue",
            "component": c,
            "amount": a,
            "at": f"1/6/{n}",
        }
        for n, (c, a) in enumerate({"total": "9.00", **parts}.items(), start=1)
    ]
    right = [
        {"form": "revenue", "code": "TOTAL", "direction": "revenue", "component": c, "amount": "1.00", "at": f"2/7/{n}"}
        for n, c in enumerate(("other", "carryover"), start=1)
    ]  # fmt: skip
    made, found = checked(*left, *right, identity=Identity(report_kind="budget", fiscal_year=2024))
    assert {r.proof for r in made} == {"proved"}
    assert not found


FORMS = (("expenditure", 2), ("grant_summary", 3))


def test_a_tenfold_slip_in_yuan_is_no_unit_taken_for_another() -> None:
    """元 is ten times of no unit: a zero was lost in print. Between 万元 and 千元 a unit may have been misread."""
    agreed = [
        {"form": f, "code": "205", "amount": "294400", "unit": "元", "at": f"{p}/1/2"} for f, p in FORMS
    ]
    lost: Row = {"form": "summary", "code": "205", "amount": "29440", "unit": "元", "at": "1/1/2"}
    _, found = checked(lost, *agreed)
    assert [(f.identity_id, f.party) for f in found if f.severity != "info"] != []
    assert "extraction" not in {f.party for f in found}
    _, found = checked(lost | {"unit": "万元"}, *(row | {"unit": "万元"} for row in agreed))
    assert "extraction" in {f.party for f in found}


def _cut(second: str) -> tuple[list[Record], list[Finding]]:
    """A class with three items, the last one on the next page under a header that is read as another form's."""
    rows = [
        _line("213", "total", "30.00", 1, 3),
        _line("21301", "total", "30.00", 2, 3),
        _line("2130101", "total", "14.00", 3, 3),
        _line("2130102", "total", "9.00", 4, 3),
        _line(second, "total", "7.00", 1, 3) | {"at": "2/1/3"},
    ]
    made = records(*rows)
    for record in made:
        assert isinstance(record, FunctionLine)
        record.form_index = record.page
    return made, check(FINAL, made)


def test_a_form_does_not_open_below_a_class() -> None:
    made, found = _cut("2130199")
    assert set(proofs(made).values()) == {"proved"}
    assert not found
    made, found = _cut("2140199")
    assert proofs(made)["p1/t1/r3/c3"] == "conflict"
    assert found


def test_a_column_that_leaves_lines_out_need_not_add_up() -> None:
    totals = _grid()
    cells = {1: "9.00", 4: "2.00"}
    partial = [_line("TOTAL" if r == 1 else "2010101", "other", v, r, 6) for r, v in cells.items()]
    made, found = checked(*totals, *partial)
    assert not found
    assert proofs(made)["p1/t1/r1/c6"] == "unproved"
    whole = [_line(t["code"], "other", "9.00" if r < 4 else "2.00", r, 6)
             for r, t in enumerate(totals[::3], start=1)]  # fmt: skip
    made, found = checked(*totals, *whole)
    assert proofs(made)["p1/t1/r5/c6"] == "conflict"


def test_columns_under_economic_classes_are_trees_of_functions_each() -> None:
    drawn = [("TOTAL", "6.00", "4.00"), ("201", "6.00", "4.00"), ("20101", "6.00", "4.00")]
    drawn += [("2010101", "5.00", "4.00"), ("2010102", "1.00", "0.00")]
    rows = [
        _line(code, "other", amount, r, c) | {"economic_code": economic}
        for r, (code, *amounts) in enumerate(drawn, start=1)
        for c, (economic, amount) in enumerate(zip(("301", "302"), amounts, strict=True), start=4)
    ]
    made, found = checked(*rows)
    assert {r.proof for r in made} == {"proved"}
    assert not found
    made, found = checked(*rows[:-2], rows[-2] | {"amount": "2.00"}, rows[-1])
    assert proofs(made)["p1/t1/r5/c4"] == "conflict"
    assert found
