"""Headline amounts from forms: summary rows, total rows of coded forms, three-public and procurement forms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from extractors import economic_forms, function_forms
from extractors.context import Context
from extractors.forms import Block, Form, Piece, forms
from extractors.function_forms import confidence_of, money_of, phase_of
from extractors.headers import Column, words
from extractors.labels import Label
from pipeline.core.codes import TOTAL
from pipeline.core.model import Cell, Document
from pipeline.core.patterns import Pattern, load
from pipeline.core.records import Amount, EconomicLine, FunctionLine
from pipeline.core.text import squash, without_list_mark

_SUMMARIES = ("summary", "grant_summary")
_LISTS = ("three_public", "agency", "procurement")


def extract(document: Document, context: Context) -> Iterator[Amount]:
    """Every headline amount that a form prints, in the order of the forms; each cell once for a concept."""
    yield from _totals(document, context)
    for form in forms(document):
        if form.kind in _SUMMARIES:
            yield from _summary(form, context)
        elif form.kind == "procurement":
            yield from _procurement(form, context)
        elif form.kind in _LISTS:
            yield from _three_public(form, context)


def _amount(
    form: Form, piece: Piece, cell: Cell, column: Column, concept: str, phase: str, pattern: str
) -> Amount | None:
    """The Amount a cell states; None when the cell is no number."""
    money = money_of(cell, column, form)
    if money is None:
        return None
    amount = Amount(
        place="form", concept=concept, phase=phase, value=money.yuan, value_unit="元", amount_text=money.text,
        unit=str(money.unit), raw_text=cell.text, confidence=confidence_of(form, Label()), pattern_id=pattern,
    )  # fmt: skip
    amount.at(piece.table.place(cell))
    return amount


def _totals(document: Document, context: Context) -> Iterator[Amount]:
    """The total rows of coded forms under the concept that form and component name."""
    parts = {t["form"]: t["parts"] for t in load("amounts/forms").data["total"]}
    for line in function_forms.extract(document, context):
        if (
            not isinstance(line, FunctionLine)
            or line.function_code != TOTAL
            or (line.direction == "revenue" and line.form != "revenue")
        ):
            continue
        concept = parts.get(line.form, {}).get(line.component)
        if (
            line.form == "grant_summary"
            and line.fund == "general_public_budget"
            and _is_current(line.function_name)
        ):
            concept = "general_budget.expenditure"
        if concept:
            yield _from_line(line, _current(concept, line))
    for economic in economic_forms.extract(document, context):
        if economic.form != "general_budget_basic" or not (economic.economic_code or "").startswith(TOTAL):
            continue
        part = {"TOTAL_PERSONNEL": "personnel", "TOTAL_OPERATING": "operating_cost"}.get(
            economic.economic_code or "", economic.component
        )
        if concept := parts["general_budget_basic"].get(part):
            yield _from_line(economic, concept)


def _is_current(name: str) -> bool:
    return name.startswith(("本年支出", "当年支出"))


def _current(concept: str, line: FunctionLine) -> str:
    """Final accounts print the year's own totals in the revenue and expenditure forms; so do columns headed 本年."""
    own = line.phase in ("final", "prior_final") or "本年" in (line.raw_text or "")
    if own and concept in ("revenue.total", "expenditure.total") and line.form in ("revenue", "expenditure"):
        return concept.replace(".total", ".current")
    return concept


def _from_line(line: FunctionLine | EconomicLine, concept: str) -> Amount:
    """The Amount that repeats a total row's cell."""
    return Amount(
        place="form", concept=concept, phase=line.phase, value=line.amount_yuan, value_unit="元",
        amount_text=line.amount_text, unit=line.unit, raw_text=line.raw_text, page=line.page, locator=line.locator,
        bbox=line.bbox, confidence=line.confidence, pattern_id=f"{line.pattern_id}/total",
    )  # fmt: skip


def _row_pattern(name: str, kind: str, side: str | None) -> Pattern | None:
    """The row pattern that fits an unnumbered label in a form of `kind`."""
    for pattern in load("amounts/forms").patterns:
        sets: dict[str, Any] = pattern.sets
        if kind in sets.get("kinds", ()) and sets.get("side") in (None, side) and pattern.regex.search(name):
            return pattern
    return None


def _labels(piece: Piece, block: Block, row: int) -> str:
    """The unnumbered label text of a row."""
    return without_list_mark("".join(piece.text(row, c) for c in block.labels if c.role == "name"))


