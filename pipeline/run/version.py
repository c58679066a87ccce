"""The extractor version: a fingerprint of everything that decides what a document yields."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path

from pipeline.core.resources import PATTERNS, REFERENCE, ROOT
from pipeline.read.ocr import is_there

_CODE = ("pipeline/core", "pipeline/read", "pipeline/check", "extractors")
_RUN = ("document", "doubts", "incomplete", "second_reading", "second_text", "third_reading", "third_text")
_ACROSS = "across"  # folders of what compares documents
_STAGED = ("arrow", "staging")  # how rows are kept until they are published
_NOT_READING = ("views.toml", "gate.toml", "crawl", _ACROSS)  # they decide nothing of what a document yields


def _fingerprint(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(path.relative_to(ROOT).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


@cache
def version_parts() -> dict[str, str]:
    """The fingerprints of code, patterns and reference lists, and who recognises: what changed with the version."""
    files = [p for folder in _CODE for kind in ("py", "c", "h") for p in (ROOT / folder).rglob(f"*.{kind}")]
    code = [p for p in files if p.parent.name != _ACROSS]
    code += [ROOT / f"pipeline/run/{name}.py" for name in _RUN]
    code += [ROOT / f"pipeline/store/{name}.py" for name in _STAGED]
    return {
        "code": _fingerprint(code),
        "patterns": _fingerprint(
            p for p in PATTERNS.rglob("*.toml") if p.relative_to(PATTERNS).parts[0] not in _NOT_READING
        ),
        "reference": _fingerprint(REFERENCE.glob("*.csv")),
        "recognition": version("rapidocr") if is_there() else "none",
    }


@cache
def extractor_version() -> str:
    """Sixteen hex digits that change with code, patterns, reference lists or recognition, and with nothing else."""
    return hashlib.sha256("".join(version_parts().values()).encode()).hexdigest()[:16]


@cache
def across_version() -> str:
    """A fingerprint of what compares documents, and of what read them."""
    paths = [*(ROOT / "pipeline/check" / _ACROSS).glob("*.py")]
    paths += (PATTERNS / _ACROSS).glob("*.toml")
    return extractor_version() + _fingerprint(paths)
