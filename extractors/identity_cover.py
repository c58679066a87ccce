"""Where a document says what it is: the lines of its title, and on a web page what the page's own title repeats."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.core.model import Block, Document, Paragraph, Table
from pipeline.core.text import squash

_COVER_BLOCKS = 14
_COVER_LENGTH = 220
_COVER_PAGES = 2
_SHORTEST_TITLE = 8
_WEB = ("text/html", "multipart/related")


def is_web(document: Document) -> bool:
    """True for a web page, whose title is what its site calls it; those of other files are often a template's."""
    return document.media_type in _WEB


def cover_lines(document: Document) -> list[Paragraph]:
    """The paragraphs in front of the contents or the first table, those that can belong to a title."""
    lines: list[Paragraph] = []
    length = 0
    for block in _from_title(document):
        if isinstance(block, Table) or block.page > _COVER_PAGES:
            break
        text = squash(block.text)
        if text.startswith(("目录", "第一部分", "一、")):
            break
        length += len(text)
        if len(lines) >= _COVER_BLOCKS or length > _COVER_LENGTH:
            break
        lines.append(block)
    return lines


def _from_title(document: Document) -> Iterable[Block]:
    """The blocks, on a web page from the line that its title repeats: menus and labels stand above it."""
    title = squash(document.title) if is_web(document) else ""
    if not title:
        return document.blocks()
    blocks = list(document.blocks())
    said = (
        i
        for i, b in enumerate(blocks)
        if isinstance(b, Paragraph) and len(b.text) >= _SHORTEST_TITLE and squash(b.text) in title
    )
    return blocks[next(said, 0) :]
