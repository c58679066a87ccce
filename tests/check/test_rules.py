"""What the loader of identities refuses."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.check.rules import rule_of
from pipeline.core.patterns import PatternError

GOOD: dict[str, Any] = {
    "id": "T1", "zh": "甲 = 乙", "en": "a is b", "kind": "equal", "left": "a", "right": "b",
    "holds": [[{"concept": "a"}]], "fails": [[{"concept": "b"}]],
}  # fmt: skip


def test_parameters_are_what_is_left() -> None:
    assert rule_of(GOOD, "t").params == {"left": "a", "right": "b"}


@pytest.mark.parametrize("missing", ["id", "zh", "en", "kind", "holds", "fails"])
def test_words_and_examples_are_required(missing: str) -> None:
    with pytest.raises(PatternError):
        rule_of({k: v for k, v in GOOD.items() if k != missing}, "t")


def test_a_rule_that_only_proves_needs_no_failing_example() -> None:
    soft = {k: v for k, v in GOOD.items() if k != "fails"} | {"strict": False}
    assert not rule_of(soft, "t").strict


def test_a_finding_has_a_known_kind() -> None:
    with pytest.raises(PatternError):
        rule_of(GOOD | {"finding": "gossip"}, "t")


def test_rules_limited_to_one_kind_of_report_leave_others_alone() -> None:
    rule = rule_of(GOOD | {"report_kinds": ["final"]}, "t")
    assert rule.applies("final")
    assert not rule.applies("budget")
    assert not rule.applies(None)
