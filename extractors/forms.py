"""Forms: tables with the same title and header joined over their pages, with columns resolved and blocks split.

One form may run over many tables (pages), and one table may hold two or three blocks side by side (revenue beside
expenditure, personnel beside operating cost), each with label columns of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from extractors.captions import Caption, captions
from extractors.headers import (
    LABEL_ROLES,
    Column,
    column_paths,
    content_role,
    header_rows,
    is_index_row,
    resolve,
)
from pipeline.core.model import Cell, Document, Table
from pipeline.core.money import Unit
from pipeline.core.patterns import Pattern, load
from pipeline.core.text import squash

SIDES = ("summary", "grant_summary", "government_fund", "state_capital", "general_budget")


@dataclass(slots=True)
class Block:
    """Label columns and the amount columns that belong to them; `side` is what the header says of them."""

    labels: list[Column]
    amounts: list[Column]
    side: str | None = None  # revenue | expenditure


@dataclass(slots=True)
class Piece:
    """The part of a form that stands in one table: its columns, its blocks, and its first data row."""

    table: Table
    columns: list[Column]
    blocks: list[Block]
    first_row: int
    caption: Caption

    def rows(self) -> Iterator[int]:
        """The numbers of the data rows, index rows left out."""
        for row in range(self.first_row, self.table.n_rows):
            texts = [squash(c.text) for c in dict.fromkeys(_identified(self.table, row)) if c.text.strip()]
            if texts and not is_index_row(texts):
                yield row

    def cell(self, row: int, column: Column) -> Cell | None:
        """The cell of a column in a row; None where nothing is printed."""
        cell = self.table.grid[row][column.index]
        return cell if cell is not None and cell.text.strip() else None

    def text(self, row: int, column: Column) -> str:
        """The squashed text of a column in a row."""
        cell = self.cell(row, column)
        return squash(cell.text) if cell else ""


class _ById:
    """A cell compared by identity, so that spans can be told apart from equal neighbours."""

    __slots__ = ("cell", "text")

    def __init__(self, cell: Cell) -> None:
        self.cell, self.text = cell, cell.text

    def __hash__(self) -> int:
        return id(self.cell)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ById) and other.cell is self.cell


def _identified(table: Table, row: int) -> list[_ById]:
    return [_ById(c) for c in table.grid[row] if c is not None]


@dataclass(slots=True)
class Form:
    """A form as a whole. `kind` is the dataset's form word; fund and component hold where columns say nothing."""

    kind: str
    title: str
    pattern_id: str
    fund: str = "all"
    component: str | None = None
    direction: str | None = None
    unit: Unit | None = None
    unit_guessed: bool = False
    pieces: list[Piece] = field(default_factory=list)

    @property
    def page(self) -> int:
        """The page of the first piece."""
        return self.pieces[0].table.page

    def is_by(self, dimension: str) -> bool:
        """True when a label column of the form classifies by `dimension`."""
        return any(c.dimension == dimension for p in self.pieces for b in p.blocks for c in b.labels)


_CONTINUED = re.compile(r"（?续(?:表|前|上页)?\d*）?|（\d{1,3}/\d{1,3}）")
_NUMBERED = re.compile(r"^(?:附?表|公开|预算)[\d一二三四五六七八九十\-—]{1,6}表?[：:、.]?")


def _name(title: str) -> str:
    """A title without what differs between the pages of one form."""
    return _CONTINUED.sub("", _NUMBERED.sub("", title))


def specification(title: str) -> Pattern | None:
    """The title pattern that fits `title`, or None."""
    return next((p for p in load("forms/titles").patterns if p.regex.search(title)), None)


def _columns(table: Table, head: int, depth: int) -> list[Column]:
    """The resolved columns of a table; label roles are checked against what the cells hold."""
    columns = []
    for index, path in enumerate(column_paths(table, head, depth)):
        texts = [
            squash(c.text)
            for r in range(head + depth, table.n_rows)
            if (c := table.grid[r][index]) is not None and c.row == r and c.col == index
        ]
        columns.append(_by_content(resolve(index, path), texts))
    return columns


def _by_content(column: Column, texts: list[str]) -> Column:
    """A column whose header is missing or shared takes its role from what it holds."""
    holds = content_role(texts)
    if not column.path and holds != "amount":
        return replace(column, role={"economic": "code", None: "note"}.get(holds, holds or "note"))
    if column.role == "amount" and holds == "economic" and len([t for t in texts if t]) > 2:
        return replace(column, role="code")  # a header that slipped: codes are never amounts
    if column.role == "code" and holds == "name":
        return replace(column, role="name")
    if column.role in ("name", "economic", "gov_economic") and holds in ("code", "economic"):
        return replace(column, role="code")
    if column.role in ("economic", "gov_economic"):
        return replace(column, role="name")
    if column.role == "amount" and holds == "name" and column.component in (None, "other"):
        return _unknown_label(column)
    return column


def _unknown_label(column: Column) -> Column:
    """A column of names under a header that no pattern knows: a label when the header speaks of a classification."""
    for text in reversed(column.path):
        if "科目" in text or "功能分" in text or "经济分" in text:
            economic = "gov_economic" if "政府" in text else "economic"
            return replace(column, role="name", dimension=economic if "经济" in text else "function")
    return replace(column, role="note")


