"""Functional classification lines from forms: one FunctionLine an amount."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from extractors.context import Context
from extractors.forms import SIDES, Block, Form, Piece, forms
from extractors.headers import Column
from extractors.labels import Label, LabelReader
from pipeline.core.codes import TOTAL, FunctionCode
from pipeline.core.model import Cell, Document
from pipeline.core.money import Money, NotAnAmount, Unit, parse_amount
from pipeline.core.records import Finding, FunctionLine
from pipeline.core.text import without_list_mark

FUNCTION_FORMS = frozenset(
    {"summary", "revenue", "expenditure", "grant_summary", "grant_expenditure", "general_budget",
     "general_budget_basic", "government_fund", "state_capital", "project", "other"}
)  # fmt: skip


@dataclass(slots=True)
class _Reading:
    """What the forms read so far have taught: codes by parent and name."""

    known: dict[tuple[str, str], str] = field(default_factory=dict)


def extract(document: Document, context: Context) -> Iterator[FunctionLine | Finding]:
    """Every amount that a form prints for a functional line, coded forms first so that names find their codes.

    Records come in reading order of the forms all the same.
    """
    reading = _Reading()
    found = [f for f in forms(document) if f.kind in FUNCTION_FORMS]
    lines: dict[int, list[FunctionLine | Finding]] = {}
    for index in sorted(range(len(found)), key=lambda i: not _has_codes(found[i])):
        lines[index] = list(_form_lines(found[index], context, reading, document))
    for index in range(len(found)):
        yield from lines[index]


def _has_codes(form: Form) -> bool:
    return any(c.role in ("code", "class") for p in form.pieces for b in p.blocks for c in b.labels)


def _form_lines(
    form: Form, context: Context, reading: _Reading, document: Document
) -> Iterator[FunctionLine | Finding]:
    """The lines of one form, block by block so that each keeps its own tree."""
    seen_totals: dict[tuple[str | None, ...], Piece] = {}
    for number in range(max((len(p.blocks) for p in form.pieces), default=0)):
        reader = LabelReader(context.reference, context.year, reading.known)
        for piece in form.pieces:
            if number >= len(piece.blocks):
                continue
            block = piece.blocks[number]
            side = form.direction or block.side or _default_side(form, number, len(piece.blocks))
            if side == "revenue" and form.kind in ("summary", "grant_summary"):
                continue
            for row in piece.rows():
                label = _label(reader, form, piece, block, row)
                if label is None:
                    continue
                row_lines = list(_row_lines(form, piece, block, row, label, side, context))
                if label.is_total:
                    key = (label.name, *(line.amount_text for line in row_lines))
                    if seen_totals.setdefault(key, piece) is not piece:
                        continue  # 合计 repeated on every page of one form
                yield from row_lines


def _default_side(form: Form, number: int, count: int) -> str | None:
    """Two-sided forms print revenue left and expenditure right when their header does not say."""
    if form.kind in ("summary", "grant_summary") and count > 1:
        return "revenue" if number == 0 else "expenditure"
    return None


def _label(reader: LabelReader, form: Form, piece: Piece, block: Block, row: int) -> Label | None:
    """The label of a row when it is a functional line or a total of them, else None."""
    label = reader.read(piece, block, row)
    if label.is_total or label.function_code:
        return label if _is_functional(form, block) or label.function_code else None
    if label.economic_code or label.gov_economic_code:
        return None
    if label.is_empty:
        return _entity_total(form, piece, block, row, label)
    if not _is_functional(form, block) or not label.name:
        return None
    reader.resolve_name(label)
    return label if label.function_code else None


def _is_functional(form: Form, block: Block) -> bool:
    """False for a block whose labels classify by something else (economic class, project)."""
    dimensions = {c.dimension for c in block.labels}
    if "功能" in form.title:
        return True
    return "经济" not in form.title and (not dimensions or bool(dimensions & {"function", "entity"}))


def _entity_total(form: Form, piece: Piece, block: Block, row: int, label: Label) -> Label | None:
    """A row without code and name: the total when it is the only one or stands first under a unit's name."""
    if not _is_functional(form, block):
        return None
    rows = list(piece.rows())
    coded = any(c.role in ("code", "class", "name") for c in block.labels)
    first = piece is form.pieces[0] and rows and rows[0] == row
    if (coded and first) or (not coded and len(rows) == 1 and len(form.pieces) == 1):
        label.is_total, label.name = True, label.entity
        label.pattern_id = "label.entity_total"
        return label
    return None


