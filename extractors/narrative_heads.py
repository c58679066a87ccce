"""Sums in running text, and which of them a name or a list of parts is part of."""

from __future__ import annotations

from dataclasses import dataclass, replace

from extractors.narrative_subjects import Subject
from extractors.narrative_zones import Layout, Zone
from pipeline.core.patterns import load

_LONGEST_OPENING = 2  # 主要 in 主要包括


@dataclass(frozen=True)
class Head:
    """A sum that what follows may be part of: where it stands, its concept or CLOSED, its phase when it has one."""

    start: int = -1
    topic: str = ""
    phase: str | None = None
    fund: str | None = None
    component: str | None = None


NONE = Head()


def head_before(layout: Layout, zone: Zone, heads: list[Head]) -> Head:
    """What `zone` divides: the name before it, or the sum of the sentences before it when it opens one itself."""
    if (near := head_of_bracket(layout, zone.start, heads)).topic:
        return near
    before = [h for h in heads if h.start < zone.start]
    side = load("narrative/zones")["zones.side"].regex.search(layout.text, 0, zone.start)
    if side is not None:  # 收入包括：…；支出包括：… divide the sum that both are sides of
        whole = next((h for h in reversed(before) if not layout.inside(h.start, "inner")), NONE)
        kinds = ("expenditure", "revenue") if side["revenue"] else ("revenue", "expenditure")
        return replace(whole, topic=whole.topic.replace(*kinds))
    sentence = layout.sentence_start(zone.start)
    opening = layout.text[sentence : zone.start]
    if len(opening) <= _LONGEST_OPENING and (not opening or opening.isalpha()):
        before = [h for h in before if not layout.inside(h.start, "inner")] or before
        before = _wholes(layout, zone, before)
    else:
        before = [h for h in before if h.start >= sentence]
    return before[-1] if before else NONE


def _wholes(layout: Layout, zone: Zone, before: list[Head]) -> list[Head]:
    """Without basic and project, where both stand before a list by function: it divides what they divide too."""
    by_function = load("narrative/lines")["lines.by_function"].regex.search(
        layout.text[zone.start : zone.body]
    )
    if by_function is None or not {"basic", "project"} <= {h.component for h in before}:
        return before
    return [h for h in before if h.component is None] or before


def head_of_bracket(layout: Layout, at: int, heads: list[Head], behind: int = -1) -> Head:
    """The last name that had an amount before the bracket around `at`, in its sentence; `behind`: where it opens."""
    bracket = layout.bracket_around(at)
    if bracket is None or bracket[0] < behind:
        return NONE
    begin = layout.sentence_start(bracket[0])
    return next((h for h in reversed(heads) if begin <= h.start < bracket[0]), NONE)


def whole_of(subject: Subject, heads: list[Head]) -> Head:
    """The sum before it in the paragraph that a name is always part of: 人员经费 of a basic expenditure."""
    whole = subject.concept.sets.get("part_of") if subject.concept else None
    return next((h for h in reversed(heads) if whole and h.topic.endswith(str(whole))), NONE)
