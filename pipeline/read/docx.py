"""Word documents (docx): the main part streamed into paragraphs and tables, in reading order."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from lxml import etree

from pipeline.core.issues import ErrorClass, ReadError
from pipeline.core.model import Block, Document, Page, Paragraph, ReadIssue, Table
from pipeline.core.progress import step
from pipeline.read import media, zips
from pipeline.read.docx_body import BodyReader
from pipeline.read.docx_numbering import Numbering
from pipeline.read.docx_run import ParagraphDraft
from pipeline.read.docx_state import Draft, EmbeddedDraft, Notes, Reading, Unread
from pipeline.read.docx_styles import Styles
from pipeline.read.docx_table import TableDraft
from pipeline.read.embedded import embedded_blocks
from pipeline.read.office_package import Package
from pipeline.read.typed_lines import typed_lines
from pipeline.read.xml_parts import stream

_Read = TypeVar("_Read")


class _Assembly:
    """Drafts become blocks, numbered in their order; what could not be read is told by the block it is in."""

    def __init__(self, drafts: list[Draft], embedded: Callable[[EmbeddedDraft], list[Block] | None]) -> None:
        self.blocks: list[Block] = []
        self.unread: list[Unread] = []
        self.n_chars = 0
        self._paragraphs = self._tables = 0
        self._locators: dict[int, str] = {}
        for draft in drafts:
            if isinstance(draft, TableDraft):
                self._add_table(draft)
            elif isinstance(draft, EmbeddedDraft):
                self._add_embedded(draft, embedded(draft))
            else:
                self._add_paragraphs(draft)

    def _table(self, table: Table) -> None:
        step(pages=1)
        self._tables += 1
        self.n_chars += sum(len(c.text) for c in table.cells)
        self.blocks.append(table)

    def _line(self, text: str, level: int = 0) -> None:
        self.blocks.append(Paragraph(text, 0, self._paragraphs, level=level))
        self.n_chars += len(text)
        self._paragraphs += 1

    def _add_table(self, draft: TableDraft) -> None:
        for table in draft.tables(self._tables + 1):
            self._locators.setdefault(id(draft), f"t{table.index}")
            self._table(table)

    def _add_paragraphs(self, draft: ParagraphDraft) -> None:
        self._locators[id(draft)] = f"para{max(self._paragraphs - 1, 0)}"
        for line in typed_lines(draft.text):
            self._locators[id(draft)] = f"para{self._paragraphs}"
            self._line(line, draft.level)

    def _add_embedded(self, draft: EmbeddedDraft, blocks: list[Block] | None) -> None:
        """The content of an embedded object, in the numbering of the document."""
        self._locators[id(draft)] = f"para{max(self._paragraphs - 1, 0)}"
        if blocks is None:
            self.unread.append(draft.unread)
        for block in blocks or ():
            if isinstance(block, Table):
                self._table(replace(block, index=self._tables + 1, area=None))
            else:
                self._line(block.text)

    def issue(self, unread: Unread) -> ReadIssue:
        """What could not be read, with the block that holds it (or, for a picture alone, the one before)."""
        locator = self._locators.get(id(unread.draft), "")
        if locator and unread.cell is not None:
            locator += f"/r{unread.cell[0] + 1}"
        return ReadIssue("unread", f"{unread.what} was not read", 0, locator)


class _Word:
    """An open Word document, its minor parts allowed to fail without the text failing."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self.issues: list[ReadIssue] = []
        self._styles = self._minor("styles", Styles) or Styles(None)
        self._numbering = self._minor("numbering", Numbering) or Numbering(None)
        self._footnotes = self._notes("footnotes")
        self._endnotes = self._notes("endnotes")

    def _failed(self, kind: str, error: ReadError) -> None:
        if error.error_class is ErrorClass.MEMORY:
            raise error
        self.issues.append(ReadIssue("unread", f"{kind}: {error.reason}", 0, error.place))

    def _minor(self, kind: str, read: Callable[[etree._Element | None], _Read]) -> _Read | None:
        """What `read` makes of a related part; None where that part is damaged."""
        try:
            return read(self._package.related_tree(kind))
        except ReadError as error:
            self._failed(kind, error)
            return None

    def _notes(self, kind: str) -> Notes:
        """Footnotes or endnotes by their number."""
        entry = self._package.related(kind)
        state = Reading(self._styles, self._numbering)
        try:
            if entry is not None:
                stream(self._package.archive, entry, BodyReader(state))
        except ReadError as error:
            self._failed(kind, error)
        return state.own_notes

    def embedded(self, draft: EmbeddedDraft) -> list[Block] | None:
        """What an embedded object holds; None where it is nothing that can be read."""
        entry = self._package.parts_by_id().get(draft.relation)
        if entry is None:
            return None
        try:
            blocks, issues = embedded_blocks(zips.part(self._package.archive, entry), whole=draft.is_icon)
        except ReadError as error:
            if error.error_class is ErrorClass.MEMORY:
                raise
            return None
        self.issues += issues
        return blocks

    def body(self) -> Reading:
        """The main part, read."""
        state = Reading(self._styles, self._numbering, self._footnotes, self._endnotes)
        stream(self._package.archive, self._package.main, BodyReader(state))
        return state


def read_docx(path: Path) -> Document:
    """The document in a Word file.

    Raises:
        ReadError: damaged, encrypted, without its main part, or with a document type declaration.
    """
    with zips.open_zip(path) as archive:
        word = _Word(Package(archive, "word/document.xml"))
        state = word.body()
        assembly = _Assembly(state.out, word.embedded)
    page = Page(0, blocks=assembly.blocks, n_chars=assembly.n_chars, n_images=state.n_images)
    issues = word.issues + [assembly.issue(u) for u in (*assembly.unread, *state.unread)]
    with path.open("rb") as file:
        doc_id = hashlib.file_digest(file, "sha256").hexdigest()
    return Document(doc_id, path.name, media.DOCX, path.stat().st_size, [page], issues=issues)
