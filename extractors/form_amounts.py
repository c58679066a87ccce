"""Headline amounts from forms: summary rows, total rows of coded forms, and forms that list concepts."""

from __future__ import annotations

from collections.abc import Iterator

from extractors import economic_forms, function_forms
from extractors.amount_cells import Concept, cells_of, label_of, row_pattern, total_columns
from extractors.context import Context
from extractors.form_cells import UNIT_FUNDS
from extractors.form_model import Block, Form, Piece
from extractors.forms import forms
from extractors.headers import Column, words
from extractors.list_amounts import procurement, three_public
from pipeline.core.codes import TOTAL
from pipeline.core.model import Document
from pipeline.core.patterns import load
from pipeline.core.records import Amount, EconomicLine, FunctionLine

_SUMMARIES = ("summary", "grant_summary")
_LISTS = ("three_public", "agency", "assets", "information")


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
    for line, column in function_forms.lines_and_columns(document, context):
        if line.function_code != TOTAL or (line.direction == "revenue" and line.form != "revenue"):
            continue
        part = UNIT_FUNDS if column.source == UNIT_FUNDS and line.form == "revenue" else line.component
        concept = _part_concept(column) or parts.get(line.form, {}).get(part)
        if line.form == "grant_summary" and _is_current(line.function_name):
            concept = _FUND_CONCEPTS.get(line.fund)
        whole = {"expenditure": "all", "grant_expenditure": "fiscal_grant"}.get(line.form, line.fund)
        if line.fund != whole and not _part_concept(column):
            concept = None  # a fund's share of the total, or what was carried over
        if concept and not (column.source == "carryover" and column.fund):
            yield _from_line(line, _current(concept, line, column))
    for economic in economic_forms.economic_lines(document, context):
        if economic.form != "general_budget_basic" or not (economic.economic_code or "").startswith(TOTAL):
            continue
        part = {"TOTAL_PERSONNEL": "personnel", "TOTAL_OPERATING": "operating_cost"}.get(
            economic.economic_code or "", economic.component
        )
        if concept := parts["general_budget_basic"].get(part):
            yield _from_line(economic, concept)


def _part_concept(column: Column) -> str | None:
    """The concept of a column that measures a part of expenditure otherwise: procurement, reserved shares."""
    patterns = (p for p in load("amounts/forms").patterns if p.id.startswith("part."))
    return next((str(p.sets["concept"]) for p in patterns if p.regex.search(column.joined)), None)


_FUND_CONCEPTS = {
    "general_public_budget": "general_budget.expenditure",
    "government_fund": "government_fund.expenditure",
    "state_capital": "state_capital.expenditure",
}


def _is_current(name: str) -> bool:
    return name.startswith(("本年支出", "当年支出"))


def _current(concept: str, line: FunctionLine, column: Column) -> str:
    """Final accounts print the year's own totals in revenue and expenditure forms; so do columns of 本年."""
    own = line.phase in ("final", "prior_final") or "本年" in column.joined
    if own and concept in ("revenue.total", "expenditure.total") and line.form in ("revenue", "expenditure"):
        return concept.replace(".total", ".current")
    return concept


def _from_line(line: FunctionLine | EconomicLine, concept: str) -> Amount:
    """The Amount that repeats a total row's cell."""
    return Amount(
        place="form", concept=concept, phase=line.phase, value=line.amount_yuan, value_unit="元",
        amount_text=line.amount_text, unit=line.unit, raw_text=line.raw_text, page=line.page,
        locator=line.locator, bbox=line.bbox, confidence=line.confidence,
        pattern_id=f"{line.pattern_id}/total",
    )  # fmt: skip


def _summary(form: Form, context: Context) -> Iterator[Amount]:
    """Rows of 收支总表 and 财政拨款收支总表: totals, carry-over, basic and project, in whole amounts."""
    for piece in form.pieces:
        for number, block in enumerate(piece.blocks):
            side = block.side or ("revenue" if number == 0 and len(piece.blocks) > 1 else "expenditure")
            for row in (r for r in piece.rows if not piece.is_run_into(block, r)):
                pattern = row_pattern(label_of(piece, block, row), form.kind, side)
                concept = Concept.of(pattern) if pattern else _source(form, side, label_of(piece, block, row))
                if concept is not None:
                    yield from cells_of(form, piece, row, total_columns(piece, block, row), concept, context)
            if form.kind == "summary" and side == "expenditure":
                yield from _component_columns(form, piece, block, context)


_OWN_SOURCES = frozenset(
    {"fiscal_grant", "general_public_budget", "government_fund", "state_capital", "special_account",
     "institutional", "institutional_operating", "superior_subsidy", "affiliated_remit",
     "use_of_surplus", "other", UNIT_FUNDS}
)  # fmt: skip


def _source(form: Form, side: str, name: str) -> Concept | None:
    """The revenue source a row of a summary names; money carried over and sub-items (其中) are none."""
    part = load("amounts/forms")["word.part_of_source"].regex
    if side != "revenue" or form.kind != "summary" or not name or part.search(name):
        return None
    if load("amounts/forms")["word.left_over"].regex.search(name):
        return None
    source = words(name).source
    return Concept(f"revenue.{source}", "row.source") if source in _OWN_SOURCES else None


def _component_columns(form: Form, piece: Piece, block: Block, context: Context) -> Iterator[Amount]:
    """Project expenditure of the last total row of a summary that splits its expenditure into columns."""
    names = ((r, row_pattern(label_of(piece, block, r), "summary", "expenditure")) for r in piece.rows)
    rows = [r for r, pattern in names if pattern and pattern.id == "row.expenditure_total"]
    for part in ("basic", "project"):
        columns = [c for c in block.amounts if c.component == part]
        concept = Concept(f"expenditure.{part}", "column.component")
        yield from (a for r in rows[-1:] for a in cells_of(form, piece, r, columns, concept, context))
