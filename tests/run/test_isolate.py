"""A child may raise, crash, hang or eat memory: each gives one outcome, and its neighbours theirs."""

from __future__ import annotations

import faulthandler
import os
import signal
import time
from pathlib import Path
from typing import Any

from pipeline.core.issues import ErrorClass
from pipeline.run.isolate import Limits, Outcome, each_in_child

MB = 1 << 20


def work(job: str) -> dict[str, Any]:
    if job == "raise":
        raise ValueError("no such thing")
    if job == "abort":
        faulthandler.disable()
        os.kill(os.getpid(), signal.SIGABRT)
    if job == "exit":
        os._exit(7)
    if job == "hang":
        time.sleep(600)
    if job == "eat":
        return {"length": len(bytearray(900 * MB))}
    if job == "orphan":
        orphan = os.fork()
        if orphan == 0:
            time.sleep(600)
        return {"orphan": orphan}
    return {"job": job, "long": "预" * 200_000}


def is_gone(pid: int) -> bool:
    """True once a process has ended; one that nobody waits for stays in the list as Z."""
    for _ in range(100):
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except FileNotFoundError:
            return True
        time.sleep(0.01)
    return False


def outcomes(jobs: list[str], n: int = 3) -> dict[str, Outcome[str]]:
    limits = Limits(seconds=2.0, memory=400 * MB)
    return {o.job: o for o in each_in_child(jobs, work, limits, n)}


def test_poison_beside_good() -> None:
    jobs = ["a", "raise", "b", "abort", "c", "exit", "hang", "eat", "d"]
    ended = outcomes(jobs)
    assert set(ended) == set(jobs)
    for job in "abcd":
        answer = ended[job].answer
        assert answer is not None
        assert answer["job"] == job
        assert len(answer["long"]) == 200_000
    assert ended["raise"].error_class == ErrorClass.INTERNAL_ERROR
    assert "no such thing" in ended["raise"].error
    assert ended["abort"].error_class == ErrorClass.CRASH
    assert "SIGABRT" in ended["abort"].error
    assert ended["exit"].error_class == ErrorClass.INTERNAL_ERROR
    assert ended["hang"].error_class == ErrorClass.TIMEOUT
    assert ended["eat"].error_class == ErrorClass.MEMORY


def test_time_is_kept() -> None:
    began = time.monotonic()
    ended = outcomes(["hang", "hang2"], 1)
    assert ended["hang"].error_class == ErrorClass.TIMEOUT
    assert time.monotonic() - began < 4.5


def test_what_a_child_starts_ends_with_it() -> None:
    began = time.monotonic()
    answer = outcomes(["orphan"])["orphan"].answer
    assert answer is not None
    assert time.monotonic() - began < 1.5
    assert is_gone(answer["orphan"])


def test_nothing_to_do() -> None:
    assert outcomes([]) == {}
