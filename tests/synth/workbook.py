"""Documents as workbooks: a sheet a form, amounts as numbers with a format, running text a row a paragraph."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any

from openpyxl.drawing.image import Image

from .blocks import Block, Form, Picture, Text, lay
from .xls_records import XlsSheet, xls
from .xlsx_parts import written

Area = tuple[int, int, int, int]


def _typed(text: str) -> Any:
    """A cell as a clerk types it: an amount is a number shown with its commas, all else text."""
    digits = text.replace(",", "")
    if "." not in digits or not digits.removeprefix("-").replace(".", "", 1).isdecimal():
        return text or None
    decimals = "0" * len(digits.partition(".")[2])
    whole = "#,##0" if "," in text or len(digits.partition(".")[0].lstrip("-")) < 4 else "0"
    return float(digits), f"{whole}.{decimals}"


def _form(form: Form, number: int) -> XlsSheet:
    """A form on a sheet of its own, its title merged over the table."""
    width = len(form.table.widths)
    rows: list[list[Any]] = []
    merged: list[Area] = []
    for line in (form.label, form.title):
        if line:
            merged.append((len(rows), 0, len(rows), width - 1))
            rows.append([line])
    if form.left or form.right:
        rows.append([form.left or None, *[None] * (width - 2), form.right or None])
    top = len(rows)
    rows += [[None] * width for _ in form.table.rows]
    for r, c, cell in lay(form.table).places:
        rows[top + r][c] = _typed(cell.text)
        if cell.rows > 1 or cell.cols > 1:
            merged.append((top + r, c, top + r + cell.rows - 1, c + cell.cols - 1))
    for note in form.notes:
        merged.append((len(rows), 0, len(rows), width - 1))
        rows.append([note])
    return XlsSheet(f"Sheet{number}", rows, [m for m in merged if m[:2] != m[2:]])


def _sheets(blocks: Sequence[Block]) -> Iterator[XlsSheet]:
    """The sheets of a document in its order."""
    lines: list[list[Any]] = []
    number = 1
    for block in blocks:
        if isinstance(block, Text):
            lines.append([block.number + block.text])
        elif isinstance(block, Form | Picture):
            if lines:
                yield XlsSheet(f"Sheet{number}", lines)
                lines, number = [], number + 1
            if isinstance(block, Form):
                yield _form(block, number)
            else:
                yield XlsSheet(f"Sheet{number}", [], pictures=[block.png])
            number += 1
    if lines:
        yield XlsSheet(f"Sheet{number}", lines)


def render_xls(blocks: Sequence[Block]) -> bytes:
    """The document as an old workbook."""
    return xls(*_sheets(blocks))


def render_xlsx(blocks: Sequence[Block]) -> bytes:
    """The document as an xlsx workbook."""

    def fill(book: Any) -> None:
        book.remove(book.active)
        for sheet in _sheets(blocks):
            page = book.create_sheet(sheet.name)
            for r, row in enumerate(sheet.rows, start=1):
                for c, value in enumerate(row, start=1):
                    if value is not None:
                        plain, code = value if isinstance(value, tuple) else (value, "@")
                        page.cell(r, c, plain).number_format = code
            for png in sheet.pictures:
                page.add_image(Image(io.BytesIO(png)), "A1")
            for top, left, bottom, right in sheet.merged:
                page.merge_cells(None, top + 1, left + 1, bottom + 1, right + 1)

    return written(fill)


def _shown(value: Any) -> str:
    """A cell as a spreadsheet program writes it into records: as it is shown."""
    if isinstance(value, tuple):
        plain, code = value
        decimals = len(code.partition(".")[2])
        return f"{plain:,.{decimals}f}" if "," in code else f"{plain:.{decimals}f}"
    return str(value or "")


def render_csv(blocks: Sequence[Block]) -> bytes:
    """The sheets under each other as records of one width, in the encoding of a Chinese office."""
    sheets = list(_sheets(blocks))
    width = max(len(row) for sheet in sheets for row in sheet.rows)
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for sheet in sheets:
        for row in (*sheet.rows, []):
            writer.writerow([*map(_shown, row), *[""] * (width - len(row))])
    return out.getvalue().encode("gb18030")
