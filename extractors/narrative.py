"""Running text of disclosures -> functional lines, headline amounts and counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from extractors import narrative_counts, narrative_lines
from extractors.context import Context
from extractors.narrative_amounts import Headlines, concepts, fund_of, only_part_of
from extractors.narrative_changes import rehang
from extractors.narrative_facts import kind_said, unit_of
from extractors.narrative_heads import NONE, Head, head_before, head_of_bracket, whole_of
from extractors.narrative_lines import Parents
from extractors.narrative_read import Frame, Reader
from extractors.narrative_subjects import Subject, is_of_heading, subject_of_heading, subjects
from extractors.narrative_zones import Layout
from extractors.segment import Part, parts
from pipeline.core.model import Document
from pipeline.core.money import Unit
from pipeline.core.patterns import load
from pipeline.core.records import Amount, FunctionLine

_READ = ("narrative", "duties")  # duties state no amounts, but a title may go on holding what follows them
_CLOSED = (
    "closed"  # the topic of what is divided into parts that are no headline amounts: a line, 机关运行经费
)


def extract(document: Document, context: Context) -> Iterator[FunctionLine | Amount]:
    """Every functional line, headline amount and count that running text states, in reading order.

    Glossary, table of contents, duties and reports on performance yield none, nor do reasons and purposes.
    """
    everything = list(parts(document))
    walk = _Walk(context, _unit(everything))
    # A later sentence may complete a record, so none leaves before the last paragraph is read.
    yield from [record for part in everything for record in walk.read(part)]


def _unit(everything: list[Part]) -> Unit | None:
    """The money unit that most sentences print, for a zero printed without one."""
    money = load("narrative/facts")["facts.money"]
    found = Counter(unit_of(m["unit"]) for p in everything for m in money.finditer(p.text.text))
    return max(found, key=lambda unit: (found[unit], str(unit))) if found else None


@dataclass
class _Walk:
    """The state that goes from paragraph to paragraph."""

    context: Context
    unit: Unit | None
    lead: Head = NONE  # the sum whose parts the next paragraphs list
    lead_at: tuple[int, tuple[str, ...]] = (0, ())  # depth and headings of the paragraph that stated it
    waiting: Subject | None = None  # a name at the end of a paragraph, whose amount may open the next
    parents: Parents = field(init=False)
    headlines: Headlines = field(init=False)

    def __post_init__(self) -> None:
        self.parents = Parents(self.context.reference, self.context.year)
        self.headlines = Headlines(self.context)

    def read(self, part: Part) -> Iterator[FunctionLine | Amount]:
        """The records of one paragraph."""
        layout = Layout(part.text.text)
        if part.kind not in _READ:
            self.lead, self.waiting = NONE, None
            if part.kind == "performance":
                found = narrative_counts.counts(part, layout, self.context)
                yield from (a for a in found if a.concept.startswith("performance."))
            return
        self.parents.enter(part)
        if not self._goes_on(part):
            self.lead = NONE
        named = subjects(part, layout, self.context.reference, self.unit)
        if self.waiting is not None and not (named and named[0].start == 0):
            restated = bool(named) and is_of_heading(layout, 0, named[0])
            named = [replace(self.waiting, start=0, end=0), *named[restated:]]
        self.waiting = subject_of_heading(layout.text[part.mark :])
        records = list(self._subjects(part, layout, named))
        rehang([r for r in records if isinstance(r, Amount)])
        yield from records
        if not part.of_another_unit(self.context.identity.department):
            yield from narrative_counts.counts(part, layout, self.context)

    def _kind(self, part: Part) -> str | None:
        """The document's kind; where it says none, that of the nearest heading which speaks of one."""
        said = (kind for heading in reversed(part.headings) if (kind := kind_said(heading)))
        return self.context.identity.report_kind or next(said, None)

    def _goes_on(self, part: Part) -> bool:
        """True while paragraphs list parts of the sum that led them in: under its headings, numbered below it."""
        depth, headings = self.lead_at
        return part.outer[: len(headings)] == headings and not (0 < part.depth <= depth)

    def _subjects(self, part: Part, layout: Layout, named: list[Subject]) -> Iterator[FunctionLine | Amount]:
        """The records of every name of the paragraph."""
        frame = Frame(self._kind(part), self.context.year, self.unit)
        starts = [s.start for s in named]
        heads: list[Head] = []  # the names that had an amount
        compared: list[tuple[int, str]] = []  # names that were compared, and with what
        scope: tuple[str | None, str | None]
        for subject in named:
            above = self._above(layout, subject, heads)
            phase = subject.concept.sets.get("phase") if subject.concept else None
            reader = Reader(
                layout,
                frame,
                starts,
                phase,
                above.phase,
                subject.line is None,
                _base(layout, subject, compared),
            )
            reading = reader.read(subject.start, subject.end)
            compared += [(subject.start, reading.compared)] if reading.says_change else []
            if subject.line is not None:
                line, topic = self.parents.complete(subject.line), _CLOSED
                scope = fund, component = (
                    above.fund or part.fund or "all",
                    above.component or part.component,
                )
                yield from narrative_lines.records(
                    subject, line, reading, part, (fund, component), self.context
                )
                self.parents.remember(line)
            else:
                ids = self._concepts(subject, part, above, _opening_fund(layout, subject))
                topic = _topic(subject, ids)
                scope = (fund_of(topic) or above.fund, _component(topic) or above.component)
                yield from self.headlines.take(subject, ids, reading, part)
            if reading.amounts:
                heads.append(Head(subject.start, topic, _only([*reading.amounts]), *scope))
            elif subject is named[-1] and not layout.text[subject.end :].strip("：,。"):
                self.waiting = subject
        if layout.text[-1] == "：":
            self._lead_on(part, layout, named, heads)

    def _lead_on(self, part: Part, layout: Layout, named: list[Subject], heads: list[Head]) -> None:
        """A paragraph that ends in a colon: the next ones list parts of what it stated, or only named."""
        last = layout.inside(len(layout.text) - 1, "inner")
        if last and heads:
            self.lead, self.lead_at = head_before(layout, last, heads), (part.depth, part.headings)
        elif not heads and named and named[-1].concept is not None:
            topic = _topic(named[-1], self._concepts(named[-1], part, self.lead, None))
            self.lead = Head(0, topic, None, fund_of(topic), _component(topic))
            self.lead_at = (part.depth, part.headings)

    def _above(self, layout: Layout, subject: Subject, heads: list[Head]) -> Head:
        """The sum that the name is part of: the one before 其中, or one that leads in the paragraph."""
        zone = layout.inside(subject.start, "inner", "purpose")
        near = head_of_bracket(layout, subject.start, heads, zone.start if zone else -1)
        found = head_before(layout, zone, heads) if zone and not near.topic else near
        return next((h for h in (found, whole_of(subject, heads)) if h.topic), self.lead)

    def _concepts(self, subject: Subject, part: Part, above: Head, opening: str | None) -> list[str]:
        """What a name of a headline amount means here; none among the parts of a line."""
        if subject.concept is None or above.topic == _CLOSED or part.economic:
            return []
        if part.of_another_unit(self.context.identity.department):
            return []
        fund = above.fund or opening or part.fund
        ids = concepts(subject.concept, fund, above.topic, self.context.identity.report_kind)
        return [i for i in ids if not only_part_of(i, part)]


