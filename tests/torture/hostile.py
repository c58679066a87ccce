"""The hostile files of ../shared, twice: every one has one row and one class, the right one, and both times the same."""

from __future__ import annotations

import os
import time
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from pipeline.core.issues import ErrorClass
from pipeline.run.confine import Limits, own_peak_mb
from pipeline.run.extraction import Done, Options
from pipeline.run.local import run, sources
from pipeline.store.diff import diff
from tests.torture.kill import contents

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "hostile"
_MEMORY_MB, _SECONDS = 1536.0 * 1.05, 70.0  # the limits of a child, besides what it shares with the run
_READ = {None, str(ErrorClass.NO_TABLE), str(ErrorClass.NO_TEXT), str(ErrorClass.DUPLICATE)}


@dataclass
class Sweep:
    """How a sweep ended."""

    n_files: int = 0
    seconds: float = 0.0
    classes: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    peak_mb: float = 0.0
    n_expected: int = 0
    wrong: list[str] = field(default_factory=list)


def sweep(folder: Path, corpus: Path) -> Sweep:
    """Run all files twice, from nothing.

    Raises:
        AssertionError: a file has no row or several, no class, or one of ours; a limit did not hold; the runs differ.
    """
    ended, found, began = Sweep(), sources([corpus]), time.monotonic()
    costs: list[Done] = []
    slow = 2 * _slow()  # deadlines are of the wall, and say little of a file while others use the machine
    options = Options(2, Limits(stall=60.0 * slow, base=60.0 * slow))
    run(found, folder / "one", options, costs.append)
    ended.seconds = time.monotonic() - began
    run(found, folder / "two", options)
    differ = [f"{c.file_name} {c.table}" for c in diff(*(_build(folder / name) for name in ("one", "two")))]
    if differ or contents(folder / "one") != contents(folder / "two"):
        raise AssertionError(f"two runs over the same files differ: {differ}")
    with duckdb.connect(str(folder / "one" / "dataset.duckdb"), read_only=True) as connection:
        rows = connection.execute("SELECT source_uri, status, error_class, error FROM documents").fetchall()
    classes = {uri: error_class for uri, _, error_class, _ in rows}
    counted = Counter(uri for uri, *_ in rows)
    missing = [s.uri for s in found if counted[s.uri] != 1]
    ours = [
        f"{uri}: {error}"
        for uri, status, c, error in rows
        if c == "INTERNAL_ERROR" or (status != "ok" and not c and not error)
    ]
    if missing or ours:
        raise AssertionError(f"no row, or several: {missing}; no class, or ours: {ours}")
    ended.n_files, ended.classes = len(found), Counter(c or "none" for c in classes.values())
    ended.slowest = max(d.seconds for d in costs)
    ended.peak_mb = max(d.peak_mb for d in costs)
    if ended.slowest > _SECONDS * slow or ended.peak_mb > _MEMORY_MB + own_peak_mb():
        raise AssertionError(f"a limit did not hold: {ended.slowest:.0f} s, {ended.peak_mb:.0f} MB")
    _judge(ended, classes)
    return ended


def _build(out: Path) -> Path:
    return (out / "current").resolve()


def _slow() -> float:
    """How much longer everything takes for what else the machine does."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def _judge(ended: Sweep, classes: dict[str, str | None]) -> None:
    expected = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))["expected"]
    for error_class, uris in expected.items():
        allowed = _READ if error_class == "read" else {error_class}
        for uri in uris:
            if uri in classes:
                ended.n_expected += 1
                ended.wrong += [f"{uri}: {classes[uri]}"] if classes[uri] not in allowed else []
