"""Sheets made by hand from short rows, as the examples of identities state them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from pipeline.check.across.sheets import Sheet, sheet

WAN = 10_000


def document(doc_id: str, **said: Any) -> dict[str, Any]:
    """A row of `documents`: the final account of 2024 of an invented department, but for what is said."""
    base = {
        "doc_id": doc_id, "fiscal_year": 2024, "province_code": "33", "region": "云汀市", "department": "云汀市示例局",
        "department_id": "339900-示例局", "supervisor_id": None, "scope": "department", "report_kind": "final",
        "status": "ok",
    }  # fmt: skip
    return base | said


def made(doc_id: str, rows: Iterable[dict[str, Any]], **said: Any) -> Sheet:
    """The sheet of a document with those rows; amounts in 万元."""
    tables: dict[str, list[dict[str, Any]]] = {}
    for i, row in enumerate(rows):
        name, full = _row(i, row)
        tables.setdefault(name, []).append(full)
    return sheet(document(doc_id, **said), tables)


def _row(i: int, row: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    phase, change = row.get("phase", "final"), row.get("change")
    shared = {
        "seq": i, "place": row.get("place", "form"), "phase": phase, "amount_text": row["amount"], "unit": "万元",
        "locator": row.get("at", f"p1/t1/r{i + 1}/c3"), "page": 1, "proof": row.get("proof", "proved"),
        "text_source": row.get("text_source", "digital"),
    }  # fmt: skip
    value, step = Decimal(row["amount"]) * WAN, None if change is None else Decimal(change) * WAN
    if "concept" in row:
        return "amounts", shared | {
            "concept": row["concept"],
            "value": value,
            "value_unit": "元",
            "change_value": step,
        }
    fund = row.get("fund", "general_public_budget")
    return "function_lines", shared | {
        "form": row.get("form", "general_budget"), "function_code": row["code"], "harmonised_code": row["code"],
        "economic_code": None, "gov_economic_code": None, "direction": "expenditure", "fund": fund,
        "component": row.get("component", "total"), "amount_yuan": value, "change_yuan": step,
        "function_name": row.get("name", "示例支出"),
    }  # fmt: skip
