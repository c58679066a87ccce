"""Records made by hand from short rows, as the examples of identities state them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from pipeline.check import check
from pipeline.core.codes import function_code
from pipeline.core.money import Unit, parse_amount
from pipeline.core.records import (
    Amount,
    EconomicLine,
    Fact,
    Finding,
    FunctionLine,
    Identity,
    PerformanceIndicator,
    PerformanceProject,
    Record,
)

FINAL = Identity(report_kind="final", fiscal_year=2024)
Row = dict[str, Any]
PERCENTS = ("share_pct", "completion_pct", "change_pct")


def _locator(at: str) -> tuple[int, str]:
    """Page and locator: "2/3/4" is row 3, column 4 of the table on page 2; "para4/10" is in a paragraph."""
    if at.startswith("para"):
        name, start = at.split("/")
        return 20, f"p20/{name}/{start}-{int(start) + 5}"
    page, row, col = at.split("/")
    return int(page), f"p{page}/t1/r{row}/c{col}"


def record(row: dict[str, Any]) -> Record:
    """The record a row describes."""
    made = _kind(row)
    made.page, made.locator = _locator(row["at"])
    made.raw_text = row.get("raw_text", str(row.get("amount", "")))
    made.confidence = row.get("confidence", 0.97)
    made.pattern_id = f"title.{row.get('form', 'x')}/label"
    return made


def _performance(row: dict[str, Any]) -> PerformanceProject | PerformanceIndicator:
    if "indicator" in row:
        return PerformanceIndicator(
            project_name=row.get("of"), level3=row["indicator"], weight=_number(row, "weight"),
            score=_number(row, "score"),
        )  # fmt: skip
    return PerformanceProject(
        project_name=row["project"],
        budget_full_year_yuan=_wan(row, "full_year"),
        executed_yuan=_wan(row, "executed"), execution_rate_pct=_number(row, "rate"),
        execution_weight=_number(row, "execution_weight"), execution_score=_number(row, "execution_score"),
        score_total=_number(row, "score_total"), weight_total=_number(row, "weight_total"), unit="万元",
    )  # fmt: skip


def _kind(row: dict[str, Any]) -> Record:
    if "indicator" in row or "project" in row:
        return _performance(row)
    money = parse_amount(row["amount"], Unit(row.get("unit", "万元")))
    shared: dict[str, Any] = {
        "phase": row.get("phase", "final"),
        "amount_text": row["amount"],
        "unit": str(money.unit),
    }
    percents: dict[str, Any] = {k: Decimal(row[k]) for k in PERCENTS if k in row}
    percents |= {k: row[k] for k in ("against_budget", "restated_text") if k in row}
    if "concept" in row:
        change = parse_amount(row["change_value"], money.unit).yuan if "change_value" in row else None
        return Amount(
            place=row.get("place", "form"), concept=row["concept"], value=money.yuan,
            change_value=change, **shared, **percents
        )  # fmt: skip
    shared |= {"amount_yuan": money.yuan, "component": row.get("component", "total")}
    if "economic" in row:
        shared["fund"] = row.get("fund", "general_public_budget")
        return EconomicLine(
            form=row.get("form", "general_budget_basic"), economic_code=row["economic"], **shared
        )
    code = function_code(row["code"]) if row["code"] != "TOTAL" else None
    return FunctionLine(
        place=row.get("place", "form"), form=row["form"], function_code=row["code"],
        level=code.level if code else "total",
        direction=row.get("direction", "expenditure"), fund=row.get("fund", "all"),
        economic_code=row.get("economic_code"), **shared, **percents,
    )  # fmt: skip


def _number(row: dict[str, Any], key: str) -> Decimal | None:
    return Decimal(row[key]) if key in row else None


def _wan(row: dict[str, Any], key: str) -> Decimal | None:
    return parse_amount(row[key], Unit.WAN).yuan if key in row else None


def records(*rows: dict[str, Any]) -> list[Record]:
    """Records of several rows."""
    return [record(r) for r in rows]


def proofs(made: list[Record]) -> dict[str, str]:
    """Proof by locator."""
    facts: list[Fact] = list(made)
    return {f.locator: f.proof for f in facts}


def checked(*rows: Row, identity: Identity = FINAL) -> tuple[list[Record], list[Finding]]:
    """Records of rows after the check, and what it found but for codes."""
    made = records(*rows)
    found = [f for f in check(identity, made) if f.kind != "code"]
    return made, found


def told(amount: str) -> Row:
    """A line of running text with an amount in 万元."""
    return {"form": "narrative", "place": "text", "code": "2010101", "amount": amount, "at": "para1/0"}


def budget_form(amount: str) -> list[Row]:
    """A section and its one item in the general budget form, which prove each other."""
    shared = {"form": "general_budget", "fund": "general_public_budget"}
    return [
        {**shared, "code": "20101", "amount": amount, "at": "2/1/3"},
        {**shared, "code": "2010101", "amount": amount, "at": "2/2/3"},
    ]
