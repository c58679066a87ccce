"""A run killed at each step of the commit, and two runs at once: builds are whole, nothing is lost or doubled."""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

from pipeline.run.local import run, sources
from tests.torture.kill import TEXT, contents, start, write_inputs

_STEPS = ("rename", "replace", "symlink", "link", "fsync", "mkdir", "unlink", "rmdir")
_IS_THERE = "is writing this dataset"


def _killed_at(step: int, counted: Callable[..., Any], count: list[int]) -> Callable[..., Any]:
    def call(*args: Any, **keywords: Any) -> Any:
        count[0] += 1
        if count[0] == step:
            os.kill(os.getpid(), signal.SIGKILL)
        return counted(*args, **keywords)

    return call


def _run_killed_at(step: int, inputs: Path, out: Path) -> bool:
    """A run that dies at its `step`-th change of a folder while it publishes; False where it has fewer."""
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            from pipeline.run import local

            publish = local.publish

            def publish_killed(*args: Any, **keywords: Any) -> Any:
                count = [0]
                for name in _STEPS:
                    setattr(os, name, _killed_at(step, getattr(os, name), count))
                return publish(*args, **keywords)

            local.publish = publish_killed
            run(sources([inputs]), out)
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(pid, 0)
    if not os.WIFSIGNALED(status) and os.WEXITSTATUS(status):
        raise AssertionError(f"step {step}: the run failed")
    return os.WIFSIGNALED(status)


def commit_trials(folder: Path, every: int = 1) -> int:
    """Kill a run at every n-th step of a commit, resume it, compare it with a clean one; the number of kills.

    Raises:
        AssertionError: half a build is seen, or the resumed one differs.
    """
    chance = Random(5)
    inputs, out, clean = folder / "in", folder / "out", folder / "clean"
    write_inputs(inputs, 6, chance)
    run(sources([inputs]), out)
    n_kills = 0
    for step in _steps(every):
        (inputs / "0000.txt").write_text(TEXT.format(year=2015 + step % 3, amount=f"{step}.00"), "utf-8")
        before = contents(out)
        run(sources([inputs]), clean)
        expected = contents(clean)
        is_killed = _run_killed_at(step, inputs, out)
        if contents(out) not in (before, expected):
            raise AssertionError(f"step {step}: neither the old build nor the new one")
        run(sources([inputs]), out)
        left = [p.name for p in (out / "snapshots").iterdir() if not p.name.isdigit()]
        if contents(out) != expected or left:
            raise AssertionError(f"step {step}: resumed differs, or left behind: {left}")
        if not is_killed:
            return n_kills
        n_kills += 1
    return n_kills


def _steps(every: int) -> Iterator[int]:
    step = 1
    while True:
        yield step
        step += every


def both_at_once(folder: Path, rounds: int) -> tuple[int, int]:
    """Two runs on one dataset at a time, and each time one killed that holds it; (refused, both done).

    Raises:
        AssertionError: a row is lost or doubled, or a dead process still holds the dataset.
    """
    chance = Random(8)
    inputs, out, clean = folder / "in", folder / "out", folder / "clean"
    refused = done = 0
    for number in range(rounds):
        write_inputs(inputs, 12, chance)
        pair = [start(inputs, out, quiet=False) for _ in range(2)]
        said = [p.communicate()[1].decode("utf-8", "replace") for p in pair]
        codes = sorted(p.returncode for p in pair)
        if codes == [0, 1] and any(_IS_THERE in text for text in said):
            refused += 1
        elif codes == [0, 0]:
            done += 1
        else:
            raise AssertionError(f"round {number}: exit codes {codes}: {said}")
        _die_holding(inputs, out)
        for where in (out, clean):
            if start(inputs, where).wait():
                raise AssertionError(f"round {number}: no run after the dead one")
        if contents(out) != contents(clean):
            raise AssertionError(f"round {number}: rows lost or doubled")
        shutil.rmtree(clean)
    return refused, done


def _die_holding(inputs: Path, out: Path) -> None:
    """A run killed while it holds the dataset."""
    process = start(inputs, out)
    deadline = time.monotonic() + 30
    while (out / ".lock").read_text() != str(process.pid) and process.poll() is None:
        if time.monotonic() > deadline:
            raise AssertionError("it never held the dataset")
        time.sleep(0.01)
    process.kill()
    process.wait()
