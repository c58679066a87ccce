"""Where the data that travels with the code lies: `patterns/` and `data/`, beside the packages."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATTERNS = ROOT / "patterns"
REFERENCE = ROOT / "data" / "reference"
SAMPLES = ROOT / "data" / "samples"
