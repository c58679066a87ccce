"""Running text split into parts: what kind each paragraph is of, and under which headings it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from pipeline.core.model import Document, Paragraph
from pipeline.core.patterns import Pattern, load
from pipeline.core.text import Squeezed, squeeze

_LONGEST_HEADING = 60
_LONGEST_LEAD = 30
_UNNUMBERED = 1  # level of a heading without a mark: a title of a part
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

    @cached_property
    def fund(self) -> str | None:
        """The fund that the nearest heading names; one that names none says nothing, two different ones neither."""
        found = self._evidence("fund")
        exact = [f for f in found if f != "fiscal_grant"]
        return (exact or found or [None])[0]

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


def _sets(key: str, text: str) -> list[object]:
    """The values of `sets.<key>` of every section pattern that matches `text`."""
    return [
        p.sets[key] for p in load("narrative/sections").patterns if key in p.sets and p.regex.search(text)
    ]


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
    """(heading, whether the whole paragraph is one). A numbered paragraph may open with its heading: 3.公务接待费。…"""
    body = text[mark:]
    has_amount = _amount().regex.search(body) is not None
    if not has_amount and len(body) <= _LONGEST_HEADING and body[-1:] not in _SENTENCE_MARKS:
        if level or (
            len(body) <= _LONGEST_LEAD and not any(c in body for c in _SENTENCE_MARKS) and _sets("kind", body)
        ):
            return body, True
    if level:
        ends = [i for i in (body.find(c) for c in "。：,") if 0 <= i <= _LONGEST_LEAD]
        lead = body[: min(ends)] if ends else ""
        return ("" if _amount().regex.search(lead) else lead), False
    return "", False


def _kind(headings: tuple[str, ...]) -> str:
    """The kind of part that `headings` open: the innermost that says one decides, a glossary above all."""
    kinds = [str(k) for h in headings for k in _sets("kind", h)[:1]]
    if "glossary" in kinds:
        return "glossary"
    return kinds[-1] if kinds and kinds[-1] != "definition" else "narrative"


def parts(document: Document) -> Iterator[Part]:
    """Every paragraph of `document` as a Part, in reading order; blank ones are left out."""
    path: list[tuple[int, str]] = []
    for paragraph in document.paragraphs():
        squeezed = squeeze(paragraph.text)
        text = squeezed.text
        if not text:
            continue
        level, mark = _mark(text)
        title, whole = _heading(text, level, mark)
        if level or whole:
            depth = level or _UNNUMBERED
            path = [(d, t) for d, t in path if d < depth]
            if title:
                path.append((depth, title))
        headings = tuple(t for _, t in path)
        yield Part(paragraph, squeezed, headings, _kind(headings), whole, mark)
