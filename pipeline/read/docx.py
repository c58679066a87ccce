"""Word documents (docx): the main part streamed into paragraphs and tables, in reading order."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
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
from pipeline.read.docx_state import Draft, EmbeddedDraft, Notes, PictureDraft, Reading, Unread
from pipeline.read.docx_styles import Styles
from pipeline.read.docx_table import TableDraft
from pipeline.read.embedded import embedded_blocks
from pipeline.read.ocr_pictures import Pictures, n_chars
from pipeline.read.office_package import Package
from pipeline.read.typed_lines import typed_lines
from pipeline.read.xml_parts import stream

_Read = TypeVar("_Read")
_Held = EmbeddedDraft | PictureDraft


class _Assembly:
    """Drafts become blocks, numbered in their order; what could not be read is told by the block it is in."""

    def __init__(self, drafts: list[Draft], held: Callable[[_Held], list[Block]]) -> None:
        self.blocks: list[Block] = []
        self.unread: list[Unread] = []
        self.n_chars = 0
        self._paragraphs = self._tables = 0
        self._locators: dict[int, str] = {}
        for draft in drafts:
            if isinstance(draft, TableDraft):
                self._add_table(draft)
            elif isinstance(draft, EmbeddedDraft | PictureDraft):
                self._add_held(draft, held(draft))
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

    def _add_held(self, draft: _Held, blocks: list[Block]) -> None:
        """The content of an embedded object in the numbering of the document, that of a picture in its own."""
        self._locators[id(draft)] = f"para{max(self._paragraphs - 1, 0)}"
        if not blocks and not (isinstance(draft, PictureDraft) and not draft.is_large):
            self.unread.append(draft.unread)
        for block in blocks:
            if block.picture:
                self.blocks.append(block)
                self.n_chars += n_chars(block)
            elif isinstance(block, Table):
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
        self.pictures = Pictures()
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

    @cached_property
    def _parts(self) -> dict[str, str]:
        return self._package.parts_by_id()

    def held(self, draft: _Held) -> list[Block]:
        """What an embedded object holds or a picture shows; nothing where it cannot be read."""
        entry = self._parts.get(draft.relation)
        if entry is None:
            return []
        try:
            data = zips.part(self._package.archive, entry)
            if isinstance(draft, PictureDraft):
                return self.pictures.blocks(data, draft.crop)
            blocks, issues = embedded_blocks(data, whole=draft.is_icon)
        except ReadError as error:
            if error.error_class is ErrorClass.MEMORY:
                raise
            return []
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
        assembly = _Assembly(state.out, word.held)
    page = Page(0, blocks=assembly.blocks, n_chars=assembly.n_chars, n_images=state.n_images)
    page.close = word.pictures.close
    issues = word.issues + [assembly.issue(u) for u in (*assembly.unread, *state.unread)]
    with path.open("rb") as file:
        doc_id = hashlib.file_digest(file, "sha256").hexdigest()
    document = Document(doc_id, path.name, media.DOCX, path.stat().st_size, [page], issues=issues)
    document.text_source = word.pictures.text_source
    return document
