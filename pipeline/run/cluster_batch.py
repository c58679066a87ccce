"""What goes to a worker of a cluster and what comes back, and the worker's side of it.

The worker's own process reads nothing: every document has a child of the worker's fork server. Before a document is
begun the scheduler is told which. When the worker is lost the scheduler starts its batch elsewhere by itself: the mark
says that this is so and what was being read, and the batch goes back to the run instead of to its next victim.
"""

from __future__ import annotations

import tempfile
import threading
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from distributed import get_client

from pipeline.core.source import Source
from pipeline.run.archives import Archives
from pipeline.run.confine import Limits
from pipeline.run.forks import ForkServer
from pipeline.run.isolate import Outcome
from pipeline.run.version import extractor_version
from pipeline.run.work import Work
from pipeline.store.staging import Staging

MOST_BYTES = 64 << 20  # a document that is larger, or yields more, does not travel
DONE = -1  # the mark of a batch whose documents are all read
_mine = threading.local()


@dataclass(frozen=True, slots=True)
class Sent:
    """A document on its way: where it lies, what it is there; its bytes once the workers do not see its folder."""

    source: Source
    n_bytes: int
    mtime_ns: int
    body: bytes | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """Documents for one worker. `mark`: where the scheduler keeps which of them was begun last."""

    mark: tuple[str, ...]
    documents: tuple[Sent, ...]
    limits: Limits
    timings: bool
    version: str


@dataclass(frozen=True, slots=True)
class Got:
    """A document read: how it ended, its staged file, the files that were in it. No outcome: not read, and `why`."""

    outcome: Outcome[Source] | None
    why: str = ""
    staged: bytes = b""
    unpacked: list[tuple[str, bytes]] = field(default_factory=list)


ABSENT, TOO_LARGE, NO_ROOM = "absent", "too large", "no room"


@dataclass(frozen=True, slots=True)
class Lost:
    """A batch that another worker had begun before it was lost, while it read the document of this index."""

    index: int


class ForeignVersionError(RuntimeError):
    """A worker that would read otherwise than the run that asks it."""


def read_batch(batch: Batch) -> list[Got] | Lost:
    """Read the documents of a batch, one after another."""
    if batch.version != extractor_version():
        raise ForeignVersionError(f"{extractor_version()} on the worker, {batch.version} here")
    client = get_client()
    begun: int | None = client.get_metadata(list(batch.mark), default=None)
    if begun is not None and begun != DONE:
        return Lost(begun)
    got: list[Got] = []
    for i, sent in enumerate(batch.documents):
        client.set_metadata(list(batch.mark), i)
        with tempfile.TemporaryDirectory(prefix="yujuesuan-") as folder:
            got.append(_read(sent, batch, Path(folder)))
    client.set_metadata(list(batch.mark), DONE)
    return got


def _read(sent: Sent, batch: Batch, folder: Path) -> Got:
    source = _found(sent, folder)
    if source is None:
        return Got(None, ABSENT)
    work = Work(Staging(folder / "staging", batch.version), Archives(folder / "unpacked"), batch.timings)
    outcome = replace(_server().read(source, work, batch.limits), job=sent.source)
    if outcome.no_room:  # on that machine, which says nothing of this one
        return Got(None, NO_ROOM)
    if outcome.answer is None:
        return Got(outcome)
    return _collected(outcome, outcome.answer["row"], work)


def _collected(outcome: Outcome[Source], row: dict[str, Any], work: Work) -> Got:
    """What a child left in the folder, to be sent."""
    staged, files = work.staging.path(row["doc_id"]), work.archives.stored(row["doc_id"])
    if sum(p.stat().st_size for p in (staged, *files)) > MOST_BYTES:
        return Got(None, TOO_LARGE)
    root = work.archives.folder(row["doc_id"])
    unpacked = [(p.relative_to(root).as_posix(), p.read_bytes()) for p in files]
    return Got(outcome, staged=staged.read_bytes(), unpacked=unpacked)


def _found(sent: Sent, folder: Path) -> Source | None:
    """The document on this machine: where it lies for the run too, or else as it was sent."""
    if sent.body is not None:
        path = folder / "in" / sent.source.path.name
        path.parent.mkdir()
        path.write_bytes(sent.body)
        return replace(sent.source, path=path)
    try:
        stat = sent.source.path.stat()
    except OSError:
        return None
    return sent.source if (stat.st_size, stat.st_mtime_ns) == (sent.n_bytes, sent.mtime_ns) else None


def _server() -> ForkServer:
    """The fork server of the calling thread."""
    if not hasattr(_mine, "server"):
        _mine.server = ForkServer()
    server: ForkServer = _mine.server
    return server
