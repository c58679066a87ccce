"""Text whose lines are records of a table (CSV), as the sheet that a spreadsheet program makes of it."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

from pipeline.read.sheet import Sheet

NAME = "csv"  # of the sheet in locators: a text has no tabs
_DELIMITERS = (",", ";")
_LEAST_ROWS = 3
_AGREEING = 0.9  # share of records that have the usual number of fields

Records = list[list[str]]


def _records(text: str, delimiter: str) -> Records:
    """The records of a text; none where its quotes or fields are beyond what CSV allows."""
    try:
        return [r for r in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if r]
    except csv.Error:
        return []


def _parts_numbers(record: list[str]) -> bool:
    """Whether the commas of a record may be those of a number: 1,234.56."""
    return any(
        a[-1:].isdigit() and b[:3].isdecimal() and len(b) > 2 and not b[3:4].isdecimal()
        for a, b in pairwise(record)
    )


def _width(records: Iterable[list[str]]) -> tuple[int, int]:
    """The usual number of fields, and how many records have it."""
    counts = Counter(map(len, records))
    return counts.most_common(1)[0] if counts else (0, 0)


def csv_sheet(text: str) -> Sheet | None:
    """The sheet that a text makes; None where it is no table of records."""
    for delimiter in _DELIMITERS:
        records = _records(text, delimiter)
        width, n_agreeing = _width(records)
        if width < 2 or len(records) < _LEAST_ROWS or n_agreeing < _AGREEING * len(records):
            continue
        if delimiter == "," and width < 4 and sum(map(_parts_numbers, records)) * 2 > len(records):
            continue
        sheet = Sheet(NAME)
        for row, record in enumerate(records):
            for col, field in enumerate(record):
                sheet.put(row, col, field)
        return sheet
    return None
