"""The gate: a build that lost too much against the last one is not published. Bounds: patterns/gate.toml."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from pipeline.core.patterns import read_toml
from pipeline.core.schema import TABLES

_EVERY = "partition_rows"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A bound that a build breaks: the metric, its values before and now, and why it is bounded."""

    metric: str
    before: float
    now: float
    why: str

    def __str__(self) -> str:
        return f"{self.metric}: {self.before:.4g} before, {self.now:.4g} now ({self.why})"


def measure(snapshot: Path) -> dict[str, float]:
    """The metrics of a snapshot that bounds can name."""
    with duckdb.connect() as connection:

        def rows(table: str, what: str, rest: str = "") -> list[tuple[Any, ...]]:
            files = str(snapshot.resolve() / table).replace("'", "''")
            return connection.execute(
                f"SELECT {what} FROM read_parquet('{files}/**/*.parquet', hive_partitioning = true, "
                f"union_by_name = true) {rest}"
            ).fetchall()

        ((documents, failed, unknown, amounts, proved),) = rows(
            "documents",
            "count(*), count(*) FILTER (status = 'failed'), "
            "count(*) FILTER (status IN ('ok', 'partial') AND (fiscal_year = 0 OR province_code = '99')), "
            "coalesce(sum(n_function_lines + n_economic_lines + n_amounts), 0), "
            "coalesce(sum(proved_share * (n_function_lines + n_economic_lines + n_amounts)), 0)",
        )
        out = {
            "documents": float(documents),
            "error_share": failed / max(documents, 1),
            "unknown_share": unknown / max(documents, 1),
            "proved_share": float(proved) / max(float(amounts), 1.0),
        }
        out |= {f"rows.{t}": float(rows(t, "count(*)")[0][0]) for t in TABLES if t != "documents"}
        for year, province, n in rows(
            "function_lines", "fiscal_year, province_code, count(*)", "GROUP BY ALL"
        ):
            out[f"{_EVERY} {year}/{province}"] = float(n)
        return out


@dataclass(frozen=True, slots=True)
class Bound:
    """What a metric may lose or gain against the last build; `least`: below that nothing is held."""

    metric: str
    least: float
    why: str
    min_share: float = 0.0
    max_share: float = float("inf")
    max_rise: float = float("inf")
    max_fall: float = float("inf")

    @property
    def is_of_shares(self) -> bool:
        """True for a metric between 0 and 1, whose weight is the number of documents."""
        return min(self.max_rise, self.max_fall) <= 1

    def broken_by(self, old: float, new: float) -> bool:
        """True when the step from `old` to `new` is outside."""
        return not (
            old * self.min_share <= new <= old * self.max_share
            and -self.max_fall <= new - old <= self.max_rise
        )


def bounds() -> list[Bound]:
    """The bounds of patterns/gate.toml."""
    return [Bound(**raw) for raw in read_toml("gate")["bound"]]


def refusals(before: dict[str, float], now: dict[str, float]) -> list[Refusal]:
    """The bounds that a build breaks against the one before."""
    return [refusal for bound in bounds() for refusal in _broken(bound, before, now)]


def _broken(bound: Bound, before: dict[str, float], now: dict[str, float]) -> Iterator[Refusal]:
    for name in [m for m in before if m == bound.metric or m.startswith(f"{bound.metric} ")]:
        old, new = before[name], now.get(name, 0.0)
        weight = before["documents"] if bound.is_of_shares else old
        if weight >= bound.least and bound.broken_by(old, new):
            yield Refusal(name, old, new, bound.why)
