"""Old Excel and WPS workbooks (xls, et), by way of xlrd: it alone tells formats, merged and hidden cells."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import xlrd
from xlrd.compdoc import CompDocError

from pipeline.core.issues import ErrorClass, ReadError
from pipeline.core.model import Document, ReadIssue
from pipeline.read import media
from pipeline.read.number_format import BUILT_IN, general, shown_number, shown_text
from pipeline.read.sheet import MAX_CELLS, Sheet
from pipeline.read.sheets import workbook

_FAULTS = (
    xlrd.XLRDError,
    CompDocError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
)
"""What xlrd throws over damaged files."""


def _opened(path: Path) -> xlrd.book.Book:
    """The workbook, with its formats."""
    try:
        return xlrd.open_workbook(
            str(path), logfile=io.StringIO(), formatting_info=True, on_demand=True, ragged_rows=True
        )
    except _FAULTS as error:
        if "encrypted" in str(error).lower():
            raise ReadError(ErrorClass.ENCRYPTED, "the workbook needs a password") from error
        raise ReadError(ErrorClass.CORRUPT, f"the workbook cannot be read: {error!r}") from error


class _Book:
    """An open workbook; a sheet may fail without the others failing."""

    def __init__(self, book: xlrd.book.Book) -> None:
        self._book = book
        self._n_cells = 0
        self.issues: list[ReadIssue] = []

    def sheets(self) -> Iterator[Sheet]:
        """The sheets in the order of their tabs.

        Raises:
            ReadError: none of them can be read.
        """
        failure: ReadError | None = None
        n_read = 0
        for number, name in enumerate(self._book.sheet_names()):
            sheet = Sheet(name)
            try:
                self._fill(sheet, self._book.sheet_by_index(number))
                n_read += 1
            except _FAULTS as error:
                failure = ReadError(ErrorClass.CORRUPT, f"the sheet cannot be read: {error!r}", name)
                self.issues.append(ReadIssue("unread", f"sheet {name}: {failure.reason}", 0, name))
            self._book.unload_sheet(number)
            yield sheet
        if not n_read:
            raise failure or ReadError(ErrorClass.CORRUPT, "no sheets")

    def _fill(self, sheet: Sheet, source: xlrd.sheet.Sheet) -> None:
        sheet.hidden = source.visibility != 0
        sheet.merged = [(r0, c0, r1 - 1, c1 - 1) for r0, r1, c0, c1 in source.merged_cells]
        sheet.hidden_rows = {r for r, info in source.rowinfo_map.items() if info.hidden}
        sheet.hidden_cols = [(c, c) for c, info in source.colinfo_map.items() if info.hidden]
        for row in range(source.nrows):
            for col, cell in enumerate(source.row(row)):
                if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
                    continue
                self._n_cells += 1
                if self._n_cells > MAX_CELLS:
                    raise ReadError(ErrorClass.TOO_LARGE, f"more than {MAX_CELLS} cells", sheet.name)
                sheet.put(row, col, self._shown(cell))

    def _format(self, cell: xlrd.sheet.Cell) -> str:
        """The format code of a cell; "" for the general one."""
        xfs = self._book.xf_list
        if cell.xf_index is None or cell.xf_index >= len(xfs):
            return ""
        key = xfs[cell.xf_index].format_key
        known = self._book.format_map.get(key)
        code = str(known.format_str) if known is not None else BUILT_IN.get(key, "")
        return "" if code.lower() == "general" else code

    def _shown(self, cell: xlrd.sheet.Cell) -> str:
        """What a cell shows."""
        if cell.ctype == xlrd.XL_CELL_TEXT:
            return shown_text(str(cell.value), self._format(cell))
        if cell.ctype == xlrd.XL_CELL_BOOLEAN:
            return "TRUE" if cell.value else "FALSE"
        if cell.ctype == xlrd.XL_CELL_ERROR:
            return str(xlrd.error_text_from_code.get(cell.value, ""))
        value = Decimal(repr(cell.value))
        code = self._format(cell)
        if not code or not value.is_finite():
            return general(value)
        return shown_number(value, code, since_1904=self._book.datemode == 1)


def read_xls(path: Path) -> Document:
    """The document in an old workbook.

    Raises:
        ReadError: damaged, encrypted, or larger than any real workbook.
    """
    with _opened(path) as opened:
        book = _Book(opened)
        sheets = list(book.sheets())
        return workbook(path, media.XLS, sheets, book.issues)
