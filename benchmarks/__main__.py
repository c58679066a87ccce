"""`python -m benchmarks [FOLDER] [--every N]`: pages a second of the whole job and of its peers, and the ratios."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import pypdfium2 as pdfium

from benchmarks.peers import PEERS

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT.parent / "shared" / "corpus" / "dev" / "files"
SAMPLES = ROOT / "data" / "samples" / "files"


@dataclass(frozen=True)
class Cost:
    """What a process cost, children included."""

    wall: float
    cpu: float
    peak_mb: float


def digital_pdfs(folder: Path, every: int) -> tuple[list[Path], int]:
    """The PDFs of a folder that have text, every n-th of them, and how many pages they have."""
    chosen, pages = [], 0
    for path in sorted(folder.glob("*.pdf"))[::every]:
        pdf = pdfium.PdfDocument(path)
        if any(page.get_textpage().count_chars() for page in pdf):
            chosen.append(path)
            pages += len(pdf)
        pdf.close()
    return chosen, pages


def measured(peer: str, listing: Path) -> Cost:
    """One run of a peer as a process of its own, on one core where the system can say so."""
    command = [sys.executable, "-m", "benchmarks.peers", peer, str(listing)]
    core = {min(os.sched_getaffinity(0))} if hasattr(os, "sched_setaffinity") else set()
    began = time.monotonic()
    process = subprocess.Popen(command, cwd=ROOT, preexec_fn=lambda: core and os.sched_setaffinity(0, core))
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{peer} ended with status {status}")
    return Cost(time.monotonic() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def main() -> None:
    """Measure every peer once and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=CORPUS if CORPUS.exists() else SAMPLES)
    parser.add_argument("--every", type=int, default=1, help="take every n-th file")
    options = parser.parse_args()
    paths, pages = digital_pdfs(options.folder, options.every)
    print(f"{len(paths)} digital PDFs, {pages} pages, one core, one run each")
    with tempfile.TemporaryDirectory() as folder:
        listing = Path(folder) / "files.txt"
        listing.write_text("\n".join(map(str, paths)), "utf-8")
        costs = {peer: measured(peer, listing) for peer in PEERS}
    ours = costs["yujuesuan"]
    print(f"{'':12} {'wall s':>8} {'cpu s':>8} {'ms/page':>8} {'peak MB':>8} {'x wall':>8} {'x cpu':>8}")
    for peer, cost in costs.items():
        each = 1000 * cost.wall / max(pages, 1)
        wall, cpu = cost.wall / ours.wall, cost.cpu / ours.cpu
        row = f"{cost.wall:8.1f} {cost.cpu:8.1f} {each:8.1f} {cost.peak_mb:8.0f} {wall:8.2f} {cpu:8.2f}"
        print(f"{peer:12} {row}")


if __name__ == "__main__":
    main()
