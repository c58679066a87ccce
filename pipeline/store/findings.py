"""What does not add up in a dataset, filtered: findings with the document, or the two documents, that each is of."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from pipeline.store.package import scan

COLUMNS = (
    "fiscal_year", "province_code", "region", "department", "report_kind", "file_name", "source_uri", "doc_id",
    "page", "kind", "identity_id", "severity", "party", "message", "left_value", "right_value", "difference",
    "left_locator", "right_locator", "other_file_name", "other_page", "other_doc_id",
)  # fmt: skip
_TABLES = ("documents", "findings", "cross_findings")
_ORDER = "province_code, region, department, fiscal_year, doc_id, kind = 'cross_document', seq"
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
    clauses, values = _clauses(wanted)
    query = (
        f"SELECT {', '.join(COLUMNS)} FROM (FROM findings UNION ALL BY NAME FROM cross_findings) f "
        "LEFT JOIN (SELECT doc_id, file_name, source_uri FROM documents) d "
        "USING (doc_id) LEFT JOIN (SELECT DISTINCT ON (doc_id) doc_id AS other_doc_id, file_name AS other_file_name "
        "FROM documents ORDER BY source_uri) o USING (other_doc_id) "
        f"WHERE {' AND '.join(clauses)} ORDER BY {_ORDER}" + (f" LIMIT {int(limit)}" if limit else "")
    )
    with duckdb.connect() as connection:
        for name in _TABLES:
            connection.execute(f"CREATE VIEW {name} AS {scan(connection, snapshot, name)}")
        found = connection.execute(query, values).fetchall()
    return [dict(zip(COLUMNS, row, strict=True)) for row in found]


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
            "(contains(file_name, $document) OR contains(source_uri, $document) OR starts_with(doc_id, $document) "
            "OR contains(other_file_name, $document) OR starts_with(other_doc_id, $document))"
        )
        values["document"] = wanted.document
    if wanted.place:
        clauses.append("(contains(region, $place) OR contains(department, $place) OR province_code = $place)")
        values["place"] = wanted.place
    return clauses, values
