"""Staging: what one document yielded, in one file named after its doc_id, kept by extractor version.

A staged file holds one Arrow stream a table, one behind the other, in the order of `core.schema.TABLES`;
`documents` comes first.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipeline.core.schema import TABLES
from pipeline.store.arrow import arrow_schema, to_arrow

_SUFFIX = ".arrows"
_DRAFT = ".tmp"


@dataclass(frozen=True, slots=True)
class Staging:
    """The staged documents of one extractor version below a folder."""

    root: Path
    version: str

    def path(self, doc_id: str) -> Path:
        """Where the document is (or will be) staged."""
        return self.root / self.version / doc_id[:2] / f"{doc_id}{_SUFFIX}"

    def has(self, doc_id: str) -> bool:
        """Whether the document is staged; said so often that it is worth no object."""
        return os.access(f"{self.root}/{self.version}/{doc_id[:2]}/{doc_id}{_SUFFIX}", os.F_OK)

    def forget_drafts(self) -> None:
        """Remove what runs that were killed left half written. For the run that holds the lock."""
        for draft in self.root.glob(f"*/*/*{_DRAFT}"):
            draft.unlink(missing_ok=True)

    def forget_others(self) -> list[str]:
        """Remove what other versions staged, but that of the last one before; the versions that are gone."""
        others = [p for p in self.root.iterdir() if p.is_dir() and p.name != self.version]
        others.sort(key=lambda p: p.stat().st_mtime_ns)
        for folder in others[:-1]:
            shutil.rmtree(folder, ignore_errors=True)
        return [folder.name for folder in others[:-1]]

    def write(self, doc_id: str, tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> Path:
        """Stage the rows of one document; a reader sees the old file or the new one, never half of one."""
        path, draft = self._draft(doc_id)
        with pa.OSFile(str(draft), "wb") as sink:
            for name in TABLES:
                table = to_arrow(name, tables.get(name, ()))
                with pa.ipc.new_stream(sink, arrow_schema(name)) as stream:
                    stream.write_table(table)
        draft.replace(path)
        return path

    def put(self, doc_id: str, body: bytes) -> None:
        """Stage a document whose staged file was written elsewhere."""
        path, draft = self._draft(doc_id)
        draft.write_bytes(body)
        draft.replace(path)

    def _draft(self, doc_id: str) -> tuple[Path, Path]:
        """Where a document will be staged, and where its file is until it is whole."""
        path = self.path(doc_id)
        path.parent.mkdir(parents=True, exist_ok=True)
        return path, path.with_suffix(f".{os.getpid()}{_DRAFT}")


def read_staged(path: Path | str) -> Iterator[tuple[str, pa.Table]]:
    """(name, rows) of every table in a staged file, `documents` first."""
    with pa.OSFile(str(path), "rb") as source:
        for name in TABLES:
            yield name, pa.ipc.open_stream(source).read_all()
