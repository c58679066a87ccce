"""One document, one child process with limits: a hostile file costs itself only.

The parent has no threads, never opens a document, and kills by process group on a monotonic clock.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import resource
import selectors
import signal
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from pipeline.core.issues import ErrorClass

T = TypeVar("T")
_MB = 1 << 20
_NEARLY = 0.9  # of the memory limit: a child that died so large died of it
_OPEN_FILES = 512
_END = b"\n"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost: wall seconds, bytes of memory beyond the parent's, bytes of a file."""

    seconds: float = 300.0
    memory: int = 2048 * _MB
    file_size: int = 2048 * _MB


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """How a child ended: `answer` is what its work returned; without one, `error` says why."""

    job: T
    answer: dict[str, Any] | None
    error_class: ErrorClass | None
    error: str
    seconds: float
    peak_mb: float


@dataclass(slots=True)
class _Child(Generic[T]):
    job: T
    pid: int
    pipe: int
    started: float
    received: bytes = b""
    killed: bool = False


def each_in_child(
    jobs: Iterable[T], work: Callable[[T], dict[str, Any]], limits: Limits, n_children: int
) -> Iterator[Outcome[T]]:
    """Run `work` on every job in a child of its own, `n_children` at a time.

    `work` returns plain JSON data. A child that raises, crashes, hangs or eats memory gives an outcome too.
    """
    waiting = iter(jobs)
    running: dict[int, _Child[T]] = {}
    with selectors.DefaultSelector() as selector:
        try:
            while True:
                while len(running) < n_children and (job := next(waiting, None)) is not None:
                    child = _fork(job, work, limits)
                    running[child.pipe] = child
                    selector.register(child.pipe, selectors.EVENT_READ)
                if not running:
                    return
                yield from _wait(selector, running, limits)
        finally:
            for child in running.values():
                _kill(child)
                os.waitpid(child.pid, 0)


def _wait(
    selector: selectors.BaseSelector, running: dict[int, _Child[T]], limits: Limits
) -> Iterator[Outcome[T]]:
    """Read what children say until one ends or one's time is over."""
    first_end = min(c.started for c in running.values()) + limits.seconds
    for key, _ in selector.select(max(0.0, min(first_end - time.monotonic(), 1.0))):
        child = running[key.fd]
        block = os.read(key.fd, 1 << 16)
        child.received += block
        if not block or block.endswith(
            _END
        ):  # an answer is one line: what the child left running may hold the pipe
            selector.unregister(key.fd)
            del running[key.fd]
            os.close(key.fd)
            yield _ended(child, limits)
    now = time.monotonic()
    for child in running.values():
        if now - child.started > limits.seconds and not child.killed:
            _kill(child)


def _fork(job: T, work: Callable[[T], dict[str, Any]], limits: Limits) -> _Child[T]:
    reader, writer = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writer)
        return _Child(job, pid, reader, time.monotonic())
    code = 1
    try:
        os.close(reader)
        _confine(limits)
        gc.disable()  # a document is gone with its process: looking for garbage is a tenth of its time
        with tempfile.TemporaryDirectory(prefix="yujuesuan-") as folder:
            tempfile.tempdir = folder
            answer = json.dumps(work(job)).encode() + _END
        with os.fdopen(writer, "wb") as pipe:
            pipe.write(answer)
        code = 0
    except BaseException as error:
        with contextlib.suppress(BaseException):
            os.write(writer, json.dumps({"raised": f"{type(error).__name__}: {error}"}).encode())
    finally:
        os._exit(code)


def _confine(limits: Limits) -> None:
    """Put the limits on the process that calls: its own group, memory, file size, no core file, no input."""
    os.setsid()
    for signum in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signum, signal.SIG_DFL)
    memory = _own_memory() + limits.memory
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.file_size, limits.file_size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_OPEN_FILES, _OPEN_FILES))
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)


def _own_memory() -> int:
    """Bytes of address space that the process has already."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    except OSError:
        return 1024 * _MB


def own_peak_mb() -> float:
    """The most memory the calling process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _kill(child: _Child[T]) -> None:
    child.killed = True
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
    error_class, error = _cause(child, status, peak, limits, answer)
    return Outcome(child.job, None, error_class, error, seconds, peak)


def _answer(received: bytes) -> dict[str, Any] | None:
    try:
        data = json.loads(received)
    except ValueError:
        return None
    return data if isinstance(data, dict) else None


def _cause(
    child: _Child[T], status: int, peak_mb: float, limits: Limits, answer: dict[str, Any] | None
) -> tuple[ErrorClass, str]:
    """Why a child gave no answer, by evidence: our own kill, its size, its signal, what it raised."""
    if child.killed:
        return ErrorClass.TIMEOUT, f"not done after {limits.seconds:g} s"
    raised = str((answer or {}).get("raised", ""))
    if raised.startswith("MemoryError") or peak_mb * _MB > _NEARLY * limits.memory:
        return ErrorClass.MEMORY, raised or f"died with {peak_mb:.0f} MB in use"
    if os.WIFSIGNALED(status):
        return ErrorClass.CRASH, f"killed by {signal.Signals(os.WTERMSIG(status)).name} at {peak_mb:.0f} MB"
    return ErrorClass.INTERNAL_ERROR, raised or f"exit code {os.WEXITSTATUS(status)} without an answer"
