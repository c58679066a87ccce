"""Projects: what a report sums up of them, and what their sheets print of weights and budgets."""

from __future__ import annotations

from decimal import Decimal

from extractors.told_projects import extract
from pipeline.core.records import Record
from tests.check.made import FINAL, Row, check, checked, records
from tests.extractors.grids import context, document

TOLD = (
    "常年项目绩效分析。该类项目总数2个，涉及预算总金额156.62万元，1-12月预算执行总体进度为{}%，"
    "其中：预算结余率大于10%的项目共计0个。"
)
SPENT = [(3, "x", "100.00"), (4, "y", "56.62")]
NONE = "阶段（一次性）项目绩效分析。该类项目总数0个，涉及预算总金额0万元，1-12月预算执行总体进度为0%。"


def _told(rate: str) -> list[Record]:
    return list(extract(document([TOLD.format(rate), NONE]), context()))


def _spending(amount: str, at: str) -> Row:
    return {"concept": "expenditure.project", "amount": amount, "place": "text", "at": at}


def test_a_report_states_what_its_projects_cost() -> None:
    made = _told("100")
    assert [(r.concept, r.value, r.completion_pct) for r in made] == [  # type: ignore[union-attr]
        ("projects.standing", Decimal("1566200.00"), Decimal(100)),
        ("projects.passing", Decimal("0.00"), Decimal(0)),
    ]


def test_a_report_that_contradicts_the_account_is_the_disclosures() -> None:
    said = records(
        _spending("158.62", "para1/60"),
        {"concept": "expenditure.basic", "amount": "800.00", "place": "text", "at": "para1/30"},
        {"concept": "expenditure.current", "amount": "958.62", "place": "text", "at": "para1/0"},
    )
    sheets = records(*({"project": n, "executed": a, "full_year": a, "at": f"{i}/1/3"} for i, n, a in SPENT))
    assert [(f.identity_id, f.party) for f in check(FINAL, [*_told("100"), *said])] == [("P06", "disclosure")]
    found = check(FINAL, [*_told("100"), *said, *sheets])
    assert [(f.identity_id, f.party) for f in found] == [("P06", "disclosure")]


def test_of_two_amounts_that_nothing_proves_either_may_be_wrong() -> None:
    made = [*_told("100"), *records(_spending("158.62", "para1/0"))]
    assert [(f.identity_id, f.party) for f in check(FINAL, made)] == [("P06", "unknown")]


def test_a_report_of_some_of_the_money_contradicts_nothing() -> None:
    assert not check(FINAL, [*_told("100"), *records(_spending("902.11", "para1/0"))])
    assert not check(FINAL, [*_told("87"), *records(_spending("158.62", "para1/0"))])


def _sheet(**project: str) -> list[Row]:
    weights: list[Row] = [
        {"indicator": n, "of": "x", "weight": "30", "at": f"1/{i}/3"} for i, n in enumerate("abc", 2)
    ]
    return [{"project": "x", "at": "1/1/3"} | project, *weights]


def test_a_rate_needs_the_budget_it_is_taken_of() -> None:
    _, found = checked(*_sheet(executed="14.82", rate="100"))
    assert [(f.identity_id, f.party, f.severity) for f in found] == [("P05", "disclosure", "warning")]
    assert not checked(*_sheet(executed="14.82", rate="100", full_year="14.82"))[1]


def test_a_printed_sum_of_weights_may_take_in_those_of_execution() -> None:
    _, found = checked(*_sheet(weight_total="100", execution_weight="10"))
    assert [(f.identity_id, f.severity) for f in found] == [("P01t", "info")]
    assert not checked(*_sheet(weight_total="90"))[1]
    whole = _sheet(weight_total="100", execution_weight="10", score_total="97")
    assert "P01t" not in {f.identity_id for f in checked(*whole)[1]}


def test_a_wrong_sum_of_weights_is_found() -> None:
    _, found = checked(*_sheet(weight_total="95"))
    assert [(f.identity_id, f.severity) for f in found] == [("P01t", "warning")]


def test_points_of_execution_that_another_sheet_prints_may_be_what_a_sum_lacks() -> None:
    other: Row = {"project": "y", "execution_weight": "10", "at": "2/1/3"}
    assert not checked(*_sheet(weight_total="100"), other)[1]
    _, found = checked(*_sheet(weight_total="105"), other)
    assert [f.identity_id for f in found] == ["P01t"]


def test_a_score_of_execution_without_its_points_leaves_room_in_the_sum() -> None:
    assert not checked(*_sheet(weight_total="100", execution_score="8"))[1]
    _, found = checked(*_sheet(weight_total="95", execution_score="8"))
    assert [f.identity_id for f in found] == ["P01t"]
