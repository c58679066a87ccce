"""`python -m tests.torture [--kills N] [--poisoned N]`: the trials at full length, their figures printed."""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from tests.torture.kill import kill_rounds
from tests.torture.poison import poison_rounds


def main() -> None:
    """Run the trials; the first broken promise ends them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=150)
    parser.add_argument("--poisoned", type=int, default=1000)
    parser.add_argument("--seeds", type=int, default=5)
    options = parser.parse_args()
    began = time.monotonic()
    for seed in range(options.seeds):
        with tempfile.TemporaryDirectory() as folder:
            poison_rounds(Path(folder), options.poisoned, seed)
        print(
            f"poison: {options.poisoned} documents, seed {seed}: every good row as in a clean run", flush=True
        )
    with tempfile.TemporaryDirectory() as folder:
        reader = kill_rounds(Path(folder), options.kills, seed=0)
    print(f"kill: {options.kills} rounds, {reader.n_reads} reads meanwhile, {len(reader.faults)} faults")
    print(f"{time.monotonic() - began:.0f} s")
    if reader.faults:
        raise SystemExit("\n".join(reader.faults[:10]))


if __name__ == "__main__":
    main()
