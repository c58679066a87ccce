"""`python -m benchmarks.words [FOLDER]`: Word documents read whole, against python-docx taking the texts of its tables.

In one process, file by file in turn; processor seconds. python-docx reads no nested table, no list number and no
note, and gives the text of a merged cell once for every column it spans: less work, not the same work.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import docx as python_docx

from benchmarks.__main__ import CORPUS, SAMPLES
from pipeline.read.docx import read_docx


def _theirs(path: Path) -> None:
    document = python_docx.Document(str(path))
    for paragraph in document.paragraphs:
        _ = paragraph.text
    for table in document.tables:
        for row in table.rows:
            for cell in row.cells:
                _ = cell.text


def main() -> None:
    """Read every file by both and print the sums."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=CORPUS if CORPUS.exists() else SAMPLES)
    paths = sorted(parser.parse_args().folder.rglob("*.docx"))
    peers: dict[str, Callable[[Path], object]] = {"python-docx": _theirs, "yujuesuan": read_docx}
    spent = dict.fromkeys(peers, 0.0)
    for path in paths:
        for name, read in peers.items():
            began = time.process_time()
            read(path)
            spent[name] += time.process_time() - began
    for name, seconds in spent.items():
        print(f"{name:12} {len(paths)} docx, {seconds:7.2f} processor s")
    print(f"ratio        {spent['python-docx'] / spent['yujuesuan']:7.2f} x")


if __name__ == "__main__":
    main()
