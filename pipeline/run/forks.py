"""A process of its own that forks a child a document, for callers that have threads and so must not fork themselves.

`python -m pipeline.run.forks` loads everything once and then answers one request a line: a document to read, and where
to stage it. It has no threads, opens no document, and ends with whoever started it.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pipeline.core.issues import ErrorClass
from pipeline.core.source import Source
from pipeline.run.apart import environment
from pipeline.run.archives import Archives
from pipeline.run.confine import Limits
from pipeline.run.isolate import Outcome, each_in_child
from pipeline.run.version import extractor_version
from pipeline.run.warm import load_recognition, warm_up
from pipeline.run.work import Work
from pipeline.store.staging import Staging

COMMAND = [sys.executable, "-m", "pipeline.run.forks"]
_LOOK = 1.0  # seconds between two looks whether the caller is there
_TRIES = 2
# Dask has the processes of its workers give memory back at once. One that lives for a document pays a quarter for it.
_FOR_LONG_LIVES = "MALLOC_TRIM_THRESHOLD_"


class ForkServer:
    """The caller's side. One document at a time: a thread that wants its own has one of its own."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def read(self, source: Source, work: Work, limits: Limits) -> Outcome[Source]:
        """Do `work` on `source` in a child of the server."""
        request = {
            "path": str(source.path.absolute()), "uri": source.uri, "depth": source.depth,
            "may_unpack": source.may_unpack, "staging": str(work.staging.root.absolute()),
            "unpacked": str(work.archives.root.absolute()), "timings": work.timings, "limits": asdict(limits),
        }  # fmt: skip
        for _ in range(_TRIES):
            answer = self._ask(json.dumps(request).encode() + b"\n")
            if answer is not None:
                error_class = answer.pop("error_class")
                return Outcome(
                    job=source, error_class=ErrorClass(error_class) if error_class else None, **answer
                )
        lost = "the process that forks was killed, twice"
        return Outcome(source, None, ErrorClass.CRASH, lost, 0.0, 0.0, is_foreign=True)

    def _ask(self, line: bytes) -> dict[str, Any] | None:
        """The server's answer; None where the server died, which the next call starts again."""
        process = self._started()
        if process.stdin is None or process.stdout is None:
            return None
        with contextlib.suppress(OSError, ValueError):
            process.stdin.write(line)
            process.stdin.flush()
            answer: dict[str, Any] = json.loads(process.stdout.readline())
            return answer
        self.close()
        return None

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            own = {name: value for name, value in environment().items() if name != _FOR_LONG_LIVES}
            self._process = subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=own)
        return self._process

    def close(self) -> None:
        """End the server and the child it may have."""
        process, self._process = self._process, None
        if process is None:
            return
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        process.terminate()
        process.wait()


def _stay_with(parent: int) -> None:
    """Have this process end soon after its parent, by way of `finally`, which kills the child that reads."""

    def look(signum: int, frame: object) -> None:
        if signum == signal.SIGTERM or os.getppid() != parent:
            raise SystemExit

    signal.signal(signal.SIGALRM, look)
    signal.signal(signal.SIGTERM, look)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the caller's to handle
    signal.setitimer(signal.ITIMER_REAL, _LOOK, _LOOK)


def _answered(request: dict[str, Any]) -> dict[str, Any]:
    """How the one document of a request ended."""
    source = Source(Path(request["path"]), request["uri"], request["depth"], request["may_unpack"])
    staging = Staging(Path(request["staging"]), extractor_version())
    work = Work(staging, Archives(Path(request["unpacked"])), request["timings"])
    (outcome,) = each_in_child([source], work, Limits(**request["limits"]), 1)
    answer = asdict(outcome)
    del answer["job"]
    return answer


def serve() -> None:
    """Answer requests on stdin until it is closed."""
    _stay_with(os.getppid())
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not stand among the answers
    load_recognition()
    warm_up()
    for line in sys.stdin.buffer:
        answers.write(json.dumps(_answered(json.loads(line))).encode() + b"\n")
        answers.flush()


if __name__ == "__main__":
    serve()
