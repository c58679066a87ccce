"""PDF: characters and paths from pdfium, turned upright; tables, lines and paragraphs made from them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from pipeline.core.model import Document, Page, ReadIssue, Table
from pipeline.core.progress import step
from pipeline.core.text import squash
from pipeline.read.grid import tables_of
from pipeline.read.grid_carried import edges_of
from pipeline.read.pdf_chars import CloseReading, Frame, PageText
from pipeline.read.pdf_furniture import set_furniture_aside
from pipeline.read.pdf_layout import Item, PageLayout
from pipeline.read.pdf_lines import lines_of
from pipeline.read.pdf_open import RawPage, raw_pages
from pipeline.read.pdf_paragraphs import blocks_of
from pipeline.read.pdf_paths import Drawing


def _top(item: Item) -> float:
    """Where a line or table begins."""
    return item.box.top if item.box else 0.0


def _show_table(table: Table, frame: Frame, sideways: int) -> None:
    """Turn the boxes of a table into those of the page as shown."""
    for cell in table.cells:
        cell.box = frame.shown(cell.box, sideways) if cell.box else None
    table.box = frame.shown(table.box, sideways) if table.box else None


def _close_cells(
    tables: Iterable[Table], close: Sequence[CloseReading]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The other readings of cells that hold nothing but one recognised number, by locator."""
    for cell, table in ((c, t) for t in tables if close for c in t.cells if c.box):
        box, text = cell.box, squash(cell.text)
        for reading in close:
            inside = box and box.x0 < reading.x < box.x1 and box.top < reading.y < box.bottom
            if inside and text == squash(reading.text):
                yield table.place(cell).locator, reading.others


def _layout(
    number: int, text: PageText, drawing: Drawing, edges: Sequence[float]
) -> tuple[PageLayout, list[float]]:
    """Lines and tables of one page, from top to bottom, and the edges of the columns its last table leaves.

    `edges` are those that the page before left.
    """
    tables, rest = tables_of(number, text.chars, drawing, edges)
    left = edges_of(tables)
    items: list[Item] = sorted([*tables, *lines_of(rest)], key=_top)
    close = dict(_close_cells(tables, text.close))
    for table in tables:
        _show_table(table, text.frame, text.sideways)
    layout = PageLayout(number, text.frame, text.sideways, items)
    layout.n_chars, layout.n_images = len(text.chars), drawing.n_images
    layout.text_source, layout.close = text.source, close
    if text.askew:
        layout.furniture.append(text.askew)
    return layout, left


def printed_pages(found: Iterable[RawPage]) -> list[Page]:
    """Pages of characters and rules as pages of the model, paragraphs joined over line and page breaks."""
    layouts: list[PageLayout] = []
    edges: list[float] = []
    for page in found:
        layout, edges = _layout(*page, edges)
        layouts.append(layout)
        step(pages=1)
    set_furniture_aside(layouts)
    pages = {}
    for n in layouts:
        shown = n.frame.turned(-n.sideways)
        size = shown.width, shown.height
        pages[n.number] = Page(
            n.number, *size, [], n.furniture, n.n_chars, n.n_images, n.text_source, n.close
        )
    for number, block in blocks_of(layouts):
        pages[number].blocks.append(block)
    return list(pages.values())


def source_of(pages: list[Page]) -> str:
    """Where the text of a document comes from: mixed unless all of its pages agree."""
    sources = {p.text_source for p in pages if p.n_chars} or {"digital"}
    return sources.pop() if len(sources) == 1 else "mixed"


def read_pdf(path: Path) -> Document:
    """The document in a PDF file; what of it could not be read is among its issues.

    Raises:
        ReadError: nothing of the file can be read.
    """
    data = path.read_bytes()
    issues: list[ReadIssue] = []
    pages = printed_pages(raw_pages(data, issues))
    doc_id = hashlib.sha256(data).hexdigest()
    document = Document(doc_id, path.name, "application/pdf", len(data), pages, n_pages=len(pages))
    document.issues = issues
    document.text_source = source_of(pages)
    return document
