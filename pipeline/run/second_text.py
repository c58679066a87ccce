"""Paragraphs read again: whether another reader sees the same characters, and the text where it sees other digits."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from pipeline.core.model import Block, Document, Page, Paragraph, Span
from pipeline.core.text import squash
from pipeline.read.pdf_fallback import lines_again
from pipeline.run.doubts import with_blocks

MOST = 8  # paragraphs of a document that are read again


@dataclass(frozen=True, slots=True)
class Retold:
    """Paragraphs by index: those that both readers read alike, and those in which the other one sees other digits."""

    alike: frozenset[int] = frozenset()
    other: dict[int, Paragraph] = field(default_factory=dict)

    def page(self, page: Page) -> Page:
        """The page with its paragraphs as told again; the same page where none is."""
        blocks: list[Block] = [
            self.other.get(b.index, b) if isinstance(b, Paragraph) else b for b in page.blocks
        ]
        return with_blocks(page, blocks)


def told_again(document: Document, wanted: Iterable[int], data: Callable[[], bytes]) -> Retold:
    """The first `MOST` of the wanted paragraphs, read again line by line."""
    indices = set(sorted(set(wanted))[:MOST])
    chosen = [p for p in document.paragraphs() if p.index in indices and p.spans]
    spans = [s for p in chosen for s in p.spans if s.box is not None]
    if not spans:
        return Retold()
    pages: dict[int, list[Span]] = {}
    for span in spans:
        pages.setdefault(span.page, []).append(span)
    read = lines_again(data(), {n: [s.box for s in own if s.box is not None] for n, own in pages.items()})
    lines = {id(s): text for n, own in pages.items() for s, text in zip(own, read.get(n, []), strict=False)}
    alike: set[int] = set()
    other: dict[int, Paragraph] = {}
    for paragraph in chosen:
        again = [lines.get(id(s)) for s in paragraph.spans]
        told = _told(paragraph, again)
        if told == paragraph.text:
            alike.add(paragraph.index)
        elif told is not None:
            other[paragraph.index] = replace(paragraph, text=told)
    return Retold(frozenset(alike), other)


def _told(paragraph: Paragraph, again: list[str | None]) -> str | None:
    """The paragraph with the digits of its second reading; None where more than digits differs, or a line is lost."""
    out = list(paragraph.text)
    for span, line in zip(paragraph.spans, again, strict=True):
        places = [i for i in range(span.start, span.end) if not paragraph.text[i].isspace()]
        first = squash("".join(paragraph.text[i] for i in places))
        second = squash(line or "")
        if len(places) != len(first) or len(first) != len(second):
            return None
        for i, old, new in zip(places, first, second, strict=True):
            if old != new:
                if not (old.isdigit() and new.isdigit()):
                    return None
                out[i] = new
    return "".join(out)
