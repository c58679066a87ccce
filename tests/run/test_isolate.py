"""A child may raise, crash, hang or eat memory: each gives one outcome, and its neighbours theirs."""

from __future__ import annotations

import faulthandler
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest

from pipeline.core.issues import ErrorClass
from pipeline.core.progress import step
from pipeline.run import confine
from pipeline.run.confine import Limits
from pipeline.run.isolate import Outcome, each_in_child

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


def slow(job: str) -> dict[str, Any]:
    if job == "pages":
        for _ in range(8):
            time.sleep(0.5)
            step(pages=1)
        time.sleep(600)
    if job == "converts":
        step(seconds=2.0)
        time.sleep(1.8)
    if job == "talks":
        while True:
            time.sleep(0.2)
            step()
    if job == "connects":
        return {"error": _connection(CANARY.getsockname())}
    return {"job": job}


def _connection(address: Any) -> str:
    try:
        with socket.create_connection(address, timeout=2.0):
            return ""
    except OSError as error:
        return str(error)


CANARY = socket.create_server(("127.0.0.1", 0))


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


def test_a_killed_child_leaves_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def writes(job: str) -> dict[str, Any]:
        Path(tempfile.mkdtemp(), "half").write_bytes(b"half")
        return work(job)

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / "another's").mkdir()
    found = list(each_in_child(["a", "abort", "exit", "hang"], writes, Limits(seconds=1.0), 2))
    assert {o.job for o in found if o.answer is None} == {"abort", "exit", "hang"}
    assert [p.name for p in tmp_path.iterdir()] == ["another's"]
    left = each_in_child(["a", "hang"], writes, Limits(), 2)
    next(left)
    left.close()
    assert [p.name for p in tmp_path.iterdir()] == ["another's"]


THREADS = """
from pipeline.run.confine import Limits
from pipeline.run.isolate import each_in_child
def work(job):
    import cv2
    return {"threads": cv2.getNumThreads()}
print([o.answer for o in each_in_child(["a"], work, Limits(), 1)])
"""


def test_a_child_has_one_core() -> None:
    pytest.importorskip("cv2")
    done = subprocess.run([sys.executable, "-c", THREADS], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "[{'threads': 1}]"


def test_time_is_kept() -> None:
    began = time.monotonic()
    ended = outcomes(["hang", "hang2"], 1)
    assert ended["hang"].error_class == ErrorClass.TIMEOUT
    assert time.monotonic() - began < 4.5


def ended(job: str, limits: Limits) -> Outcome[str]:
    (outcome,) = each_in_child([job], slow, limits, 1)
    return outcome


def test_a_child_that_finishes_pages_has_time_for_more() -> None:
    limits = Limits(stall=1.2, base=2.0, per_page=2.0)
    outcome = ended("pages", limits)
    assert outcome.error_class == ErrorClass.TIMEOUT
    assert "no page finished for 1.2 s" in outcome.error
    assert 4.0 < outcome.seconds < 7.5


def test_what_is_known_to_be_slow_may_be() -> None:
    assert ended("converts", Limits(stall=1.0, base=1.0)).answer is not None


def test_talking_wins_no_time() -> None:
    outcome = ended("talks", Limits(stall=1.0, base=1.5))
    assert outcome.error == "not done after 1.5 s"
    assert ended("pages", Limits(seconds=1.0)).error == "not done after 1 s"


def test_a_child_that_somebody_killed_is_started_once_more(tmp_path: Path) -> None:
    def killed(job: int) -> dict[str, Any]:
        mark = tmp_path / str(job)
        if job < 2 and (job == 1 or not mark.exists()):
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return {"job": job}

    found = {o.job: o for o in each_in_child(range(4), killed, Limits(), 2)}
    assert {job for job, o in found.items() if o.answer} == {0, 2, 3}
    assert found[1].is_foreign
    assert found[1].error_class == ErrorClass.CRASH


@pytest.mark.parametrize("is_root", [True, False])
def test_no_child_has_a_network(monkeypatch: pytest.MonkeyPatch, is_root: bool) -> None:
    if not is_root:
        monkeypatch.setattr(confine, "_WAYS", confine._WAYS[1:])
    assert _connection(CANARY.getsockname()) == ""
    answer = ended("connects", Limits()).answer
    assert answer is not None
    assert "unreachable" in answer["error"]


def test_what_a_child_starts_ends_with_it() -> None:
    began = time.monotonic()
    answer = outcomes(["orphan"])["orphan"].answer
    assert answer is not None
    assert time.monotonic() - began < 1.5
    assert is_gone(answer["orphan"])


def test_nothing_to_do() -> None:
    assert outcomes([]) == {}