def _base(layout: Layout, subject: Subject, compared: list[tuple[int, str]]) -> str:
    """What the sum whose parts the name is among was compared with: in its sentence, or in the one before 。其中."""
    zone = layout.inside(subject.start, "inner")
    if zone is None:
        return ""
    begin = layout.sentence_start(zone.start)
    begin = layout.sentence_start(begin - 1) if begin == zone.start > 0 else begin
    return next((base for start, base in reversed(compared) if begin <= start < zone.start), "")


def _opening_fund(layout: Layout, subject: Subject) -> str | None:
    """The special fund that the sentence of a name opens with, before any amount."""
    said = layout.text[layout.sentence_start(subject.start) : subject.start]
    opening = load("narrative/facts")["facts.before_amounts"].regex.match(said)
    sections = load("narrative/sections")
    for fund in ("government_fund", "state_capital"):
        if opening and sections[f"sections.{fund}"].regex.search(opening["opening"]):
            return fund
    return None


def _only(phases: list[str]) -> str | None:
    return phases[0] if len(phases) == 1 else None


def _topic(subject: Subject, ids: list[str]) -> str:
    """The topic that the parts of a name have."""
    closed = subject.concept is not None and subject.concept.sets.get("closed")
    return _CLOSED if closed or not ids else ids[-1]


def _component(topic: str) -> str | None:
    """Basic or project where the sum is that alone."""
    last = topic.rsplit(".", 1)[-1]
    return last if last in ("basic", "project") else None
