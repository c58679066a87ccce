"""What running text says of all projects of a kind together: the budget of the standing and of the passing ones."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.context import Context
from extractors.narrative_records import placed
from extractors.segment import Part, parts
from pipeline.core.model import Document
from pipeline.core.money import Unit, parse_amount, parse_percent
from pipeline.core.patterns import load
from pipeline.core.records import Amount

_CONCEPTS = {"standing": "projects.standing", "passing": "projects.passing"}


def extract(document: Document, context: Context) -> Iterator[Amount]:
    """One amount for every kind of projects that a report on final accounts sums up."""
    if context.identity.report_kind != "final":
        return
    for part in parts(document):
        if part.kind != "glossary":
            for match in load("narrative/projects")["projects.told"].finditer(part.text.text):
                yield _amount(part, match)


def _amount(part: Part, match: re.Match[str]) -> Amount:
    money = parse_amount(match["amount"], Unit(match["unit"]))
    concept = next(name for group, name in _CONCEPTS.items() if match[group])
    record = Amount(
        place="text", concept=concept, phase="final", value=money.yuan, amount_text=match["amount"],
        unit=str(money.unit), completion_pct=parse_percent(match["rate"]) if match["rate"] else None,
        pattern_id="projects.told", confidence=0.9,
    )  # fmt: skip
    placed(record, part, match.start(), match.end())
    return record
