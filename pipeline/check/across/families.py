"""Families: documents that identities between documents can concern, by the departments they are of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

_READ = ("ok", "partial")


def families(rows: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    """Rows of `documents` -> doc_ids by the id of their family's first department; families of one left out.

    A family is a department with all years, kinds and files, and the units whose papers name it as their
    supervisor. A document whose department, year or kind is not known belongs to none.
    """
    known = [
        r
        for r in rows
        if r["status"] in _READ and r["department_id"] and r["fiscal_year"] and r["report_kind"]
    ]
    above: dict[str, str] = {}

    def head(name: str) -> str:
        while (up := above.get(name, name)) != name:
            name = up
        return name

    for row in known:
        if row.get("supervisor_id"):
            ends = sorted({head(row["department_id"]), head(row["supervisor_id"])})
            above[ends[-1]] = ends[0]
    out: dict[str, list[str]] = {}
    for row in known:
        out.setdefault(head(row["department_id"]), []).append(row["doc_id"])
    return {name: sorted(ids) for name, ids in sorted(out.items()) if len(ids) > 1}
