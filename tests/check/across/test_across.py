"""Identities between documents: every example both ways, and whose fault a contradiction is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from pipeline.check.across import across
from pipeline.check.across.families import families
from pipeline.check.across.rules import AcrossRule, across_rules, rule_of
from pipeline.core.patterns import PatternError
from tests.check.across.made import document, made

RULES = across_rules()
HOLDS = [(f"{r.id}-{i}", r, e) for r in RULES for i, e in enumerate(r.holds)]
FAILS = [(f"{r.id}-{i}", r, e) for r in RULES for i, e in enumerate(r.fails)]
FILLERS = ("20801", "20802", "20805", "21011", "22102")
Row = dict[str, Any]


def _alike(rule: AcrossRule, example: dict[str, list[Row]]) -> Iterator[tuple[list[Row], list[Row]]]:
    """The example's rows beside lines that agree, so that both sides are seen to mean the same."""
    left, right = example["left"], example["right"]
    filler = (
        [
            (
                {**left[0], "code": c, "amount": "7.10", "at": f"p1/t9/r{i}/c3"},
                {**right[0], "code": c, "amount": "7.10", "at": f"p1/t9/r{i}/c3"},
            )
            for i, c in enumerate(FILLERS)
        ]
        if "code" in left[0]
        else []
    )
    for a, b in filler:
        a["change"] = "0.00" if "change" in a else None
        b.pop("change", None)
    yield left + [a for a, _ in filler], right + [b for _, b in filler]


def _outcome(rule: AcrossRule, example: dict[str, list[Row]]) -> dict[str, list[Row]]:
    ((left, right),) = _alike(rule, example)
    kind, year = rule.left.report_kinds[0], 2024
    sheets = [made("a", left, report_kind=kind)]
    docs = sorted({r.get("doc", "b") for r in right})
    for doc in docs:
        own = [r for r in right if r.get("doc", docs[0]) == doc]
        said: Row = {"report_kind": rule.right.report_kinds[0], "fiscal_year": year + rule.years}
        if rule.kind == "units":
            said |= {
                "scope": "unit",
                "department_id": f"339900-{doc}",
                "supervisor_id": "339900-示例局",
                "report_kind": kind,
            }
        sheets.append(made(doc, own, **said))
    return across(sheets)


@pytest.mark.parametrize(("rule", "example"), [h[1:] for h in HOLDS], ids=[h[0] for h in HOLDS])
def test_what_holds(rule: AcrossRule, example: dict[str, list[Row]]) -> None:
    found = _outcome(rule, example)
    assert found["cross_findings"] == []
    assert rule.left.minus_change or {p["doc_id"] for p in found["cross_proofs"]} >= {"a", "b"}


@pytest.mark.parametrize(("rule", "example"), [f[1:] for f in FAILS], ids=[f[0] for f in FAILS])
def test_what_fails(rule: AcrossRule, example: dict[str, list[Row]]) -> None:
    (finding,) = _outcome(rule, example)["cross_findings"]
    assert finding["identity_id"] == rule.id
    assert finding["party"] != "extraction"
    assert {finding["doc_id"], finding["other_doc_id"]} <= {"a", "b", "c"}
    assert finding["left_value"] - finding["right_value"] == finding["difference"] != 0


def _lines(phase: str, **changed: Any) -> list[Row]:
    rows = [{"code": c, "amount": f"{n + 3}.50", "phase": phase} for n, c in enumerate(FILLERS)]
    rows[0] |= changed
    return rows


