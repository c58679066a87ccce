"""Source files: where one came from, and the hash that is its doc_id."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read and where it came from: its path below the input folder if nothing better is known.

    `depth`: how many archives it lies in. `may_unpack`: the bytes that may come out of it, where it is one itself.
    """

    path: Path
    uri: str
    depth: int = 0
    may_unpack: int = 2 << 30


def address(path: Path) -> str:
    r"""A path as text that any column can hold: bytes that are no UTF-8 are written \xff."""
    return os.fsencode(path.as_posix()).decode("utf-8", "backslashreplace")


def digest(path: Path) -> tuple[str, int]:
    """(sha256 hex, size) of a file; ("", 0) where it cannot be opened."""
    sha, size = hashlib.sha256(), 0
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                sha.update(block)
                size += len(block)
    except OSError:
        return "", 0
    return sha.hexdigest(), size
