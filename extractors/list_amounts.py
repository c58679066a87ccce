"""Amounts of forms that list concepts instead of lines: three-public, agency operation, procurement."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.amount_cells import amount_of, cells_of, label_of, row_pattern, total_columns
from extractors.context import Context
from extractors.form_cells import phase_of
from extractors.form_model import Form, Piece
from extractors.headers import Column
from pipeline.core.patterns import Pattern, load
from pipeline.core.records import Amount
from pipeline.core.text import squash, without_list_mark


def _concept(texts: list[str]) -> Pattern | None:
    """The three-public concept of a path, lowest text first; neutral texts defer to the one above."""
    patterns = [p for p in load("amounts/forms").patterns if p.id.startswith("column.")]
    fallback = None
    for text in texts:
        for pattern in patterns:
            if pattern.regex.search(text):
                if pattern.id == "column.three_public_total" and not re.search("三公", text):
                    fallback = fallback or pattern
                    break
                return pattern if fallback is None or pattern.id != "column.three_public_total" else fallback
    return fallback


_SKIPPED = re.compile(r"增减|变化|比例|增长|%")
_ROW_YEAR = re.compile(r"(20\d{2})年")


def three_public(form: Form, context: Context) -> Iterator[Amount]:
    """三公 forms in either direction: concepts over the columns, or down the rows."""
    for piece in form.pieces:
        columns = [c for b in piece.blocks for c in b.amounts]
        across = {
            c.index: p for c in columns if (p := _concept([without_list_mark(t) for t in reversed(c.path)]))
        }
        named = {p.sets["concept"] for p in across.values()} - {"three_public.total"}
        if len(named) >= 2:
            yield from _across(form, piece, [c for c in columns if c.index in across], across, context)
        else:
            yield from _down(form, piece, context)


def _fund_once(columns: list[Column], concepts: dict[int, Pattern]) -> list[Column]:
    """Where a concept is split by fund, its undivided column, else the general public budget's."""
    out = []
    for column in columns:
        kin = [
            c
            for c in columns
            if concepts[c.index] is concepts[column.index]
            and c.phase == column.phase
            and c.years == column.years
        ]
        if (
            column.fund in (None, "fiscal_grant")
            or len(kin) == 1
            or (
                column.fund == "general_public_budget"
                and not any(c.fund in (None, "fiscal_grant") for c in kin)
            )
        ):
            out.append(column)
    return out


def _across(
    form: Form, piece: Piece, columns: list[Column], concepts: dict[int, Pattern], context: Context
) -> Iterator[Amount]:
    """Concepts in the columns: the 合计 row, else the rows that state a year, else the first with numbers."""
    chosen = _fund_once(columns, concepts)
    for row, year in _rows_that_count(piece):
        for column in chosen:
            cell = piece.cell(row, column)
            phase = _row_phase(column, form, context, year)
            if cell is None or cell.row != row or phase is None or _SKIPPED.search(column.leaf):
                continue
            pattern = concepts[column.index]
            if amount := amount_of(
                form, piece, cell, column, pattern.sets["concept"], phase, f"{form.pattern_id}/{pattern.id}"
            ):
                yield amount


def _rows_that_count(piece: Piece) -> list[tuple[int, int | None]]:
    """The rows to read, with the year they state: 合计 alone, or all that state years, or the first."""
    rows: list[tuple[int, int | None]] = []
    for row in piece.rows():
        texts = [squash(c.text) for c in piece.table.grid[row] if c is not None and c.text.strip()]
        if any(_SKIPPED.search(t) for t in texts):
            continue
        year = next((int(m[1]) for t in texts if len(t) < 12 and (m := _ROW_YEAR.match(t))), None)
        if any(t in ("合计", "总计") for t in texts[:3]) and year is None:
            return [(row, None)]
        rows.append((row, year))
    if any(y for _, y in rows):
        return [(r, y) for r, y in rows if y]
    return rows[:1]


def _row_phase(column: Column, form: Form, context: Context, year: int | None) -> str | None:
    """The phase of a cell in a row that may state its own year."""
    phase = phase_of(column, form, context)
    if year is None or context.year is None or phase is None or year == context.year:
        return phase
    if year == context.year - 1:
        return "prior_budget" if phase == "budget" else "prior_final"
    return None


def _down(form: Form, piece: Piece, context: Context) -> Iterator[Amount]:
    """Concepts down the rows: 因公出国（境）费 in a name column, amounts beside it."""
    for block in piece.blocks:
        columns = total_columns(block)
        for row in piece.rows():
            name = re.sub("^其中：", "", label_of(piece, block, row))
            name = without_list_mark(name)
            pattern = _concept([name]) if name and len(name) < 30 else None
            if (
                pattern is None
                or _SKIPPED.search(name)
                or (name in ("合计", "总计") and form.kind == "agency")
            ):
                if form.kind != "agency" or name not in ("合计", "总计"):
                    continue
                pattern = load("amounts/forms")["column.agency_operation"]
            yield from cells_of(form, piece, row, columns, pattern.sets["concept"], pattern.id, context)


def procurement(form: Form, context: Context) -> Iterator[Amount]:
    """Rows 合计, 货物, 工程, 服务 of a procurement form, under its total column, else the last."""
    for piece in form.pieces:
        columns = [c for b in piece.blocks for c in b.amounts]
        total = [
            c
            for c in columns
            if c.component in (None, "total")
            and c.leaf in ("合计", "总计", "金额", "预算金额", "采购金额", "小计")
        ]
        for row in piece.rows():
            texts = [
                without_list_mark(squash(c.text))
                for c in piece.table.grid[row][:3]
                if c is not None and c.text.strip()
            ]
            pattern = next((p for t in texts if (p := row_pattern(t, "procurement", None))), None)
            if pattern is not None:
                yield from cells_of(
                    form, piece, row, (total or columns)[-1:], pattern.sets["concept"], pattern.id, context
                )
