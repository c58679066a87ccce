"""Lines by economic class from forms, the department's or the government's: one EconomicLine an amount."""

from __future__ import annotations

from collections.abc import Iterator

from extractors.context import Context
from extractors.form_cells import confidence_of, fund_and_component, money_of, phase_of
from extractors.form_model import Block, Form, Piece, Printings
from extractors.forms import forms
from extractors.function_forms import FUNCTION_FORMS, lines_and_columns
from extractors.headers import Column
from extractors.label_text import Label, is_total_name, split_label
from extractors.labels import LabelReader
from pipeline.core.codes import TOTAL
from pipeline.core.model import Document
from pipeline.core.records import EconomicLine, FunctionLine
from pipeline.core.text import without_list_mark
from pipeline.core.uses import remembered

_OWN_NAME = frozenset({"general_budget_basic", "general_budget", "project"})
_PERSONNEL = ("301", "303")


def extract(document: Document, context: Context) -> Iterator[EconomicLine]:
    """Every amount that a form prints for an economic line (3xx, 5xx), and the totals of such forms.

    Rows that carry a functional code as well are functional lines and are left to `function_forms`.
    """
    yield from economic_lines(document, context)


@remembered(1)  # headline amounts are found from them too
def economic_lines(document: Document, context: Context) -> tuple[EconomicLine, ...]:
    """What `extract` yields."""
    return tuple(_lines(document, context))


def _lines(document: Document, context: Context) -> Iterator[EconomicLine]:
    """The economic lines of each form, and what the totals of forms by function print under economic classes."""
    printings, last = Printings(), 0
    for last, form in enumerate(forms(document), 1):
        if form.kind in FUNCTION_FORMS | {"agency"}:
            for own in _form_lines(form, context):
                own.form_index = printings.number(own.form, last)
                yield own
    for line, _ in lines_and_columns(document, context):
        if line.function_code == TOTAL and line.component == "other" and line.economic_code:
            across = _across(line, context)
            across.form_index = printings.number(across.form, last + (line.form_index or 0))
            yield across


def _across(line: FunctionLine, context: Context) -> EconomicLine:
    """The economic line that the total row of a form by function prints under an economic class."""
    basic = line.form == "general_budget_basic"
    return EconomicLine(
        form=line.form if basic else "other", economic_code=line.economic_code,
        economic_name=context.reference.economic_name(line.economic_code or "", context.year) or "",
        economic_name_official=context.reference.economic_name(line.economic_code or "", context.year),
        phase=line.phase, fund=line.fund, component="basic" if basic else "total",
        amount_yuan=line.amount_yuan, amount_text=line.amount_text, unit=line.unit, raw_text=line.raw_text,
        page=line.page, locator=line.locator, bbox=line.bbox, confidence=line.confidence,
        pattern_id=f"{line.pattern_id}/column",
    )  # fmt: skip


_NAMED_TOTALS = ("TOTAL_PERSONNEL", "TOTAL_OPERATING")  # what they add up may stand in another block


def _form_lines(form: Form, context: Context) -> Iterator[EconomicLine]:
    """The economic lines of one form, block by block; totals only where the block holds economic lines."""
    for number in range(max((len(p.blocks) for p in form.pieces), default=0)):
        reader = LabelReader(context.reference, context.year)
        lines: list[EconomicLine] = []
        totals: set[tuple[str | None, ...]] = set()
        for piece in form.pieces:
            if number >= len(piece.blocks) or (form.direction or piece.blocks[number].side) == "revenue":
                continue
            block = piece.blocks[number]
            for row in piece.rows:
                label = reader.read(piece, block, row)
                if label.is_empty and not label.entity:
                    label.name = _label_before(piece, number, row)
                    label.is_total = is_total_name(label.name)
                code = _code(reader, form, block, label)
                if code is None:
                    continue
                new = list(_row_lines(form, piece, block, row, label, code, context))
                key = (code, *(line.amount_text for line in new))
                if code.startswith(TOTAL):
                    if key in totals:
                        continue
                    totals.add(key)
                lines += new
        yield from _listed(form, lines)


def _listed(form: Form, lines: list[EconomicLine]) -> list[EconomicLine]:
    """The lines of a block that lists economic classes; of another, named totals of a basic form."""
    if any((line.economic_code or "").isdigit() for line in lines):
        return lines
    if any(line.gov_economic_code for line in lines):
        return [_of_government(line) for line in lines]
    named = _NAMED_TOTALS if form.kind == "general_budget_basic" else ()
    return [line for line in lines if line.economic_code in named]


