"""The documents of a run, one after another: what is known already at once, the others through children.

What an archive, or a PDF with files in it, holds comes in a round of its own when the archive is done.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.core.issues import ErrorClass
from pipeline.core.source import Source, digest
from pipeline.run.archives import Archives
from pipeline.run.confine import Limits
from pipeline.run.engine import Engine, LocalEngine
from pipeline.run.isolate import Outcome
from pipeline.run.narrowing import Earlier, Narrowing
from pipeline.run.result import failed
from pipeline.run.version import extractor_version, pattern_units, used_bits
from pipeline.run.work import Work, spent
from pipeline.store.errors import StoreError
from pipeline.store.ledger import Extracted, Ledger, Seen
from pipeline.store.staging import Staging


@dataclass(frozen=True, slots=True)
class Done:
    """A document of a run: its row of `documents`, what it cost, and whether it was known before."""

    source: Source
    row: dict[str, Any]
    reused: bool = False
    seconds: float = 0.0
    peak_mb: float = 0.0


@dataclass(frozen=True, slots=True)
class Options:
    """How a run goes about it.

    `n_children`: documents at a time, 0 for one a core. `timings`: keep seconds and peak memory in `documents`; two
    builds then differ in these columns. `wait`: for another run on the same dataset to end, instead of refusing.
    `gate`: keep a build that lost too much from being published. `repair`: extract and write again what is damaged.
    `engine`: who reads; None for this machine.
    """

    n_children: int = 0
    limits: Limits = field(default_factory=Limits)
    timings: bool = False
    wait: bool = False
    gate: bool = True
    repair: bool = False
    engine: Engine | None = None


class Extraction:
    """One run over sources and what they hold."""

    def __init__(self, staging: Staging, ledger: Ledger, archives: Archives, options: Options) -> None:
        self._staging, self._ledger, self._archives, self._options = staging, ledger, archives, options
        self._before = ledger.seen()
        self._earlier = Earlier(ledger, staging)
        self._first: dict[str, Source] = {}
        self._sighted: list[tuple[str, Seen]] = []
        archives.forget_drafts()
        staging.forget_drafts()

    @property
    def narrowing(self) -> Narrowing:
        """What became of the documents that earlier versions read."""
        return self._earlier.narrowing

    def each(self, todo: Sequence[Source]) -> Iterator[Done]:
        """Every source once, and every member of the archives among them."""
        while todo:
            inside: list[Source] = []
            for done in self._round(todo):
                yield done
                if done.row["error_class"] == ErrorClass.DUPLICATE:
                    continue
                for member, refused in self._archives.members(done.source, done.row["doc_id"]):
                    if refused is None:
                        inside.append(member)
                    else:
                        yield Done(member, refused.status)
            todo = inside

    def _round(self, todo: Sequence[Source]) -> Iterator[Done]:
        """Sources that are all there from the start."""
        fresh: list[Source] = []
        for source in todo:
            done = self._known(source)
            if done is None:
                fresh.append(source)
            else:
                yield done
        self._ledger.see(self._sighted)
        if not fresh:
            return
        sizes = {uri: seen.n_bytes for uri, seen in self._sighted}
        fresh.sort(
            key=lambda s: -sizes.get(s.uri, 0)
        )  # the last ones are small: no core waits long for another's
        options = self._options
        work = Work(self._staging, self._archives, options.timings)
        for outcome in (options.engine or LocalEngine(options.n_children)).each(fresh, work, options.limits):
            done = _finish(outcome, self._staging, options.timings)
            if not outcome.is_foreign:
                used = outcome.answer["used"] if outcome.answer else used_bits(pattern_units())
                self._ledger.record(self._staging.version, Extracted(done.source.key, done.row, used))
            yield done

    def _known(self, source: Source) -> Done | None:
        """A source that needs no child: unreadable, a copy of another, or extracted before."""
        seen = _seen(source, self._before.get(source.uri))
        if seen is None:
            return Done(
                source, failed(source.path, source.uri, ErrorClass.UNREADABLE, "cannot be opened").status
            )
        self._sighted.append((source.uri, seen))
        if seen.doc_id in self._first:
            return Done(source, _copy_row(source, seen, self._first[seen.doc_id]))
        self._first[seen.doc_id] = source
        row = self._staged(seen.doc_id, source)
        return None if row is None or not self._archives.is_unpacked(row) else Done(source, row, reused=True)

    def _staged(self, doc_id: str, source: Source) -> dict[str, Any] | None:
        """The row of a document extracted before under the same address; None where it must be extracted."""
        found = self._ledger.extraction(doc_id, self._staging.version)
        if found is None:
            row = self._earlier.taken_over(doc_id, source.key)
        else:
            row = found.row if found.uri == source.key and self._staging.has(doc_id) else None
        if row is None or row["error_class"] == ErrorClass.NEEDS_TOOL:  # it may have been installed since
            return None
        return row


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


def _copy_row(source: Source, seen: Seen, original: Source) -> dict[str, Any]:
    """The row of a file that is, byte for byte, another input of the run."""
    row = failed(source.path, source.uri, ErrorClass.DUPLICATE, f"the same bytes as {original.uri}").status
    return (
        row
        | source.columns()
        | {"doc_id": seen.doc_id, "bytes": seen.n_bytes, "status": "skipped", "n_findings": 0}
    )


def _finish(outcome: Outcome[Source], staging: Staging, timings: bool) -> Done:
    """A document whose child has ended; one without an answer is staged as failed, with the cause.

    Raises:
        StoreError: a disk is full or cannot be written.
    """
    source = outcome.job
    if outcome.answer is not None:
        return Done(source, outcome.answer["row"], False, outcome.seconds, outcome.peak_mb)
    if outcome.no_room:
        raise StoreError(f"{source.uri} could not be staged, the last build stays: {outcome.error}")
    result = failed(source.path, source.uri, outcome.error_class or ErrorClass.INTERNAL_ERROR, outcome.error)
    result.status |= source.columns() | {
        "extractor_version": extractor_version()
    }  # who knows what it had used
    if timings:
        result.status |= spent(outcome.seconds, outcome.peak_mb)
    staging.write(result.doc_id, result.tables())
    return Done(source, result.status, False, outcome.seconds, outcome.peak_mb)
