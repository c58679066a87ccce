"""Every headline figure of an account by its concept, in fen (counts as they are)."""

from __future__ import annotations

from . import truth as t
from .truth import Account

COUNTS = {
    "count.abroad_groups": ("abroad_groups", "个"), "count.abroad_persons": ("abroad_persons", "人次"),
    "count.vehicles_held": ("vehicles_held", "辆"), "count.reception_batches": ("reception_batches", "批次"),
    "count.reception_persons": ("reception_persons", "人次"), "assets.vehicles": ("vehicles_held", "辆"),
    "assets.equipment_1m": ("equipment_1m", "台（套）"),
}  # fmt: skip
SPENDING: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "expenditure.current": (t.FUNDS, ()), "expenditure.basic": (t.FUNDS, t.BASIC),
    "expenditure.project": (t.FUNDS, (t.PROJECT,)), "general_budget.expenditure": ((t.GENERAL,), ()),
    "general_budget.basic": ((t.GENERAL,), t.BASIC), "general_budget.personnel": ((t.GENERAL,), (t.PERSONNEL,)),
    "general_budget.operating_cost": ((t.GENERAL,), (t.OPERATING_COST,)),
    "general_budget.project": ((t.GENERAL,), (t.PROJECT,)), "agency_operation": ((t.GENERAL,), (t.OPERATING_COST,)),
    "government_fund.expenditure": ((t.GOV_FUND,), ()), "state_capital.expenditure": ((t.CAPITAL,), ()),
}  # fmt: skip
TOTALS = {
    "revenue.total": t.FUNDS, "expenditure.total": t.FUNDS, "grant.revenue_total": t.GRANT,
    "grant.expenditure_total": t.GRANT,
}  # fmt: skip
EARNED = {
    "revenue.current": t.FUNDS,
    "fiscal": t.GRANT,
    "institutional": (t.INSTITUTIONAL,),
    "other": (t.OTHER,),
}


def figure(account: Account, concept: str, which: str = "amount") -> int:
    """The figure of a concept; `which` is amount, budget or prior."""
    if concept in SPENDING:
        funds, parts = SPENDING[concept]
        return account.spend("", funds, parts, which=which)
    if concept in TOTALS:
        closing = account.carried("", TOTALS[concept], "closing") if which == "amount" else 0
        return account.spend("", TOTALS[concept], which=which) + closing
    if concept in EARNED:
        return account.earn("", EARNED[concept])
    if concept.startswith("carryover."):
        return account.carried("", t.FUNDS, concept.split(".")[1])
    if concept.startswith("three_public."):
        return account.three_public(which)[concept.split(".")[1]]
    return account.procurement[concept.split(".")[1]]
