"""`python -m benchmarks.checks [FOLDER] [--every N]`: what the checks cost beside reading, in processor time.

Every PDF that has text goes through the whole path in this process; checks of second readings count as checks, the
collector of cycles is off, as in a run.
"""

from __future__ import annotations

import argparse
import gc
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

from benchmarks.__main__ import CORPUS, SAMPLES, pdfs_with_text
from pipeline.check import check
from pipeline.read import open_document
from pipeline.run.document import process

Spent = dict[str, float]


def _timed(name: str, call: Callable[..., Any], spent: Spent) -> Callable[..., Any]:
    def timed(*args: Any, **options: Any) -> Any:
        began = time.process_time()
        try:
            return call(*args, **options)
        finally:
            spent[name] = spent.get(name, 0.0) + time.process_time() - began

    return timed


def cost(path: Path) -> Spent:
    """Processor seconds of reading, of the checks, and of the whole path; {} for pages that were recognised."""
    spent: Spent = {"reading": 0.0, "checks": 0.0}
    with (
        patch("pipeline.run.document.open_document", _timed("reading", open_document, spent)),
        patch("pipeline.run.document.check", _timed("checks", check, spent)),
    ):
        result = _timed("whole", process, spent)(path)
    gc.collect()
    return spent if result.status["text_source"] == "digital" else {}


def main() -> None:
    """Print the seconds and the two ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=CORPUS if CORPUS.exists() else SAMPLES)
    parser.add_argument("--every", type=int, default=1, help="take every n-th file")
    options = parser.parse_args()
    paths = list(pdfs_with_text(options.folder, options.every))
    gc.disable()
    cost(paths[0])  # patterns and lists are read once
    costs = [spent for path in paths if (spent := cost(path))]
    reading, checks, whole = (sum(spent[name] for spent in costs) for name in ("reading", "checks", "whole"))
    print(
        f"{len(costs)} digital PDFs, processor seconds: reading {reading:.2f}, checks {checks:.2f}, whole {whole:.2f}"
    )
    print(f"checks / reading                {checks / reading:.3f}")
    print(f"checks / reading and extraction {checks / (whole - checks):.3f}")


if __name__ == "__main__":
    main()
