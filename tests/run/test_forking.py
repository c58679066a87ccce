"""The fork server: what it is told comes back; killed, it is replaced; it ends with the run, and its children with it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pipeline.core.resources import ROOT
from pipeline.run.confine import Limits
from pipeline.run.forking import each_from_server
from tests.run.test_isolate import is_gone


def told(folder: Path, seconds: float = 0.0) -> Callable[[int], dict[str, Any]]:
    """Work that leaves its process and that of its server behind as names of files."""

    def work(job: int) -> dict[str, Any]:
        (folder / f"{job}-{os.getpid()}-{os.getppid()}").touch()
        time.sleep(seconds)
        return {"job": job, "text": "预" * 50_000}

    return work


def processes(folder: Path) -> set[int]:
    return {int(n) for p in folder.iterdir() for n in p.name.split("-")[1:]}


def test_every_job_has_its_outcome(tmp_path: Path) -> None:
    found = {o.job: o.answer for o in each_from_server(range(20), told(tmp_path), Limits(), 3)}
    assert {job: (a or {})["job"] for job, a in found.items()} == {n: n for n in range(20)}
    assert os.getpid() not in processes(tmp_path)
    assert all(is_gone(p) for p in processes(tmp_path))


def test_what_is_prepared_is_the_childrens_and_not_the_callers() -> None:
    held: list[int] = []

    def work(job: int) -> dict[str, Any]:
        return {"held": len(held), "by": held[0] == os.getppid()}

    outcomes = each_from_server(range(4), work, Limits(), 2, lambda: held.append(os.getpid()))
    assert [o.answer for o in outcomes] == [{"held": 1, "by": True}] * 4
    assert not held


def test_a_killed_server_is_replaced(tmp_path: Path) -> None:
    found = []
    for outcome in each_from_server(range(12), told(tmp_path, 0.05), Limits(), 2):
        found.append(outcome.job)
        if len(found) == 4:
            os.kill(int(next(tmp_path.glob(f"{outcome.job}-*")).name.split("-")[2]), signal.SIGKILL)
    assert sorted(found) == list(range(12))
    assert len({p.name.split("-")[2] for p in tmp_path.iterdir()}) == 2


def test_who_stops_listening_ends_it(tmp_path: Path) -> None:
    outcomes = each_from_server(range(12), told(tmp_path, 0.2), Limits(), 2)
    next(outcomes)
    outcomes.close()  # type: ignore[attr-defined]
    assert len(list(tmp_path.iterdir())) < 12
    assert all(is_gone(p) for p in processes(tmp_path))


def test_a_request_to_end_is_not_lost_in_a_fork(tmp_path: Path) -> None:
    program = f"""
import os, signal
from pathlib import Path
from pipeline.run.confine import Limits
from pipeline.run.isolate import each_in_child

def stop(signum, frame):
    raise SystemExit(3)

def work(job):
    (Path({str(tmp_path)!r}) / str(job)).touch()
    return {{}}

signal.signal(signal.SIGTERM, stop)
os.register_at_fork(after_in_parent=lambda: os.kill(os.getpid(), signal.SIGTERM))
list(each_in_child(range(20), work, Limits(), 1))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False, cwd=ROOT)
    assert done.returncode == 3, done.stderr
    assert len(list(tmp_path.iterdir())) <= 1


def test_nothing_outlives_a_killed_run(tmp_path: Path) -> None:
    run = os.fork()
    if run == 0:
        list(each_from_server(range(12), told(tmp_path, 600.0), Limits(), 2))
        os._exit(0)
    while len(list(tmp_path.iterdir())) < 2:
        time.sleep(0.02)
    os.kill(run, signal.SIGKILL)
    os.waitpid(run, 0)
    assert all(is_gone(p) for p in processes(tmp_path))


def test_nothing_to_do() -> None:
    assert list(each_from_server([], told(Path()), Limits(), 2)) == []
