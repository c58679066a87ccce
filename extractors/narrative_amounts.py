"""Headline amounts out of sentences: which concept a name is in its place, and one record a phase."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from extractors.context import Context
from extractors.narrative_changes import owner
from extractors.narrative_facts import DEFAULT_PHASE
from extractors.narrative_read import Reading
from extractors.narrative_records import complete, main_phase, placed, restate
from extractors.narrative_subjects import Subject
from extractors.segment import Part
from pipeline.core.patterns import Pattern
from pipeline.core.records import Amount

_FUNDS_OF_ALL = ("revenue.", "carryover.", "grant.", "general_budget.", "government_fund.", "state_capital.")
_EXPENSES = ("three_public.", "expense.")
FUND_OF_TOPIC = {
    "grant": "fiscal_grant",
    "general_budget": "general_public_budget",
    "government_fund": "government_fund",
    "state_capital": "state_capital",
}


def concepts(pattern: Pattern, fund: str | None, topic: str, kind: str | None) -> list[str]:
    """What the name that `pattern` knows means here; [] when it is no headline amount.

    Args:
        pattern: from amounts/text.
        fund: the fund of the section, or of the sum that the name is part of.
        topic: the concept of the sum that the name is part of, "" for none.
        kind: the document's kind; a budget may call another thing by the same name.
    """
    sets = pattern.sets
    for prefix, here in sets.get("by_topic", {}).items():
        if topic.startswith(prefix):
            return list(here)
    if fund in sets.get("by_fund", {}):
        return list(sets["by_fund"][fund])
    if kind == "budget" and "budget" in sets:
        return list(sets["budget"])
    return list(sets["concepts"])


def only_part_of(concept: str, part: Part) -> bool:
    """True for what is only a part of what the section is on: a fund that pays for procurement, 办公费 and its like."""
    if part.speaks_of("procurement") and concept.startswith(_FUNDS_OF_ALL):
        return True
    listed = part.component == "basic" and not part.speaks_of("three_public")
    return listed and concept.startswith(_EXPENSES)


def fund_of(topic: str) -> str | None:
    """The fund that a concept is of, by its first word."""
    return FUND_OF_TOPIC.get(topic.split(".")[0])


@dataclass
class Headlines:
    """The amounts of a document so far, so that a sentence on a change alone finds what it speaks of."""

    context: Context
    _last: dict[str, tuple[tuple[str, ...], Amount]] = field(default_factory=dict)
    _here: list[Amount] = field(default_factory=list)  # of the paragraph that is read
    _paragraph: object = None

    def take(self, subject: Subject, ids: list[str], reading: Reading, part: Part) -> Iterator[Amount]:
        """The records of one name; without an amount it completes the section's last of the concept."""
        kind = self.context.identity.report_kind
        if part.paragraph is not self._paragraph:
            self._here, self._paragraph = [], part.paragraph
        main = main_phase([*reading.amounts], kind)
        if main is None and (reading.says_change or reading.reason or reading.against_budget):
            for concept in ids or [""]:  # a name that means nothing here may be a short one
                self._complete(concept, reading, part)
        for concept in ids:
            for phase, fact in reading.amounts.items():
                if fact.money is None or subject.concept is None:
                    continue
                record = Amount(
                    place="text",
                    concept=concept,
                    phase=phase,
                    value=fact.money.yuan,
                    amount_text=fact.money.text,
                    unit=str(fact.money.unit),
                    pattern_id=f"{subject.concept.id}/{fact.pattern_id}",
                    confidence=0.95,
                )
                placed(record, part, subject.start, max(fact.end, subject.end))
                restate(record, phase, reading)
                if phase == main:
                    complete(record, reading, part)
                    self._last[concept] = (part.outer, record)
                    self._here.append(record)
                yield record

    def _complete(self, concept: str, reading: Reading, part: Part) -> None:
        """Put a change stated later on the record it is of.

        That is the section's last of the concept, unless the change fits another amount of the paragraph: then the
        name is one of an explanation (结转50万元，包括其他收入的结转，减少5万元), or a short one of that amount.
        """
        known = self._last.get(concept)
        last = known[1] if known and known[0] == part.outer else None
        if last is None or not reading.says_own:
            phase = DEFAULT_PHASE.get(self.context.identity.report_kind or "", "")
            last = owner(self._here, phase, reading.change, reading.change_pct) or last
        if last is not None:
            complete(last, reading, part)
