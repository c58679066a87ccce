"""Versions: fingerprints of what decides what documents yield, and of what decided it of one document."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path

from pipeline.core.patterns import pattern_files, units
from pipeline.core.resources import PATTERNS, REFERENCE, ROOT
from pipeline.read.ocr import is_there

_CODE = ("pipeline/core", "pipeline/read", "pipeline/check", "extractors")
_RUN = (
    "document",
    "doubts",
    "incomplete",
    "result",
    "second_reading",
    "second_text",
    "third_reading",
    "third_text",
    "told_sums",
)
_ACROSS = "across"  # folders of what compares documents
_STAGED = ("arrow", "staging")  # how rows are kept until they are published
_NOT_READING = ("views", "gate", "crawl", _ACROSS)  # they decide nothing of what a document yields
PATTERN_FILE = "patterns/"  # begins the name of a part that is a pattern file


def _fingerprint(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(path.relative_to(ROOT).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _digest(pieces: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(pieces).encode()).hexdigest()[:16]


@cache
def common_parts() -> dict[str, str]:
    """The fingerprints of what every document is read with: code and reference lists, and who recognises."""
    files = [p for folder in _CODE for kind in ("py", "c", "h") for p in (ROOT / folder).rglob(f"*.{kind}")]
    code = [p for p in files if p.parent.name != _ACROSS]
    code += [ROOT / f"pipeline/run/{name}.py" for name in _RUN]
    code += [ROOT / f"pipeline/store/{name}.py" for name in _STAGED]
    return {
        "code": _fingerprint(code),
        "reference": _fingerprint(REFERENCE.glob("*.csv")),
        "recognition": version("rapidocr") if is_there() else "none",
    }


@cache
def _pattern_files() -> dict[str, dict[str, str]]:
    """The units of every pattern file that documents are read with."""
    return {name: units(name) for name in pattern_files() if name.split("/")[0] not in _NOT_READING}


@cache
def pattern_units() -> dict[str, str]:
    """Every unit of the pattern files that a document may use, with its fingerprint."""
    return {unit: decides for file in _pattern_files().values() for unit, decides in file.items()}


@cache
def version_parts() -> dict[str, str]:
    """What a version is made of: the common parts, and a fingerprint of every pattern file."""
    return common_parts() | {
        f"{PATTERN_FILE}{name}": _digest(file.values()) for name, file in _pattern_files().items()
    }


@cache
def extractor_version() -> str:
    """Sixteen hex digits that change with code, patterns, reference lists or recognition, and with nothing else."""
    return _digest(f"{name} {said}" for name, said in version_parts().items())


def document_version(used: Iterable[str] = ()) -> str:
    """The version of what a document was read with: the common parts, and the units of patterns that it `used`.

    A document that is read again with other units changed yields the same, and the same version.
    """
    decided = (f"{unit} {pattern_units()[unit]}" for unit in sorted(used))
    return _digest([*common_parts().values(), *decided])


def used_bits(used: Iterable[str]) -> str:
    """Units as hex digits, a bit for each of `pattern_units`."""
    places = _places()
    return f"{sum(1 << places[unit] for unit in set(used)):x}"


@cache
def _places() -> dict[str, int]:
    return {unit: i for i, unit in enumerate(pattern_units())}


@cache
def across_version() -> str:
    """A fingerprint of what compares documents, beside what read them."""
    paths = [*(ROOT / "pipeline/check" / _ACROSS).glob("*.py")]
    paths += (PATTERNS / _ACROSS).glob("*.toml")
    return _fingerprint(paths)
