"""What a run and a single document look like in a terminal."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from pipeline.core.schema import DATASET_TABLES
from pipeline.run.document import process
from pipeline.run.extraction import Done
from pipeline.run.narrowing import Narrowing
from pipeline.run.report import RunReport
from pipeline.run.report_html import ALL_AGAIN, TAKEN_OVER

_LOGGED = ("status", "error_class", "error", "n_function_lines", "n_findings", "proved_share")
_REDRAWN = 0.1  # seconds
_NUMBERS = frozenset({"amount_yuan", "value", "weight", "score", "budget_initial_yuan", "executed_yuan"})
_SHOWN = {
    "function_lines": "page form function_code function_name economic_code direction phase fund component "
    "amount_yuan proof",
    "economic_lines": "page form economic_code economic_name phase fund component amount_yuan proof",
    "amounts": "page place concept phase value value_unit change_pct proof",
    "performance_projects": "page project_code project_name budget_initial_yuan executed_yuan score_total",
    "performance_indicators": "page project_name level1 level2 level3 target actual weight score",
    "findings": "page kind severity party message",
}


class RunConsole:
    """Progress with rate and remaining time on stderr while a run goes on, its summary on stdout."""

    def __init__(self, n_sources: int, *, as_json: bool = False) -> None:
        self._as_json = as_json
        self._began = time.monotonic()
        self._shown = 0.0
        self._progress = Progress(
            TextColumn("[progress.description]{task.description}"), BarColumn(), MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"), TimeRemainingColumn(),
            console=Console(stderr=True), auto_refresh=False, disable=as_json,
        )  # fmt: skip
        self._task = self._progress.add_task("文件 documents", total=n_sources, rate="")

    def __enter__(self) -> RunConsole:
        # no refreshing thread: children are forked, and a fork copies locks but not their holders
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def done(self, done: Done) -> None:
        """Take note of one document that has ended."""
        if self._as_json:
            entry = {"source": done.source.uri, "doc_id": done.row["doc_id"], "reused": done.reused}
            entry |= {k: done.row.get(k) for k in _LOGGED}
            entry |= {"seconds": round(done.seconds, 3), "peak_rss_mb": round(done.peak_mb, 1)}
            print(json.dumps(entry, ensure_ascii=False), file=sys.stderr, flush=True)
            return
        task = self._progress.tasks[self._task]
        rate = (task.completed + 1) / max(time.monotonic() - self._began, 1e-6)
        self._progress.update(self._task, advance=1, rate=f"{rate:.1f}/s")
        if (now := time.monotonic()) - self._shown > _REDRAWN:
            self._shown = now
            self._progress.refresh()

    def summary(self, report: RunReport, out: str) -> None:
        """Print what the run did, as a table."""
        seconds = time.monotonic() - self._began
        table = Table(title=f"yujuesuan: {out}", show_header=False)
        table.add_column()
        table.add_column(justify="right")
        for label, value in _summary_rows(report, seconds):
            table.add_row(Text(label), Text(value))
        Console().print(table)


def _summary_rows(report: RunReport, seconds: float) -> list[tuple[str, str]]:
    """(label, value) of the closing summary."""
    share = report.proved_share
    rows = [("文件 documents", f"{report.n_documents:,}")]
    rows += [(f"  {status}", f"{k:,}") for status, k in sorted(report.statuses.items())]
    rows += [(f"    {name}", f"{k:,}") for name, k in sorted(report.failures.items())]
    rows += [("  未变 unchanged, not read again", f"{report.n_reused:,}")] if report.n_reused else []
    rows += _changes(report.narrowing)
    rows += [("页 pages", f"{report.n_pages:,}")]
    rows += [(f"{t} rows", f"{report.counts.get(t, 0):,}") for t in DATASET_TABLES if t != "documents"]
    rows += [("已验证 proved share of amounts", "-" if share is None else f"{share:.1%}")]
    if report.published:
        rows += [("分区 partitions written", f"{report.published.n_written:,}")]
    rows += [("用时 seconds", f"{seconds:,.1f}  ({report.n_pages / max(seconds, 1e-6):,.0f} pages/s)")]
    return rows


def _changes(narrowing: Narrowing) -> Iterator[tuple[str, str]]:
    """The parts of the extractor that changed, and how many documents each has read again."""
    for part, n in narrowing.again.items():
        why = f"  ({ALL_AGAIN})" if part in narrowing.for_all else ""
        yield f"  变更 changed: {part}{why}", f"{n:,}"
    if narrowing.again:
        yield f"  {TAKEN_OVER}", f"{narrowing.kept:,}"


def show_document(path: Path, only: str, limit: int) -> None:
    """Print the row of `documents` and the tables that one file yields."""
    console = Console()
    tables = process(path).tables()
    row = tables.pop("documents")[0]
    head = Table(title=path.name, show_header=False)
    for key, value in row.items():
        if value is not None and value != "":
            head.add_row(key, Text(str(value)))
    console.print(head)
    for name, rows in tables.items():
        if not only or name == only:
            console.print(_rows_table(name, rows, limit or len(rows)))


def _rows_table(name: str, rows: list[dict[str, Any]], limit: int) -> Table:
    """The first rows of a table, the columns that matter to a reader."""
    columns = _SHOWN[name].split()
    table = Table(title=f"{name}: {len(rows)} rows" + (f", first {limit}" if len(rows) > limit else ""))
    for column in columns:
        table.add_column(column, justify="right" if column in _NUMBERS else "left", overflow="fold")
    for row in rows[:limit]:
        table.add_row(*(Text(_shown(row.get(c))) for c in columns))
    return table


def _shown(value: Any) -> str:
    return "" if value is None else f"{value:,}" if hasattr(value, "quantize") else str(value)
