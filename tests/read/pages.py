"""Pages of HTML written for tests, and what was read of them as plain lists."""

from __future__ import annotations

from pathlib import Path

from pipeline.core.model import Document, Table
from pipeline.read import open_document


def opened(folder: Path, html: str | bytes, name: str = "决算.html", encoding: str = "utf-8") -> Document:
    """The document in a page, saved under `name`."""
    path = folder / name
    path.write_bytes(html if isinstance(html, bytes) else html.encode(encoding))
    return open_document(path)


def body(folder: Path, html: str) -> Document:
    """The document in the body of a page."""
    return opened(folder, f"<!DOCTYPE html><html><head><title>题</title></head><body>{html}</body></html>")


def texts(document: Document) -> list[str]:
    """The paragraphs."""
    return [p.text for p in document.paragraphs()]


def rows(table: Table) -> list[list[str]]:
    """The texts of a table; those that a span carries on are "^"."""
    out = []
    for r, row in enumerate(table.grid):
        out.append(
            ["" if c is None else c.text if (c.row, c.col) == (r, k) else "^" for k, c in enumerate(row)]
        )
    return out


def shape(document: Document) -> list[str | list[list[str]]]:
    """Paragraphs and the rows of tables, in reading order."""
    return [rows(b) if isinstance(b, Table) else b.text for b in document.blocks()]