def _row_lines(
    form: Form, piece: Piece, block: Block, row: int, label: Label, side: str | None, context: Context
) -> Iterator[FunctionLine]:
    """One FunctionLine for every amount cell of a row."""
    code = FunctionCode(TOTAL if label.is_total else label.function_code or TOTAL)
    for column in block.amounts:
        cell = piece.cell(row, column)
        if cell is None or cell.row != row or (cell.col != column.index and not cell.col_span > 1):
            continue
        money = money_of(cell, column, form)
        phase = phase_of(column, form, context)
        if money is None or phase is None:
            continue
        direction = side if form.kind not in SIDES[2:] else _column_side(column, side)
        line = FunctionLine(
            place="form", form=form.kind, function_code=code.text, class_code=code.class_code,
            section_code=code.section_code, item_code=code.item_code, level=code.level,
            function_name=without_list_mark(label.name),
            function_name_official=context.reference.function_name(code.text, context.year) if code.text != TOTAL else None,
            economic_code=label.economic_code, gov_economic_code=label.gov_economic_code,
            direction=direction or "expenditure", phase=phase, amount_yuan=money.yuan, amount_text=money.text,
            unit=str(money.unit), raw_text=cell.text, confidence=confidence_of(form, label),
            pattern_id=f"{form.pattern_id}/{label.pattern_id or 'label.name'}",
        )  # fmt: skip
        line.fund, line.component = fund_and_component(form, column, line.direction)
        line.at(piece.table.place(cell))
        yield line


def confidence_of(form: Form, label: Label) -> float:
    """How sure a row is before arithmetic speaks: less for guessed units, less for codes found by name."""
    return 0.97 - (0.3 if form.unit_guessed or form.unit is None else 0) - (0.05 if label.named_only else 0)


def money_of(cell: Cell, column: Column, form: Form) -> Money | None:
    """The amount printed in a cell under the unit of its column or form; None for blanks, dashes and words."""
    try:
        return parse_amount(cell.text, column.unit or form.unit or Unit.WAN)
    except NotAnAmount:
        return None


def phase_of(column: Column, form: Form, context: Context) -> str | None:
    """The phase of a column's amounts; None for columns of years that are neither this one nor the last."""
    budget = context.identity.report_kind == "budget" or (
        context.identity.report_kind is None and "决算" not in form.title
    )
    phase = column.phase or ("budget" if budget else "final")
    years = set(column.years)
    if not years or context.year is None or context.year in years:
        return phase
    if context.year - 1 not in years:
        return None
    stated = column.phase or ("prior_budget" if budget else "prior_final")
    return {"final": "prior_final", "budget": "prior_budget", "adjusted_budget": "prior_budget"}.get(
        stated, stated
    )


def _column_side(column: Column, side: str | None) -> str | None:
    """The direction of one column of a form that may print revenue and expenditure columns together."""
    if column.source == "carryover" and column.component != "carryover_next":
        return "revenue"
    if column.source == "total" and column.component in (None, "other"):
        return "revenue" if "收入" in column.joined else side
    return "expenditure" if side != "revenue" or column.component not in (None, "other") else side


def fund_and_component(form: Form, column: Column, direction: str) -> tuple[str, str]:
    """The fund and component of a column, the form's own where the header does not say."""
    if direction == "revenue":
        return "all", column.source or "total"
    fund = form.fund
    component = column.component or "total"
    carried = column.source == "carryover" and component != "carryover_next"
    if form.fund not in ("all", "fiscal_grant"):
        component = "other" if carried else component
    elif carried or (
        column.source not in (None, "total", "other") and not column.fund and not column.component
    ):
        fund = "other"
    elif column.fund:
        fund = column.fund
    if form.component and component == "total":
        component = form.component
    return fund, component
