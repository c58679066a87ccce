"""Excel and WPS workbooks of the XML kind (xlsx), read from the XML itself.

A library that gives values only would lose what a cell shows (formats), and allocates the extent that a sheet
declares: two cells of 1.5 KB end the process. The stream keeps the cells that hold something.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from pipeline.core.issues import ErrorClass, ReadError
from pipeline.core.model import Document, ReadIssue
from pipeline.core.progress import step
from pipeline.read import media, zips
from pipeline.read.number_format import BUILT_IN
from pipeline.read.office_package import Package, whole_number
from pipeline.read.sheet import Sheet
from pipeline.read.sheets import workbook
from pipeline.read.xlsx_pictures import SheetPictures
from pipeline.read.xlsx_sheet import Shared, SheetReader
from pipeline.read.xlsx_strings import SharedStrings, local
from pipeline.read.xml_parts import stream, tree


def _children(node: etree._Element | None, *path: str) -> list[etree._Element]:
    """The elements at a path of names below `node`, whatever their namespace."""
    found = [] if node is None else [node]
    for name in path:
        found = [c for n in found for c in n if isinstance(c.tag, str) and local(c.tag) == name]
    return found


def _formats(styles: etree._Element | None) -> list[str]:
    """The format code of each cell style; "" for the general one."""
    codes = dict(BUILT_IN)
    for node in _children(styles, "numFmts", "numFmt"):
        number = whole_number(node.get("numFmtId"))
        if number is not None:
            codes[number] = node.get("formatCode", "")
    numbers = (whole_number(node.get("numFmtId")) for node in _children(styles, "cellXfs", "xf"))
    return ["" if n is None or codes.get(n) == "General" else codes.get(n, "") for n in numbers]


class _Workbook:
    """An open workbook; its minor parts and single sheets may fail without the rest failing."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._package = Package(archive, "xl/workbook.xml")
        self._root = tree(zips.part(archive, self._package.main), self._package.main)
        self.issues: list[ReadIssue] = []
        self.pictures = SheetPictures(self._package)
        self._failures: list[ReadError] = []
        self._shared = Shared(since_1904=self._is_1904())
        self._read_strings()
        try:
            self._shared.formats = _formats(self._package.related_tree("styles"))
        except ReadError as error:
            self._failed("the styles", error)

    def _is_1904(self) -> bool:
        return any(n.get("date1904") in ("1", "true") for n in _children(self._root, "workbookPr"))

    def _failed(self, what: str, error: ReadError) -> None:
        if error.error_class in (ErrorClass.MEMORY, ErrorClass.TOO_LARGE):
            raise error
        self._failures.append(error)
        self.issues.append(ReadIssue("unread", f"{what}: {error.reason}", 0, error.place))

    def _read_strings(self) -> None:
        entry = self._package.related("sharedStrings")
        target = SharedStrings()
        try:
            if entry is not None:
                stream(self._package.archive, entry, target)
        except ReadError as error:
            self._failed("the texts", error)
        self._shared.strings = target.strings

    def sheets(self) -> Iterator[Sheet]:
        """The sheets in the order of their tabs.

        Raises:
            ReadError: none of them can be read.
        """
        entries = self._package.parts_by_id()
        n_read = 0
        for node in _children(self._root, "sheets", "sheet"):
            key = next((str(v) for k, v in node.attrib.items() if local(str(k)) == "id"), "")
            sheet = Sheet(node.get("name", ""), node.get("state", "visible") != "visible")
            try:
                if key not in entries:
                    raise ReadError(ErrorClass.CORRUPT, "the sheet is missing", sheet.name)
                stream(self._package.archive, entries[key], SheetReader(sheet, self._shared))
                n_read += 1
                sheet.shown = self.pictures.shown_on(sheet, entries[key])
            except ReadError as error:
                self._failed(f"sheet {sheet.name}", error)
            step(pages=1)
            yield sheet
        if not n_read:
            raise self._failures[-1] if self._failures else ReadError(ErrorClass.CORRUPT, "no sheets")


def active_sheet(archive: zipfile.ZipFile) -> int:
    """The number of the sheet that was open when a workbook was saved.

    Raises:
        ReadError: damaged.
    """
    main = Package(archive, "xl/workbook.xml").main
    views = _children(tree(zips.part(archive, main), main), "bookViews", "workbookView")
    return max(whole_number(views[0].get("activeTab")) or 0, 0) if views else 0


def read_xlsx(path: Path) -> Document:
    """The document in a workbook.

    Raises:
        ReadError: damaged, encrypted, or larger than any real workbook.
    """
    with zips.open_zip(path) as archive:
        book = _Workbook(archive)
        sheets = list(book.sheets())
        document = workbook(path, media.XLSX, sheets, [*book.issues, *book.pictures.unread()])
        book.pictures.tell_source(document)
        return document
