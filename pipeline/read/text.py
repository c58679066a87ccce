"""Plain text: a paragraph a line, and tables out of lines whose cells tabs, bars or wide blanks part."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from pipeline.core.model import Block, Cell, Document, Page, Paragraph, ReadIssue, Table
from pipeline.read import media
from pipeline.read.csv_sheet import csv_sheet
from pipeline.read.encoding import decode
from pipeline.read.sheets import workbook
from pipeline.read.text_rows import Rows, aligned, is_amount, is_border, piped, split_at_titles
from pipeline.read.text_spans import spans_of
from pipeline.read.text_tabs import Found, tab_table
from pipeline.read.text_wraps import margin_of, unwrapped

_MIN_ALIGNED = 3


def _run(lines: list[str], start: int, cells_of: Callable[[str], list[str] | None]) -> Found:
    """The lines from `start` on that part into equally many cells; lines that only draw are passed over."""
    rows: Rows = []
    at = last = start
    while at < len(lines):
        cells = cells_of(lines[at])
        if is_border(lines[at]):
            at += 1
            continue
        if cells is None or (rows and len(cells) != len(rows[0])):
            break
        rows.append(cells)
        at += 1
        last = at
    return Found(rows, last - start)


def _bar_table(lines: list[str], start: int) -> Found | None:
    """The table of lines that bars part."""
    found = _run(lines, start, piped)
    return found if len(found.rows) > 1 else None


def _blank_table(lines: list[str], start: int) -> Found | None:
    """The table of lines that wide blanks part, where there are enough of them and most hold a number."""
    found = _run(lines, start, aligned)
    if len(found.rows) < _MIN_ALIGNED:
        return None
    numeric = sum(any(is_amount(cell) for cell in row) for row in found.rows)
    return found if numeric * 2 >= len(found.rows) else Found([], found.n_lines)


_FINDERS = (tab_table, _bar_table, _blank_table)


def _table(rows: Rows, index: int, *, merged: bool) -> Table:
    """A table of rows; a cell that is alone in its row spans it, a row that is short ends early or has wide cells."""
    width = max(len(row) for row in rows)
    cells = []
    spans = spans_of(rows) if merged else [[width] if len(row) == 1 else [1] * len(row) for row in rows]
    for number, row in enumerate(rows):
        col = 0
        for text, span in zip(row, spans[number], strict=True):
            cells.append(Cell(number, col, text, 1, span))
            col += span
    return Table(0, index, len(rows), width, cells, method="text")


class _Blocks:
    """Paragraphs and tables, numbered as they come."""

    def __init__(self, margin: int | None) -> None:
        self.blocks: list[Block] = []
        self._margin = margin
        self._paragraphs = self._tables = 0

    def add_lines(self, lines: list[str]) -> None:
        """Lines between tables."""
        for text in unwrapped(lines, self._margin):
            self.blocks.append(Paragraph(text, 0, self._paragraphs))
            self._paragraphs += 1

    def add_tables(self, found: Found) -> None:
        """One table, or several that follow each other."""
        for rows in split_at_titles(found.rows):
            self._tables += 1
            self.blocks.append(_table(rows, self._tables, merged=found.merged))


def blocks_of(text: str) -> list[Block]:
    """The paragraphs and tables of a text, in order."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").split("\n")
    blocks = _Blocks(margin_of(lines))
    between: list[str] = []
    at = 0
    while at < len(lines):
        found = next(filter(None, (find(lines, at) for find in _FINDERS)), Found([], 1))
        if found.rows:
            blocks.add_lines(between)
            blocks.add_tables(found)
            between = []
        else:
            between += [line for line in lines[at : at + found.n_lines] if not is_border(line)]
        at += found.n_lines
    blocks.add_lines(between)
    return blocks.blocks


def read_text(path: Path) -> Document:
    """The document in a text file; records of a table (CSV) are the sheet that they open as.

    Raises:
        ReadError: its encoding cannot be settled.
    """
    data = path.read_bytes()
    decoded = decode(data)
    issues = []
    if decoded.damaged:
        message = f"{decoded.damaged} unreadable characters ({decoded.encoding})"
        issues.append(ReadIssue("unread", message))
    if (sheet := csv_sheet(decoded.text)) is not None:
        return workbook(path, media.CSV, [sheet], issues)
    page = Page(0, blocks=blocks_of(decoded.text), n_chars=len(decoded.text))
    doc_id = hashlib.sha256(data).hexdigest()
    return Document(doc_id, path.name, media.TEXT, len(data), [page], issues=issues)
