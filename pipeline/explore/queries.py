"""The query behind every view, as SQL that a person can read, change and run anywhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.store.questions import literal

HEADLINES = (
    "revenue.total", "expenditure.total", "expenditure.basic", "expenditure.project",
    "general_budget.expenditure", "general_budget.personnel", "general_budget.operating_cost",
    "government_fund.expenditure", "agency_operation", "procurement.total",
)  # fmt: skip
THREE_PUBLIC = tuple(
    f"three_public.{k}"
    for k in ("total", "abroad", "vehicle", "vehicle_purchase", "vehicle_operation", "reception")
)
FORMS = ("general_budget", "expenditure", "grant_expenditure")
PAGE = 100


def where(values: Mapping[str, Any]) -> str:
    """Conditions joined by AND; empty values say nothing, None means that nothing is printed there."""
    said = [
        f"{k} IS NULL" if v is None else f"{k} = {literal(v)}" for k, v in values.items() if v not in ("", 0)
    ]
    return " AND ".join(said) or "true"


def any_of(values: Sequence[str]) -> str:
    """A list for IN."""
    return "(" + ", ".join(map(literal, values)) + ")"


def home() -> str:
    """Documents by province."""
    return (
        "SELECT province_code, count(*) AS documents, count(DISTINCT department) AS departments,\n"
        "       min(fiscal_year) FILTER (fiscal_year > 0) AS first, max(fiscal_year) AS last,\n"
        "       avg(proved_share) AS proved\nFROM documents GROUP BY ALL ORDER BY documents DESC"
    )


def search(text: str, facets: Mapping[str, Any]) -> str:
    """Departments whose name or region holds every word of `text`."""
    words = [
        f"contains(coalesce(region, '') || coalesce(department, '') || coalesce(title, ''), {literal(w)})"
        for w in text.split()
    ]
    return (
        "SELECT province_code, region, department, list(DISTINCT fiscal_year ORDER BY fiscal_year) AS years,\n"
        "       list(DISTINCT report_kind ORDER BY report_kind) AS kinds, count(*) AS documents,\n"
        "       avg(proved_share) AS proved\nFROM documents\n"
        f"WHERE department IS NOT NULL AND {' AND '.join([where(facets), *words])}\n"
        f"GROUP BY province_code, region, department ORDER BY province_code, region, department LIMIT {PAGE}"
    )


def codes(text: str) -> str:
    """Functional codes by code or name."""
    return (
        "SELECT function_code, name, departments, largest FROM code_names\n"
        "WHERE form = 'general_budget'\n"
        f"  AND (starts_with(function_code, {literal(text)}) OR contains(name, {literal(text)}))\n"
        "ORDER BY departments DESC, function_code LIMIT 30"
    )


def documents(entity: Mapping[str, Any]) -> str:
    """The files of a department."""
    return f"SELECT * FROM documents WHERE {where(entity)} ORDER BY fiscal_year, report_kind, file_name"


def concepts(entity: Mapping[str, Any], wanted: Sequence[str]) -> str:
    """Headline amounts by year: of several printings a proved one, a form before the text."""
    return (
        "SELECT concept, fiscal_year, report_kind, value, proof, doc_id, seq\nFROM amounts\n"
        f"WHERE {where(entity)} AND phase = report_kind AND concept IN {any_of(wanted)}\n"
        "QUALIFY row_number() OVER (PARTITION BY concept, fiscal_year, report_kind\n"
        "                           ORDER BY proof <> 'proved', place, seq) = 1\nORDER BY fiscal_year, report_kind"
    )


def lines(entity: Mapping[str, Any], form: str) -> str:
    """Functional lines of a department by year."""
    return (
        "SELECT function_code, coalesce(function_name_official, function_name) AS name, level, fiscal_year,\n"
        "       report_kind, amount_yuan, proof, doc_id, seq\nFROM spending\n"
        f"WHERE {where(entity)} AND form = {literal(form)}\n"
        "QUALIFY row_number() OVER (PARTITION BY function_code, fiscal_year, report_kind\n"
        "                           ORDER BY amount_yuan DESC) = 1\n"
        "ORDER BY function_code = 'TOTAL' DESC, function_code, fiscal_year"
    )


def projects(entity: Mapping[str, Any]) -> str:
    """Performance projects of a department, the largest first."""
    return (
        "SELECT fiscal_year, project_name, coalesce(budget_full_year_yuan, budget_initial_yuan) AS budget_yuan,\n"
        "       executed_yuan, execution_rate_pct, score_total, proof, doc_id, seq\nFROM performance_projects\n"
        f"WHERE {where(entity)} AND project_name IS NOT NULL\n"
        "ORDER BY budget_yuan DESC NULLS LAST LIMIT 40"
    )


def line(code: str, facets: Mapping[str, Any]) -> str:
    """Who spends on a functional code, the most first."""
    return (
        "SELECT fiscal_year, province_code, region, department, report_kind, amount_yuan, proof, doc_id, seq\n"
        f"FROM spending\nWHERE function_code = {literal(code)} AND {where(facets)}\n"
        "ORDER BY amount_yuan DESC LIMIT 500"
    )


def line_years(code: str, facets: Mapping[str, Any]) -> str:
    """What is spent on a functional code in all, year by year."""
    return (
        "SELECT fiscal_year, report_kind, sum(amount_yuan) AS yuan, count(DISTINCT department) AS departments\n"
        f"FROM spending\nWHERE function_code = {literal(code)} AND {where(facets)}\nGROUP BY ALL ORDER BY ALL"
    )


def findings(facets: Mapping[str, Any], offset: int = 0) -> str:
    """What does not add up, the gravest first."""
    return (
        "SELECT f.kind, f.severity, f.party, f.identity_id, f.message, f.left_value, f.right_value, f.difference,\n"
        "       f.left_locator, f.page, f.fiscal_year, f.region, f.department, f.doc_id, d.file_name, f.other_doc_id,\n"
        "       f.other_page, f.right_locator\n"
        "FROM all_findings f JOIN (SELECT DISTINCT ON (doc_id) doc_id, file_name FROM documents) d USING (doc_id)\n"
        f"WHERE {where({f'f.{k}': v for k, v in facets.items()})}\n"
        "ORDER BY f.severity = 'error' DESC, f.severity = 'warning' DESC, f.doc_id, f.seq\n"
        f"LIMIT {PAGE} OFFSET {offset}"
    )


def facet(table: str, column: str, facets: Mapping[str, Any]) -> str:
    """How many rows each value of a column has, all other choices kept."""
    rest = where({k: v for k, v in facets.items() if k != column})
    return f"SELECT {column} AS value, count(*) AS n FROM {table} WHERE {rest} GROUP BY ALL ORDER BY n DESC LIMIT 40"


def of_document(document: Mapping[str, Any]) -> str:
    """The condition by which the rows of a document are found in its partition."""
    return where({k: document[k] for k in ("doc_id", "fiscal_year", "province_code")})


def form_list(document: Mapping[str, Any]) -> str:
    """The forms that a document holds."""
    parts = [
        f"SELECT '{t}' AS \"table\", form, min(page) AS page, count(*) AS n FROM {t} "
        f"WHERE {of_document(document)} GROUP BY form"
        for t in ("function_lines", "economic_lines")
    ]
    return "\nUNION ALL ".join(parts) + "\nORDER BY page, form"


def form_rows(document: Mapping[str, Any], table: str, form: str) -> str:
    """The cells of one form of a document, in order."""
    return f"SELECT * FROM {table} WHERE {of_document(document)} AND form = {literal(form)} ORDER BY seq"


def rows_of(document: Mapping[str, Any], table: str) -> str:
    """Every row of a document in one table."""
    return f"SELECT * FROM {table} WHERE {of_document(document)} ORDER BY seq"
