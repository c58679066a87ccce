"""`python -m tests.crawl`: the national trial at full size, its figures printed."""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from tests.crawl.national import Trial, counted
from tests.crawl.web import TEMPLATES


def main() -> None:
    """Run the trial; the first broken promise ends it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sites", type=int, default=200)
    parser.add_argument("--each", type=int, default=100)
    parser.add_argument("--rate", type=float, default=10.0)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--jobs", type=int, default=0, help="documents read at a time")
    options = parser.parse_args()
    began = time.monotonic()
    print(
        f"{options.sites} sites in {TEMPLATES} templates, {options.sites * options.each:,} disclosures",
        flush=True,
    )
    with tempfile.TemporaryDirectory() as folder:
        trial = Trial(
            Path(folder), options.sites, options.each, options.rate, kills=options.kills, jobs=options.jobs,
            tell=lambda text: print(text, flush=True),
        )  # fmt: skip
        trial.run()
        counts = counted(Path(folder) / "out")
    figures = trial.figures
    print(
        f"kill -9: {figures['killed']:.0f} times; asked again for it: {figures['asked again']:.0f} addresses"
    )
    print(
        f"most requests to one host within a second: {figures['most in a second']:.0f}, limit {options.rate:g}"
    )
    print("dataset: " + ", ".join(f"{n:,} {table}" for table, n in counts.items()))
    print(f"{time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
