"""Functional classification lines from forms: one FunctionLine an amount."""

from __future__ import annotations

from collections.abc import Iterator

from extractors.context import Context
from extractors.form_cells import (
    column_side,
    confidence_of,
    economic_of,
    fund_and_component,
    money_of,
    phase_of,
)
from extractors.form_model import SIDES, Block, Form, Piece, Printings
from extractors.forms import forms
from extractors.headers import Column
from extractors.label_text import Label
from extractors.labels import LabelReader
from pipeline.core.codes import TOTAL, FunctionCode
from pipeline.core.model import Document
from pipeline.core.records import Finding, FunctionLine
from pipeline.core.text import squash, without_list_mark
from pipeline.core.uses import remembered

FUNCTION_FORMS = frozenset(
    {"summary", "revenue", "expenditure", "grant_summary", "grant_expenditure", "general_budget",
     "general_budget_basic", "government_fund", "state_capital", "project", "other"}
)  # fmt: skip


def extract(document: Document, context: Context) -> Iterator[FunctionLine | Finding]:
    """Every amount that a form prints for a functional line, in reading order."""
    for line, _ in lines_and_columns(document, context):
        yield line


@remembered(1)  # economic lines and headline amounts are found from them too
def lines_and_columns(document: Document, context: Context) -> tuple[tuple[FunctionLine, Column], ...]:
    """Every functional line with the column its amount stands in.

    Coded forms are read first, so that forms of names only find there the codes of their names.
    """
    known: dict[tuple[str, str], str] = {}
    found = [f for f in forms(document) if f.kind in FUNCTION_FORMS]
    lines: dict[int, list[tuple[FunctionLine, Column]]] = {}
    for index in sorted(range(len(found)), key=lambda i: not _has_codes(found[i])):
        lines[index] = _functional(found[index], list(_form_lines(found[index], context, known)))
    printings = Printings()
    for index in range(len(found)):
        for line, _ in lines[index]:
            line.form_index = printings.number(line.form, index)
    return tuple(pair for index in range(len(found)) for pair in lines[index])


def _functional(form: Form, lines: list[tuple[FunctionLine, Column]]) -> list[tuple[FunctionLine, Column]]:
    """The lines of a form; where a form by economic class lists no function, its totals are not functional."""
    listed = any(line.function_code != TOTAL for line, _ in lines)
    economic = form.kind == "general_budget_basic" or ("经济" in form.title and "功能" not in form.title)
    return lines if listed or not economic else []


def _has_codes(form: Form) -> bool:
    return any(c.role in ("code", "class") for p in form.pieces for b in p.blocks for c in b.labels)


def _form_lines(
    form: Form, context: Context, known: dict[tuple[str, str], str]
) -> Iterator[tuple[FunctionLine, Column]]:
    """The lines of one form, block by block so that each keeps its own tree; 合计 is total before 小计."""
    for number in range(max((len(p.blocks) for p in form.pieces), default=0)):
        lines = list(_block_lines(form, number, LabelReader(context.reference, context.year, known), context))
        partial = any(is_whole_total(line) for line, _ in lines)
        yield from (
            pair for pair in lines if not (partial and pair[0].level == "total" and is_part_total(pair[0]))
        )


def is_whole_total(line: FunctionLine) -> bool:
    """True for a total row that is not a subtotal."""
    return line.level == "total" and not is_part_total(line)


def is_part_total(line: FunctionLine) -> bool:
    """True for a row named 小计."""
    return line.function_name == "小计"


def _block_lines(
    form: Form, number: int, reader: LabelReader, context: Context
) -> Iterator[tuple[FunctionLine, Column]]:
    """The lines of the block `number` over all pieces of a form; 合计 repeated on every page counts once."""
    seen_totals: dict[tuple[str | None, ...], Piece] = {}
    read: dict[int, list[Label | None]] = {}
    for piece in form.pieces:
        if number >= len(piece.blocks):
            continue
        block = piece.blocks[number]
        side = form.direction or block.side or _default_side(form, number, len(piece.blocks))
        if side == "revenue" and form.kind in ("summary", "grant_summary"):
            continue
        labels = read.get(id(piece.beside)) or [
            None if piece.is_run_into(block, row) else _label(reader, form, piece, block, row, context)
            for row in piece.rows
        ]
        read[id(piece)] = labels
        for row, label in zip(piece.rows, labels, strict=True):
            if label is None:
                continue
            row_lines = list(_row_lines(form, piece, block, row, label, side, context))
            if label.is_total:
                key = (label.name, *(text for n, c in row_lines for text in (n.amount_text, c.joined)))
                if seen_totals.setdefault(key, piece) is not piece:
                    continue
            yield from row_lines


