"""Documents read by the workers of a Dask cluster, each in a child with limits there as it would be here.

A worker that is lost costs no document its result and blames none: the document that it was reading is read by a child
of this machine, whose limits say what is wrong with it, the others of its batch go to workers again, one by one.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import itertools
import logging
import queue
import secrets
import time
import warnings
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from distributed import Client, Future
from distributed.scheduler import KilledWorker

from pipeline.core.source import Source
from pipeline.run.cluster_batch import ABSENT, DONE, MOST_BYTES, Batch, Got, Lost, Sent, read_batch
from pipeline.run.confine import Limits
from pipeline.run.engine import EngineError
from pipeline.run.forks import ForkServer
from pipeline.run.isolate import Outcome
from pipeline.run.version import extractor_version
from pipeline.run.work import Work

_DOCUMENTS, _BYTES = 16, 4 << 20  # of a batch: a few seconds of work, and little to lose
_AHEAD = 3  # batches a worker thread, so that none waits for this process
_LEAST_AHEAD = 16  # batches that an adaptive cluster without workers must see to grow
_LOOK = 2.0  # seconds between two looks at the cluster while nothing ends
_CONNECT = 10.0
_MOST_LOSSES = 5  # of one batch before anything of it was begun: then it is read here


@dataclass(frozen=True, slots=True)
class DaskEngine:
    """The workers of a scheduler.

    `scheduler`: its address (tcp://host:8786) or its scheduler file. `patience`: seconds to go on without any worker.
    """

    scheduler: str
    patience: float = 600.0

    def each(self, jobs: Sequence[Source], work: Work, limits: Limits) -> Iterator[Outcome[Source]]:
        """Children of the workers, and of this machine for what does not travel.

        Raises:
            EngineError: see there.
        """
        with _connected(self.scheduler) as client, closing(ForkServer()) as home:
            yield from _Reading(client, home, work, limits, self).each(jobs)


@contextmanager
def _connected(address: str) -> Iterator[Client]:
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters is told as an error of the run
    target = {"scheduler_file": address} if Path(address).is_file() else {"address": address}
    try:
        client = Client(**target, timeout=_CONNECT, set_as_default=False, name="yujuesuan")
    except (OSError, ValueError) as error:
        raise EngineError(f"no scheduler answers at {address}: {error}") from error
    try:
        yield client
    finally:
        client.close(timeout=2)


@dataclass(frozen=True, slots=True)
class _Load:
    """Documents that go together.

    `carried`: sent with their bytes. `losses`: workers lost with it before any was begun. `stays`: to be read here.
    """

    documents: tuple[Sent, ...]
    carried: bool = False
    losses: int = 0
    stays: bool = False


class _Reading:
    """The documents of one round on their way."""

    def __init__(
        self, client: Client, home: ForkServer, work: Work, limits: Limits, engine: DaskEngine
    ) -> None:
        self._client, self._home, self._work, self._limits, self._engine = client, home, work, limits, engine
        self._run = ("yujuesuan", secrets.token_hex(8))
        self._numbers = itertools.count()
        self._again: deque[_Load] = deque()
        self._running: dict[str, tuple[Future, _Load, tuple[str, ...]]] = {}
        self._ended: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._carries = False  # whether bytes are sent, because a worker did not see the folder of the inputs
        self._looked, self._had_worker, self._n_threads = 0.0, time.monotonic(), 0

    def each(self, jobs: Sequence[Source]) -> Iterator[Outcome[Source]]:
        """Every job's outcome as it comes in."""
        waiting = self._loads(jobs)
        try:
            while True:
                while len(self._running) < self._window() and (load := self._next(waiting)) is not None:
                    if load.stays:
                        yield from self._here(load.documents)
                    else:
                        self._send(load)
                if not self._running:
                    return
                yield from self._wait()
        finally:
            if self._client.status == "running":
                self._client.cancel([future for future, _, _ in self._running.values()], force=True)
                self._client.set_metadata(list(self._run), None)

    def _loads(self, jobs: Sequence[Source]) -> Iterator[_Load]:
        """Batches of small documents, smaller towards the end; one too large to travel, or gone, stays."""
        documents: list[Sent] = []
        for i, sent in enumerate(map(_sent, jobs)):
            if not 0 <= sent.n_bytes <= MOST_BYTES:
                yield _Load((sent,), stays=True)
                continue
            documents.append(sent)
            share = (len(jobs) - i) // (2 * _AHEAD * max(self._n_threads, 1))
            if len(documents) >= min(_DOCUMENTS, share) or sum(d.n_bytes for d in documents) > _BYTES:
                yield _Load(tuple(documents))
                documents = []
        if documents:
            yield _Load(tuple(documents))

    def _next(self, waiting: Iterator[_Load]) -> _Load | None:
        return self._again.popleft() if self._again else next(waiting, None)

    def _window(self) -> int:
        """How many batches may be under way."""
        self._look()
        return max(_LEAST_AHEAD, _AHEAD * self._n_threads)

    def _look(self) -> None:
        """See now and then whether the scheduler and workers are there."""
        now = time.monotonic()
        if now - self._looked < _LOOK:
            return
        self._looked = now
        if self._client.status != "running":
            raise EngineError(
                f"the scheduler {self._engine.scheduler} is gone; what was read stays, run again"
            )
        self._n_threads = sum(self._client.nthreads().values())
        if self._n_threads:
            self._had_worker = now
        elif now - self._had_worker > self._engine.patience:
            raise EngineError(f"no worker at {self._engine.scheduler} for {self._engine.patience:g} s")

    def _send(self, load: _Load) -> None:
        documents = tuple(map(_filled, load.documents)) if self._carries else load.documents
        mark = (*self._run, str(next(self._numbers)))
        batch = Batch(mark, documents, self._limits, self._work.timings, extractor_version())
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # that the bytes of documents are many
            future = self._client.submit(read_batch, batch, key="-".join(mark), pure=False)
        self._running["-".join(mark)] = (future, replace(load, carried=self._carries), mark)
        future.add_done_callback(lambda ended: self._ended.put(str(ended.key)))

    def _wait(self) -> Iterator[Outcome[Source]]:
        """Take in a batch that has ended, if one does."""
        try:
            future, load, mark = self._running.pop(self._ended.get(timeout=_LOOK))
        except queue.Empty:
            return
        got = self._result(future, mark)
        if got is None:
            losses = load.losses + 1
            self._again.append(replace(load, losses=losses, stays=losses > _MOST_LOSSES))
        elif isinstance(got, Lost):
            rest = (d for i, d in enumerate(load.documents) if i != got.index)
            self._again.extend(_Load((document,)) for document in rest)
            yield from self._here([load.documents[got.index]])
        else:
            for document, one in zip(load.documents, got, strict=True):
                yield from self._taken(document, one, was_carried=load.carried)

    def _result(self, future: Future, mark: tuple[str, ...]) -> list[Got] | Lost | None:
        """What came of a batch; None where it is to be sent again as it is."""
        try:
            got: list[Got] | Lost = future.result()
        except KilledWorker:  # too many workers were lost with it in their hands or in their queues
            begun = self._client.get_metadata(list(mark), default=None)
            return None if begun in (None, DONE) else Lost(begun)
        except (OSError, asyncio.CancelledError, concurrent.futures.CancelledError) as error:
            self._looked = 0.0
            self._look()
            if not isinstance(error, OSError):
                raise EngineError(f"{self._engine.scheduler} dropped what it was to do") from error
            return None  # a worker's disk, or a connection
        except Exception as error:
            said = f"{type(error).__name__}: {error}"
            raise EngineError(f"the workers must have this yujuesuan and what it needs: {said}") from error
        return got

    def _taken(self, document: Sent, got: Got, *, was_carried: bool) -> Iterator[Outcome[Source]]:
        """Keep what a worker read of a document as if it had been read here."""
        if got.outcome is None:
            self._carries |= got.why == ABSENT
            self._again.append(_Load((document,), stays=was_carried or got.why != ABSENT))
            return
        if got.outcome.answer is not None:
            doc_id = got.outcome.answer["row"]["doc_id"]
            if got.unpacked:
                self._work.archives.put(doc_id, got.unpacked)
            self._work.staging.put(doc_id, got.staged)
        yield got.outcome

    def _here(self, documents: Iterable[Sent]) -> Iterator[Outcome[Source]]:
        """Read documents in children of this machine."""
        for document in documents:
            yield self._home.read(document.source, self._work, self._limits)


def _sent(source: Source) -> Sent:
    path = source.path.absolute()
    try:
        stat = path.stat()
    except OSError:
        return Sent(source, -1, 0)
    return Sent(replace(source, path=path), stat.st_size, stat.st_mtime_ns)


def _filled(sent: Sent) -> Sent:
    """A document with its bytes; as it was where they cannot be had, which the worker then says."""
    try:
        return replace(sent, body=sent.source.path.read_bytes())
    except OSError:
        return sent
