"""Reports on single projects in running text (绩效评价报告): the project, its money, its score, and its tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from extractors.performance_drafts import Draft, points
from pipeline.core.model import Document, Paragraph, Table
from pipeline.core.money import Unit
from pipeline.core.patterns import load
from pipeline.core.text import squash

_LONGEST_TITLE = 60
_REPORT = "绩效评价报告"


@dataclass(slots=True)
class Report:
    """One report: its project as a draft, and the tables that stand in it.

    `told`: a paragraph (or its heading and the next one) that sums up a project; what follows is not its own.
    `planned`: lines of a budget that list a project's name and what it is to get; it too is over with them.
    `done`: nothing more is to be read of it.
    """

    draft: Draft
    tables: set[int] = field(default_factory=set)
    told: bool = False
    planned: bool = False
    done: bool = False

    @property
    def counts(self) -> bool:
        """True when the text states both what was planned and what was spent, or a budget's line what is planned."""
        money = self.draft.money
        return self.planned or ("executed" in money and ("initial" in money or "full_year" in money))


def reports(document: Document) -> list[Report]:
    """The reports of a document, in reading order."""
    found: list[Report] = []
    before = ""
    for block in document.blocks():
        if isinstance(block, Table):
            if found and not found[-1].told:
                found[-1].tables.add(id(block))
            continue
        text = squash(block.text)
        title = before + text if text == _REPORT else text
        draft = _titled(title, block) or _named(text, block) or _headed(before, text, block)
        before = text
        if draft is not None:
            found.append(Report(draft))
        elif (told := _told(text, block)) is not None:
            found.append(Report(told, told=True))
            found[-1].done = found[-1].counts
        elif found and not found[-1].done:
            _read(found[-1].draft, text)
            found[-1].planned = load("performance/reports")["report.planned"].regex.match(text) is not None
            found[-1].told = found[-1].told or found[-1].planned
            found[-1].done = found[-1].told
    return found


def _headed(heading: str, text: str, paragraph: Paragraph) -> Draft | None:
    """The project that a numbered heading names when its overview (项目概述) follows; None elsewhere."""
    rules = load("performance/reports")
    match = rules["report.headed"].regex.match(heading)
    if match is None or rules["report.overview"].regex.match(text) is None:
        return None
    draft = Draft(paragraph.place(), "performance.report", raw=heading, evidence=True)
    draft.call(match["name"].strip('"'))
    return draft


def _named(text: str, paragraph: Paragraph) -> Draft | None:
    """The project that a line of a report names; None for other lines."""
    match = load("performance/reports")["report.named"].regex.match(text)
    if match is None:
        return None
    draft = Draft(paragraph.place(), "performance.report", raw=text, evidence=True)
    draft.call(match["name"].strip('"'))
    return draft


def _told(text: str, paragraph: Paragraph) -> Draft | None:
    """The project that a paragraph sums up, with what it states; None for other texts."""
    match = load("performance/reports")["report.told"].regex.match(text)
    if match is None:
        return None
    draft = Draft(paragraph.place(), "performance.told", raw=match["name"], evidence=True)
    draft.call(match["name"].strip('"'))
    _read(draft, text)
    return draft


def _titled(title: str, paragraph: Paragraph) -> Draft | None:
    """The project that a title names; None for other texts."""
    match = (
        load("performance/reports")["report.title"].regex.search(title)
        if len(title) <= _LONGEST_TITLE
        else None
    )
    if match is None:
        return None
    draft = Draft(paragraph.place(), "performance.report", raw=title, evidence=True)
    draft.call(match["name"])
    return draft


def _read(draft: Draft, text: str) -> None:
    """Let a paragraph state what is still missing."""
    for pattern in load("performance/reports").patterns:
        role = pattern.sets.get("role")
        match = pattern.regex.search(text) if role else None
        if role is None or match is None:
            continue
        if role == "rate" and draft.rate is None:
            draft.rate = points(match["amount"])
        elif role == "score" and draft.score is None:
            draft.score = points(match["amount"])
        elif role not in ("rate", "score"):
            draft.pay(role, match["amount"], Unit(match["unit"]))


def with_reports(drafts: list[Draft], found: list[Report], places: dict[int, int]) -> Iterator[Draft]:
    """`drafts` and the projects of the reports that no table names, each with the indicators of its report.

    `places` gives the table that a draft began in, by the draft's id.
    """
    named = {squash(d.name) for d in drafts if d.name}
    spent = {points(d.money["executed"][0]) for d in drafts if "executed" in d.money}
    new = {id(r): r for r in found if r.counts and not _known(r, named, spent)}
    for draft in drafts:
        report = next((r for r in new.values() if places.get(id(draft)) in r.tables), None)
        if report is None or draft.name or draft.whole:
            yield draft
            continue
        report.draft.rows += draft.rows
        report.draft.remarks += draft.remarks
    for report in new.values():
        yield report.draft


def _known(report: Report, named: set[str], spent: set[Decimal | None]) -> bool:
    """True for a project that a table names; a paragraph may shorten its name, but not what was spent."""
    name = squash(report.draft.name or "")
    if not report.told:
        return name in named
    alike = any(name in other or other in name for other in named)
    return alike or (not report.planned and points(report.draft.money["executed"][0]) in spent)
