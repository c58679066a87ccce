"""Across: identities between documents of one family of departments, each read on its own before.

Pure: rows in, rows out. Nothing here changes what a document yields, and the extractor version does not depend on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pipeline.check.across.compare import Comparison, compare
from pipeline.check.across.disclosures import Disclosure, disclosures
from pipeline.check.across.rules import AcrossRule, across_rules
from pipeline.check.across.sheets import Sheet
from pipeline.check.across.telling import file_rows, findings, proofs
from pipeline.check.across.units import with_units

Rows = dict[str, list[dict[str, Any]]]


def across(sheets: Sequence[Sheet]) -> Rows:
    """The rows of every cross table that documents of one family give; their order does not matter."""
    ordered = sorted(sheets, key=lambda s: (s.year, s.doc_id))
    of_files = next(r for r in across_rules() if r.kind == "files")
    found = disclosures(ordered, of_files)
    held = [held for d in found for held in d.held_against]
    for rule in across_rules():
        if rule.kind == "years":
            held += [h for d in found if (h := _before(rule, d, found))]
        elif rule.kind == "units":
            held += with_units(rule, found)
    return {
        "cross_findings": findings(held),
        "cross_proofs": proofs(held),
        "disclosure_files": [row for d in found for row in file_rows(d)],
    }


def _before(rule: AcrossRule, later: Disclosure, found: Sequence[Disclosure]) -> Comparison | None:
    """`later` against the disclosure that a rule holds it against; of several versions the one that agrees most."""
    if later.kind not in rule.left.report_kinds:
        return None
    others = [d for d in found if d is not later and _is_wanted(rule, later, d)]
    tried = [compare(rule, later, other) for other in others]
    told = [t for t in tried if t.pairs]
    return max(told, key=lambda t: (t.n_agree, t.share), default=None)


def _is_wanted(rule: AcrossRule, later: Disclosure, other: Disclosure) -> bool:
    return (
        other.department_id == later.department_id
        and other.year == later.year + rule.years
        and other.kind in rule.right.report_kinds
        and (other.scope == later.scope or "unknown" in (other.scope, later.scope))
    )
