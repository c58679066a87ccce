"""Many documents on the cores of this machine: staged one by one, then published together."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.core.issues import ErrorClass
from pipeline.core.patterns import load, pattern_files
from pipeline.core.reference import Reference
from pipeline.core.source import Source, digest
from pipeline.run.document import failed, process
from pipeline.run.isolate import Limits, Outcome, each_in_child, own_peak_mb
from pipeline.run.version import extractor_version
from pipeline.store.publish import publish
from pipeline.store.staging import Staging, read_documents

STAGING = ".staging"


@dataclass(frozen=True, slots=True)
class Done:
    """A document of a run: its row of `documents`, and whether it was staged before."""

    source: Source
    row: dict[str, Any]
    reused: bool = False


@dataclass(slots=True)
class RunReport:
    """What a run did: every document's row in order of the inputs, and the rows published by table."""

    documents: list[dict[str, Any]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    n_reused: int = 0


def sources(inputs: Iterable[Path]) -> list[Source]:
    """Every file under `inputs`, each once, folders walked in order of name; hidden files left out.

    Raises:
        FileNotFoundError: an input that does not exist.
    """
    found: dict[Path, Source] = {}
    for given in inputs:
        if not given.exists():
            raise FileNotFoundError(given)
        if given.is_dir():
            for path in sorted(p for p in given.rglob("*") if p.is_file()):
                relative = path.relative_to(given)
                if not any(part.startswith(".") for part in relative.parts):
                    found.setdefault(path.resolve(), Source(path, relative.as_posix()))
        else:
            found.setdefault(given.resolve(), Source(given, given.name))
    return list(found.values())


def run(
    todo: Sequence[Source],
    out: Path,
    *,
    n_children: int = 0,
    limits: Limits | None = None,
    timings: bool = False,
    on_done: Callable[[Done], None] = lambda done: None,
) -> RunReport:
    """Extract `todo` and publish the dataset of exactly these documents to `out`.

    Args:
        todo: the sources; equal bytes are extracted once, the copies get a row of `documents` each.
        out: the dataset's folder; staged results stay below it and are used again by the next run.
        n_children: documents at a time; 0 for one a core.
        limits: what one document may cost.
        timings: keep seconds and peak memory in `documents`; two builds then differ in these columns.
        on_done: called for every document as it ends.
    """
    out.mkdir(parents=True, exist_ok=True)
    staging = Staging(out / STAGING, extractor_version())
    rows: dict[str, dict[str, Any]] = {}
    report = RunReport()
    for done in _extract(todo, staging, n_children or os.cpu_count() or 1, limits or Limits(), timings):
        rows[done.source.uri] = done.row
        report.n_reused += done.reused
        on_done(done)
    report.documents = [rows[s.uri] for s in todo]
    copies = [r for r in report.documents if _is_copy(r)]
    originals = [staging.path(r["doc_id"]) for r in report.documents if not _is_copy(r) and r["doc_id"]]
    lost = [r for r in report.documents if not r["doc_id"]]
    report.counts = publish(originals, out, copies + lost)
    return report


def _is_copy(row: dict[str, Any]) -> bool:
    return bool(row["status"] == "skipped" and row["error_class"] == ErrorClass.DUPLICATE)


def _extract(
    todo: Sequence[Source], staging: Staging, n_children: int, limits: Limits, timings: bool
) -> Iterator[Done]:
    """Every source once: copies and documents staged before at once, the others through children."""
    fresh: list[Source] = []
    first: dict[str, Source] = {}
    for source in todo:
        doc_id, size = digest(source.path)
        if not doc_id:
            yield Done(
                source, failed(source.path, source.uri, ErrorClass.UNREADABLE, "cannot be opened").status
            )
        elif doc_id in first:
            yield Done(source, _copy_row(source, doc_id, size, first[doc_id]))
        elif (row := _staged(staging, doc_id, source)) is not None:
            first[doc_id] = source
            yield Done(source, row, reused=True)
        else:
            first[doc_id] = source
            fresh.append(source)
    if fresh:
        _preload()
        for outcome in each_in_child(fresh, _Work(staging, timings), limits, n_children):
            yield Done(outcome.job, _finish(outcome, staging, timings))


def _staged(staging: Staging, doc_id: str, source: Source) -> dict[str, Any] | None:
    """The row of a document staged before under the same address; None where it must be extracted."""
    path = staging.path(doc_id)
    if not path.exists():
        return None
    row = read_documents(path)[0]
    return row if row["source_uri"] == source.uri else None


def _copy_row(source: Source, doc_id: str, size: int, original: Source) -> dict[str, Any]:
    """The row of a file that is, byte for byte, another input of the run."""
    row = failed(source.path, source.uri, ErrorClass.DUPLICATE, f"the same bytes as {original.uri}").status
    return row | {"doc_id": doc_id, "bytes": size, "status": "skipped", "n_findings": 0}


def _preload() -> None:
    """Load what every child needs before the first fork, so that children share it."""
    for name in pattern_files():
        load(name)
    Reference().function_names()
    gc.collect()
    gc.freeze()


@dataclass(frozen=True, slots=True)
class _Work:
    """What a child does: one document, staged; the parent gets its id."""

    staging: Staging
    timings: bool

    def __call__(self, source: Source) -> dict[str, Any]:
        began = time.monotonic()
        result = process(source.path, source.uri)
        if self.timings:
            result.status |= _spent(time.monotonic() - began, own_peak_mb())
        self.staging.write(result.doc_id, result.tables())
        return {"doc_id": result.doc_id}


def _spent(seconds: float, peak_mb: float) -> dict[str, Any]:
    return {"seconds": round(seconds, 3), "peak_rss_mb": round(peak_mb, 1)}


def _finish(outcome: Outcome[Source], staging: Staging, timings: bool) -> dict[str, Any]:
    """The row of a document whose child has ended; one without an answer is staged as failed."""
    source, spent = outcome.job, _spent(outcome.seconds, outcome.peak_mb)
    if outcome.error_class is None:
        return read_documents(staging.path(str((outcome.answer or {})["doc_id"])))[0] | spent
    result = failed(source.path, source.uri, outcome.error_class, outcome.error)
    if timings:
        result.status |= spent
    staging.write(result.doc_id, result.tables())
    return result.status | spent
