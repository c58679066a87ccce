"""Write invented disclosures and their labels: python -m tests.synth OUT [--family F] [--seed N] [--format pdf]."""

from __future__ import annotations

import argparse
from pathlib import Path

from .document import RENDERERS, disclosure
from .family import families
from .labels import write
from .samples import write_samples


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="tests.synth", description=__doc__)
    parser.add_argument("out", type=Path, nargs="?", help="folder for files/ and gold/")
    parser.add_argument(
        "--family", action="append", help="a family; all when it is left out; 'mixed' recombines"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=1, help="how many seeds, from --seed on")
    parser.add_argument("--format", choices=tuple(RENDERERS), default="pdf")
    parser.add_argument("--samples", type=Path, help="write the project's samples into this folder instead")
    args = parser.parse_args()
    if args.samples:
        write_samples(args.samples)
        return
    if not args.out:
        parser.error("OUT or --samples is needed")
    for name in args.family or [*families(), "mixed"]:
        for seed in range(args.seed, args.seed + args.count):
            write(disclosure(name, seed), args.format, args.out / "files", args.out / "gold")


if __name__ == "__main__":
    main()
