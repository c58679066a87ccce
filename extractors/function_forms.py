"""Functional classification lines from forms: one FunctionLine an amount."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from extractors.context import Context
from extractors.form_cells import column_side, confidence_of, fund_and_component, money_of, phase_of
from extractors.form_model import SIDES, Block, Form, Piece
from extractors.forms import forms
from extractors.label_text import Label
from extractors.labels import LabelReader
from pipeline.core.codes import TOTAL, FunctionCode
from pipeline.core.model import Document
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
    """Every amount that a form prints for a functional line, coded forms first: names find their codes there.

    Records come in reading order of the forms all the same.
    """
    reading = _Reading()
    found = [f for f in forms(document) if f.kind in FUNCTION_FORMS]
    lines: dict[int, list[FunctionLine | Finding]] = {}
    for index in sorted(range(len(found)), key=lambda i: not _has_codes(found[i])):
        lines[index] = _functional(found[index], list(_form_lines(found[index], context, reading, document)))
    for index in range(len(found)):
        yield from lines[index]


def _functional(form: Form, lines: list[FunctionLine | Finding]) -> list[FunctionLine | Finding]:
    """The lines of a form; those of a basic form that lists no function are totals of economic classes."""
    listed = any(isinstance(n, FunctionLine) and n.function_code != TOTAL for n in lines)
    return lines if listed or form.kind != "general_budget_basic" else []


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
        direction = side if form.kind not in SIDES[2:] else column_side(column, side)
        line = FunctionLine(
            place="form", form=form.kind, function_code=code.text, class_code=code.class_code,
            section_code=code.section_code, item_code=code.item_code, level=code.level,
            function_name=without_list_mark(label.name),
            function_name_official=context.reference.function_name(code.text, context.year),
            economic_code=label.economic_code, gov_economic_code=label.gov_economic_code,
            direction=direction or "expenditure", phase=phase, amount_yuan=money.yuan, amount_text=money.text,
            unit=str(money.unit), raw_text=cell.text, confidence=confidence_of(form, label),
            pattern_id=f"{form.pattern_id}/{label.pattern_id or 'label.name'}",
        )  # fmt: skip
        line.fund, line.component = fund_and_component(form, column, line.direction)
        line.at(piece.table.place(cell))
        yield line
