"""A Dask cluster of real processes on this machine, whose workers can be killed."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import TracebackType

from pipeline.core.resources import ROOT

_ENV = os.environ | {"PYTHONPATH": str(ROOT)}


class Cluster:
    """A scheduler and workers of one thread each below `folder`; started on entry, gone on exit."""

    def __init__(self, folder: Path, n_workers: int = 2, preload: str = "", cwd: Path = ROOT) -> None:
        self.scheduler_file = folder / "scheduler.json"
        self._folder, self._n_workers, self._preload, self._cwd = folder, n_workers, preload, cwd
        self._processes: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Cluster:
        self._start("scheduler", "--host", "127.0.0.1", "--port", "0")
        until = time.monotonic() + 60
        while not self.scheduler_file.exists():
            if time.monotonic() > until:
                raise AssertionError("no scheduler")
            time.sleep(0.05)
        preload = ["--preload", self._preload] if self._preload else []
        self._start("worker", "--nworkers", str(self._n_workers), "--nthreads", "1", *preload)
        return self

    def _start(self, kind: str, *arguments: str) -> None:
        command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", "--no-dashboard"]
        command += ["--scheduler-file", str(self.scheduler_file), *arguments]
        with (self._folder / f"{kind}.log").open("wb") as log:
            self._processes.append(
                subprocess.Popen(
                    command, stdout=log, stderr=log, env=_ENV, cwd=self._cwd, start_new_session=True
                )
            )

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in reversed(self._processes):
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def kill_scheduler(self) -> None:
        """End the scheduler without a word."""
        self._processes[0].kill()

    @property
    def pids(self) -> list[int]:
        """The scheduler and the process that starts workers."""
        return [process.pid for process in self._processes]

    def workers(self) -> list[int]:
        """The processes that are workers now; the nanny starts new ones for those that are killed."""
        return [pid for pid in children(self._processes[1].pid) if b"spawn_main" in command_of(pid)]


def children(pid: int) -> list[int]:
    """The processes that a process started and that are there."""
    found: list[int] = []
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        found += map(int, path.read_text().split())
    return found


def command_of(pid: int) -> bytes:
    """The command line of a process; nothing when it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


class Killer(threading.Thread):
    """Kills a worker, chosen at random, every so many seconds, at most so often."""

    def __init__(self, cluster: Cluster, seconds: float, most: int = 1 << 30, seed: int = 0) -> None:
        super().__init__(daemon=True)
        self._cluster, self._seconds, self._most, self._chance = cluster, seconds, most, random.Random(seed)
        self._over = threading.Event()
        self.n_killed = 0

    def run(self) -> None:
        """Kill until told to stop."""
        while self.n_killed < self._most and not self._over.wait(self._seconds):
            workers = self._cluster.workers()
            if workers:
                os.kill(self._chance.choice(workers), signal.SIGKILL)
                self.n_killed += 1

    def stop(self) -> None:
        """Stop killing."""
        self._over.set()
        self.join()


def command(inputs: Path, out: Path, *arguments: str) -> list[str]:
    """The command of a run."""
    return [sys.executable, "-m", "pipeline.cli", "run", str(inputs), "--out", str(out), *arguments]


def run(inputs: Path, out: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A run as a process of its own."""
    return subprocess.run(
        command(inputs, out, *arguments), capture_output=True, text=True, env=_ENV, cwd=ROOT, check=False
    )


def on(cluster: Cluster) -> list[str]:
    """The arguments of a run that a cluster reads for."""
    return ["--engine", "dask", "--scheduler", str(cluster.scheduler_file)]
