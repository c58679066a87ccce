"""The fork server: a process that loaded everything once and forks the children, so that a run may grow meanwhile.

A fork copies the page tables of whoever forks, and a run over a hundred thousand documents holds what it knows of
them. The server is forked from the run when its round of documents begins, and ends with it.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from pipeline.core.issues import ErrorClass
from pipeline.run.confine import Limits, end_with_parent
from pipeline.run.isolate import Outcome, each_in_child

T = TypeVar("T")
_TRIES = 3  # servers in a row that ended without one outcome


def each_from_server(
    jobs: Sequence[T], work: Callable[[T], dict[str, Any]], limits: Limits, n_children: int
) -> Iterator[Outcome[T]]:
    """As `each_in_child`, the children being those of a server; one that was killed is replaced."""
    left = dict(enumerate(jobs))
    tries = 0
    while left and tries < _TRIES:
        tries += 1
        pid, pipe = _start(left, work, limits, n_children)
        try:
            with os.fdopen(pipe, "rb") as lines:
                for line in lines:
                    number, outcome = _heard(line, left)
                    if outcome is not None:
                        del left[number]
                        tries = 0
                        yield outcome
        finally:
            _end(pid)
    for job in left.values():
        yield Outcome(job, None, ErrorClass.INTERNAL_ERROR, "the fork server was killed", 0.0, 0.0, True)


def _heard(line: bytes, left: Mapping[int, T]) -> tuple[int, Outcome[T] | None]:
    """Number and outcome of a job; no outcome where the server was killed while it told it."""
    try:
        number, answer, error_class, *rest = json.loads(line)
    except ValueError:
        return -1, None
    return number, Outcome(left[number], answer, ErrorClass(error_class) if error_class else None, *rest)


def _start(
    left: Mapping[int, T], work: Callable[[T], dict[str, Any]], limits: Limits, n_children: int
) -> tuple[int, int]:
    """Process and pipe of a new server for the jobs that are left."""
    reader, writer = os.pipe()
    parent = os.getpid()
    pid = os.fork()
    if pid:
        os.close(writer)
        return pid, reader
    code = 1
    try:
        os.close(reader)
        signal.signal(signal.SIGTERM, _stop)
        end_with_parent(parent, signal.SIGTERM)
        _serve(left, work, limits, n_children, writer)
        code = 0
    except BaseException:
        code = 1  # nobody to tell: the run sees what is missing
    finally:
        os._exit(code)


def _stop(signum: int, frame: object) -> None:
    """Leave by way of `finally`, which ends the children."""
    raise SystemExit


def _serve(
    left: Mapping[int, T], work: Callable[[T], dict[str, Any]], limits: Limits, n_children: int, writer: int
) -> None:
    """Do every job and say how it ended, a line each."""
    with os.fdopen(writer, "wb") as lines:
        for o in each_in_child(left, lambda number: work(left[number]), limits, n_children):
            told = (o.job, o.answer, o.error_class, o.error, o.seconds, o.peak_mb, o.is_foreign, o.no_room)
            lines.write(json.dumps(told).encode() + b"\n")
            lines.flush()


def _end(pid: int) -> None:
    """End a server, and its children with it."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)
    os.waitpid(pid, 0)
