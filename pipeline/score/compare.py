"""Comparing a dataset with labels: hits, misses and inventions by document, table and layout; calibration."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from pipeline.core.schema import TABLES
from pipeline.core.source import digest
from pipeline.score import keys
from pipeline.score.keys import Key, Pair, Row
from pipeline.score.labels import Labels, label_sets

Kind = tuple[str, str, str, float]
"""Place, proof, text source and confidence of a row: what its confidence was counted by."""


@dataclass(slots=True)
class Tally:
    """Rows labelled, rows given, rows that agree; the keys that do not, and the given rows behind them."""

    gold: int = 0
    data: int = 0
    hit: int = 0
    missed: list[Key] = field(default_factory=list)
    invented: list[tuple[Key, Row]] = field(default_factory=list)
    judged: list[tuple[float, bool, bool]] = field(default_factory=list)  # confidence, proved, right
    kinds: list[tuple[Kind, bool]] = field(default_factory=list)  # of the same rows: what they are, right

    @property
    def precision(self) -> float:
        """Share of the given rows that are right; 1 where none was due and none given."""
        return self.hit / self.data if self.data else float(not self.gold)

    @property
    def recall(self) -> float:
        """Share of the labelled rows that were given."""
        return self.hit / self.gold if self.gold else 1.0

    def add(self, other: Tally) -> None:
        """Take in another tally."""
        self.gold += other.gold
        self.data += other.data
        self.hit += other.hit
        self.missed += other.missed
        self.invented += other.invented
        self.judged += other.judged
        self.kinds += other.kinds


def tally(pair: Pair) -> Tally:
    """Compare both sides as multisets: a row given twice is right once."""
    open_labels = Counter(pair.gold)
    out = Tally(len(pair.gold), len(pair.data))
    for key, row in zip(pair.data, pair.rows, strict=True):
        right = open_labels[key] > 0
        if right:
            open_labels[key] -= 1
            out.hit += 1
        else:
            out.invented.append((key, row))
        if row.get("confidence") is not None:
            out.judged.append((float(row["confidence"]), row.get("proof") == "proved", right))
            out.kinds.append((_kind(row), right))
    out.missed = list(open_labels.elements())
    return out


def _kind(row: Row) -> Kind:
    return (
        row.get("place") or "form", row.get("proof") or "?", row.get("text_source") or "?",
        round(float(row["confidence"]), 3),
    )  # fmt: skip


@dataclass(slots=True)
class DocumentScore:
    """The tallies of one document by what was compared."""

    name: str
    layout: str
    media_type: str
    tallies: dict[str, Tally]
    findings: list[Row] = field(default_factory=list)


def score(dataset: Path, gold: Path, files: Path) -> list[DocumentScore]:
    """Compare every label set under `gold` with the rows of its document in `dataset`.

    Args:
        dataset: folder of a dataset.
        gold: folder of label folders.
        files: folder with the documents that the labels name; their sha256 finds the rows.

    Raises:
        LabelError: `gold` holds no label set, or one without its document.
        FileNotFoundError: a labelled document is not in `files`.
    """
    with duckdb.connect() as connection:
        return [_score_one(connection, dataset, labels, files) for labels in label_sets(gold)]


def _score_one(
    connection: duckdb.DuckDBPyConnection, dataset: Path, labels: Labels, files: Path
) -> DocumentScore:
    path = files / labels.document["file"]
    doc_id, _ = digest(path)
    if not doc_id:
        raise FileNotFoundError(path)
    rows = {name: list(_rows(connection, dataset, name, doc_id)) for name in TABLES}
    document = rows["documents"][0] if rows["documents"] else None
    whole, value = keys.function_lines(labels, rows["function_lines"])
    pairs = {
        "function": whole,
        "function_value": value,
        "narrative": keys.narrative(labels, rows["function_lines"]),
        "economic": keys.economic_lines(labels, rows["economic_lines"]),
        "amounts": keys.amounts(labels, rows["amounts"]),
        "indicators": keys.indicators(labels, rows["performance_indicators"]),
        "projects": keys.projects(labels, rows["performance_projects"]),
        "identity": keys.identity(labels, document),
    }
    media = str((document or {}).get("media_type") or "?")
    tallies = {k: tally(p) for k, p in pairs.items()}
    return DocumentScore(labels.folder.name, labels.layout, media, tallies, rows["findings"])


def _rows(
    connection: duckdb.DuckDBPyConnection, dataset: Path, table: str, doc_id: str
) -> Iterator[dict[str, Any]]:
    if not any((dataset / table).rglob("*.parquet")):
        return
    found = connection.execute(
        "SELECT * FROM read_parquet($files, hive_partitioning = true, union_by_name = true) WHERE doc_id = $doc",
        {"files": f"{dataset / table}/**/*.parquet", "doc": doc_id},
    )
    names = [d[0] for d in found.description or ()]
    for row in found.fetchall():
        yield dict(zip(names, row, strict=True))


def by(scores: list[DocumentScore], attribute: str) -> dict[str, dict[str, Tally]]:
    """Tallies summed over documents that share `attribute` (layout, media_type); "" sums all."""
    out: dict[str, dict[str, Tally]] = {}
    for one in scores:
        group = out.setdefault(getattr(one, attribute) if attribute else "TOTAL", {})
        for name, part in one.tallies.items():
            group.setdefault(name, Tally()).add(part)
    return out


def calibration(scores: list[DocumentScore], tables: tuple[str, ...]) -> list[tuple[float, int, int]]:
    """(confidence, rows, right rows) of every confidence given, ascending, over the compared `tables`."""
    seen: dict[float, list[bool]] = {}
    for one in scores:
        for name in tables:
            for confidence, _, right in one.tallies[name].judged:
                seen.setdefault(round(confidence, 3), []).append(right)
    return [(c, len(r), sum(r)) for c, r in sorted(seen.items())]


def by_kind(scores: list[DocumentScore], tables: tuple[str, ...]) -> list[tuple[str, Kind, int, int]]:
    """(table, kind, rows, right rows) of every kind of row with a confidence, table by table."""
    seen: dict[tuple[str, Kind], list[bool]] = {}
    for one in scores:
        for name in tables:
            for kind, right in one.tallies[name].kinds:
                seen.setdefault((name, kind), []).append(right)
    return [(name, kind, len(r), sum(r)) for (name, kind), r in sorted(seen.items())]
