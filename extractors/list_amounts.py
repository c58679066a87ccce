"""Amounts of forms that list concepts instead of lines: three-public, agency, assets, procurement."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from extractors.amount_cells import Concept, amount_of, cells_of, label_of, row_pattern, total_columns
from extractors.context import Context
from extractors.form_cells import phase_of
from extractors.form_model import Form, Piece
from extractors.headers import Column, words
from extractors.label_text import is_total_name, split_label
from pipeline.core.patterns import Pattern, load
from pipeline.core.records import Amount
from pipeline.core.text import squash, without_list_mark

_ROW_YEAR = re.compile(r"(20\d{2})年")
_LONGEST_NAME = 30
_LONGEST_TIME = 12


def _rule(name: str) -> re.Pattern[str]:
    return load("amounts/forms")[name].regex


def _concept(texts: list[str]) -> Pattern | None:
    """The concept of a path, lowest text first; a text that only says total defers to the one above it."""
    patterns = [p for p in load("amounts/forms").patterns if p.id.startswith("column.")]
    fallback = None
    for text in texts:
        if _rule("word.not_counted").search(text):
            return None
        pattern = next((p for p in patterns if p.regex.search(text)), None)
        if pattern is None:
            continue
        if pattern.id == "column.three_public_total":
            if fallback is None and not _rule("word.three_public").search(text):
                fallback = pattern
                continue
            return fallback or pattern
        return pattern
    return fallback


def three_public(form: Form, context: Context) -> Iterator[Amount]:
    """三公 forms and their kin in either direction: concepts over the columns, or down the rows."""
    across = [_across_concepts(piece) for piece in form.pieces]
    if any(len({p.sets["concept"] for p in found.values()} - {"three_public.total"}) > 1 for found in across):
        yield from _across(form, context)
    else:
        for piece in form.pieces:
            yield from _down(form, piece, context)


def _across_concepts(piece: Piece) -> dict[int, Pattern]:
    """The concept of every amount column; a 合计 beside a total of 三公 itself holds more than 三公."""
    columns = [c for b in piece.blocks for c in b.amounts]
    found = {c.index: p for c in columns if (p := _concept([without_list_mark(t) for t in reversed(c.path)]))}
    totals = [c for c in columns if c.index in found and found[c.index].id == "column.three_public_total"]
    own = [c for c in totals if _rule("word.three_public").search(c.joined)]
    if own:
        found = {i: p for i, p in found.items() if i not in {c.index for c in totals if c not in own}}
    return found


def _fund_once(columns: list[Column], concepts: dict[int, Pattern]) -> list[Column]:
    """Where a concept is split by fund, its undivided column, else the general public budget's.

    Where it is split by what no rule knows, the column of its sum.
    """
    out = []
    for column in columns:
        kin = [c for c in columns if concepts[c.index] is concepts[column.index] and _same_time(c, column)]
        if not words(column.leaf).says_something and any(words(c.leaf).neutral for c in kin):
            continue
        undivided = any(c.fund in (None, "fiscal_grant") for c in kin)
        if (
            column.fund in (None, "fiscal_grant")
            or len(kin) == 1
            or (column.fund == "general_public_budget" and not undivided)
        ):
            out.append(column)
    return out


def _same_time(one: Column, other: Column) -> bool:
    return one.phase == other.phase and one.years == other.years


def _across(form: Form, context: Context) -> Iterator[Amount]:
    """Concepts in the columns: the 合计 row, else rows that state a year or stage, else the first one."""
    for counted in _rows_that_count(form):
        concepts = _across_concepts(counted.piece)
        columns = [c for b in counted.piece.blocks for c in b.amounts if c.index in concepts]
        for column, cell in counted.piece.cells(counted.row, _fund_once(columns, concepts)):
            phase = phase_of(counted.over(column), form, context)
            if phase is None:
                continue
            concept = Concept.of(concepts[column.index])
            amount = amount_of(form, counted.piece, cell, column, concept, phase)
            if amount:
                yield amount


@dataclass(frozen=True, slots=True)
class _Counted:
    """A row whose numbers count, with the year and the stage (预算数, 决算数) it states itself."""

    piece: Piece
    row: int
    year: int | None = None
    phase: str | None = None

    def over(self, column: Column) -> Column:
        """The column with what only the row says of time."""
        years = (self.year,) if self.year and not column.years else column.years
        return replace(column, years=years, phase=column.phase or self.phase)


def _rows_that_count(form: Form) -> list[_Counted]:
    """The rows to read: 合计 alone, or all that state a year or stage, or the first."""
    rows: list[_Counted] = []
    for piece in form.pieces:
        for row in piece.rows:
            texts = [squash(c.text) for c in piece.table.grid[row] if c is not None and c.text.strip()]
            short = [t for t in texts if len(t) < _LONGEST_TIME]
            if any(_rule("word.compared").search(t) for t in texts):
                continue
            year = next((int(m[1]) for t in short if (m := _ROW_YEAR.match(t))), None)
            phase = next((p for t in short if (p := words(t).phase)), None)
            if year is None and phase is None and any(is_total_name(t) for t in texts[:3]):
                return [_Counted(piece, row)]
            if any(piece.cell(row, c) for b in piece.blocks for c in b.amounts):
                rows.append(_Counted(piece, row, year, phase))
    return [r for r in rows if r.year or r.phase] or rows[:1]


def _down(form: Form, piece: Piece, context: Context) -> Iterator[Amount]:
    """Concepts down the rows: 因公出国（境）费 in a name column, amounts beside it; coded rows are lines."""
    for block in piece.blocks:
        for row in piece.rows:
            columns = total_columns(piece, block, row)
            name = without_list_mark(label_of(piece, block, row).removeprefix("其中："))
            coded = any("code" in split_label(piece.text(row, c))[1] for c in block.labels)
            if not name or len(name) >= _LONGEST_NAME or coded:
                continue
            pattern = _concept([name])
            if form.kind == "agency" and is_total_name(name):
                pattern = load("amounts/forms")["column.agency_operation"]
            if form.kind == "assets" and pattern and not pattern.id.startswith("column.assets"):
                continue
            if pattern is not None and not _rule("word.compared").search(name):
                yield from cells_of(form, piece, row, columns, Concept.of(pattern), context)


def procurement(form: Form, context: Context) -> Iterator[Amount]:
    """Rows 合计, 货物, 工程, 服务 of a procurement form, under its total column, else the last."""
    for piece in form.pieces:
        columns = [c for b in piece.blocks for c in b.amounts]
        total = [c for c in columns if c.component in (None, "total") and _is_whole(c)]
        for row in piece.rows:
            cells = [c for c in piece.table.grid[row][:3] if c is not None and c.text.strip()]
            texts = [without_list_mark(squash(c.text)) for c in cells]
            pattern = next((p for t in texts if (p := row_pattern(t, "procurement", None))), None)
            if pattern is not None:
                yield from cells_of(form, piece, row, (total or columns)[-1:], Concept.of(pattern), context)


def _is_whole(column: Column) -> bool:
    """True for a column headed by a total word or a plain 金额."""
    word = words(column.leaf)
    return (word.neutral or word.phase is not None) and word.source is None
