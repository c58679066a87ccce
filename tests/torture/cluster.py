"""A cluster of two workers on this machine against its own two cores: what it costs, and with its workers killed."""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from pipeline.core.resources import ROOT
from tests.torture.kill import contents, write_inputs
from tests.torture.machines import Cluster, Killer, children, command, on

CORPUS = ROOT.parent / "shared" / "corpus" / "dev" / "files"
SAMPLES = ROOT / "data" / "samples" / "files"
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of wall and of all processors."""

    wall: float
    processor: float


def _processor(pid: int) -> float:
    """What a process, those it waited for, and those that it has now have used."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        below = children(pid)
    except OSError:
        return 0.0
    return sum(map(int, fields[11:15])) / _TICKS + sum(map(_processor, below))


def measured(inputs: Path, out: Path, cluster: Cluster | None = None) -> Cost:
    """What a run costs, the cluster's part included.

    Raises:
        AssertionError: it failed.
    """
    before = sum(map(_processor, cluster.pids)) if cluster else 0.0
    began = time.monotonic()
    arguments = on(cluster) if cluster else ["--jobs", "2"]
    process = subprocess.Popen(
        command(inputs, out, *arguments), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise AssertionError(f"the run ended with {status}")
    after = sum(map(_processor, cluster.pids)) if cluster else 0.0
    return Cost(time.monotonic() - began, usage.ru_utime + usage.ru_stime + after - before)


def cluster_rounds(folder: Path, files: list[Path], seconds: float) -> str:
    """Read `files` here, by two workers, and by two workers of which one is killed every `seconds`; what it cost.

    Raises:
        AssertionError: the three datasets are not the same to the byte.
    """
    inputs, first = folder / "in", folder / "first"
    inputs.mkdir()
    for path in files:
        shutil.copy(path, inputs)
    write_inputs(first, 8, random.Random(0))
    here = measured(inputs, folder / "here")
    with Cluster(folder) as cluster:
        measured(first, folder / "first-out", cluster)  # the workers have loaded everything
        there = measured(inputs, folder / "there", cluster)
        killer = Killer(cluster, seconds)
        killer.start()
        killed = measured(inputs, folder / "killed", cluster)
        killer.stop()
    if not contents(folder / "here") == contents(folder / "there") == contents(folder / "killed"):
        raise AssertionError("the datasets differ")
    return (
        f"cluster: {len(files)} documents; here {here.wall:.1f} s wall, {here.processor:.1f} s processor; two workers "
        f"{there.wall:.1f} ({there.wall / here.wall:.2f} x), {there.processor:.1f} "
        f"({there.processor / here.processor:.2f} x); {killer.n_killed} workers killed, one every {seconds:g} s: "
        f"{killed.wall:.1f} s wall; same bytes"
    )


def main() -> None:
    """`python -m tests.torture.cluster [FOLDER] [--every N] [--seconds S]`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=CORPUS if CORPUS.exists() else SAMPLES)
    parser.add_argument("--every", type=int, default=1, help="take every n-th file")
    parser.add_argument("--seconds", type=float, default=5.0, help="between two workers killed")
    options = parser.parse_args()
    files = sorted(p for p in options.folder.iterdir() if p.is_file())[:: options.every]
    with tempfile.TemporaryDirectory() as folder:
        print(f"load before: {os.getloadavg()[0]:.1f}", flush=True)
        print(cluster_rounds(Path(folder), files, options.seconds))


if __name__ == "__main__":
    main()
