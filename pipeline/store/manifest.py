"""The manifest of a snapshot: every file with its checksum and rows, every partition with what it was made of."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from pipeline.core.source import digest

MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A Parquet file: path below the snapshot, sha256, rows."""

    path: str
    sha256: str
    rows: int


@dataclass(slots=True)
class PartitionEntry:
    """A partition: what it was made of (a hash over its documents), its documents in order, its files."""

    made_of: str
    documents: list[str] = field(default_factory=list)
    files: list[FileEntry] = field(default_factory=list)


@dataclass(slots=True)
class Manifest:
    """A snapshot's manifest. `version` is the extractor's, `parts` the fingerprints it is made of."""

    version: str
    parts: dict[str, str]
    partitions: dict[str, PartitionEntry] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    metrics: dict[str, float] = field(default_factory=dict)

    def write(self, snapshot: Path) -> None:
        """Write it into the snapshot's folder."""
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True)
        (snapshot / MANIFEST).write_text(text + "\n", "utf-8")


def read_manifest(snapshot: Path) -> Manifest:
    """The manifest of a snapshot.

    Raises:
        OSError: there is none.
        ValueError: it is no JSON.
    """
    return parse_manifest((snapshot / MANIFEST).read_text("utf-8"))


def parse_manifest(text: str) -> Manifest:
    """The manifest that a text is.

    Raises:
        ValueError: it is no JSON.
        KeyError: it is no manifest.
    """
    data: dict[str, Any] = json.loads(text)
    partitions = {
        name: PartitionEntry(p["made_of"], p["documents"], [FileEntry(**f) for f in p["files"]])
        for name, p in data["partitions"].items()
    }
    return Manifest(data["version"], data["parts"], partitions, data["counts"], data["metrics"])


def file_entry(snapshot: Path, path: Path, rows: int) -> FileEntry:
    """The entry of a file that was just written."""
    return FileEntry(path.relative_to(snapshot).as_posix(), digest(path)[0], rows)


def made_of(parts: list[str]) -> str:
    """A hash over what a partition is made of, in order."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]