def _of_government(line: EconomicLine) -> EconomicLine:
    """A line of a block that lists the government's classes only: its total is theirs, the form is no 部门 one's."""
    if line.economic_code == TOTAL:
        line.economic_code, line.gov_economic_code = None, TOTAL
    line.form = "other"
    return line


def _label_before(piece: Piece, number: int, row: int) -> str:
    """The label of a total in a block to the left whose own amounts are blank: its amount stands in this one."""
    for block in reversed(piece.blocks[:number]):
        if any(piece.text(row, c) for c in block.amounts):
            return ""
        if text := "".join(dict.fromkeys(piece.text(row, c) for c in block.labels)):
            special = split_label(without_list_mark(text))[0] in (
                "label.total_personnel",
                "label.total_operating",
            )
            return text if special or is_total_name(text) else ""
    return ""


def _code(reader: LabelReader, form: Form, block: Block, label: Label) -> str | None:
    """The economic code of a row, TOTAL and its kin included; the government's where that is all it has, else None."""
    if label.function_code or label.is_shifted:
        return None
    if label.is_total or (label.is_empty and label.entity):
        label.name = label.name or label.entity
        return TOTAL
    special = split_label(without_list_mark(label.name))[0]
    if special == "label.total_personnel":
        return "TOTAL_PERSONNEL"
    if special == "label.total_operating":
        return "TOTAL_OPERATING"
    if label.economic_code:
        return label.economic_code
    if label.gov_economic_code:
        return label.gov_economic_code
    if not label.name or not _by_name(form, block):
        return None
    reader.resolve_economic_name(label)
    return label.economic_code


def _by_name(form: Form, block: Block) -> bool:
    """True for a block whose names may be economic classes although no code is printed."""
    dimensions = {c.dimension for c in block.labels}
    if "gov_economic" in dimensions or "功能" in form.title:
        return False
    return "economic" in dimensions or "经济" in form.title or form.component == "basic"


def _row_lines(
    form: Form, piece: Piece, block: Block, row: int, label: Label, code: str, context: Context
) -> Iterator[EconomicLine]:
    """One EconomicLine for every amount cell of a row."""
    alone = any(piece.cell(row, c) for c in block.labels) and not piece.is_run_into(block, row)
    split = len(piece.blocks) > 1 and alone
    for column, cell in piece.cells(row, block.amounts):
        money, phase = money_of(cell, column, form), phase_of(column, form, context)
        if money is None or phase is None:
            continue
        fund, component = fund_and_component(form, column, "expenditure")
        own = _total_of_block(code, column, split)
        if (
            code == TOTAL
            and component in ("personnel", "operating_cost")
            and len(piece.blocks) > 1
            and not split
        ):
            component = "basic"
        line = EconomicLine(
            form=form.kind if form.kind in _OWN_NAME and not own.startswith("5") else "other",
            economic_code=None if own.startswith("5") else own, gov_economic_code=label.gov_economic_code,
            economic_name=without_list_mark(label.economic_name or label.name),
            economic_name_official=context.reference.economic_name(own, context.year),
            phase=phase, fund=fund, component=_component(own, component, split), amount_yuan=money.yuan,
            amount_text=money.text, unit=str(money.unit), raw_text=cell.text,
            confidence=confidence_of(form, label, column),
            pattern_id=f"{form.pattern_id}/{label.pattern_id or 'label.name'}",
        )  # fmt: skip
        line.at(piece.table.place(cell))
        yield line


def _total_of_block(code: str, column: Column, split: bool) -> str:
    """A plain 合计 in a block of personnel (or operating) lines is the total of that block."""
    if code == TOTAL and split and column.component in ("personnel", "operating_cost"):
        return "TOTAL_PERSONNEL" if column.component == "personnel" else "TOTAL_OPERATING"
    return code


def _component(code: str, component: str, split: bool) -> str:
    """Basic becomes personnel or operating_cost where the form prints the two in blocks of their own."""
    if component != "basic" or not split or code.startswith("5"):
        return component
    if code == "TOTAL_PERSONNEL" or code.startswith(_PERSONNEL):
        return "personnel"
    return component if code == TOTAL else "operating_cost"
