"""What changed between two builds, row by row, and why: a new, revised or removed file, or a changed extractor."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipeline.core.schema import CROSS_TABLES, DATASET_TABLES, table_columns
from pipeline.store.manifest import read_manifest
from pipeline.store.package import scan

_MEASURED = (
    "extractor_version",
    "seconds",
    "peak_rss_mb",
)  # differ between builds without anything being changed
_SAME = "same extractor"


@dataclass(frozen=True, slots=True)
class Change:
    """Rows of a table that differ, summed by document and cause."""

    table: str
    doc_id: str
    file_name: str
    cause: str
    added: int
    removed: int
    changed: int


def diff(before: Path, after: Path) -> list[Change]:
    """The changes from one snapshot to another, each with its cause.

    A row is the same when its place in the document and every column are; it is changed when only the place is.

    Raises:
        OSError: a snapshot without a manifest.
    """
    causes = _Causes(before, after)
    with duckdb.connect() as connection:
        for side, root in (("a", before), ("b", after)):
            for table in DATASET_TABLES:
                connection.execute(f"CREATE VIEW {side}_{table} AS {_scan(connection, root, table)}")
        names = dict(connection.execute(_NAMES).fetchall())
        causes.read(connection)
        return [
            Change(table, doc_id, names.get(doc_id, ""), causes.of(table, doc_id), *counts)
            for table in DATASET_TABLES
            for doc_id, counts in sorted(_differences(connection, table).items())
        ]


_NAMES = "SELECT doc_id, any_value(file_name) FROM (FROM a_documents UNION ALL BY NAME FROM b_documents) GROUP BY ALL"


def _scan(connection: duckdb.DuckDBPyConnection, root: Path, table: str) -> str:
    columns = ", ".join(c.name for c in table_columns(table) if c.name not in _MEASURED)
    return f"SELECT {columns} FROM ({scan(connection, root.resolve(), table)})"


_PLACES = {
    "cross_findings": "doc_id, other_doc_id, identity_id, left_locator, right_locator",
    "cross_proofs": "doc_id, table_name, row_seq",
    "disclosure_files": "doc_id",
}


def _place(table: str) -> str:
    """The columns that say where in the dataset a row stands."""
    if table == "documents":
        return "doc_id, source_uri"
    if table == "findings":
        return "doc_id, kind, identity_id, left_locator, right_locator, message"
    if table in _PLACES:
        return _PLACES[table]
    if table.startswith("performance"):
        return "doc_id, locator, raw_text"
    keys = {"function_lines": "phase, component, function_code", "economic_lines": "phase, economic_code"}
    return f"doc_id, locator, {keys.get(table, 'concept, phase')}"


def _differences(connection: duckdb.DuckDBPyConnection, table: str) -> dict[str, tuple[int, int, int]]:
    """doc_id -> (added, removed, changed) rows."""
    columns = [c.name for c in table_columns(table) if c.name not in (*_MEASURED, "seq")]
    every, place = ", ".join(columns), _place(table)

    def only_in(one: str, other: str) -> list[tuple[str, str]]:
        found = connection.execute(
            f"SELECT doc_id, hash({place})::VARCHAR FROM "
            f"(SELECT {every} FROM {one}_{table} EXCEPT ALL SELECT {every} FROM {other}_{table})"
        ).fetchall()
        return [(doc_id, str(key)) for doc_id, key in found]

    new, old = Counter(only_in("b", "a")), Counter(only_in("a", "b"))
    both = new & old
    out: dict[str, list[int]] = {}
    for i, part in enumerate((new - both, old - both, both)):
        for (doc_id, _), n in part.items():
            out.setdefault(doc_id, [0, 0, 0])[i] += n
    return {doc_id: (n[0], n[1], n[2]) for doc_id, n in out.items()}


class _Causes:
    """Why a document's rows differ."""

    def __init__(self, before: Path, after: Path) -> None:
        self._roots = {"a": before, "b": after}
        old, new = read_manifest(before).parts, read_manifest(after).parts
        changed = [part for part in {**new, **old} if old.get(part) != new.get(part)]
        self._extractor = f"extractor: {', '.join(changed)} changed" if changed else _SAME
        self._old: dict[str, set[str]] = {}
        self._new: dict[str, set[str]] = {}
        self._read_with: dict[str, dict[str, set[str]]] = {"a": {}, "b": {}}

    def read(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Learn which addresses each document had on either side, and with what it was read."""
        for side, seen in (("a", self._old), ("b", self._new)):
            documents = scan(connection, self._roots[side].resolve(), "documents")
            for doc_id, uri, version in connection.execute(
                f"SELECT doc_id, source_uri, extractor_version FROM ({documents})"
            ).fetchall():
                seen.setdefault(doc_id, set()).add(uri)
                self._read_with[side].setdefault(doc_id, set()).add(version)

    def of(self, table: str, doc_id: str) -> str:
        """The cause of a document's differences in a table."""
        before, after = self._old.get(doc_id, set()), self._new.get(doc_id, set())
        if after and not before:
            return "revised file: new version" if self._had(after, self._old) else "new file"
        if before and not after:
            return "revised file: old version" if self._had(before, self._new) else "removed file"
        if before != after:
            return "moved file"
        read_alike = self._read_with["a"][doc_id] == self._read_with["b"][doc_id]
        own = table not in CROSS_TABLES  # where rows may differ because of another document
        return _SAME if own and read_alike else self._extractor

    @staticmethod
    def _had(uris: set[str], side: dict[str, set[str]]) -> bool:
        return any(uris & others for others in side.values())


def summary(changes: list[Change]) -> Iterator[tuple[str, str, int, int, int]]:
    """(table, cause, added, removed, changed), summed over documents."""
    sums: dict[tuple[str, str], list[int]] = {}
    for c in changes:
        total = sums.setdefault((c.table, c.cause), [0, 0, 0])
        total[0] += c.added
        total[1] += c.removed
        total[2] += c.changed
    for (table, cause), (added, removed, changed) in sums.items():
        yield table, cause, added, removed, changed
