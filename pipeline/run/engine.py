"""Where the documents of a run are read: the one seam between a run and the machines that work for it.

An engine gets documents and gives back how each of them ended. What it read is staged below the run's own folder
when it says so, whichever machine did it; everything else (what is known already, what is published) is the run's.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from pipeline.core.source import Source
from pipeline.run.confine import Limits
from pipeline.run.forking import each_from_server
from pipeline.run.isolate import Outcome
from pipeline.run.warm import load_recognition, warm_up
from pipeline.run.work import Work


class EngineError(RuntimeError):
    """The machines that should read cannot be had or are gone; what they had read until then stays."""


class Engine(Protocol):
    """Reads documents, each in a child process of its own with limits."""

    def each(self, jobs: Sequence[Source], work: Work, limits: Limits) -> Iterator[Outcome[Source]]:
        """Do `work` on every job, in any order; one outcome a job.

        Raises:
            EngineError: no machine is left to read. Not for anything that a document does.
        """


@dataclass(frozen=True, slots=True)
class LocalEngine:
    """The cores of this machine; `n_children` documents at a time, 0 for one a core."""

    n_children: int = 0

    def each(self, jobs: Sequence[Source], work: Work, limits: Limits) -> Iterator[Outcome[Source]]:
        """Children of a server that is forked from this process."""
        warm_up()
        n_children = self.n_children or os.cpu_count() or 1
        yield from each_from_server(jobs, work, limits, n_children, load_recognition)
