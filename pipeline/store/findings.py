"""What does not add up in a dataset, filtered: findings with the document that each is of."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

COLUMNS = (
    "fiscal_year", "province_code", "region", "department", "report_kind", "file_name", "source_uri", "doc_id",
    "page", "kind", "identity_id", "severity", "party", "message", "left_value", "right_value", "difference",
    "left_locator", "right_locator",
)  # fmt: skip
_ORDER = "province_code, region, department, fiscal_year, doc_id, seq"
_EXACT = ("kind", "party", "severity", "identity_id")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which findings: of the exact fields any of the values given; `document` and `place` are parts of names."""

    kind: tuple[str, ...] = ()
    party: tuple[str, ...] = ()
    severity: tuple[str, ...] = ()
    identity_id: tuple[str, ...] = ()
    document: str = ""  # part of the file's name or address, or the start of its doc_id
    place: str = ""  # part of the region's or department's name, or the two digits of a province


def findings(snapshot: Path, wanted: Wanted, limit: int = 0) -> list[dict[str, Any]]:
    """The findings of a snapshot that are wanted, in the order of the dataset; `limit` 0 gives all."""
    if not any((snapshot / "findings").rglob("*.parquet")):
        return []
    clauses, values = _clauses(wanted)
    query = (
        f"SELECT {', '.join(COLUMNS)} FROM {_table('findings')} f "
        f"LEFT JOIN (SELECT doc_id, file_name, source_uri FROM {_table('documents')}) d USING (doc_id) "
        f"WHERE {' AND '.join(clauses)} ORDER BY {_ORDER}" + (f" LIMIT {int(limit)}" if limit else "")
    )
    values |= {name: f"{snapshot / name}/**/*.parquet" for name in ("findings", "documents")}
    with duckdb.connect() as connection:
        found = connection.execute(query, values).fetchall()
    return [dict(zip(COLUMNS, row, strict=True)) for row in found]


def _table(name: str) -> str:
    kinds = "{'fiscal_year': SMALLINT, 'province_code': VARCHAR}"
    return f"read_parquet(${name}, hive_partitioning = true, hive_types = {kinds}, union_by_name = true)"


def _clauses(wanted: Wanted) -> tuple[list[str], dict[str, Any]]:
    """The conditions and the values that they name."""
    clauses: list[str] = ["true"]
    values: dict[str, Any] = {}
    for name in _EXACT:
        if chosen := getattr(wanted, name):
            clauses.append(f"list_contains(${name}, {name})")
            values[name] = list(chosen)
    if wanted.document:
        clauses.append(
            "(contains(file_name, $document) OR contains(source_uri, $document) OR starts_with(doc_id, $document))"
        )
        values["document"] = wanted.document
    if wanted.place:
        clauses.append("(contains(region, $place) OR contains(department, $place) OR province_code = $place)")
        values["place"] = wanted.place
    return clauses, values
