"""Many documents on the cores of this machine: staged one by one, then published together."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.core.issues import ErrorClass
from pipeline.core.source import Source, address, digest
from pipeline.run.document import failed, process
from pipeline.run.isolate import Limits, Outcome, each_in_child, own_peak_mb
from pipeline.run.report import RunReport
from pipeline.run.version import extractor_version, version_parts
from pipeline.run.warm import warm_up
from pipeline.store.ledger import Ledger, Seen, now
from pipeline.store.lock import locked
from pipeline.store.publish import Publishing, StagedDocument, publish
from pipeline.store.snapshots import Snapshots
from pipeline.store.staging import Staging
from pipeline.store.verify import verify

STAGING, LEDGER = ".staging", ".ledger.sqlite"


@dataclass(frozen=True, slots=True)
class Done:
    """A document of a run: its row of `documents`, what it cost, and whether it was known before."""

    source: Source
    row: dict[str, Any]
    reused: bool = False
    seconds: float = 0.0
    peak_mb: float = 0.0


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
                    found.setdefault(path.resolve(), Source(path, address(relative)))
        else:
            found.setdefault(given.resolve(), Source(given, address(Path(given.name))))
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Options:
    """How a run goes about it.

    `n_children`: documents at a time, 0 for one a core. `timings`: keep seconds and peak memory in `documents`; two
    builds then differ in these columns. `wait`: for another run on the same dataset to end, instead of refusing.
    `gate`: keep a build that lost too much from being published. `repair`: extract and write again what is damaged.
    """

    n_children: int = 0
    limits: Limits = field(default_factory=Limits)
    timings: bool = False
    wait: bool = False
    gate: bool = True
    repair: bool = False


def run(
    todo: Sequence[Source],
    out: Path,
    options: Options | None = None,
    on_done: Callable[[Done], None] = lambda done: None,
) -> RunReport:
    """Extract `todo` and publish the dataset of exactly these documents to `out`.

    Equal bytes are extracted once, the copies get a row of `documents` each. What was staged by this version of the
    extractor before is used again. Readers of `out` see the last build until the new one is whole.

    Args:
        todo: the sources.
        out: the dataset's folder.
        options: see there.
        on_done: called for every document as it ends.

    Raises:
        StoreError: another run writes to `out`, it cannot be written, or the gate keeps the build back.
    """
    chosen = options or Options()
    report = RunReport(extractor_version(), version_parts())
    began = time.monotonic()
    with locked(out, wait=chosen.wait), Ledger(out / LEDGER) as ledger:
        staging = Staging(out / STAGING, extractor_version())
        rewrite = _forget_damaged(out, ledger) if chosen.repair else frozenset()
        staged: list[StagedDocument] = []
        extra: list[dict[str, Any]] = []
        for done in _extract(todo, staging, ledger, chosen):
            report.add(done)
            if not done.row["doc_id"] or done.row["error_class"] == ErrorClass.DUPLICATE:
                extra.append(done.row)
            else:
                staged.append(StagedDocument(staging.path(done.row["doc_id"]), done.row))
            on_done(done)
        how = Publishing(extractor_version(), version_parts(), gate=chosen.gate, rewrite=rewrite)
        report.published = publish(out, staged, how, extra)
        ledger.record_build(report.published.number, extractor_version(), report.counts)
        report.seconds, report.ended = time.monotonic() - began, now()
        report.write(out)
    return report


def _extract(todo: Sequence[Source], staging: Staging, ledger: Ledger, options: Options) -> Iterator[Done]:
    """Every source once: copies and documents known before at once, the others through children."""
    fresh: list[Source] = []
    first: dict[str, Source] = {}
    sighted: list[tuple[str, Seen]] = []
    before = ledger.seen()
    for source in todo:
        seen = _seen(source, before.get(source.uri))
        if seen is None:
            row = failed(source.path, source.uri, ErrorClass.UNREADABLE, "cannot be opened").status
            yield Done(source, row)
            continue
        sighted.append((source.uri, seen))
        if seen.doc_id in first:
            yield Done(source, _copy_row(source, seen, first[seen.doc_id]))
            continue
        first[seen.doc_id] = source
        if (row_before := _staged(staging, ledger, seen.doc_id, source)) is not None:
            yield Done(source, row_before, reused=True)
        else:
            fresh.append(source)
    ledger.see(sighted)
    if fresh:
        warm_up()
        work = _Work(staging, options.timings)
        for outcome in each_in_child(fresh, work, options.limits, options.n_children or os.cpu_count() or 1):
            done = _finish(outcome, staging, options.timings)
            ledger.record(staging.version, done.source.uri, done.row)
            yield done


def _forget_damaged(out: Path, ledger: Ledger) -> frozenset[str]:
    """Have the documents of damaged files extracted again; the partitions that must be written anew."""
    current = Snapshots(out).current()
    if current is None:
        return frozenset()
    damaged = verify(current)
    ledger.forget_extractions(doc_id for d in damaged for doc_id in d.documents)
    return frozenset(d.partition for d in damaged)


def _seen(source: Source, before: Seen | None) -> Seen | None:
    """What a source is now; one of the same size and time as before is not hashed again. None: unreadable."""
    try:
        stat = source.path.stat()
    except OSError:
        return None
    if before and (before.n_bytes, before.mtime_ns) == (stat.st_size, stat.st_mtime_ns):
        return before
    doc_id, size = digest(source.path)
    return Seen(doc_id, size, stat.st_mtime_ns) if doc_id else None


def _staged(staging: Staging, ledger: Ledger, doc_id: str, source: Source) -> dict[str, Any] | None:
    """The row of a document extracted before under the same address; None where it must be extracted."""
    found = ledger.extraction(doc_id, staging.version)
    if found is None or found[0] != source.uri or not staging.path(doc_id).exists():
        return None
    if found[1]["error_class"] == ErrorClass.NEEDS_TOOL:  # it may have been installed since
        return None
    return found[1]


def _copy_row(source: Source, seen: Seen, original: Source) -> dict[str, Any]:
    """The row of a file that is, byte for byte, another input of the run."""
    row = failed(source.path, source.uri, ErrorClass.DUPLICATE, f"the same bytes as {original.uri}").status
    return row | {"doc_id": seen.doc_id, "bytes": seen.n_bytes, "status": "skipped", "n_findings": 0}


@dataclass(frozen=True, slots=True)
class _Work:
    """What a child does: one document, staged; the parent gets its row of `documents`."""

    staging: Staging
    timings: bool

    def __call__(self, source: Source) -> dict[str, Any]:
        began = time.monotonic()
        result = process(source.path, source.uri)
        if self.timings:
            result.status |= _spent(time.monotonic() - began, own_peak_mb())
        self.staging.write(result.doc_id, result.tables())
        return result.status


def _spent(seconds: float, peak_mb: float) -> dict[str, Any]:
    return {"seconds": round(seconds, 3), "peak_rss_mb": round(peak_mb, 1)}


def _finish(outcome: Outcome[Source], staging: Staging, timings: bool) -> Done:
    """A document whose child has ended; one without an answer is staged as failed, with the cause."""
    source = outcome.job
    if outcome.answer is not None:
        return Done(source, outcome.answer, False, outcome.seconds, outcome.peak_mb)
    result = failed(source.path, source.uri, outcome.error_class or ErrorClass.INTERNAL_ERROR, outcome.error)
    if timings:
        result.status |= _spent(outcome.seconds, outcome.peak_mb)
    staging.write(result.doc_id, result.tables())
    return Done(source, result.status, False, outcome.seconds, outcome.peak_mb)
