"""Answers and tables as CSV, Excel and Parquet; in the first two no cell can act as a formula."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from decimal import Decimal
from io import TextIOWrapper
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from pipeline.store.inert import clean_text, inert, is_trigger
from pipeline.store.statistics import STATISTICS

Batches = Iterator[pa.RecordBatch]
_SHEET_ROWS = 1_048_576  # Excel's own limit, the header included
_CELL_CHARS = 32_767
_EXACT_DIGITS = 15  # Excel's numbers hold no more
_WIDEST = 40


def write_csv(batches: Batches, out: BinaryIO) -> None:
    """Write UTF-8 with the mark by which Excel knows it; text is quoted, numbers are not."""
    text = TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC)
    for i, batch in enumerate(batches):
        if i == 0:
            writer.writerow([inert(name) for name in batch.schema.names])
        columns = [[_csv_cell(v) for v in column.to_pylist()] for column in batch.columns]
        writer.writerows(zip(*columns, strict=True))
    text.detach()


def _csv_cell(value: Any) -> Any:
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value).lower()
    return value if isinstance(value, int | float | Decimal) else inert(str(value))


def write_parquet(batches: Batches, out: BinaryIO) -> None:
    """Write one Parquet file; text as it is."""
    first = next(batches)
    with pq.ParquetWriter(out, first.schema, compression="zstd") as writer:
        for batch in chain([first], batches):
            if batch.num_rows:
                writer.write_batch(batch)


def write_xlsx(sheets: Iterator[tuple[str, Batches]], out: BinaryIO) -> None:
    """Write a workbook: a sheet a table, further ones where it has more rows than a sheet may have."""
    book = xlsxwriter.Workbook(
        out, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    formats = {
        "head": book.add_format({"bold": True, "bg_color": "#E8EEF4", "border": 1}),
        "money": book.add_format({"num_format": "#,##0.00"}),
        "inert": book.add_format({"quote_prefix": True}),
    }
    for name, batches in sheets:
        _write_sheet(book, name[:28], batches, formats)
    book.close()


def _write_sheet(book: Any, name: str, batches: Batches, formats: dict[str, Format]) -> None:
    sheet, row, part = None, 0, 1
    for batch in batches:
        columns = [column.to_pylist() for column in batch.columns]
        if sheet is None:
            sheet, row = _begin(book, name, batch.schema, formats), 1
        for values in zip(*columns, strict=True):
            if row == _SHEET_ROWS:
                part += 1
                sheet, row = _begin(book, f"{name} {part}", batch.schema, formats), 1
            for column, value in enumerate(values):
                _write_cell(sheet, row, column, value, formats)
            row += 1


def _begin(book: Any, name: str, schema: pa.Schema, formats: dict[str, Format]) -> Worksheet:
    """A new sheet with its header, which stays in view."""
    sheet = book.add_worksheet(name)
    for i, field in enumerate(schema):
        sheet.set_column(i, i, min(_WIDEST, max(12, 2 * len(field.name))))
    for i, field in enumerate(schema):
        sheet.write_string(0, i, clean_text(field.name), formats["head"])
    sheet.freeze_panes(1, 0)
    return sheet


def _write_cell(sheet: Worksheet, row: int, column: int, value: Any, formats: dict[str, Format]) -> None:
    """Numbers as numbers unless Excel would cut digits off; everything else as text that stays text."""
    if value is None:
        return
    if isinstance(value, Decimal | int | float) and not isinstance(value, bool):
        digits = len(value.as_tuple().digits) if isinstance(value, Decimal) else len(str(abs(value)))
        if isinstance(value, float) and value != value:
            return
        if isinstance(value, float) or digits <= _EXACT_DIGITS:
            sheet.write_number(row, column, value, formats["money"] if isinstance(value, Decimal) else None)
            return
    text = clean_text(str(value))[:_CELL_CHARS]
    sheet.write_string(row, column, text, formats["inert"] if is_trigger(text) else None)


WRITERS: dict[str, Callable[[Batches, BinaryIO], None]] = {
    "csv": write_csv,
    "xlsx": lambda batches, out: write_xlsx(iter([("data", batches)]), out),
    "parquet": write_parquet,
}
"""Formats that one answer can be had in, as a stream."""
KINDS = (*WRITERS, *STATISTICS)
"""All formats that one answer can be had in, as a file."""


def write_file(batches: Batches, kind: str, path: Path) -> None:
    """Write one answer to `path`; nothing stands there when writing fails."""
    draft = path.with_name(f".{path.stem}.part.{kind}")  # which statistics programs go by
    try:
        if kind in STATISTICS:
            STATISTICS[kind](batches, draft)
        else:
            with draft.open("wb") as out:
                WRITERS[kind](batches, out)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
