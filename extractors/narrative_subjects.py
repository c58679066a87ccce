"""What a paragraph speaks of: functional lines and headline amounts, in order, none overlapping another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from extractors.narrative_facts import fact_at
from extractors.narrative_names import find_lines
from extractors.narrative_official import ORDER, LineName
from extractors.narrative_zones import Layout
from extractors.segment import LONGEST_HEADING, Part
from pipeline.core.money import Unit
from pipeline.core.patterns import Pattern, load
from pipeline.core.reference import Reference

_NEAR = 30
_UNSPECIFIC = ("229", "227")  # 其他支出 and 预备费 are names of other classifications too


@dataclass(frozen=True)
class Subject:
    """A name in a paragraph: a functional line, or a headline amount by its pattern."""

    start: int
    end: int
    line: LineName | None = None
    concept: Pattern | None = None


def subjects(part: Part, layout: Layout, reference: Reference, unit: Unit | None) -> list[Subject]:
    """Every name in the paragraph, reasons left out.

    Marked and coded lines come first, then headline amounts, the longest name of several, then bare names.
    """
    text = layout.text
    lines = [
        n
        for n in find_lines(text, reference)
        if not _defined(text, n.end) and not layout.inside(n.start, "reason")
    ]
    chosen = [Subject(n.start, n.end, line=n) for n in lines if not n.bare]
    for subject in sorted(_concepts(layout), key=lambda s: s.start - s.end):
        _add(chosen, subject)
    for line in _bare(part, layout, [n for n in lines if n.bare], reference, unit):
        _add(chosen, Subject(line.start, line.end, line=line))
    kept: list[Subject] = []
    ordered = _summed(layout, sorted(chosen, key=lambda s: s.start))
    for i, subject in enumerate(ordered):
        if kept and _goes_on(layout, _beside(layout, kept, subject), subject):
            continue
        if not _of_unknown(layout, ordered[:i], subject, unit):
            kept.append(subject)
    return kept


def _summed(layout: Layout, ordered: list[Subject]) -> list[Subject]:
    """`ordered`, where a name in a bracket that sums up the parts before it takes the place of the last part."""
    out: list[Subject] = []
    for subject in ordered:
        sums = subject.concept.sets.get("sums") if subject.concept else None
        bracket = layout.bracket_around(subject.start)
        last = out[-1] if out else None
        if (
            sums and last and last.concept and bracket == (last.end, subject.end)
            and any(concept.startswith(sums) for concept in last.concept.sets["concepts"][:1])
        ):  # fmt: skip
            out[-1] = Subject(last.start, subject.end + 1, concept=subject.concept)
        else:
            out.append(subject)
    return out


def subject_of_heading(text: str) -> Subject | None:
    """The headline amount that a heading names and nothing else (公务接待费支出情况): the next paragraph states it."""
    short = len(text) <= LONGEST_HEADING
    tail = load("narrative/facts")["facts.heading_tail"].regex.search(text) if short else None
    name = text[: tail.start()] if tail else ""
    for pattern in load("amounts/text").that_may_match(name) if name else ():
        found = pattern.regex.match(f"{name}0元")
        if found and found.end() == len(name):
            return Subject(0, 0, concept=pattern)
    return None


def is_of_heading(layout: Layout, behind: int, subject: Subject) -> bool:
    """True for a bare 支出决算 that opens what stands behind a heading (三公经费：2023年度支出决算80万元)."""
    facts = load("narrative/facts")
    said = facts["facts.year_behind"].regex.sub("", layout.text[behind : subject.start])
    plain = facts["facts.plain_sum"].regex.match(layout.text[subject.start : subject.end])
    return subject.concept is not None and said in ("", "：") and plain is not None


def _of_unknown(layout: Layout, before: list[Subject], subject: Subject, unit: Unit | None) -> bool:
    """True for a 支出决算 whose sentence gave the budget of something that no pattern knows."""
    facts, begin = load("narrative/facts"), layout.sentence_start(subject.start)
    if subject.concept is None or any(s.start >= begin for s in before):
        return False
    plain = facts["facts.plain_expenditure"].regex.match(layout.text[subject.start : subject.end])
    said = layout.text[begin : subject.start]
    if plain and facts["facts.names_a_line"].regex.search(said):
        return True
    if not plain or not facts["facts.money"].regex.search(said):
        return False
    return fact_at(layout.text, begin, direct=False, unit=unit) is None


def _beside(layout: Layout, kept: list[Subject], subject: Subject) -> Subject:
    """The last name before `subject` that is in no bracket closed since: 收入9万元（其中…），支出9万元."""
    around = layout.bracket_around(subject.start)
    return next((s for s in reversed(kept) if layout.bracket_around(s.start) == around), kept[-1])


def _goes_on(layout: Layout, before: Subject, subject: Subject) -> bool:
    """True for a 支出决算 that says the outturn of the name before it (年初预算5万元，支出决算6万元)."""
    if subject.concept is None:
        return False
    facts = load("narrative/facts")
    between = facts["facts.year_behind"].regex.sub("", layout.text[before.end : subject.start])
    if between == "：" and before.concept is not None:
        return is_of_heading(layout, before.end, subject)
    marks = ",、" if before.line is None else ",、；"
    if between[-1:] not in marks and (before.line is None or facts["facts.money"].regex.search(between)):
        return False
    plain = facts["facts.plain_expenditure"].regex
    if not plain.match(layout.text[subject.start : subject.end]):
        return False
    revenue = before.concept is not None and str(before.concept.sets["concepts"]).find("revenue.") >= 0
    near = before.line is not None or before.start >= layout.sentence_start(subject.start)
    return near and not revenue


def _concepts(layout: Layout) -> Iterator[Subject]:
    """Every name of a headline amount that stands in no reason and no purpose, overlapping ones too.

    What 占 stands before is what a share is of (占本年支出合计的10%), no subject; nor is what an evaluation covers.
    """
    facts = load("narrative/facts")
    reference_to, evaluated = facts["facts.share_of"].regex, facts["facts.evaluated"]
    covers = evaluated.regex if any(a in layout.text for a in evaluated.anchors) else None
    for pattern in load("amounts/text").that_may_match(layout.text):
        for match in pattern.regex.finditer(layout.text):
            said = layout.text[max(0, match.start() - _NEAR) : match.start()]
            if match.end() == match.start() or reference_to.search(said):
                continue
            if covers and covers.search(layout.text[layout.sentence_start(match.start()) : match.start()]):
                continue
            if not layout.inside(match.start(), "reason", "purpose"):
                yield Subject(match.start(), match.end(), concept=pattern)


def _add(chosen: list[Subject], new: Subject) -> None:
    if all(new.end <= s.start or new.start >= s.end for s in chosen):
        chosen.append(new)


def _defined(text: str, at: int) -> bool:
    """True for a glossary entry: a name with 指 or 反映 behind it."""
    return load("narrative/sections")["sections.definition"].regex.match(text[at : at + 12]) is not None


def _bare(
    part: Part, layout: Layout, lines: list[LineName], reference: Reference, unit: Unit | None
) -> list[LineName]:
    """Bare official names that are lines: an amount follows, and they name a class or are in a list of lines.

    A bare name in front of a numbered list is kept too: it is the class of what follows.
    """
    opener = load("narrative/lines")["lines.opens_list"].regex
    kept: list[LineName] = []
    listed = False  # a class of the same sentence has an amount
    for line in lines:
        fact = fact_at(layout.text, line.end, direct=True, unit=unit)
        stated = fact is not None and fact.kind == "stated"
        listed = listed and _in_one_list(layout, kept[-1].start, line.start)
        under = part.functional and part.component != "project"
        functional = listed or under or _is_quoted(layout, line) or _listed_by_function(layout, line.start)
        if (stated and (_names_class(line, reference) or functional)) or (
            opener.match(layout.text[line.end : line.end + 6]) and _names_class(line, reference)
        ):
            kept.append(line)
            listed = listed or (stated and not _unspecific(line, reference))
    specific = [n for n in kept if not _unspecific(n, reference)]
    return kept if specific and len(kept) > 1 else specific


def _in_one_list(layout: Layout, before: int, at: int) -> bool:
    """True within a sentence, and in one that opens with the parts of what was said (。其中：行政运行…)."""
    start = layout.sentence_start(at)
    zone = layout.inside(at, "inner")
    return layout.sentence_start(before) == start or (zone is not None and zone.start == start)


def _is_quoted(layout: Layout, line: LineName) -> bool:
    """True for a name in quotation marks of its own: "行政运行"年初预算3万元."""
    return layout.text[line.start - 1 : line.start] == '"' and layout.text[line.end : line.end + 1] == '"'


def _listed_by_function(layout: Layout, at: int) -> bool:
    """True in a list that the sentence introduces as one by function (按支出功能分类，包括…)."""
    said = layout.text[layout.sentence_start(at) : at]
    return load("narrative/lines")["lines.by_function"].regex.search(said) is not None


def _names_class(line: LineName, reference: Reference) -> bool:
    highest = next(level for level in ORDER if level in line.names)
    return any(len(code) == 3 for code in reference.function_codes(line.names[highest]))


def _unspecific(line: LineName, reference: Reference) -> bool:
    classes = [c for c in reference.function_codes(line.name) if len(c) == 3]
    return len(line.names) == 1 and bool(classes) and all(c in _UNSPECIFIC for c in classes)
