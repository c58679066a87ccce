"""HTML and saved web pages (MHT): what a reader of the page sees, as paragraphs and tables.

A page shows more than the disclosure: navigation, footers and lists of links go to the furniture of the page.
"""

from __future__ import annotations

import hashlib
from email import policy
from email.message import Message
from email.parser import BytesParser
from itertools import groupby
from pathlib import Path
from typing import Any

from lxml import etree

from pipeline.core.issues import ErrorClass, ReadError
from pipeline.core.model import Document, Page, Paragraph, ReadIssue, Table
from pipeline.read import media
from pipeline.read.encoding import decode
from pipeline.read.html_events import HtmlBuilder
from pipeline.read.html_flow import Fragment, Grid, Item, Para, Picture, flat
from pipeline.read.html_sources import Sources
from pipeline.read.ocr_pictures import Pictures, n_chars
from pipeline.read.typed_lines import typed_lines

_LEAST_LINKS = 3  # so many links one after the other lead away from the page
_LONGEST_ASIDE = 200  # characters: longer text is content, wherever it stands
_NAMED = 5


def _shown(data: bytes) -> tuple[HtmlBuilder, int]:
    """What the page in `data` shows, and how many of its characters could not be read."""
    decoded = decode(data)
    builder = HtmlBuilder()
    target: Any = builder
    parser = etree.HTMLParser(target=target, huge_tree=True, no_network=True, encoding="utf-8")
    if decoded.text.strip():
        parser.feed(decoded.text.encode("utf-8", "replace"))
        parser.close()
    return builder, decoded.damaged


def _length(items: list[Item]) -> int:
    """The characters that items hold."""
    return sum(
        sum(len(c.text) for c in i.cells) if isinstance(i, Grid) else len(getattr(i, "text", ""))
        for i in items
    )


def _visible(fragment: Fragment) -> list[Item]:
    """The items that are shown; all of them where the page hides most of its text until a script shows it."""
    items = list(flat(fragment))
    visible = [i for i in items if not i.hidden]
    return items if _length(items) > 2 * _length(visible) else visible


def _leads_away(item: Item) -> bool:
    """Whether an item is no more than a link, or a control."""
    return isinstance(item, Para) and (item.n_links > 0 or (item.aside and len(item.text) <= _LONGEST_ASIDE))


class _Assembly:
    """Items become blocks, numbered in their order over all parts of the document."""

    def __init__(self) -> None:
        self.page = Page(0)
        self.issues: list[ReadIssue] = []
        self.pictures = Pictures()
        self._paragraphs = self._tables = 0

    def add(self, items: list[Item], sources: Sources) -> None:
        """The items of one page of HTML, and what it brings along."""
        unread: list[Picture] = []
        for away, run in groupby(items, key=_leads_away):
            some = list(run)
            aside = [i for i in some if isinstance(i, Para) and i.aside]
            n_links = sum(i.n_links for i in some if isinstance(i, Para))
            if away and (n_links >= _LEAST_LINKS or len(aside) == len(some)):
                self.page.furniture += [i.text for i in some if isinstance(i, Para)]
                continue
            for item in some:
                if not isinstance(item, Picture):
                    self._add(item)
                elif not self._add_shown(sources.data(item.source)) and item.is_large:
                    unread.append(item)
        if unread:
            self._tell(unread)

    def _add(self, item: Item) -> None:
        if isinstance(item, Para):
            for line in typed_lines(item.text):
                self.page.blocks.append(Paragraph(line, 0, self._paragraphs, level=item.level))
                self.page.n_chars += len(line)
                self._paragraphs += 1
        elif isinstance(item, Grid):
            self._tables += 1
            self.page.blocks.append(Table(0, self._tables, item.n_rows, item.n_cols, item.cells))
            self.page.n_chars += sum(len(c.text) for c in item.cells)

    def _add_shown(self, data: bytes | None) -> bool:
        """What a picture shows; False where it is not there, or shows no table that can be read."""
        blocks = self.pictures.blocks(data) if data else []
        for block in blocks:
            self.page.n_chars += n_chars(block)
            self.page.blocks.append(block)
        return bool(blocks)

    def _tell(self, pictures: list[Picture]) -> None:
        names = ", ".join(p.name or "without a name" for p in pictures[:_NAMED])
        more = f" and {len(pictures) - _NAMED} more" if len(pictures) > _NAMED else ""
        noun = "a picture was" if len(pictures) == 1 else f"{len(pictures)} pictures were"
        self.issues.append(ReadIssue("unread", f"{noun} not read: {names}{more}"))


def _document(path: Path, data: bytes, kind: str, pages: list[tuple[bytes, Sources]]) -> Document:
    """The document that the pages of HTML in a file make."""
    assembly = _Assembly()
    title, damaged = "", 0
    for page, sources in pages:
        builder, bad = _shown(page)
        assembly.add(_visible(builder.flow.items), sources)
        assembly.page.n_images += builder.n_images
        title = title or builder.title
        damaged += bad
    if damaged:
        assembly.issues.append(ReadIssue("unread", f"{damaged} unreadable characters"))
    assembly.page.close = assembly.pictures.close
    doc_id = hashlib.sha256(data).hexdigest()
    document = Document(doc_id, path.name, kind, len(data), [assembly.page], title=title)
    document.issues, document.text_source = assembly.issues, assembly.pictures.text_source
    return document


def read_html(path: Path) -> Document:
    """The document in a page of HTML.

    Raises:
        ReadError: its encoding cannot be settled, or a table is too large.
    """
    data = path.read_bytes()
    return _document(path, data, media.HTML, [(data, Sources())])


def _html_parts(data: bytes) -> list[tuple[bytes, Sources]]:
    """The pages of HTML in a saved web page: the first, or all of them where the first only frames them."""
    message: Message = BytesParser(policy=policy.compat32).parsebytes(data)
    parts = [
        (payload, Sources.of(part, message.walk()))
        for part in message.walk()
        if part.get_content_type() == "text/html"
        and isinstance(payload := part.get_payload(decode=True), bytes)
    ]
    if not parts:
        raise ReadError(ErrorClass.CORRUPT, "a saved web page without a page")
    framed = b"<frameset" in parts[0][0].lower()
    return parts if framed else parts[:1]


def read_mht(path: Path) -> Document:
    """The document in a saved web page.

    Raises:
        ReadError: it holds no page, its encoding cannot be settled, or a table is too large.
    """
    data = path.read_bytes()
    return _document(path, data, media.MHT, _html_parts(data))
