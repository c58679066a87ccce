"""Disks that fill up, quotas that are reached, folders that cannot be written: a named error, the last build intact,
and the next run completes when there is room again.
"""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.torture.kill import contents

MB = 1 << 20
_SOON = "import resource, sys, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "


@contextmanager
def small_disk(at: Path, megabytes: float) -> Iterator[Path]:
    """A file system of its own in memory.

    Raises:
        OSError: the system does not let this user mount one.
    """
    at.mkdir(parents=True, exist_ok=True)
    options = f"size={int(megabytes * 1024)}k,nr_inodes=20k"
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(at)], capture_output=True, check=False, text=True
    )
    if done.returncode:
        raise OSError(done.stderr)
    try:
        yield at
    finally:
        subprocess.run(["umount", "-l", str(at)], check=True)


def fill(folder: Path, leave: int) -> Path:
    """Fill the disk of `folder` until `leave` bytes are free; the file that does it."""
    ballast = folder / "ballast"
    with ballast.open("wb") as file:
        left = os.statvfs(folder).f_bavail * os.statvfs(folder).f_frsize
        file.write(bytes(max(left - leave, 0)))
    return ballast


def run_command(
    inputs: Path, out: Path, *, temp: Path | None = None, log: Path | None = None, quota: int = 0
) -> tuple[int, str]:
    """(exit code, last lines of stderr) of a run as a process, its temp folder and its log where they are given."""

    def limit() -> None:
        if quota:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # as Python does: writing too much raises EFBIG
            resource.setrlimit(resource.RLIMIT_FSIZE, (quota, quota))

    command = [sys.executable, "-m", "pipeline.cli", "run", str(inputs), "--out", str(out), "--jobs", "2", "--json"]
    environment = os.environ | ({"TMPDIR": str(temp)} if temp else {})
    if log is not None:
        with log.open("ab") as sink:
            done = subprocess.run(
                command, env=environment, stdout=subprocess.DEVNULL, stderr=sink, check=False, preexec_fn=limit
            )
        return done.returncode, ""
    shown = subprocess.run(command, env=environment, capture_output=True, check=False, preexec_fn=limit)
    return shown.returncode, shown.stderr.decode("utf-8", "replace")[-2000:]


def must_fail_and_resume(inputs: Path, out: Path, before: dict[str, bytes], code: int, said: str) -> None:
    """A run that could not write says so, and leaves the build as it was.

    Raises:
        AssertionError: it does not.
    """
    if code != 1 or not any(word in said for word in ("No space", "too large", "Read-only", "Permission", "full")):
        raise AssertionError(f"exit code {code}: {said}")
    if contents(out) != before:
        raise AssertionError("the last build is not as it was")
