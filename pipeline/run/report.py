"""What a run did, for machines (JSON, OpenMetrics) and for people (HTML): written to OUT/reports."""

from __future__ import annotations

import heapq
import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.core.issues import ADVICE, ErrorClass
from pipeline.run.narrowing import Narrowing
from pipeline.run.report_html import as_html
from pipeline.store.ledger import now
from pipeline.store.publish import Published

if TYPE_CHECKING:
    from pipeline.run.extraction import Done

REPORTS = "reports"
_MOST = 200  # failures listed one by one; the rest is counted
_SLOWEST = 20
AMOUNT_TABLES = ("function_lines", "economic_lines", "amounts")


@dataclass(slots=True)
class RunReport:
    """What a run did, in numbers; of single documents only the failed and the slowest are kept."""

    version: str = ""
    parts: dict[str, str] = field(default_factory=dict)
    started: str = field(default_factory=now)
    ended: str = ""
    seconds: float = 0.0
    statuses: Counter[str] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)
    media_types: Counter[str] = field(default_factory=Counter)
    places: dict[str, Counter[str]] = field(default_factory=dict)
    n_reused: int = 0
    n_pages: int = 0
    n_amounts: int = 0
    n_proved: float = 0.0
    n_findings: int = 0
    peak_mb: float = 0.0
    failed: list[dict[str, Any]] = field(default_factory=list)
    slowest: list[tuple[float, str, int]] = field(default_factory=list)
    narrowing: Narrowing = field(default_factory=Narrowing)
    published: Published | None = None

    def add(self, done: Done) -> None:
        """Count one document."""
        row = done.row
        self.statuses[row["status"]] += 1
        self.media_types[row["media_type"] or "unknown"] += 1
        self.places.setdefault(row["province_code"], Counter())[row["status"]] += 1
        self.n_reused += done.reused
        self.n_pages += row["pages"] or 0
        self.n_findings += row["n_findings"] or 0
        self.peak_mb = max(self.peak_mb, done.peak_mb)
        amounts = sum(row[f"n_{table}"] or 0 for table in AMOUNT_TABLES)
        self.n_amounts += amounts
        self.n_proved += amounts * (row["proved_share"] or 0.0)
        if row["error_class"]:
            self._add_failure(row)
        if not done.reused:
            heapq.heappush(self.slowest, (round(done.seconds, 3), row["source_uri"], row["pages"] or 0))
            if len(self.slowest) > _SLOWEST:
                heapq.heappop(self.slowest)

    def _add_failure(self, row: dict[str, Any]) -> None:
        self.failures[row["error_class"]] += 1
        if len(self.failed) < _MOST:
            kept = ("source_uri", "doc_id", "error_class", "error")
            self.failed.append({k: row[k] for k in kept} | {"advice": ADVICE[ErrorClass(row["error_class"])]})

    @property
    def n_documents(self) -> int:
        """Documents of the run, failures included."""
        return self.statuses.total()

    @property
    def proved_share(self) -> float | None:
        """The share of amount rows that are proved; None where there are none."""
        return self.n_proved / self.n_amounts if self.n_amounts else None

    @property
    def counts(self) -> dict[str, int]:
        """Rows published, by table."""
        return self.published.counts if self.published else {}

    def as_dict(self) -> dict[str, Any]:
        """Everything, as plain data."""
        built = self.published
        return {
            "version": self.version, "parts": self.parts, "started": self.started, "ended": self.ended,
            "seconds": round(self.seconds, 3), "documents": self.n_documents, "pages": self.n_pages,
            "unchanged": self.n_reused, "changed_parts": dict(self.narrowing.again),
            "changed_for_all": list(self.narrowing.for_all), "taken_over": self.narrowing.kept,
            "statuses": dict(sorted(self.statuses.items())),
            "failures": dict(sorted(self.failures.items())), "media_types": dict(sorted(self.media_types.items())),
            "provinces": {k: dict(sorted(v.items())) for k, v in sorted(self.places.items())},
            "rows": self.counts, "findings": self.n_findings, "proved_share": self.proved_share,
            "peak_rss_mb": round(self.peak_mb, 1), "failed": self.failed,
            "slowest": [{"seconds": s, "source_uri": u, "pages": p} for s, u, p in sorted(self.slowest, reverse=True)],
            "build": built.number if built else None, "partitions_written": built.n_written if built else 0,
            "partitions_linked": built.n_linked if built else 0,
        }  # fmt: skip

    def write(self, out: Path) -> Path:
        """Write `<number of the run>.json`, `.html` and `metrics.prom` to OUT/reports and give the JSON's path."""
        folder = out / REPORTS
        folder.mkdir(exist_ok=True)
        data = self.as_dict()
        number = 1 + max((int(p.stem) for p in folder.glob("*.json") if p.stem.isdigit()), default=0)
        path = folder / f"{number:06d}.json"
        path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", "utf-8")
        path.with_suffix(".html").write_text(as_html(data), "utf-8")
        (folder / "metrics.prom").write_text(open_metrics(data), "utf-8")
        return path


def open_metrics(data: dict[str, Any]) -> str:
    """The numbers of a run as OpenMetrics text, for a collector of text files."""
    lines: list[str] = []

    def gauge(name: str, text: str, values: dict[str, float], label: str = "") -> None:
        lines.extend([f"# TYPE yujuesuan_{name} gauge", f"# HELP yujuesuan_{name} {text}"])
        for key, value in values.items():
            where = f'{{{label}="{key}"}}' if label else ""
            lines.append(f"yujuesuan_{name}{where} {value:.12g}")

    gauge("documents", "Documents of the last run by status.", data["statuses"], "status")
    gauge("failures", "Failed documents of the last run by class.", data["failures"], "class")
    gauge("rows", "Rows published by table.", data["rows"], "table")
    gauge("pages", "Pages of the last run.", {"": data["pages"]})
    gauge("seconds", "Wall seconds of the last run.", {"": data["seconds"]})
    gauge("unchanged", "Documents that were not read again.", {"": data["unchanged"]})
    gauge(
        "taken_over", "Documents not read again as nothing that they used changed.", {"": data["taken_over"]}
    )
    gauge("read_again", "Documents read again for a part that changed.", data["changed_parts"], "part")
    gauge("peak_rss_mb", "Most memory that one document took, MB.", {"": data["peak_rss_mb"]})
    if data["proved_share"] is not None:
        gauge("proved_share", "Share of amounts that are proved.", {"": data["proved_share"]})
    return "\n".join([*lines, "# EOF", ""])
