"""`python -m tests.torture [TRIAL ...]`: the trials at full length, their figures printed; without names, all."""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.torture.commits import both_at_once, commit_trials
from tests.torture.converter import conversions
from tests.torture.disk import disk_trials
from tests.torture.hostile import CORPUS, sweep
from tests.torture.kill import kill_rounds
from tests.torture.outside import trace_run
from tests.torture.poison import poison_rounds


def poison(folder: Path) -> None:
    """1,000 documents, one in six poisoned, five orders of them."""
    for seed in range(5):
        part = folder / str(seed)
        part.mkdir()
        poison_rounds(part, 1000, seed)
        print(f"poison: 1000 documents, seed {seed}: every good row as in a clean run", flush=True)


def kill(folder: Path, rounds: int = 150) -> None:
    """Runs killed at random moments, readers at work."""
    reader = kill_rounds(folder, rounds, seed=0)
    print(f"kill: {rounds} rounds, {reader.n_reads} reads meanwhile, {len(reader.faults)} faults")
    if reader.faults:
        raise AssertionError(reader.faults[:10])


def commits(folder: Path) -> None:
    """A run killed at every step of the commit."""
    print(f"commits: {commit_trials(folder)} kills, one at every step of a publication, all resumed")


def two(folder: Path) -> None:
    """Two runs at once, and one killed that holds the dataset."""
    refused, done = both_at_once(folder, 20)
    print(
        f"two at once: 20 rounds, {refused} times one refused, {done} times both done; no row lost or doubled"
    )


def disk(folder: Path) -> None:
    """Full disks, a quota, a read-only folder."""
    for line in disk_trials(folder):
        print(f"disk: {line}", flush=True)


def office(folder: Path) -> None:
    """200 conversions by LibreOffice, one in ten killed."""
    print(f"LibreOffice: {dict(conversions(folder, 200))}, no process left")


def hostile(folder: Path) -> None:
    """The hostile files of ../shared."""
    ended = sweep(folder, CORPUS)
    print(
        f"hostile: {ended.n_files} files in {ended.seconds:.0f} s, classes {dict(ended.classes.most_common())}"
    )
    print(f"  slowest {ended.slowest:.1f} s, largest {ended.peak_mb:.0f} MB; twice the same")
    print(
        f"  {ended.n_expected - len(ended.wrong)} of {ended.n_expected} with the class expected {ended.wrong}"
    )


def outside(folder: Path) -> None:
    """System calls of a run over the small hostile files."""
    inputs = folder / "in"
    inputs.mkdir()
    small = [p for p in sorted(CORPUS.rglob("*")) if p.is_file() and p.stat().st_size < 700_000]
    chosen = [p for i, p in enumerate(small) if i % 8 == 0 or "synthetic" in p.parts or p.suffix == ".doc"]
    for number, path in enumerate(chosen):
        (inputs / f"{number:03d}-{path.name}").write_bytes(path.read_bytes())
    found, code = trace_run(inputs, folder)
    print(
        f"outside: {len(chosen)} files, {found.n_calls} calls, exit code {code}: {len(found.connects)} connections "
        f"asked for, {found.n_refused} of them refused for want of a network,"
    )
    print(
        f"  {len(found.reads)} files read and {len(found.writes)} written outside {found.reads[:5]} {found.writes[:5]}"
    )


TRIALS: dict[str, Callable[[Path], None]] = {
    f.__name__: f for f in (hostile, outside, disk, two, commits, office, poison, kill)
}


def main() -> None:
    """Run the trials; the first broken promise ends them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("trials", nargs="*", choices=[*TRIALS, []], default=[], metavar="TRIAL")
    for name in parser.parse_args().trials or TRIALS:
        if name in ("hostile", "outside") and not CORPUS.exists():
            print(f"{name}: {CORPUS} is not here: skipped")
            continue
        began = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            TRIALS[name](Path(folder))
        print(f"  {time.monotonic() - began:.0f} s, load {os.getloadavg()[0]:.1f}", flush=True)


if __name__ == "__main__":
    main()
