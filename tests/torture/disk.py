"""Disks that fill up, a quota that is reached, folders that cannot be written: a named error, the last build intact,
and the next run completes as soon as there is room again.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.torture.kill import contents, write_inputs

KB = 1 << 10
_NAMED = (
    "No space left",
    "File too large",
    "Read-only",
    "disk is full",
    "disk I/O error",
    "readonly database",
)
LEFT = (0, 64 * KB, 400 * KB, 900 * KB)
"""Bytes left on the disk of the dataset: none, too few for staging, for the ledger, for the new build."""


@contextmanager
def small_disk(at: Path, megabytes: int) -> Iterator[Path]:
    """A file system of its own in memory.

    Raises:
        PermissionError: the system does not let this user mount one.
    """
    at.mkdir(parents=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(at)]
    done = subprocess.run(command, capture_output=True, check=False, text=True)
    if done.returncode:
        raise PermissionError(done.stderr)
    try:
        yield at
    finally:
        subprocess.run(["umount", "-l", str(at)], check=True)


@contextmanager
def filled(disk: Path, left: int) -> Iterator[None]:
    """The disk full but for `left` bytes."""
    ballast = disk / ".ballast"
    stat = os.statvfs(disk)
    ballast.write_bytes(bytes(max(stat.f_bavail * stat.f_frsize - left, 0)))
    try:
        yield
    finally:
        ballast.unlink()


@contextmanager
def read_only(disk: Path) -> Iterator[None]:
    """The disk mounted so that nobody can write to it."""
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    try:
        yield
    finally:
        subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)


def command(inputs: Path, out: Path, *, quota: int = 0, log: Path | None = None) -> tuple[int, str]:
    """(exit code, what it said) of a run as a process of its own."""

    def limit() -> None:
        if quota:
            resource.setrlimit(resource.RLIMIT_FSIZE, (quota, quota))

    words = [
        sys.executable,
        "-m",
        "pipeline.cli",
        "run",
        str(inputs),
        "--out",
        str(out),
        "--jobs",
        "2",
        "--json",
    ]
    if log is None:
        done = subprocess.run(words, capture_output=True, check=False, preexec_fn=limit)
        return done.returncode, done.stderr.decode("utf-8", "replace")[-1500:]
    with log.open("ab") as sink:
        code = subprocess.run(words, stdout=subprocess.DEVNULL, stderr=sink, check=False).returncode
    return code, "No space left" if code else ""


@dataclass
class Trial:
    """A dataset on a small disk, and inputs that change before every trial."""

    folder: Path
    disk: Path
    chance: Random

    @property
    def out(self) -> Path:
        """The dataset, on the small disk."""
        return self.disk / "out"

    def _inputs(self) -> Path:
        inputs = self.folder / "in"
        write_inputs(inputs, 24, self.chance)
        return inputs

    def begin(self) -> None:
        """A first build."""
        code, said = command(self._inputs(), self.out)
        if code:
            raise AssertionError(said)

    def must_fail(self, what: str, run: Callable[[Path], tuple[int, str]]) -> str:
        """A run that cannot write ends with a named error, and leaves the build as it was; a full disk may just do.

        Raises:
            AssertionError: it does not.
        """
        inputs, before = self._inputs(), contents(self.out)
        code, said = run(inputs)
        if code not in (0, 1) or "Traceback" in said:
            raise AssertionError(f"{what}: exit code {code}: {said}")
        if code and not any(word in said for word in _NAMED):
            raise AssertionError(f"{what}: the error is not named: {said}")
        if code and contents(self.out) != before:
            raise AssertionError(f"{what}: the last build is not as it was")
        return said.strip().splitlines()[-1][-110:] if code else "it was enough"

    def must_complete(self, what: str) -> None:
        """With room again a run completes, without anything done by hand, to the bytes of a clean one.

        Raises:
            AssertionError: it does not.
        """
        inputs, clean = self.folder / "in", self.folder / "clean"
        for out in (self.out, clean):
            code, said = command(inputs, out)
            if code:
                raise AssertionError(f"{what}: {out.name}: {said}")
        if contents(self.out) != contents(clean):
            raise AssertionError(f"{what}: not what a clean run gives")
        shutil.rmtree(clean)


def disk_trials(folder: Path, left: tuple[int, ...] = LEFT) -> Iterator[str]:
    """Every trial; a line about each.

    Raises:
        AssertionError: a promise is broken.
        PermissionError: this user cannot mount a file system.
    """
    with small_disk(folder / "disk", 64) as disk:
        trial = Trial(folder, disk, Random(3))
        trial.begin()
        for n_bytes in left:
            what = f"{n_bytes // KB} KB left"
            with filled(disk, n_bytes):
                said = trial.must_fail(what, lambda inputs: command(inputs, trial.out))
            trial.must_complete(what)
            yield f"{what}: {said}"
        with read_only(disk):
            said = trial.must_fail("read-only", lambda inputs: command(inputs, trial.out))
        trial.must_complete("read-only")
        yield f"read-only: {said}"
        said = trial.must_fail("quota", lambda inputs: command(inputs, trial.out, quota=6 * KB))
        trial.must_complete("quota")
        yield f"quota of 6 KB a file: {said}"
        with small_disk(folder / "logs", 1) as logs, filled(logs, 4 * KB):
            said = trial.must_fail("log", lambda inputs: command(inputs, trial.out, log=logs / "run.log"))
        trial.must_complete("log")
        yield f"log on a full disk: {said}"
