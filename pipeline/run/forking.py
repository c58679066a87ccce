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
from typing import Any, BinaryIO, TypeVar

from pipeline.core.issues import ErrorClass
from pipeline.run.confine import Limits, cut_network, end_with_parent
from pipeline.run.isolate import Outcome, each_in_child

T = TypeVar("T")
_TRIES = 3  # servers in a row that ended without one outcome


def each_from_server(
    jobs: Sequence[T],
    work: Callable[[T], dict[str, Any]],
    limits: Limits,
    n_children: int,
    prepare: Callable[[], None] = lambda: None,
) -> Iterator[Outcome[T]]:
    """As `each_in_child`, the children being those of a server; one that was killed is replaced.

    `prepare` is called in the server before its first fork, for what the children need and the caller does not.
    """
    left = dict(enumerate(jobs))

    def serve(lines: BinaryIO) -> None:
        prepare()
        _serve(left, work, limits, n_children, lines)

    tries = 0
    while left and tries < _TRIES:
        tries += 1
        pid, pipe = _start(serve)
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


def _start(serve: Callable[[BinaryIO], None]) -> tuple[int, int]:
    """Process and pipe of a new server."""
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
        cut_network()
        with os.fdopen(writer, "wb") as lines:
            serve(lines)
        code = 0
    except BaseException:
        code = 1  # nobody to tell: the run sees what is missing
    finally:
        os._exit(code)


def _stop(signum: int, frame: object) -> None:
    """Leave by way of `finally`, which ends the children."""
    raise SystemExit


def _serve(
    left: Mapping[int, T],
    work: Callable[[T], dict[str, Any]],
    limits: Limits,
    n_children: int,
    lines: BinaryIO,
) -> None:
    """Do every job that is left and say how it ended, a line each."""
    for o in each_in_child(left, lambda number: work(left[number]), limits, n_children):
        told = (o.job, o.answer, o.error_class, o.error, o.seconds, o.peak_mb, o.is_foreign, o.no_room)
        lines.write(json.dumps(told).encode() + b"\n")
        lines.flush()


def _end(pid: int) -> None:
    """End a server, and its children with it."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)
    os.waitpid(pid, 0)
