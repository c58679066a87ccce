"""Source files: where one came from, and the hash that is its doc_id."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Told:
    """What the site that published a document says of it; "" where it says nothing.

    `name`: of the file, from its address. `fetched`: when these bytes were first seen at the address. `page`: the
    address of the page that led to it, which `title`, `publisher` and `column` are from.
    """

    name: str = ""
    published: str = ""
    fetched: str = ""
    page: str = ""
    title: str = ""
    publisher: str = ""
    column: str = ""

    def columns(self) -> dict[str, str | None]:
        """As the columns of `documents`."""
        values = {
            "published_at": self.published, "fetched_at": self.fetched, "page_uri": self.page,
            "page_title": self.title, "page_publisher": self.publisher, "page_column": self.column,
        }  # fmt: skip
        named = {"file_name": self.name} if self.name else {}
        return named | {k: v or None for k, v in values.items()}


TOLD = tuple(Told("-").columns())
"""The columns of `documents` that a site's own words decide."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read and where it came from: its path below the input folder if nothing better is known.

    `told`: what the site says of it. `depth`: how many archives it lies in. `may_unpack`: the bytes that may come out
    of it, where it is one itself.
    """

    path: Path
    uri: str
    depth: int = 0
    may_unpack: int = 2 << 30
    told: Told | None = None

    @property
    def key(self) -> str:
        """What a result depends on beside the bytes: the address, and what the site says."""
        if self.told is None:
            return self.uri
        said = json.dumps(asdict(self.told), ensure_ascii=False, sort_keys=True)
        return f"{self.uri}\t{hashlib.sha256(said.encode()).hexdigest()[:16]}"

    def columns(self) -> dict[str, Any]:
        """The columns of `documents` that the source decides."""
        return dict(self.told.columns()) if self.told is not None else {}


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
