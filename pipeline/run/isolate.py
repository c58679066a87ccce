"""One document, one child process with limits: a hostile file costs itself only.

The parent has no threads, never opens a document, and kills by process group on a monotonic clock. A child says on
its pipe which pages it has done, a line each time, and last its answer.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import selectors
import signal
import tempfile
import time
import uuid
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pipeline.core.issues import ErrorClass, is_no_room
from pipeline.core.progress import listening
from pipeline.run.confine import MB, Limits, confine, forget_folders, keep_memory

T = TypeVar("T")
_NEARLY = 0.9  # of the memory limit: a child that died so large died of it
_END = b"\n"
_PROGRESS = b"+"  # begins a line that is no answer
_OFTEN = 1.0  # seconds between two lines of progress
_TRIES = 2  # of a document whose child somebody else killed


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """How a child ended: `answer` is what its work returned; without one, `error` says why.

    `is_foreign`: somebody else killed it (an operator, a machine short of memory), which says nothing of the document.
    `no_room`: a disk is full or cannot be written, which says nothing of it either, and ends a run.
    """

    job: T
    answer: dict[str, Any] | None
    error_class: ErrorClass | None
    error: str
    seconds: float
    peak_mb: float
    is_foreign: bool = False
    no_room: bool = False


@dataclass(slots=True)
class _Child(Generic[T]):
    job: T
    pid: int
    pipe: int
    started: float
    tries: int
    stalls: float  # when it will have finished nothing for too long
    ends: float  # when all of its time is over
    folder: str  # how the name of its temporary folder begins
    received: bytes = b""
    killed: str = ""

    def deadline(self, limits: Limits) -> float:
        """When it is to be killed."""
        return min(self.stalls, self.ends, self.started + limits.seconds)

    def hear(self, block: bytes, limits: Limits) -> bool:
        """Take in what it said; True when that was its answer."""
        self.received += block
        while self.received.startswith(_PROGRESS) and _END in self.received:
            line, _, self.received = self.received.partition(_END)
            with contextlib.suppress(ValueError):
                pages, seconds = map(float, line[1:].split())
                self.stalls = time.monotonic() + limits.stall + seconds
                self.ends += limits.per_page * pages + seconds
        return not block or self.received.endswith(_END)  # what the child left running may hold the pipe


def each_in_child(
    jobs: Iterable[T], work: Callable[[T], dict[str, Any]], limits: Limits, n_children: int
) -> Iterator[Outcome[T]]:
    """Run `work` on every job in a child of its own, `n_children` at a time.

    `work` returns plain JSON data. A child that raises, crashes, hangs or eats memory gives an outcome too; one that
    somebody else killed is started once more.
    """
    waiting = iter(jobs)
    again: deque[T] = deque()
    running: dict[int, _Child[T]] = {}
    with selectors.DefaultSelector() as selector:
        try:
            while True:
                while len(running) < n_children and (job := _next(waiting, again)) is not None:
                    child = _fork(job[0], work, limits, job[1])
                    running[child.pipe] = child
                    selector.register(child.pipe, selectors.EVENT_READ)
                if not running:
                    return
                for child, outcome in _wait(selector, running, limits):
                    if outcome.is_foreign and child.tries < _TRIES:
                        again.append(child.job)
                    else:
                        yield outcome
        finally:
            for child in running.values():
                _kill(child, "the run ended")
                os.waitpid(child.pid, 0)
                forget_folders(child.folder)


def _next(waiting: Iterator[T], again: deque[T]) -> tuple[T, int] | None:
    """The next job and which try of it this is."""
    if again:
        return again.popleft(), _TRIES
    job = next(waiting, None)
    return None if job is None else (job, 1)


def _wait(
    selector: selectors.BaseSelector, running: dict[int, _Child[T]], limits: Limits
) -> Iterator[tuple[_Child[T], Outcome[T]]]:
    """Read what children say until one ends or one's time is over."""
    first_end = min(c.deadline(limits) for c in running.values())
    for key, _ in selector.select(max(0.0, min(first_end - time.monotonic(), 1.0))):
        child = running[key.fd]
        if child.hear(os.read(key.fd, 1 << 16), limits):
            selector.unregister(key.fd)
            del running[key.fd]
            os.close(key.fd)
            yield child, _ended(child, limits)
    now = time.monotonic()
    for child in running.values():
        if now > child.deadline(limits) and not child.killed:
            _kill(child, _overdue(child, now, limits))


