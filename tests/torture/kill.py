"""A run killed at any moment: readers see whole builds only, the next run ends as one that was never killed."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from pipeline.store.snapshots import Snapshots
from pipeline.store.verify import verify

TEXT = """示例市云溪局{year}年度部门决算
一、收入支出决算总体情况说明
{year}年度收、支总计{amount}万元。
二、一般公共预算财政拨款支出决算情况说明
1.一般公共服务支出（类）人大事务（款）行政运行（项）。支出决算为{amount}万元。
"""


def write_inputs(folder: Path, n: int, chance: random.Random) -> None:
    """`n` small disclosures, some of them changed since the last call."""
    folder.mkdir(exist_ok=True)
    for i in range(n):
        path = folder / f"{i:04d}.txt"
        if not path.exists() or chance.random() < 0.2:
            amount = f"{chance.randrange(1, 10**6)}.{chance.randrange(100):02d}"
            path.write_text(TEXT.format(year=2015 + i % 10, amount=amount), "utf-8")


def start(inputs: Path, out: Path, *, quiet: bool = True) -> subprocess.Popen[bytes]:
    """A run as a process of its own group."""
    said = subprocess.DEVNULL if quiet else subprocess.PIPE
    command = [sys.executable, "-m", "pipeline.cli", "run", str(inputs), "--out", str(out), "--jobs", "2"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=said, start_new_session=True)


@dataclass
class Reader(threading.Thread):
    """Reads the dataset again and again; `faults` are builds that it saw half, or could not see."""

    out: Path
    faults: list[str] = field(default_factory=list)
    n_reads: int = 0

    def __post_init__(self) -> None:
        super().__init__(daemon=True)
        self._over = threading.Event()

    __hash__ = threading.Thread.__hash__

    def run(self) -> None:
        """Read until told to stop."""
        while not self._over.is_set():
            if (self.out / "dataset.duckdb").exists():
                self._read()
                self.n_reads += 1
            time.sleep(0.02)

    def _read(self) -> None:
        try:
            with duckdb.connect(str((self.out / "dataset.duckdb").resolve()), read_only=True) as connection:
                stated = connection.execute(
                    "SELECT sum(n_function_lines), sum(n_amounts) FROM documents"
                ).fetchone()
                (lines,) = connection.execute("SELECT count(*) FROM function_lines").fetchone() or (None,)
                (amounts,) = connection.execute("SELECT count(*) FROM amounts").fetchone() or (None,)
            if stated != (lines, amounts):
                self.faults.append(f"half a build: {stated} stated, {lines} and {amounts} there")
        except duckdb.Error as error:
            self.faults.append(str(error))

    def stop(self) -> None:
        """Stop reading."""
        self._over.set()
        self.join()


def contents(out: Path) -> dict[str, bytes]:
    """Every Parquet file of the current build."""
    current = Snapshots(out).current()
    if current is None or verify(current):
        raise AssertionError(f"{out}: no sound build")
    return {p.relative_to(current).as_posix(): p.read_bytes() for p in current.rglob("*.parquet")}


def kill_rounds(folder: Path, rounds: int, seed: int, n_documents: int = 30) -> Reader:
    """Kill runs at random moments, `rounds` times, each time letting the next one end; compare with a clean run.

    Raises:
        AssertionError: the resumed dataset differs from one that was never interrupted.
    """
    chance = random.Random(seed)
    inputs, out = folder / "in", folder / "out"
    write_inputs(inputs, n_documents, chance)
    if start(inputs, out).wait():
        raise AssertionError("the first run failed")
    reader = Reader(out)
    reader.start()
    for number in range(rounds):
        write_inputs(inputs, n_documents, chance)
        process = start(inputs, out)
        time.sleep(chance.uniform(0.3, 1.4))
        victim = process.pid
        os.killpg(victim, signal.SIGKILL)
        process.wait()
        if start(inputs, out).wait():
            raise AssertionError(f"round {number}: the run after the kill failed")
        _compare(folder, inputs, out, number)
    reader.stop()
    return reader


def _compare(folder: Path, inputs: Path, out: Path, number: int) -> None:
    clean = folder / "clean"
    if start(inputs, clean).wait():
        raise AssertionError(f"round {number}: the clean run failed")
    if contents(out) != contents(clean):
        raise AssertionError(f"round {number}: resumed and clean differ")
    left = [p.name for p in (out / "snapshots").iterdir() if not p.name.isdigit()]
    left += [p.name for p in (out / ".staging").rglob("*.tmp")]
    if left:
        raise AssertionError(f"round {number}: left behind: {left}")
