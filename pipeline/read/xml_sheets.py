"""Workbooks of the one-file XML kind (Excel 2003), which systems export under the name of .xls."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from lxml import etree

from pipeline.core.issues import ErrorClass, ReadError
from pipeline.core.model import Document, ReadIssue
from pipeline.read import media
from pipeline.read.encoding import decode
from pipeline.read.number_format import general, shown_number
from pipeline.read.office_package import whole_number
from pipeline.read.sheet import MAX_CELLS, MAX_COLS, MAX_ROWS, Sheet
from pipeline.read.sheets import workbook
from pipeline.read.xlsx_strings import local

_NAMED = {
    "general": "", "general number": "", "standard": "#,##0.00", "fixed": "0.00", "percent": "0.00%",
    "currency": "¥#,##0.00", "short date": "yyyy/m/d", "general date": "yyyy/m/d h:mm",
}  # fmt: skip
_FIRST_DAY = datetime(1899, 12, 30)
_DAY = Decimal(86_400)


def _number(kind: str, raw: str) -> Decimal | None:
    """The number of a cell, days for a date; None where it holds none."""
    try:
        if kind == "DateTime":
            passed = datetime.fromisoformat(raw) - _FIRST_DAY
            return passed.days + passed.seconds / _DAY
        value = Decimal(raw) if kind == "Number" else None
    except (ValueError, InvalidOperation):
        return None
    return value if value is not None and value.is_finite() and abs(value.adjusted()) < 400 else None


class _Reader:
    """A target of the XML stream that collects the sheets."""

    def __init__(self) -> None:
        self.sheets: list[Sheet] = []
        self._formats: dict[str, str] = {}
        self._style = ""
        self._row = self._col = -1
        self._after = 0  # columns that the cell takes beyond its own
        self._kind = ""
        self._pieces: list[str] = []
        self._in_data = False
        self._n_cells = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        name, own = local(tag), {local(k): v for k, v in attributes.items()}
        if name == "Worksheet":
            self.sheets.append(Sheet(own.get("Name", "")))
            self._row = -1
        elif name == "Style":
            self._style = own.get("ID", "")
        elif name == "NumberFormat":
            code = own.get("Format", "")
            self._formats[self._style] = _NAMED.get(code.lower(), code)
        elif name == "Row":
            self._row = self._place(own, self._row, MAX_ROWS)
            self._col = -1
        elif name == "Cell" and self.sheets:
            self._start_cell(own)
        elif name in ("Data", "Visible"):
            self._kind, self._pieces, self._in_data = own.get("Type", "String"), [], True

    @staticmethod
    def _place(own: Mapping[str, str], last: int, limit: int) -> int:
        """Where a row or cell stands: as stated, else behind the last."""
        stated = whole_number(own.get("Index"))
        return min(last + 1 if stated is None else stated - 1, limit)

    def _start_cell(self, own: Mapping[str, str]) -> None:
        self._col = self._place(own, self._col, MAX_COLS)
        self._style = own.get("StyleID", "")
        across, down = (max(whole_number(own.get(k)) or 0, 0) for k in ("MergeAcross", "MergeDown"))
        self._after = min(across, MAX_COLS)
        if across or down:
            last_row, last_col = min(self._row + down, MAX_ROWS), min(self._col + across, MAX_COLS)
            self.sheets[-1].merged.append((self._row, self._col, last_row, last_col))

    def end(self, tag: str) -> None:
        """An element ends."""
        name = local(tag)
        if name == "Data":
            self._in_data = False
            self._put("".join(self._pieces))
        elif name == "Cell":
            self._col += self._after
            self._after = 0
        elif name == "Visible":
            self._in_data = False
            self._put_visibility("".join(self._pieces))

    def _put(self, raw: str) -> None:
        self._n_cells += 1
        if self._n_cells > MAX_CELLS:
            raise ReadError(ErrorClass.TOO_LARGE, f"more than {MAX_CELLS} cells with content")
        value = _number(self._kind, raw.strip())
        code = self._formats.get(self._style, "")
        if value is None:
            text = {"1": "TRUE", "0": "FALSE"}.get(raw, raw) if self._kind == "Boolean" else raw
        else:
            text = shown_number(value, code) if code else general(value)
        if self.sheets:
            self.sheets[-1].put(self._row, self._col, text)

    def _put_visibility(self, said: str) -> None:
        if self.sheets:
            self.sheets[-1].hidden = said.strip() in ("SheetHidden", "SheetVeryHidden")

    def data(self, text: str) -> None:
        """A piece of text."""
        if self._in_data:
            self._pieces.append(text)

    def doctype(self, *_: str | None) -> None:
        """A document type declaration, which bombs need and no spreadsheet program writes."""
        raise ReadError(ErrorClass.CORRUPT, "a document type declaration")

    def close(self) -> None:
        """The end of the file."""


def read_xml_sheets(path: Path) -> Document:
    """The document in a workbook of the one-file XML kind.

    Raises:
        ReadError: broken XML, its encoding cannot be settled, or larger than any real workbook.
    """
    decoded = decode(path.read_bytes())
    reader = _Reader()
    target: Any = reader
    parser = etree.XMLParser(
        target=target,
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        encoding="utf-8",
        recover=False,
    )
    issues: list[ReadIssue] = []
    try:
        parser.feed(decoded.text.lstrip().encode("utf-8", "replace"))
        parser.close()
    except etree.XMLSyntaxError as error:
        if not reader.sheets:
            raise ReadError(ErrorClass.CORRUPT, f"broken XML: {error.msg}") from error
        issues.append(ReadIssue("unread", f"the file is broken from here on: {error.msg}"))
    if decoded.damaged:
        issues.append(ReadIssue("unread", f"{decoded.damaged} unreadable characters"))
    return workbook(path, media.XML_SHEETS, reader.sheets, issues)