def _overdue(child: _Child[T], now: float, limits: Limits) -> str:
    """Which of its deadlines a child has missed."""
    if now > child.stalls:
        return f"no page finished for {limits.stall:g} s"
    return f"not done after {min(child.ends - child.started, limits.seconds):g} s"


def _fork(job: T, work: Callable[[T], dict[str, Any]], limits: Limits, tries: int) -> _Child[T]:
    reader, writer = os.pipe()
    parent, folder_name = os.getpid(), f"yujuesuan-{uuid.uuid4().hex}-"
    pid = _forked()
    if pid:
        os.close(writer)
        now = time.monotonic()
        return _Child(job, pid, reader, now, tries, now + limits.stall, now + limits.base, folder_name)
    code = 1
    try:
        os.close(reader)
        confine(limits, parent)
        keep_memory()
        gc.disable()  # a document is gone with its process: looking for garbage is a tenth of its time
        with tempfile.TemporaryDirectory(prefix=folder_name) as folder:
            tempfile.tempdir = folder
            with listening(_Teller(writer)):
                answer = json.dumps(work(job)).encode() + _END
        with os.fdopen(writer, "wb") as pipe:
            pipe.write(answer)
        code = 0
    except BaseException as error:
        with contextlib.suppress(BaseException):
            said = {"raised": f"{type(error).__name__}: {error}", "no_room": is_no_room(error)}
            os.write(writer, json.dumps(said).encode())
    finally:
        os._exit(code)


def _forked() -> int:
    """`os.fork`, with a request to end kept until it is over: what runs at a fork swallows exceptions."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    try:
        return os.fork()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@dataclass(slots=True)
class _Teller:
    """The child's side of progress: pages in lumps, so that the parent is not woken for every one."""

    pipe: int
    last: float = 0.0
    pages: int = 0

    def __call__(self, pages: int, seconds: float) -> None:
        now = time.monotonic()
        self.pages += pages
        if seconds or not pages or now - self.last > _OFTEN:
            os.write(self.pipe, b"%s%d %g%s" % (_PROGRESS, self.pages, seconds, _END))
            self.pages, self.last = 0, now


def _kill(child: _Child[T], why: str) -> None:
    child.killed = why
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            kill(child.pid, signal.SIGKILL)


def _ended(child: _Child[T], limits: Limits) -> Outcome[T]:
    """The outcome of a child whose pipe is closed."""
    _, status, usage = os.wait4(child.pid, 0)
    seconds, peak = time.monotonic() - child.started, usage.ru_maxrss / 1024
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)  # whatever the child started must not outlive it
    answer = _answer(child.received)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0 and answer is not None:
        return Outcome(child.job, answer, None, "", seconds, peak)
    forget_folders(child.folder)
    error_class, error = _cause(child, status, peak, limits, answer)
    is_foreign = error_class is ErrorClass.CRASH and os.WTERMSIG(status) == signal.SIGKILL
    no_room = bool((answer or {}).get("no_room"))
    return Outcome(child.job, None, error_class, error, seconds, peak, is_foreign, no_room)


def _answer(received: bytes) -> dict[str, Any] | None:
    try:
        data = json.loads(received)
    except ValueError:
        return None
    return data if isinstance(data, dict) else None


def _cause(
    child: _Child[T], status: int, peak_mb: float, limits: Limits, answer: dict[str, Any] | None
) -> tuple[ErrorClass, str]:
    """Why a child gave no answer, by evidence: our own kill, its size, its signal, what it raised.

    In words without measurements: equal input gives equal bytes.
    """
    if child.killed:
        return ErrorClass.TIMEOUT, child.killed
    raised = str((answer or {}).get("raised", ""))
    if raised.startswith("MemoryError") or peak_mb * MB > _NEARLY * limits.memory:
        return ErrorClass.MEMORY, raised or f"died at its limit of {limits.memory // MB} MB"
    if os.WIFSIGNALED(status):
        return ErrorClass.CRASH, f"killed by {signal.Signals(os.WTERMSIG(status)).name}"
    return ErrorClass.INTERNAL_ERROR, raised or f"exit code {os.WEXITSTATUS(status)} without an answer"
