"""`python -m benchmarks.scale [--documents N]`: a run over many documents, its speed and memory from start to end.

The documents are not read (see `benchmarks.made`). Printed are documents a second over the first and the last tenth,
by processor time of the run so that a busy machine does not tell; the memory of the run and its slope; the seconds
and rows a second of publication; then the same run again with nothing new, against what reading the documents for the
first time costs, taken from a few hundred of them read for good.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import tempfile
import time
from pathlib import Path

from benchmarks.made import Made, write_files
from pipeline.run.extraction import Done, Options
from pipeline.run.local import run, sources
from pipeline.run.report import RunReport

_PARTS = 10
_READ = 300  # documents read for good


def _memory_mb() -> float:
    """What the process holds now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / (1 << 20)


def _cpu() -> float:
    """Processor seconds so far, ended children included."""
    own, children = (resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


class Watch:
    """Speed and memory at every tenth of a run."""

    def __init__(self, n: int) -> None:
        self._every, self._n = max(n // _PARTS, 1), 0
        self.marks = [(0, _cpu(), _memory_mb())]

    def done(self, done: Done) -> None:
        """Note a document."""
        self._n += 1
        if self._n % self._every == 0:
            self.marks.append((self._n, _cpu(), _memory_mb()))

    def speeds(self) -> list[float]:
        """Documents a processor second, tenth by tenth."""
        return [
            (n1 - n0) / (t1 - t0)
            for (n0, t0, _), (n1, t1, _) in zip(self.marks, self.marks[1:], strict=False)
        ]

    def slope(self) -> float:
        """MB a thousand documents, after the first tenth."""
        (n0, _, m0), (n1, _, m1) = self.marks[1], self.marks[-1]
        return (m1 - m0) / max(n1 - n0, 1) * 1000


def first_time(inputs: Path, out: Path, n: int) -> None:
    """A run over all of it, and what it took."""
    watch, cpu, wall = Watch(n), _cpu(), time.monotonic()
    report = run(sources([inputs]), out, Options(engine=Made()), watch.done)
    ended = _cpu()
    published = ended - watch.marks[-1][1]
    rows = sum(report.counts.values())
    speeds = watch.speeds()
    print(f"documents a processor second, tenth by tenth: {' '.join(f'{s:.0f}' for s in speeds)}")
    print(f"  last tenth against the second: {speeds[-1] / speeds[1]:.3f} (bar 0.95)")
    print(f"memory of the run: {watch.marks[0][2]:.0f} MB before, {watch.marks[-1][2]:.0f} MB after the last")
    print(f"  slope {watch.slope():.2f} MB a thousand documents")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  most, publication included: {peak:.0f} MB (bar 500)")
    print(
        f"publication: {rows:,} rows in {published:.1f} processor s, {rows / published:,.0f} rows/s, ", end=""
    )
    print(f"{n / published:,.0f} documents/s, {report.published and report.published.n_written} partitions")
    print(f"all: {ended - cpu:.1f} processor s, {time.monotonic() - wall:.1f} s", flush=True)


def again(inputs: Path, out: Path) -> tuple[float, float, RunReport]:
    """(processor seconds, seconds, report) of a run with nothing new."""
    cpu, wall = _cpu(), time.monotonic()
    report = run(sources([inputs]), out)
    return _cpu() - cpu, time.monotonic() - wall, report


def full_cost(folder: Path) -> float:
    """Processor seconds that reading one of the documents costs."""
    write_files(folder / "read", _READ)
    cpu = _cpu()
    run(sources([folder / "read"]), folder / "out")
    return (_cpu() - cpu) / _READ


def main() -> None:
    """Run all of it in a folder of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=100_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        inputs, out = folder / "in", folder / "out"
        write_files(inputs, options.documents)
        first_time(inputs, out, options.documents)
        shutil.rmtree(out / "reports")
        cpu, wall, report = again(inputs, out)
        print(f"nothing new: {report.n_reused:,} known documents in {cpu:.2f} processor s, {wall:.2f} s")
        full = full_cost(folder / "full") * options.documents
        print(f"  {cpu / full:.2%} of the {full:.0f} processor s that reading all of them takes (bar 1 %)")


if __name__ == "__main__":
    main()
