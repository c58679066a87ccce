"""Counts out of sentences: persons, groups, vehicles, pieces of equipment, scores."""

from __future__ import annotations

from collections.abc import Iterator

from extractors.context import Context
from extractors.narrative_facts import DEFAULT_PHASE, is_prior
from extractors.narrative_records import placed
from extractors.narrative_zones import Layout
from extractors.segment import Part
from pipeline.core.money import parse_number
from pipeline.core.patterns import Pattern, load
from pipeline.core.records import Amount

_NUMBERS = (
    ("count", "unit"),
    ("then", "then_unit"),
    ("held", "held_unit"),
    ("guests", "guests_unit"),
    ("approved", "approved_unit"),
)

_TOPICS = ("three_public", "assets")


def counts(part: Part, layout: Layout, context: Context) -> Iterator[Amount]:
    """Every count that the paragraph states, each place of the text once."""
    phase = DEFAULT_PHASE.get(context.identity.report_kind or "")
    if phase is None:
        return
    seen: set[str] = set()
    for pattern in load("amounts/counts").patterns:
        if not pattern.sets["concept"] or not _in_place(pattern, part, layout.text):
            continue
        for match in pattern.finditer(layout.text):
            if str(pattern.sets["concept"]) in seen or _not_its_own(layout, match.start(), pattern, context):
                continue
            groups = pattern.groups(match)
            number, unit = next((n, u) for n, u in _NUMBERS if n in groups)
            record = Amount(
                place="text",
                concept=str(pattern.sets["concept"]),
                phase=phase,
                value=parse_number(groups[number]),
                value_unit=groups.get(unit, str(pattern.sets["unit"])),
                amount_text=groups[number],
                unit=groups.get(unit),
                pattern_id=pattern.id,
                confidence=0.95,
            )
            placed(record, part, match.start(), match.end())
            seen.add(record.concept)
            yield record


def _in_place(pattern: Pattern, part: Part, text: str) -> bool:
    """True where the headings, or without such the paragraph itself, are on what the pattern counts."""
    topic = pattern.sets.get("part")
    if topic is None:
        return True
    if any(part.speaks_of(other) for other in _TOPICS):
        return part.speaks_of(str(topic))
    own = load("narrative/sections")[f"sections.{topic}"].regex
    return own.search(text) is not None


def _not_its_own(layout: Layout, at: int, pattern: Pattern, context: Context) -> bool:
    """True inside a reason, and for what another year had or the coming one is to buy."""
    if layout.inside(at, "reason"):
        return True
    said = layout.text[layout.sentence_start(at) : at]
    rules = load("amounts/counts")
    bought = pattern.sets.get("part") == "assets" and rules["counts.bought"].regex.search(said)
    if bought or rules["counts.planned"].regex.search(said):
        return True
    if (but := pattern.sets.get("but")) and rules[str(but)].regex.search(said):
        return True
    clause = said[max(map(said.rfind, ",；：")) + 1 :]
    return any(_of_another_year(words[-60:], context.year) for words in (said, clause))


def _of_another_year(words: str, own: int | None) -> bool:
    """True where `words` open with another year: 上年购置公务用车1辆."""
    opens = load("narrative/facts")["facts.clause_year"].regex.match(words)
    if opens is None or own is None:
        return False
    when = opens["when"]
    return int(when[:4]) != own if when[:4].isdigit() else bool(is_prior(when, own))