def _side(path: tuple[str, ...]) -> str | None:
    """Revenue or expenditure when the topmost header text says so."""
    top = path[0] if path else ""
    if "收入" in top and "支出" not in top:
        return "revenue"
    return "expenditure" if "支出" in top and "收入" not in top else None


def _blocks(columns: list[Column]) -> list[Block]:
    """Columns split into blocks: a label column after an amount column opens the next one."""
    blocks = [Block([], [])]
    for column in columns:
        if column.role in LABEL_ROLES:
            if blocks[-1].amounts:
                blocks.append(Block([], []))
            blocks[-1].labels.append(column)
        elif column.role == "amount":
            blocks[-1].amounts.append(column)
    for block in blocks:
        sides = {s for c in block.labels + block.amounts if (s := _side(c.path))}
        block.side = sides.pop() if len(sides) == 1 else None
    return [b for b in blocks if b.amounts]


def _same_header(one: list[Column], other: list[Column]) -> bool:
    """True when two headers say the same over (nearly) every column."""
    ours, theirs = [c.path for c in one if c.path], [c.path for c in other if c.path]
    if not ours or abs(len(ours) - len(theirs)) > 1:
        return False
    return len(set(ours) & set(theirs)) >= 0.8 * max(len(set(ours)), len(set(theirs)))


def _adopt(columns: list[Column], before: Table, table: Table) -> list[Column] | None:
    """The columns of a headless continuation: those of the table before it, by number or by where they stand."""
    if before.n_cols == table.n_cols:
        return columns
    old, new = {i: e for i, e in _edges(before).items() if i < len(columns)}, _edges(table)
    if not old or not new:
        return None
    out: list[Column] = []
    for index, (x0, x1) in new.items():
        best = max(old, key=lambda i: min(x1, old[i][1]) - max(x0, old[i][0]))
        overlap = min(x1, old[best][1]) - max(x0, old[best][0])
        if overlap > 0.6 * min(x1 - x0, old[best][1] - old[best][0]):
            out.append(replace(columns[best], index=index))
    taken = [c.path for c in out if c.role == "amount"]
    return out if len(out) >= 0.8 * len(new) and len(taken) == len(set(taken)) else None


def _edges(table: Table) -> dict[int, tuple[float, float]]:
    """The left and right edge of every column that has a cell of its own with a box."""
    out: dict[int, tuple[float, float]] = {}
    for cell in table.cells:
        if cell.box and cell.col_span == 1 and cell.col not in out:
            out[cell.col] = (cell.box.x0, cell.box.x1)
    return out


def _continues(
    form: Form | None, table: Table, caption: Caption, columns: list[Column], depth: int
) -> tuple[list[Column], int] | None:
    """The columns and header depth to read `table` with when it carries `form` on; None when it does not."""
    if form is None:
        return None
    last = form.pieces[-1]
    if table.page and table.page - last.table.page > 1:
        return None
    if caption.title and _name(caption.title) != _name(form.title):
        return None
    if depth and _same_header(columns, last.columns):
        return columns, depth
    if depth and (caption.title or any(c.role in LABEL_ROLES and c.path for c in columns)):
        return None  # a header of its own that says something else
    if any(len(line) > 40 for line in caption.lines):
        return None
    adopted = _adopt(last.columns, last.table, table)
    return None if adopted is None else (adopted, 0)


def _open(table: Table, caption: Caption, columns: list[Column]) -> Form:
    """A new form for a table with its own title, or one known by its header alone."""
    spec = specification(caption.title) if caption.title else None
    sets: dict[str, Any] = dict(spec.sets) if spec else {"form": "untitled"}
    return Form(
        sets["form"], caption.title, spec.id if spec else "title.none", sets.get("fund", "all"),
        sets.get("component"), sets.get("direction"), caption.unit,
    )  # fmt: skip


@lru_cache(maxsize=2)
def forms(document: Document) -> tuple[Form, ...]:
    """Every form of the document in reading order; tables that are none have kind `untitled` or `none`."""
    out: list[Form] = []
    form: Form | None = None
    for table, caption in captions(document):
        depth = header_rows(table, caption.head)
        columns = _columns(table, caption.head, depth)
        carried = _continues(form, table, caption, columns, depth)
        if carried is None:
            form = _open(table, caption, columns)
            out.append(form)
        else:
            columns, depth = carried
        piece = Piece(table, columns, _blocks(columns), caption.head + depth, caption)
        if form is not None:
            form.pieces.append(piece)
            form.unit = form.unit or caption.unit
    _fill_units(out)
    return tuple(out)


def _fill_units(found: list[Form]) -> None:
    """Forms without a unit take the one that all other forms of the document agree on, marked as a guess."""
    stated = {f.unit for f in found if f.unit and f.kind not in ("none", "untitled", "three_public")}
    for form in found:
        if form.unit is None and len(stated) == 1:
            form.unit, form.unit_guessed = next(iter(stated)), True
