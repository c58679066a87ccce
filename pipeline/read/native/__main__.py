"""`python -m pipeline.read.native`: compile the inner loops, if a compiler is there."""

from __future__ import annotations

from pipeline.read.native import build

if __name__ == "__main__":
    print(build())
