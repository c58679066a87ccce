"""Header rows: which rows of a table are its header, and the path of texts over each column."""

from __future__ import annotations

import re

from extractors.headers import words
from pipeline.core.model import Cell, Table
from pipeline.core.money import is_amount
from pipeline.core.text import squash, without_list_mark

_INDEX_WORDS = frozenset({"栏次", "行次", "**", "*", "***", "栏"})
_FORMULA = re.compile(r"[\d=+＝]+")


def is_index_row(cells: list[str]) -> bool:
    """True for a row that only numbers the columns: 栏次 1 2 3, ** ** 1 2 3, 1 2=3+4 3 4."""
    texts = [c for c in cells if c]
    if not texts or not any(c[:1].isdigit() for c in texts):
        return bool(texts) and all(c in _INDEX_WORDS for c in texts)
    numbers = [c for c in texts if c not in _INDEX_WORDS]
    if not all(_FORMULA.fullmatch(c) and len(c) <= 12 for c in numbers):
        return False
    plain = [int(c) for c in numbers if c.isdigit()]
    return (
        all(n <= 60 for n in plain)
        and plain == sorted(plain)
        and len(numbers) == len(texts) - sum(c in _INDEX_WORDS for c in texts)
        and (len(set(plain)) > 1 or any(c in _INDEX_WORDS for c in texts))
    )


_YEAR = re.compile(r"20\d{2}")
_ANY_CODE = re.compile(r"^[\[（]?[235]\d{2}(?:\d{2}){0,2}(?!\d)")


def _row_texts(table: Table, row: int) -> list[str]:
    """The squashed text of every grid position that a cell starts at or runs through, spans repeated."""
    return [squash(c.text) if c else "" for c in table.grid[row]]


def _is_data_row(table: Table, row: int) -> bool:
    """True when a row holds a line of the form: a code, a list mark, a total word alone, or an amount."""
    own = [c for c in table.grid[row] if c is not None and c.row == row]
    texts = distinct_texts(own)
    if not texts or is_index_row(texts):
        return False
    for text in texts:
        if _ANY_CODE.match(text) and not words(text).says_something:
            return True
        if without_list_mark(text) != text and not words(text).role and len(text) > 3:
            return True
        if is_amount(text) and not _YEAR.fullmatch(text):
            return True
    return len(texts) == 1 and words(texts[0]).neutral and own[0].col_span < table.n_cols and len(own) > 2


def distinct_texts(cells: list[Cell]) -> list[str]:
    """The non-empty squashed texts of `cells`, each cell once."""
    seen: list[int] = []
    out = []
    for cell in cells:
        if id(cell) not in seen:
            seen.append(id(cell))
            if text := squash(cell.text):
                out.append(text)
    return out


def header_rows(table: Table, first: int = 0, deepest: int = 8) -> int:
    """The number of rows from `first` that form the header, titles above it not counted; 0 for none.

    A row belongs to the header as long as it is no data row and the header's vocabulary knows at least one of
    its cells, or a header cell above spans into it. Blank rows count when more header follows.
    """
    reach = last = first
    for row in range(first, min(table.n_rows, first + deepest)):
        texts = distinct_texts([c for c in table.grid[row] if c is not None and c.row == row])
        if not texts:
            last = row + 1 if row < reach else last
            continue
        is_header = is_index_row(texts) or any(words(t).says_something for t in texts)
        if (_is_data_row(table, row) or not is_header) and (row >= reach or last == first):
            break
        last = row + 1
        for cell in table.grid[row]:
            if cell is not None and cell.text and words(squash(cell.text)).says_something:
                reach = max(reach, cell.row + cell.row_span)
    return last - first


def column_paths(table: Table, first: int, count: int) -> list[tuple[str, ...]]:
    """The header path of every column: squashed texts from top to bottom, index rows and repeats left out.

    Where a group heading's cell was not drawn as merged, the columns right of it that have texts of their own
    below, in whichever row, and nothing above take it over.
    """
    rows = [_row_texts(table, r) for r in range(first, first + count)]
    rows = [r for r in rows if not is_index_row([t for t in dict.fromkeys(r) if t])]
    rows += _rest_of_header(table, rows, first + count)
    for number, upper in enumerate(rows):
        lower = [next((r[c] for r in rows[number + 1 :] if r[c]), "") for c in range(table.n_cols)]
        for c in range(1, table.n_cols):
            if not upper[c] and lower[c] and upper[c - 1] and lower[c - 1] not in ("", upper[c - 1]):
                upper[c] = upper[c - 1]
    paths = []
    for c in range(table.n_cols):
        path: list[str] = []
        for texts in rows:
            if texts[c] and (not path or path[-1] != texts[c]):
                path.append(texts[c])
        paths.append(tuple(path))
    return paths


def _rest_of_header(table: Table, rows: list[list[str]], at: int) -> list[list[str]]:
    """The texts that tell columns under one heading apart in the first row of data, where that takes them in.

    合计 | 0 | 25.00 | 合计 | 基本支出 | 项目支出 | 0: the form's total was filled into the last row of its header.
    """
    if not rows or at >= table.n_rows:
        return []
    below, above = _row_texts(table, at), list(zip(*rows, strict=True))
    rest = [""] * table.n_cols
    for start in range(table.n_cols):
        end = start + 1
        while end < table.n_cols and above[end] == above[start]:
            end += 1
        group = below[start:end]
        told = len({t for t in group if t}) > 1 and all(t and words(t).says_something for t in group)
        if told and (start == 0 or above[start - 1] != above[start]):
            rest[start:end] = group
    return [rest] if any(rest) else []
