"""The gate: a build that lost too much against the last one is not published. Bounds: patterns/gate.toml."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf
from pathlib import Path

import duckdb

from pipeline.core.patterns import read_toml
from pipeline.core.schema import TABLES, table_columns
from pipeline.store.errors import StoreError

_BETTER_EMPTY = ("error_class", "error", "seconds", "peak_rss_mb")
_SOURCE = (
    "coalesce(nullif(regexp_extract(source_uri, '^[a-z0-9]+://([^/]+)/', 1), ''), "
    "CASE WHEN contains(source_uri, '/') THEN split_part(source_uri, '/', 1) END, '.')"
)
"""SQL: where a document came from: the host of an address, or the first folder of a path."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A bound that a build breaks: the metric, its values before and now, and why it is bounded."""

    metric: str
    before: float
    now: float
    why: str

    def __str__(self) -> str:
        return f"{self.metric}: {self.before:.4g} before, {self.now:.4g} now ({self.why})"


class GateError(StoreError):
    """A build that lost too much against the last one."""

    def __init__(self, broken: Sequence[Refusal]) -> None:
        super().__init__("the build is not published: " + "; ".join(map(str, broken)))
        self.broken = tuple(broken)


def measure(snapshot: Path) -> dict[str, float]:
    """The metrics of a snapshot that bounds can name; of those by group the name goes before the group."""
    with duckdb.connect() as connection:
        for table in TABLES:
            files = str(snapshot.resolve() / table).replace("'", "''")
            connection.execute(
                f"CREATE VIEW {table} AS SELECT * FROM read_parquet('{files}/**/*.parquet', "
                "hive_partitioning = true, union_by_name = true)"
            )
        return _whole(connection) | dict(_by_group(connection)) | dict(_null_shares(connection))


def _whole(connection: duckdb.DuckDBPyConnection) -> dict[str, float]:
    """Shares of all documents."""
    found = connection.execute(
        "SELECT count(*), count(*) FILTER (status = 'failed'), "
        "count(*) FILTER (status IN ('ok', 'partial') AND (fiscal_year = 0 OR province_code = '99')), "
        "coalesce(sum(n_function_lines + n_economic_lines + n_amounts), 0), "
        "coalesce(sum(proved_share * (n_function_lines + n_economic_lines + n_amounts)), 0) FROM documents"
    ).fetchall()
    documents, failed, unknown, amounts, proved = found[0]
    return {
        "documents": float(documents),
        "error_share": failed / max(documents, 1),
        "unknown_share": unknown / max(documents, 1),
        "proved_share": float(proved) / max(float(amounts), 1.0),
    }


def _by_group(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, float]]:
    """Documents of each source, rows of each partition."""
    by_source = f"SELECT {_SOURCE}, count(*) FROM documents GROUP BY ALL ORDER BY 1"
    for source, n in connection.execute(by_source).fetchall():
        yield f"source_documents {source}", float(n)
    by_partition = "SELECT fiscal_year, province_code, count(*) FROM function_lines GROUP BY ALL ORDER BY ALL"
    for year, province, n in connection.execute(by_partition).fetchall():
        yield f"partition_rows {year}/{province}", float(n)


def _null_shares(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, float]]:
    """Rows of each table, and the share of them in which a column has nothing."""
    for table in TABLES:
        names = [c.name for c in table_columns(table) if c.name not in _BETTER_EMPTY]
        counts = ", ".join(f"count({name})" for name in names)
        n, *filled = connection.execute(f"SELECT count(*), {counts} FROM {table}").fetchall()[0]
        yield f"rows.{table}", float(n)
        for name, k in zip(names, filled, strict=True):
            yield f"null_share {table}.{name}", 1.0 - k / n if n else 1.0


@dataclass(frozen=True, slots=True)
class Bound:
    """What a metric may lose or gain against the last build.

    `least`: nothing is held where the metric is below it; of a share, where what it is a share of is (`weighed_by`).
    `slack`: a step no longer than that is none.
    """

    metric: str
    least: float
    why: str
    weighed_by: str = ""
    slack: float = 0.0
    min_share: float = 0.0
    max_share: float = inf
    max_rise: float = inf
    max_fall: float = inf

    def weight(self, name: str, before: dict[str, float]) -> float:
        """How much stands behind the value of a metric."""
        table = name.rpartition(" ")[2].partition(".")[0]
        return before[self.weighed_by.format(table=table)] if self.weighed_by else before[name]

    def broken_by(self, old: float, new: float) -> bool:
        """True when the step from `old` to `new` is outside."""
        if abs(new - old) <= self.slack:
            return False
        is_more = self.max_share < inf and new > old * self.max_share
        return is_more or new < old * self.min_share or not -self.max_fall <= new - old <= self.max_rise


def bounds() -> list[Bound]:
    """The bounds of patterns/gate.toml."""
    return [Bound(**raw) for raw in read_toml("gate")["bound"]]


def refusals(before: dict[str, float], now: dict[str, float]) -> list[Refusal]:
    """The bounds that a build breaks against the one before."""
    return [refusal for bound in bounds() for refusal in _broken(bound, before, now)]


def _broken(bound: Bound, before: dict[str, float], now: dict[str, float]) -> Iterator[Refusal]:
    for name in [m for m in before if m == bound.metric or m.startswith(f"{bound.metric} ")]:
        old, new = before[name], now.get(name, 0.0)
        if bound.weight(name, before) >= bound.least and bound.broken_by(old, new):
            yield Refusal(name, old, new, bound.why)
