"""What an amount cell says, from its column and form: money, phase, direction, fund and component."""

from __future__ import annotations

from extractors.context import Context
from extractors.form_model import Form
from extractors.headers import Column, words
from extractors.label_text import Label, split_label
from pipeline.core.model import Cell
from pipeline.core.money import Money, Unit, amount_in
from pipeline.core.reference import Reference
from pipeline.core.text import without_list_mark


def confidence_of(form: Form, label: Label, column: Column) -> float:
    """How sure a row is before arithmetic speaks: less for guessed units, less for codes found by name."""
    guessed = column.unit is None and (form.unit_guessed or form.unit is None)
    return 0.97 - (0.3 if guessed else 0) - (0.05 if label.named_only else 0)


def money_of(cell: Cell, column: Column, form: Form) -> Money | None:
    """The amount printed in a cell, in the unit of its column or form; None for blanks and words."""
    return amount_in(cell.text, column.unit or form.unit or Unit.WAN)


UNIT_FUNDS = "unit_funds"  # a source of headline amounts; lines call it institutional

_PRIOR = {
    "final": "prior_final",
    "budget": "prior_budget",
    "adjusted_budget": "prior_budget",
    "prior_final": "prior_final",
    "prior_budget": "prior_budget",
}


def phase_of(column: Column, form: Form, context: Context) -> str | None:
    """The phase of a column's amounts; None for columns of years that are neither this one nor the last.

    Where the document does not say its year, this one is the newest that the form's columns name.
    """
    budget = context.identity.report_kind == "budget" or (
        context.identity.report_kind is None and "决算" not in form.title
    )
    bare_prior = "prior_budget" if budget else "prior_final"
    phase = column.phase or ("budget" if budget else "final")
    if phase == "prior":
        return bare_prior
    years, year = set(column.years), context.year or form.newest_year
    if not years or year is None or year in years:
        return phase
    if year - 1 not in years:
        return None
    return _PRIOR.get(column.phase or "prior", bare_prior)


def economic_of(column: Column, reference: Reference) -> str | None:
    """The 部门 economic code a column's header names (工资福利支出/基本工资: 30101); None for others."""
    code: str | None = None
    for text in column.path:
        _, parts = split_label(without_list_mark(text))
        named = reference.economic_codes(parts.get("name", ""), under=code)
        fitting = [c for c in named if c[0] == "3" and len(c) == (5 if code else 3)]
        if len(fitting) == 1:
            code = fitting[0]
    return code


def column_side(column: Column, side: str | None) -> str | None:
    """The direction of one column of a form that may print revenue and expenditure columns together."""
    if column.source == "carryover" and not column.is_carried_on:
        return "revenue"
    if column.path and words(column.path[0]).source == "total":
        return "revenue"
    if column.source == "total" and column.component in (None, "other"):
        return "revenue" if "收入" in column.joined else side
    return "expenditure" if side != "revenue" or column.component not in (None, "other") else side


def fund_and_component(form: Form, column: Column, direction: str) -> tuple[str, str]:
    """The fund and component of a column, the form's own where the header does not say."""
    if direction == "revenue":
        part = column.component in ("basic", "project", "personnel", "operating_cost")
        source = "institutional" if column.source == UNIT_FUNDS else column.source
        return "all", "other" if part else source or "total"
    fund = form.fund
    component = column.component or "total"
    carried = column.source == "carryover" and not column.is_carried_on
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
