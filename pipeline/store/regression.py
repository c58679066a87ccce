"""What a new version lost on files that both builds hold: documents that fail now, rows that are gone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipeline.core.schema import TABLES

_READ = ("ok", "partial")
_MOST_LOST = 0.01  # of the rows of a table: more needs a reason in writing


@dataclass(frozen=True, slots=True)
class Turn:
    """Documents that ended one way before and another way now; `first` is one of them."""

    before: str
    after: str
    count: int
    first: str

    @property
    def is_loss(self) -> bool:
        """True for documents that were read and are not now."""
        return self.before in _READ and self.after not in _READ


@dataclass(frozen=True, slots=True)
class Regression:
    """The turns of status and class over the files of both builds, and the rows of each table before and now."""

    turns: tuple[Turn, ...]
    rows: dict[str, tuple[int, int]]

    @property
    def losses(self) -> list[str]:
        """What needs a reason in writing before such a version is used."""
        lost = [
            f"{t.count} documents {t.before} -> {t.after}, first {t.first}" for t in self.turns if t.is_loss
        ]
        for table, (old, new) in self.rows.items():
            if new < old * (1 - _MOST_LOST):
                lost.append(f"{table}: {old} rows before, {new} now, of the same files")
        return lost


def regression(before: Path, after: Path) -> Regression:
    """What changed from one snapshot to another over the files that both hold, by their bytes and address."""
    with duckdb.connect() as connection:
        for side, root in (("a", before), ("b", after)):
            for table in TABLES:
                files = str(root.resolve() / table).replace("'", "''")
                connection.execute(
                    f"CREATE VIEW {side}_{table} AS SELECT * FROM read_parquet('{files}/**/*.parquet', "
                    "hive_partitioning = true, union_by_name = true)"
                )
        connection.execute(
            "CREATE TEMP TABLE in_both AS SELECT DISTINCT doc_id FROM a_documents SEMI JOIN b_documents "
            "USING (doc_id, source_uri) WHERE doc_id <> ''"
        )
        return Regression(_turns(connection), {t: _rows(connection, t) for t in TABLES if t != "documents"})


def _turns(connection: duckdb.DuckDBPyConnection) -> tuple[Turn, ...]:
    ended = "coalesce({0}.error_class, {0}.status)"
    old, new = ended.format("a"), ended.format("b")
    found = connection.execute(
        f"SELECT {old}, {new}, count(*), min(source_uri) FROM a_documents a JOIN b_documents b "
        f"USING (doc_id, source_uri) WHERE {old} <> {new} GROUP BY ALL ORDER BY 3 DESC, 1, 2"
    ).fetchall()
    return tuple(Turn(*row) for row in found)


def _rows(connection: duckdb.DuckDBPyConnection, table: str) -> tuple[int, int]:
    counts = [
        connection.execute(
            f"SELECT count(*) FROM {side}_{table} SEMI JOIN in_both USING (doc_id)"
        ).fetchall()[0][0]
        for side in ("a", "b")
    ]
    return int(counts[0]), int(counts[1])
