"""`python -m benchmarks.workers [FOLDER] [--every N] [--rounds N]`: two documents at a time against one.

Wall seconds of whole runs, taken in turn so that what else the machine does meets both; beside them the load, and the
ratio that the parts allow: what only one process does (starting, publishing) is not made shorter by a second core.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.__main__ import CORPUS, SAMPLES

_RUN = """
import resource, sys, time
from pathlib import Path
from pipeline.run.local import Options, run, sources
began = time.monotonic()
todo = [s for i, s in enumerate(sources([Path(sys.argv[1])])) if i % int(sys.argv[4]) == 0]
run(todo, Path(sys.argv[2]), Options(n_children=int(sys.argv[3])))
own, children = (resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
print(time.monotonic() - began, own.ru_utime + own.ru_stime, children.ru_utime + children.ru_stime)
"""


def timed(folder: Path, n_children: int, every: int) -> tuple[float, float, float]:
    """(wall, processor seconds of the run itself, of its children) of a run from nothing."""
    with tempfile.TemporaryDirectory() as out:
        words = [sys.executable, "-c", _RUN, str(folder), out, str(n_children), str(every)]
        done = subprocess.run(words, capture_output=True, check=True, text=True)
    wall, own, children = map(float, done.stdout.split())
    return wall, own, children


def main() -> None:
    """Measure in turn and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=CORPUS if CORPUS.exists() else SAMPLES)
    parser.add_argument("--every", type=int, default=1, help="take every n-th file")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    ratios = []
    for _ in range(options.rounds):
        one, two = (timed(options.folder, n, options.every) for n in (1, 2))
        ratios.append(one[0] / two[0])
        alone, shared = one[1], one[2]
        best = (alone + shared) / (alone + shared / 2)
        print(
            f"one {one[0]:.1f} s, two {two[0]:.1f} s: {ratios[-1]:.2f} x; processor {alone:.1f} + {shared:.1f} s, "
            f"which allow {best:.2f} x; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores",
            flush=True,
        )
    print(f"median {statistics.median(ratios):.2f} x (bar 1.85, on two cores with nothing else to do)")


if __name__ == "__main__":
    main()
