"""Workbooks: every sheet, its lines and tables, in the order of the tabs.

Hidden sheets are read too, for forms are hidden by mistake as well as on purpose, and what is read can be left out
later while what is not read is lost; a finding names them, as it names hidden rows and columns.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from pipeline.core.model import Block, Document, Page, Paragraph, ReadIssue, SheetArea, Table
from pipeline.read.compact import compact, filled
from pipeline.read.ocr_pictures import n_chars
from pipeline.read.pdf_lines import is_wide
from pipeline.read.sheet import Region, Sheet, parts
from pipeline.read.typed_lines import typed_lines


class _Assembly:
    """Sheets become pages without a number; paragraphs and tables are numbered over the document."""

    def __init__(self) -> None:
        self._paragraphs = self._tables = 0

    def _paragraph(self, text: str) -> Paragraph:
        self._paragraphs += 1
        return Paragraph(text, 0, self._paragraphs - 1)

    def _table(self, region: Region, name: str) -> Table:
        grid = compact(region.cells)
        self._tables += 1
        area = SheetArea(name, grid.rows, grid.cols)
        return Table(0, self._tables, len(grid.rows), len(grid.cols), filled(grid), area=area)

    def page(self, sheet: Sheet) -> Page:
        """A sheet as a page. Its tab names the table that no line stands above."""
        blocks: list[Block] = []
        for part in parts(sheet):
            if isinstance(part, Region):
                blocks.append(self._table(part, sheet.name))
            else:
                blocks += map(self._paragraph, typed_lines(part))
        if blocks and isinstance(blocks[0], Table) and any(map(is_wide, sheet.name)):
            blocks.insert(0, self._paragraph(sheet.name))
        n_shown = sum(map(n_chars, sheet.shown))
        return Page(0, blocks=blocks + sheet.shown, n_chars=sum(map(len, sheet.cells.values())) + n_shown)


def _issues(sheet: Sheet) -> list[ReadIssue]:
    """What the figures of a sheet must be read with in mind."""
    issues = []
    if sheet.hidden and sheet.cells:
        issues.append(ReadIssue("format", f"sheet {sheet.name} is hidden", 0, sheet.name))
    n_rows, n_cols = sheet.n_hidden()
    if n_rows or n_cols:
        said = f"sheet {sheet.name}: {n_rows} hidden rows and {n_cols} hidden columns"
        issues.append(ReadIssue("format", said, 0, sheet.name))
    if sheet.uncomputed:
        said = f"sheet {sheet.name}: {sheet.uncomputed} formulas without a stored value"
        issues.append(ReadIssue("unread", said, 0, sheet.name))
    return issues


def workbook(path: Path, kind: str, sheets: Iterable[Sheet], issues: Iterable[ReadIssue] = ()) -> Document:
    """The document that the sheets of a workbook make; `issues` are what else could not be read.

    Raises:
        ReadError: a sheet larger than any real one.
    """
    assembly = _Assembly()
    pages: list[Page] = []
    found = list(issues)
    for sheet in sheets:
        pages.append(assembly.page(sheet))
        found += _issues(sheet)
    with path.open("rb") as file:
        doc_id = hashlib.file_digest(file, "sha256").hexdigest()
    return Document(doc_id, path.name, kind, path.stat().st_size, pages, issues=found)
