"""Running text split into parts: what kind each paragraph is of, and under which headings it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from pipeline.core.model import Document, Paragraph
from pipeline.core.patterns import Pattern, load
from pipeline.core.text import Squeezed, squash, squeeze
from pipeline.core.uses import remembered

LONGEST_HEADING = 60
_LONGEST_LEAD = 30
_UNNUMBERED = 2  # depth of a heading without a mark: a title, which opens a part as 第三部分 does
_LONGEST_ENTRY = 60  # characters of an entry of the table of contents
_CONTENTS_PAGES = 2
_SENTENCE_MARKS = "。；,"


@dataclass(frozen=True)
class Part:
    """One paragraph, squeezed, with the headings above it, outermost first (its own heading included)."""

    paragraph: Paragraph
    text: Squeezed
    headings: tuple[str, ...]
    kind: str  # narrative | glossary | contents | duties | performance
    is_heading: bool
    mark: int  # length of the list mark that opens it, in squeezed characters
    depth: int  # of that mark, 0 without one
    outer: tuple[str, ...]  # the headings above it, without its own

    @cached_property
    def fund(self) -> str | None:
        """The fund that the nearest heading names; one that names none, or two, says nothing."""
        found = self._evidence("fund")
        exact = [f for f in found if f != "fiscal_grant"]
        return next(iter([*exact, *found]), None)

    @cached_property
    def component(self) -> str:
        """Basic or project under a heading on that alone, else total."""
        for heading in reversed(self.headings):
            kinds = _sets("component", heading)
            if len(kinds) == 1:
                return str(kinds[0])
        return "total"

    @cached_property
    def functional(self) -> bool:
        """True under a heading on expenditure by function."""
        return any(_sets("functional", h) for h in self.headings)

    @cached_property
    def economic(self) -> bool:
        """True under a heading on expenditure by economic class."""
        return any(_sets("economic", h) for h in self.headings)

    def of_another_unit(self, department: str | None) -> bool:
        """True under a heading that is the name of a unit other than `department`, or of its own office alone."""
        own = _unit_key(department or "")
        return bool(own) and any(_sets("unit", h) and _unit_key(h) not in own for h in self.outer)

    def speaks_of(self, topic: str) -> bool:
        """True where a heading is on `topic` (three_public, assets)."""
        return any(topic in _sets("topic", h) for h in self.headings)

    def _evidence(self, key: str) -> list[str]:
        """What each heading, the nearest first, says of `key`, when it says one thing."""
        found: list[str] = []
        for heading in reversed(self.headings):
            values = [str(v) for v in _sets(key, heading)]
            exact = [v for v in values if v != "fiscal_grant"]
            if len(set(exact)) == 1:
                found.append(exact[0])
            elif values and not exact:
                found.append(values[0])
        return found


def _unit_key(name: str) -> str:
    return squash(name).replace("（", "").replace("）", "")


@remembered(1 << 14)  # a heading is asked about by every paragraph below it
def _sets(key: str, text: str) -> tuple[object, ...]:
    """The values of `sets.<key>` of every section pattern that matches `text`."""
    return tuple(
        p.sets[key] for p in load("narrative/sections").patterns if key in p.sets and p.regex.search(text)
    )


def _mark(text: str) -> tuple[int, int]:
    """(level, length) of the list mark that opens `text`; (0, 0) when none does."""
    for pattern in load("narrative/sections").patterns:
        if "level" in pattern.sets and (match := pattern.regex.match(text)):
            return int(pattern.sets["level"]) + 1, match.end()
    return 0, 0


def _amount() -> Pattern:
    """The pattern of a printed amount of money."""
    return load("narrative/facts")["facts.money"]


def _heading(text: str, level: int, mark: int) -> tuple[str, bool]:
    """(heading, whether the whole paragraph is one); a numbered paragraph may open with its heading."""
    body = text[mark:]
    has_amount = _amount().regex.search(body) is not None
    whole = len(body) <= LONGEST_HEADING and body[-1:] not in _SENTENCE_MARKS and "。" not in body
    short = len(body) <= _LONGEST_LEAD and not any(c in body for c in _SENTENCE_MARKS)
    if not has_amount and whole and (level or (short and _sets("kind", body))):
        return body, True
    if level:
        ends = [i for i in (body.find(c) for c in "。：,") if 0 <= i <= _LONGEST_LEAD]
        lead = body[: min(ends)] if ends else ""
        run_on = load("narrative/sections")["sections.run_on"].regex.match(body)
        if run_on and (not lead or len(run_on["title"]) < len(lead)):
            lead = run_on["title"]
        return ("" if _amount().regex.search(lead) else lead), False
    return "", False


def _kind(headings: tuple[str, ...]) -> str:
    """The kind of part that `headings` open: the innermost that says one decides, a glossary above all."""
    kinds = [str(k) for h in headings for k in _sets("kind", h)[:1]]
    if "glossary" in kinds:
        return "glossary"
    return kinds[-1] if kinds and kinds[-1] not in ("definition", "contents") else "narrative"


_LEADER = re.compile(r"[.·…]*\d*$")


@dataclass
class _Contents:
    """The table of contents while it lasts: until an entry comes again, or running text begins."""

    page: int = 0
    active: bool = False
    entries: set[str] = field(default_factory=set)
    first_mark: str = ""

    def open(self, page: int) -> None:
        """A heading 目录 was read."""
        self.page, self.active, self.entries, self.first_mark = page, True, set(), ""

    def holds(self, text: str, mark: int, page: int) -> bool:
        """True when `text` is an entry; False closes the table."""
        title, number = _LEADER.sub("", text[mark:]), text[:mark]
        again = title in self.entries or (number != "" and number == self.first_mark)
        runs_on = len(text) > _LONGEST_ENTRY and (text[-1] in _SENTENCE_MARKS or _amount().regex.search(text))
        left = page > self.page and (not mark and bool(_sets("kind", text)) and len(text) <= _LONGEST_LEAD)
        if again or runs_on or left or page > self.page + _CONTENTS_PAGES:
            self.active = False
            return False
        self.entries.add(title)
        self.first_mark = self.first_mark or number
        return True


def _with_stops(squeezed: Squeezed) -> Squeezed:
    """With 。 for the full stops of another script."""
    if "." not in squeezed.text:
        return squeezed
    stop = load("narrative/sections")["sections.stop"].regex
    return Squeezed(stop.sub("。", squeezed.text), squeezed.origin)


def _without_page_numbers(squeezed: Squeezed) -> Squeezed:
    """Without page numbers that the page break left inside a sentence (离退-12-休支出)."""
    kept = [True] * len(squeezed.text)
    for match in load("narrative/sections")["sections.page_number"].finditer(squeezed.text):
        kept[match.start() : match.end()] = [False] * (match.end() - match.start())
    if all(kept):
        return squeezed
    chars = [c for c, k in zip(squeezed.text, kept, strict=True) if k]
    return Squeezed("".join(chars), tuple(o for o, k in zip(squeezed.origin, kept, strict=True) if k))


def parts(document: Document) -> Iterator[Part]:
    """Every paragraph of `document` as a Part, in reading order; blank ones are left out."""
    path: list[tuple[int, str]] = []
    contents = _Contents()
    for paragraph in document.paragraphs():
        squeezed = _with_stops(_without_page_numbers(squeeze(paragraph.text)))
        text = squeezed.text
        if not text:
            continue
        level, mark = _mark(text)
        if "contents" in _sets("kind", text):
            contents.open(paragraph.page)
            path = []
        elif contents.active and not contents.holds(text, mark, paragraph.page):
            path = []
        if contents.active:
            yield Part(paragraph, squeezed, (), "contents", True, mark, level, ())
            continue
        title, whole = _heading(text, level, mark)
        if level or whole:
            depth = level or _UNNUMBERED
            path = [(d, t) for d, t in path if d < depth]
        outer = tuple(t for _, t in path)
        if title and (level or whole):
            path.append((level or _UNNUMBERED, title))
        headings = tuple(t for _, t in path)
        yield Part(paragraph, squeezed, headings, _kind(headings), whole, mark, level, outer)