@pytest.mark.parametrize(
    ("mine", "theirs", "judged"),
    [
        ({"amount": "9.99", "proof": "conflict"}, {}, ("disclosure", "error")),
        ({"amount": "9.99"}, {}, ("unknown", "info")),
        ({"amount": "9.99"}, {"proof": "unproved"}, ("unknown", "warning")),
        ({"amount": "9.99", "proof": "conflict", "text_source": "ocr"}, {}, ("unknown", "warning")),
    ],
    ids=["one contradicts itself", "each adds up", "one is not proved", "one was recognised"],
)
def test_whose_fault_it_is(mine: Row, theirs: Row, judged: tuple[str, str]) -> None:
    before = made("b", _lines("final", **theirs), fiscal_year=2023)
    (finding,) = across([made("a", _lines("prior_final", **mine)), before])["cross_findings"]
    assert (finding["party"], finding["severity"]) == judged
    assert (finding["n_agree"], finding["n_compared"]) == (4, 5)


def test_another_definition_is_told_once_and_blames_nobody() -> None:
    lines = [row | {"amount": "1.11"} for row in _lines("prior_final")[:4]] + _lines("prior_final")[4:]
    before = made("b", _lines("final"), fiscal_year=2023)
    found = across([made("a", lines), before])
    (finding,) = found["cross_findings"]
    assert (finding["party"], finding["severity"], finding["n_agree"]) == ("unknown", "info", 1)
    assert found["cross_proofs"] == []


def test_files_that_share_no_number_stay_apart() -> None:
    other = [row | {"amount": "1.11"} for row in _lines("final")]
    found = across([made("a", _lines("final")), made("b", other)])
    assert found == {"cross_findings": [], "cross_proofs": [], "disclosure_files": []}


def test_a_bureau_and_its_department_are_two_disclosures() -> None:
    same = across([made("a", _lines("final")), made("b", _lines("final"), scope="unit")])
    assert same["disclosure_files"] == []


def test_tables_and_narrative_become_one_disclosure() -> None:
    told = [row | {"place": "text", "form": "narrative"} for row in _lines("final")[:2]]
    found = across([made("a", told), made("b", _lines("final"))])
    assert [(f["doc_id"], f["file_rank"], f["holds"], f["n_agree"]) for f in found["disclosure_files"]] == [
        ("b", 1, "forms", 0), ("a", 2, "text", 2)
    ]  # fmt: skip
    assert {f["disclosure_id"] for f in found["disclosure_files"]} == {"339900-示例局/2024/final/department"}


def test_units_may_be_missing_but_not_exceed_their_department() -> None:
    whole = made("a", _lines("final"))
    said = {"scope": "unit", "department_id": "339900-示例站", "supervisor_id": "339900-示例局"}
    fewer = [row | {"amount": "1.00"} for row in _lines("final")]
    assert across([whole, made("b", fewer, **said)])["cross_findings"] == []
    fewer[0]["amount"] = "99.00"
    (finding,) = across([whole, made("b", fewer, **said)])["cross_findings"]
    assert (finding["party"], finding["severity"], finding["difference"]) == ("unknown", "info", -955_000)


def test_the_order_of_documents_does_not_matter() -> None:
    sheets = [
        made("a", _lines("prior_final", amount="9.99")), made("b", _lines("final"), fiscal_year=2023),
        made("c", _lines("final"), fiscal_year=2023), made("d", _lines("final")),
    ]  # fmt: skip
    first = across(sheets)
    for seed in range(5):
        Random(seed).shuffle(sheets)
        assert across(sheets) == first


def test_families_are_departments_with_their_units() -> None:
    rows = [
        document("1"), document("2", fiscal_year=2023), document("3", department_id="339900-某站", supervisor_id="339900-示例局"),
        document("4", department_id="339900-别局"), document("5", department_id=None), document("6", fiscal_year=0),
        document("7", status="failed"), document("8", report_kind=None),
    ]  # fmt: skip
    assert list(families(rows).values()) == [["1", "2", "3"]]


def test_malformed_identities_are_refused() -> None:
    good = {"id": "X", "zh": "一", "en": "one", "kind": "files", "holds": [{}], "fails": [{}]}
    assert replace(rule_of(good), holds=(), fails=()).id == "X"
    for bad in ({"kind": "other"}, {"holds": []}, {"fails": []}, {"left": {"phase": ["final"]}}):
        with pytest.raises(PatternError):
            rule_of(good | bad)
