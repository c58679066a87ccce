"""Every identity of patterns/identities, by its own examples: those that hold and those that fail."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.check import KINDS, equations
from pipeline.check.index import build
from pipeline.check.rules import Rule, rules
from pipeline.core.records import Identity
from tests.check.made import records

HOLDS = [(f"{r.id}:holds{i}", r, rows) for r in rules() for i, rows in enumerate(r.holds)]
FAILS = [(f"{r.id}:fails{i}", r, rows) for r in rules() for i, rows in enumerate(r.fails)]


def _equations(rule: Rule, rows: tuple[dict[str, Any], ...]) -> list[tuple[bool, bool]]:
    identity = Identity(report_kind=rule.report_kinds[0] if rule.report_kinds else "final", fiscal_year=2024)
    found = equations(build(identity, records(*rows)), [rule])
    return [(e.closes, e.strict) for e in found]


@pytest.mark.parametrize(("rule", "rows"), [h[1:] for h in HOLDS], ids=[h[0] for h in HOLDS])
def test_holds(rule: Rule, rows: tuple[dict[str, Any], ...]) -> None:
    found = _equations(rule, rows)
    assert found
    assert all(closes for closes, _ in found)


@pytest.mark.parametrize(("rule", "rows"), [f[1:] for f in FAILS], ids=[f[0] for f in FAILS])
def test_fails(rule: Rule, rows: tuple[dict[str, Any], ...]) -> None:
    assert (False, True) in _equations(rule, rows)


def test_every_rule_has_words_and_an_evaluator() -> None:
    for rule in rules():
        assert rule.kind in KINDS, rule.id
        assert rule.zh, rule.id
        assert rule.en, rule.id
