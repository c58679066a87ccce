"""A form whose amounts slid by a row: every row adds up across, and hardly one is the sum of those below it."""

from __future__ import annotations

from pipeline.core.records import FunctionLine
from tests.check.made import Row, checked

CODES = (
    "201",
    "20101",
    "2010101",
    "2010102",
    "205",
    "20502",
    "2050201",
    "208",
    "20805",
    "2080505",
    "2080506",
)
BASIC = (30, 30, 10, 20, 7, 7, 7, 13, 13, 4, 9)
PROJECT = (5, 5, 2, 3, 1, 1, 1, 0, 0, 0, 0)


def _form(form: str, page: int, slid: int) -> list[Row]:
    """The lines of a form, from the fourth on with the amounts of the line `slid` rows below."""
    amounts = list(zip(BASIC, PROJECT, strict=True))
    amounts = amounts[:3] + amounts[3 + slid :] + amounts[3 : 3 + slid]
    rows: list[Row] = []
    for n, (code, (basic, project)) in enumerate(zip(CODES, amounts, strict=True), 3):
        cells = {"total": basic + project, "basic": basic, "project": project}
        rows += [
            {"form": form, "code": code, "component": name, "amount": f"{amount}.00", "at": f"{page}/{n}/{column}",
             "fund": "general_public_budget" if form == "general_budget" else "all"}
            for column, (name, amount) in enumerate(cells.items(), 3)
        ]  # fmt: skip
    return rows


def test_rows_beside_the_codes_of_others_are_not_proved_by_adding_up_across() -> None:
    made, found = checked(*_form("expenditure", 1, 0), *_form("general_budget", 2, 1))
    lines = [r for r in made if isinstance(r, FunctionLine)]
    right, slid = lines[: len(lines) // 2], lines[len(lines) // 2 :]
    assert {r.proof for r in right} == {"proved"}
    same = [r.amount_yuan == other.amount_yuan for r, other in zip(slid, right, strict=True)]
    assert [r.proof for r in slid[:9]] == ["proved"] * 9  # as in the other form
    assert "proved" not in {r.proof for r, is_same in zip(slid, same, strict=True) if not is_same}
    assert same.count(False) > 10
    assert {f.identity_id for f in found} >= {"I07"}
    assert "extraction" not in {f.party for f in found}


def test_the_same_forms_unslid_are_proved() -> None:
    proofs, found = checked(*_form("expenditure", 1, 0), *_form("general_budget", 2, 0))
    assert {r.proof for r in proofs} == {"proved"}
    assert not found
