"""`python -m benchmarks [FOLDER] [--every N] [--peers P...]`: what a page costs the whole job and its peers; ratios."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2 as pdfium

from benchmarks.peers import PEERS, recognised

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT.parent / "shared" / "corpus" / "dev" / "files"
SAMPLES = ROOT / "data" / "samples" / "files"


@dataclass(frozen=True)
class Cost:
    """What a process cost, children included."""

    wall: float
    cpu: float
    peak_mb: float


def pdfs_with_text(folder: Path, every: int) -> dict[Path, int]:
    """The PDFs of a folder that have text, every n-th of them, and how many pages each has."""
    chosen = {}
    for path in sorted(folder.glob("*.pdf"))[::every]:
        pdf = pdfium.PdfDocument(path)
        if any(page.get_textpage().count_chars() for page in pdf):
            chosen[path] = len(pdf)
        pdf.close()
    return chosen


def measured(peer: str, paths: Sequence[Path]) -> Cost:
    """One run of a peer as a process of its own, on one core where the system can say so."""
    core = {min(os.sched_getaffinity(0))} if hasattr(os, "sched_setaffinity") else set()
    with tempfile.TemporaryDirectory() as folder:
        listing = Path(folder) / "files.txt"
        listing.write_text("\n".join(map(str, paths)), "utf-8")
        command = [sys.executable, "-m", "benchmarks.peers", peer, str(listing)]
        began = time.monotonic()
        process = subprocess.Popen(
            command, cwd=ROOT, preexec_fn=lambda: core and os.sched_setaffinity(0, core)
        )
        _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{peer} ended with status {status}")
    return Cost(time.monotonic() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def main() -> None:
    """Measure every peer once and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=CORPUS if CORPUS.exists() else SAMPLES)
    parser.add_argument("--every", type=int, default=1, help="take every n-th file")
    parser.add_argument("--peers", nargs="*", choices=tuple(PEERS), default=tuple(PEERS))
    options = parser.parse_args()
    texts = pdfs_with_text(options.folder, options.every)
    images = recognised(list(texts))
    digital = {p: n for p, n in texts.items() if p not in images}
    print(f"{len(digital)} digital PDFs, {sum(digital.values())} pages, one core, one run each")
    costs = {peer: measured(peer, list(digital)) for peer in dict.fromkeys([*options.peers, "yujuesuan"])}
    _print(costs, sum(digital.values()))
    if images:
        cost, pages = measured("yujuesuan", sorted(images)), sum(texts[p] for p in images)
        print(
            f"besides, {len(images)} PDFs of {pages} pages with some that are recognised in their images: "
            f"yujuesuan {cost.wall:.1f} s, cpu {cost.cpu:.1f} s"
        )


def _print(costs: dict[str, Cost], pages: int) -> None:
    """The table, and the ratio to the floor."""
    ours = costs["yujuesuan"]
    print(f"{'':12} {'wall s':>8} {'cpu s':>8} {'ms/page':>8} {'peak MB':>8} {'x wall':>8} {'x cpu':>8}")
    for peer, cost in costs.items():
        each = 1000 * cost.wall / max(pages, 1)
        wall, cpu = cost.wall / ours.wall, cost.cpu / ours.cpu
        row = f"{cost.wall:8.1f} {cost.cpu:8.1f} {each:8.1f} {cost.peak_mb:8.0f} {wall:8.2f} {cpu:8.2f}"
        print(f"{peer:12} {row}")
    for peer, words in (
        ("pypdfium2", "by its binding (bar: 2)"),
        ("pdfium", "by raw calls, points left out"),
    ):
        if peer in costs:
            times = ours.cpu / costs[peer].cpu
            print(f"yujuesuan takes {times:.2f} times the processor time of pdfium's bare parse {words}")


if __name__ == "__main__":
    main()
