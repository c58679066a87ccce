"""Many documents on the cores of this machine: staged one by one, then published together."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from pipeline.core.catalogue import NAME as CATALOGUE
from pipeline.core.catalogue import read_catalogue
from pipeline.core.issues import ErrorClass
from pipeline.core.source import Source, address
from pipeline.run.archives import Archives
from pipeline.run.crossing import crossed
from pipeline.run.extraction import Done, Extraction, Options
from pipeline.run.report import RunReport
from pipeline.run.version import extractor_version, version_parts
from pipeline.store.ledger import Ledger, now
from pipeline.store.lock import locked
from pipeline.store.placed import Placed
from pipeline.store.publish import Publishing, StagedDocument, publish
from pipeline.store.snapshots import Snapshots
from pipeline.store.staging import Staging
from pipeline.store.verify import verify

STAGING, LEDGER, UNPACKED = ".staging", ".ledger.sqlite", ".unpacked"


def sources(inputs: Iterable[Path]) -> list[Source]:
    """Every file under `inputs`, each once, folders walked in order of name; hidden files left out.

    Of the store of a crawl, or its catalogue, the documents that the catalogue names.

    Raises:
        FileNotFoundError: an input that does not exist.
        CatalogueError: a catalogue that is none.
    """
    found: dict[tuple[Path, str], Source] = {}
    for given in inputs:
        if not given.exists():
            raise FileNotFoundError(given)
        catalogue = given / CATALOGUE if given.is_dir() else given
        if catalogue.name == CATALOGUE and catalogue.is_file():
            found |= {(source.path, source.uri): source for source in read_catalogue(catalogue)}
        elif given.is_dir():
            for path in sorted(p for p in given.rglob("*") if p.is_file()):
                relative = path.relative_to(given)
                if not any(part.startswith(".") for part in relative.parts):
                    found.setdefault((path.resolve(), ""), Source(path, address(relative)))
        else:
            found.setdefault((given.resolve(), ""), Source(given, address(Path(given.name))))
    return list(found.values())


def run(
    todo: Sequence[Source],
    out: Path,
    options: Options | None = None,
    on_done: Callable[[Done], None] = lambda done: None,
) -> RunReport:
    """Extract `todo` and publish the dataset of exactly these documents to `out`.

    Equal bytes are extracted once, the copies get a row of `documents` each. What was staged before by this version of
    the extractor, or by one that differs in nothing that the document used, is used again. Readers of `out` see the
    last build until the new one is whole.

    Args:
        todo: the sources; the members of archives among them come as sources of their own.
        out: the dataset's folder.
        options: see there.
        on_done: called for every document as it ends.

    Raises:
        StoreError: another run writes to `out`, it cannot be written, or the gate keeps the build back.
    """
    chosen = options or Options()
    report, began = RunReport(extractor_version(), version_parts()), time.monotonic()
    with locked(out, wait=chosen.wait), Ledger(out / LEDGER) as ledger:
        staging, archives = Staging(out / STAGING, report.version), Archives(out / UNPACKED)
        rewrite = _forget_damaged(out, ledger) if chosen.repair else frozenset()
        staged: list[StagedDocument] = []
        extra: list[dict[str, Any]] = []  # rows of documents that have no others
        extraction = Extraction(staging, ledger, archives, chosen)
        report.narrowing = extraction.narrowing
        for done in extraction.each(todo):
            report.add(done)
            _keep(done, staging, staged, extra)
            on_done(done)
        across = crossed(staged, ledger)
        how = Publishing(report.version, report.parts, gate=chosen.gate, rewrite=rewrite, crossed=across)
        report.published = publish(out, staged, how, extra)
        archives.keep_only({document.row["doc_id"] for document in staged})
        ledger.record_build(report.published.number, report.version, report.counts)
        ledger.forget_versions(staging.forget_others())
        report.seconds, report.ended = time.monotonic() - began, now()
        report.write(out)
    return report


def _keep(done: Done, staging: Staging, staged: list[StagedDocument], extra: list[dict[str, Any]]) -> None:
    """Put a document among those that are staged, or its row among those of nothing but a row."""
    if not done.row["doc_id"] or done.row["error_class"] == ErrorClass.DUPLICATE:
        extra.append(done.row)
    else:
        staged.append(StagedDocument(str(staging.path(done.row["doc_id"])), Placed(done.row)))


def _forget_damaged(out: Path, ledger: Ledger) -> frozenset[str]:
    """Have the documents of damaged files extracted again; the partitions that must be written anew."""
    current = Snapshots(out).current()
    if current is None:
        return frozenset()
    damaged = verify(current)
    ledger.forget_extractions(doc_id for d in damaged for doc_id in d.documents)
    return frozenset(d.partition for d in damaged)
