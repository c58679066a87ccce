"""Headers: which rows of a table are its header, the path of texts over each column, and what the path means.

A column is known by its words, never by its number. The words are data: patterns/forms/columns.toml.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from pipeline.core.codes import is_economic
from pipeline.core.model import Cell, Table
from pipeline.core.money import NotAnAmount, Unit, is_amount, parse_number, unit_in
from pipeline.core.patterns import load
from pipeline.core.text import squash, without_list_mark

LABEL_ROLES = frozenset(
    {"code", "class", "section", "item", "name", "economic", "gov_economic", "entity", "project"}
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: the header texts over it from top to bottom, and what they say.

    `role` is a label role, "amount", or what the column holds besides (line_no, ratio, change, note).
    `dimension` of a label column: function, economic, gov_economic, entity or project.
    `component`, `source`, `fund`, `phase`, `unit` of an amount column are None where the header does not say.
    """

    index: int
    path: tuple[str, ...]
    role: str
    dimension: str = "function"
    component: str | None = None
    source: str | None = None
    fund: str | None = None
    phase: str | None = None
    unit: Unit | None = None
    years: tuple[int, ...] = ()

    @property
    def leaf(self) -> str:
        """The lowest header text; "" for a column without any."""
        return self.path[-1] if self.path else ""

    @property
    def joined(self) -> str:
        """The whole path as one text."""
        return "/".join(self.path)


@dataclass(frozen=True, slots=True)
class Words:
    """What one header text says, by every family of patterns."""

    role: str | None = None
    neutral: bool = False
    component: str | None = None
    source: str | None = None
    fund: str | None = None
    phase: str | None = None

    @property
    def says_something(self) -> bool:
        """True when any pattern knew the text."""
        return self != Words()


_UNIT_SUFFIX = re.compile(r"（(?:单位：?)?(?:亿|百万|万|千)?元）$")
_YEAR = re.compile(r"20\d{2}")


@lru_cache(maxsize=4096)
def words(text: str) -> Words:
    """What the squashed header `text` says; the first pattern of each family that fits decides."""
    found: dict[str, object] = {}
    plain = _UNIT_SUFFIX.sub("", text)
    bare = without_list_mark(plain)
    for pattern in load("forms/columns").patterns:
        family = pattern.id.split(".")[0]
        if not set(pattern.sets) - set(found) or (family == "source" and "source" in found):
            continue
        if pattern.regex.search(plain) or pattern.regex.search(bare):
            for key, value in pattern.sets.items():
                found.setdefault(key, value)
    return Words(**found)  # type: ignore[arg-type]


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
        and (len(plain) > 1 or any(c in _INDEX_WORDS for c in texts))
    )


_ANY_CODE = re.compile(r"^[\[（]?[235]\d{2}(?:\d{2}){0,2}(?!\d)")


def _row_texts(table: Table, row: int) -> list[str]:
    """The squashed text of every grid position that a cell starts at or runs through, spans repeated."""
    return [squash(c.text) if c else "" for c in table.grid[row]]


def _is_data_row(table: Table, row: int) -> bool:
    """True when a row holds a line of the form: a code, a list mark, a total word alone, or an amount."""
    own = [c for c in table.grid[row] if c is not None and c.row == row]
    texts = _distinct(own)
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


def _distinct(cells: list[Cell]) -> list[str]:
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
    """The number of rows from `first` that form the header (titles and units above it not counted); 0 for none.

    A row belongs to the header as long as it is no data row and the header's vocabulary knows at least one of its
    cells, or a header cell above spans into it.
    """
    reach = row = first
    known = 0
    while row < min(table.n_rows, first + deepest):
        texts = _distinct([c for c in table.grid[row] if c is not None and c.row == row])
        if row < reach and not texts:
            row += 1
            continue
        if _is_data_row(table, row) or not (
            is_index_row(texts) or any(words(t).says_something for t in texts)
        ):
            if row >= reach or not known:
                break
        known += 1
        for cell in table.grid[row]:
            if cell is not None and cell.text and words(squash(cell.text)).says_something:
                reach = max(reach, cell.row + cell.row_span)
        row += 1
    return row - first if known else 0