def _default_side(form: Form, number: int, count: int) -> str | None:
    """Two-sided forms print revenue left and expenditure right when their header does not say."""
    if form.kind in ("summary", "grant_summary") and count > 1:
        return "revenue" if number == 0 else "expenditure"
    return None


def _label(
    reader: LabelReader, form: Form, piece: Piece, block: Block, row: int, context: Context
) -> Label | None:
    """The label of a row when it is a functional line or a total of them, else None."""
    label = reader.read(piece, block, row)
    if label.is_shifted:
        return None
    if label.function_code:
        whole = label.name + form.cut_off(piece, block, row)
        label.name = whole if reader.is_official(label.function_code, whole) else label.name
        return label
    if label.is_total:
        return label if _dimensions_fit(form, block) else None
    if label.economic_code or label.gov_economic_code:
        return None
    if label.is_empty:
        return _entity_total(form, piece, block, row, label, context)
    if not _names_lines(form, block) or not label.name:
        return None
    reader.resolve_name(label)
    if not label.function_code and (rest := form.cut_off(piece, block, row)):
        label.name += rest
        reader.resolve_name(label)
    return label if label.function_code else None


def _is_functional(form: Form, block: Block) -> bool:
    """False for a block that classifies by something else (economic class; project, but in a summary)."""
    return "功能" in form.title or ("经济" not in form.title and _dimensions_fit(form, block))


def _dimensions_fit(form: Form, block: Block) -> bool:
    """True where the header of the label columns lets functional lines stand under it."""
    dimensions = {c.dimension for c in block.labels}
    itemised = form.kind in (*SIDES[:2], "revenue")  # 项目 heads any kind of row there
    fitting = {"function", "entity", "project"} if itemised else {"function", "entity"}
    return "功能" in form.title or not dimensions or bool(dimensions & fitting)


def _names_lines(form: Form, block: Block) -> bool:
    """True where a bare name can be a line: project forms name projects unless the header says 科目."""
    if form.kind == "project" and not any("科目" in c.joined or "功能" in c.joined for c in block.labels):
        return False
    return _is_functional(form, block)


def _entity_total(
    form: Form, piece: Piece, block: Block, row: int, label: Label, context: Context
) -> Label | None:
    """A row without code and name: the total when it is the only one, or stands first under a unit's name.

    In a list of units without codes the first row is the total when it names the whole department.
    """
    if not _is_functional(form, block):
        return None
    rows = piece.rows
    coded = any(c.role in ("code", "class", "name") for c in block.labels)
    first = piece is form.pieces[0] and rows and rows[0] == row
    alone = all(len(p.rows) == 1 for p in form.pieces)
    whole = squash(label.entity) == squash(context.identity.department or "-")
    if (coded and first) or (not coded and (alone or (first and whole))):
        label.is_total, label.name = True, label.entity
        label.pattern_id = "label.entity_total"
        return label
    return None


def _row_lines(
    form: Form, piece: Piece, block: Block, row: int, label: Label, side: str | None, context: Context
) -> Iterator[tuple[FunctionLine, Column]]:
    """One FunctionLine, with its column, for every amount cell of a row."""
    code = FunctionCode(TOTAL if label.is_total else label.function_code or TOTAL)
    for column, cell in piece.cells(row, piece.amount_columns(block, row)):
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
            unit=str(money.unit), raw_text=cell.text, confidence=confidence_of(form, label, column),
            pattern_id=f"{form.pattern_id}/{label.pattern_id or 'label.name'}",
        )  # fmt: skip
        line.fund, line.component = fund_and_component(form, column, line.direction)
        if line.component == "other" and line.economic_code is None and not form.is_by_government:
            line.economic_code = economic_of(column, context.reference)
        line.at(piece.table.place(cell))
        yield line, column
