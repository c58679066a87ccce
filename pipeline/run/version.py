"""The extractor version: a fingerprint of everything that decides what a document yields."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from pipeline.core.resources import PATTERNS, REFERENCE, ROOT

_CODE = ("pipeline/core", "pipeline/read", "pipeline/check", "pipeline/run", "extractors")


def _files() -> list[Path]:
    code = [p for folder in _CODE for p in (ROOT / folder).rglob("*.py")]
    data = [p for p in PATTERNS.rglob("*.toml") if p.name != "views.toml"] + list(REFERENCE.glob("*.csv"))
    return sorted(code + data)


@cache
def extractor_version() -> str:
    """Sixteen hex digits that change with code, patterns or reference lists, and with nothing else."""
    digest = hashlib.sha256()
    for path in _files():
        digest.update(path.relative_to(ROOT).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