def column_paths(table: Table, first: int, count: int) -> list[tuple[str, ...]]:
    """The header path of every column: squashed texts from top to bottom, index rows and repeats left out.

    Where a group heading's cell was not drawn as merged, the columns right of it that have texts of their own
    below and nothing above take it over.
    """
    rows = [_row_texts(table, r) for r in range(first, first + count)]
    rows = [r for r in rows if not is_index_row([t for t in dict.fromkeys(r) if t])]
    for upper, lower in zip(rows, rows[1:], strict=False):
        for c in range(1, table.n_cols):
            if not upper[c] and lower[c] and upper[c - 1] and lower[c - 1] and lower[c - 1] != upper[c - 1]:
                upper[c] = upper[c - 1]
    paths = []
    for c in range(table.n_cols):
        path: list[str] = []
        for texts in rows:
            if texts[c] and (not path or path[-1] != texts[c]):
                path.append(texts[c])
        paths.append(tuple(path))
    return paths


def resolve(index: int, path: tuple[str, ...]) -> Column:
    """The meaning of a column from its header path."""
    said = [words(t) for t in reversed(path)]  # leaf first
    unit = next((u for t in reversed(path) if (u := unit_in(t))), None)
    years = tuple(int(y) for t in reversed(path) for y in _YEAR.findall(t))
    role = said[0].role if said else None
    if role is None and said and said[0] == Words() and len(said) > 1:
        role = said[1].role if said[1].role in ("economic", "gov_economic", "ratio", "change") else None
    if role in LABEL_ROLES or role in ("line_no", "ratio", "change", "note"):
        return Column(index, path, role or "", _dimension(said), unit=unit)
    phase = next((w.phase for w in said if w.phase), None)
    fund = next((w.fund for w in said if w.fund), None)
    column = Column(index, path, "amount", fund=fund, phase=phase, unit=unit, years=years)
    return replace(column, component=_component(said), source=_source(said))


def _dimension(said: list[Words]) -> str:
    """What a label column classifies by, from the words over it."""
    for word in said:
        if word.role in ("economic", "gov_economic", "entity", "project"):
            return word.role
    return "function"


def _component(said: list[Words]) -> str | None:
    """The component a path states: the lowest text that has one; `other` for a lowest text nobody knows."""
    for word in said:
        if word.component:
            return word.component
        if not (word.neutral or word.phase or word.fund):
            return "other" if word == Words() and len(said) > 0 else None
    return None


def _source(said: list[Words]) -> str | None:
    """The revenue source a path states; money carried over stays so whatever fund it comes from."""
    if any(w.source == "carryover" for w in said):
        return "carryover"
    for word in said:
        if word.source and word.source != "total":
            return word.source
        if not (word.neutral or word.phase or word.source):
            return "other"
    return "total" if said else None


def content_role(texts: list[str]) -> str | None:
    """What the cells of an unlabelled column look like: code, economic, name or amount; None when mixed or empty."""
    filled = [t for t in texts if t]
    if not filled:
        return None
    amounts = sum(_is_number(t) for t in filled)
    codes = sum(bool(re.fullmatch(r"\d{2,3}|\d{5}|\d{7}", t)) for t in filled)
    economic = sum(is_economic(t) and not t.startswith("2") for t in filled)
    if codes >= 0.8 * len(filled):
        return "economic" if economic >= 0.5 * len(filled) else "code"
    if amounts >= 0.6 * len(filled):
        return "amount"
    return "name" if amounts == 0 else None


def _is_number(text: str) -> bool:
    try:
        parse_number(text)
    except NotAnAmount:
        return False
    return True
