"""A fork server whose documents, named after a way to die, die so: `--preload` this module to give workers it.

Beside the ways of the poison trial there is `worker`: the document that takes the machine it is read on with it.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from pipeline.core.source import Told
from pipeline.run import forks, work
from pipeline.run.result import Result
from tests.torture.poison import die

_good = work.process


def process(path: Path, source_uri: str = "", told: Told | None = None) -> Result:
    """Read a document, or die as it says."""
    kind = path.stem.partition("-")[0]
    if kind == "worker":
        server = os.getppid()
        os.kill(int(Path(f"/proc/{server}/stat").read_text().rpartition(")")[2].split()[1]), signal.SIGKILL)
        signal.pause()
    die(kind)
    return _good(path, source_uri, told)


def dask_setup(worker: object) -> None:
    """What Dask calls in a worker that preloads this module."""
    forks.COMMAND[:] = [sys.executable, "-m", "tests.torture.poisoned"]


if __name__ == "__main__":
    work.process = process
    forks.serve()