def _summary(form: Form, context: Context) -> Iterator[Amount]:
    """Rows of 收支总表 and 财政拨款收支总表: totals, carry-over, basic and project; the first amount column counts."""
    for piece in form.pieces:
        for number, block in enumerate(piece.blocks):
            side = block.side or ("revenue" if number == 0 and len(piece.blocks) > 1 else "expenditure")
            for row in piece.rows():
                pattern = _row_pattern(_labels(piece, block, row), form.kind, side)
                if pattern is not None:
                    yield from _cells(
                        form, piece, row, _total_columns(block), pattern.sets["concept"], pattern.id, context
                    )
                elif side == "revenue" and form.kind == "summary" and (source := _source(piece, block, row)):
                    yield from _cells(
                        form, piece, row, _total_columns(block), f"revenue.{source}", "row.source", context
                    )
            if form.kind == "summary" and side == "expenditure":
                yield from _component_columns(form, piece, block, context)


_OWN_SOURCES = frozenset(
    {"fiscal_grant", "general_public_budget", "government_fund", "state_capital", "special_account", "institutional",
     "institutional_operating", "superior_subsidy", "affiliated_remit", "use_of_surplus", "other"}
)  # fmt: skip


def _source(piece: Piece, block: Block, row: int) -> str | None:
    """The revenue source a row of the revenue side names; money carried over and sub-items (其中) are none."""
    name = _labels(piece, block, row)
    source = words(name).source if name and not name.startswith("其中") else None
    return source if source in _OWN_SOURCES else None


def _total_columns(block: Block) -> list[Column]:
    """The columns of a summary that hold whole amounts: no fund or component of their own."""
    whole = [
        c
        for c in block.amounts
        if c.component in (None, "total") and c.source in (None, "total", "other") and not c.fund
    ]
    return whole or block.amounts[:1]


def _cells(
    form: Form, piece: Piece, row: int, columns: list[Column], concept: str, rule: str, context: Context
) -> Iterator[Amount]:
    """The amounts of one row under `columns`, as `concept`."""
    for column in columns:
        cell, phase = piece.cell(row, column), phase_of(column, form, context)
        if cell is not None and cell.row == row and phase is not None:
            amount = _amount(form, piece, cell, column, concept, phase, f"{form.pattern_id}/{rule}")
            if amount:
                yield amount


def _component_columns(form: Form, piece: Piece, block: Block, context: Context) -> Iterator[Amount]:
    """Basic and project of the last total row of a summary that splits its expenditure into columns."""
    rows = [
        r
        for r in piece.rows()
        if (p := _row_pattern(_labels(piece, block, r), "summary", "expenditure"))
        and p.id == "row.expenditure_total"
    ]
    for column in block.amounts:
        if rows and column.component == "project":
            cell, phase = piece.cell(rows[-1], column), phase_of(column, form, context)
            if (
                cell is not None
                and phase
                and (a := _amount(form, piece, cell, column, "expenditure.project", phase, form.pattern_id))
            ):
                yield a


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


def _three_public(form: Form, context: Context) -> Iterator[Amount]:
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
    """Concepts in the columns: the 合计 row, else every row that states a year, else the first row with numbers."""
    chosen = _fund_once(columns, concepts)
    for row, year in _rows_that_count(piece):
        for column in chosen:
            cell = piece.cell(row, column)
            phase = _row_phase(column, form, context, year)
            if cell is None or cell.row != row or phase is None or _SKIPPED.search(column.leaf):
                continue
            pattern = concepts[column.index]
            if amount := _amount(
                form, piece, cell, column, pattern.sets["concept"], phase, f"{form.pattern_id}/{pattern.id}"
            ):
                yield amount


def _rows_that_count(piece: Piece) -> list[tuple[int, int | None]]:
    """The rows of a form by column: 合计 alone, or the rows that state years, or the first; with the year stated."""
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
        columns = _total_columns(block)
        for row in piece.rows():
            name = re.sub("^其中：", "", _labels(piece, block, row))
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
            yield from _cells(form, piece, row, columns, pattern.sets["concept"], pattern.id, context)


def _procurement(form: Form, context: Context) -> Iterator[Amount]:
    """Rows 合计, 货物, 工程, 服务 of a procurement form, under its total column (the last when none says so)."""
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
            pattern = next((p for t in texts if (p := _row_pattern(t, "procurement", None))), None)
            if pattern is not None:
                yield from _cells(
                    form, piece, row, (total or columns)[-1:], pattern.sets["concept"], pattern.id, context
                )
