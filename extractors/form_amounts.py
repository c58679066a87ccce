"""Headline amounts from forms: summary rows, total rows of coded forms, and forms that list concepts."""

from __future__ import annotations

from collections.abc import Iterator

from extractors import economic_forms, function_forms
from extractors.amount_cells import amount_of, cells_of, label_of, row_pattern, total_columns
from extractors.context import Context
from extractors.form_cells import phase_of
from extractors.form_model import Block, Form, Piece
from extractors.forms import forms
from extractors.headers import words
from extractors.list_amounts import procurement, three_public
from pipeline.core.codes import TOTAL
from pipeline.core.model import Document
from pipeline.core.patterns import load
from pipeline.core.records import Amount, EconomicLine, FunctionLine

_SUMMARIES = ("summary", "grant_summary")
_LISTS = ("three_public", "agency", "procurement")


def extract(document: Document, context: Context) -> Iterator[Amount]:
    """Every headline amount that a form prints, in the order of the forms; each cell once for a concept."""
    yield from _totals(document, context)
    for form in forms(document):
        if form.kind in _SUMMARIES:
            yield from _summary(form, context)
        elif form.kind == "procurement":
            yield from procurement(form, context)
        elif form.kind in _LISTS:
            yield from three_public(form, context)


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
        if line.form == "grant_summary" and _is_current(line.function_name):
            concept = _FUND_CONCEPTS.get(line.fund)
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


_FUND_CONCEPTS = {
    "general_public_budget": "general_budget.expenditure",
    "government_fund": "government_fund.expenditure",
    "state_capital": "state_capital.expenditure",
}


def _is_current(name: str) -> bool:
    return name.startswith(("本年支出", "当年支出"))


def _current(concept: str, line: FunctionLine) -> str:
    """Final accounts print the year's own totals in revenue and expenditure forms; so do columns of 本年."""
    own = line.phase in ("final", "prior_final") or "本年" in (line.raw_text or "")
    if own and concept in ("revenue.total", "expenditure.total") and line.form in ("revenue", "expenditure"):
        return concept.replace(".total", ".current")
    return concept


def _from_line(line: FunctionLine | EconomicLine, concept: str) -> Amount:
    """The Amount that repeats a total row's cell."""
    return Amount(
        place="form", concept=concept, phase=line.phase, value=line.amount_yuan, value_unit="元",
        amount_text=line.amount_text, unit=line.unit, raw_text=line.raw_text, page=line.page,
        locator=line.locator, bbox=line.bbox, confidence=line.confidence, pattern_id=f"{line.pattern_id}/total",
    )  # fmt: skip


def _summary(form: Form, context: Context) -> Iterator[Amount]:
    """Rows of 收支总表 and 财政拨款收支总表: totals, carry-over, basic and project, in whole amounts."""
    for piece in form.pieces:
        for number, block in enumerate(piece.blocks):
            side = block.side or ("revenue" if number == 0 and len(piece.blocks) > 1 else "expenditure")
            for row in piece.rows():
                pattern = row_pattern(label_of(piece, block, row), form.kind, side)
                if pattern is not None:
                    yield from cells_of(
                        form, piece, row, total_columns(block), pattern.sets["concept"], pattern.id, context
                    )
                elif side == "revenue" and form.kind == "summary" and (source := _source(piece, block, row)):
                    yield from cells_of(
                        form, piece, row, total_columns(block), f"revenue.{source}", "row.source", context
                    )
            if form.kind == "summary" and side == "expenditure":
                yield from _component_columns(form, piece, block, context)


_OWN_SOURCES = frozenset(
    {"fiscal_grant", "general_public_budget", "government_fund", "state_capital", "special_account",
     "institutional", "institutional_operating", "superior_subsidy", "affiliated_remit", "use_of_surplus", "other"}
)  # fmt: skip


def _source(piece: Piece, block: Block, row: int) -> str | None:
    """The revenue source a row names; money carried over and sub-items (其中) are none."""
    name = label_of(piece, block, row)
    source = words(name).source if name and not name.startswith("其中") else None
    return source if source in _OWN_SOURCES else None


def _component_columns(form: Form, piece: Piece, block: Block, context: Context) -> Iterator[Amount]:
    """Basic and project of the last total row of a summary that splits its expenditure into columns."""
    rows = [
        r
        for r in piece.rows()
        if (p := row_pattern(label_of(piece, block, r), "summary", "expenditure"))
        and p.id == "row.expenditure_total"
    ]
    for column in block.amounts:
        if rows and column.component == "project":
            cell, phase = piece.cell(rows[-1], column), phase_of(column, form, context)
            if (
                cell is not None
                and phase
                and (a := amount_of(form, piece, cell, column, "expenditure.project", phase, form.pattern_id))
            ):
                yield a
