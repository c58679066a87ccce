"""Staging: what one document yielded, in one file named after its doc_id, kept by extractor version.

A staged file is a line that names its tables with the bytes of each, then a record batch a table, in the order of
`core.schema.TABLES`; `documents` comes first. Tables without rows and schemas are left out: of a short document they
are most of what an Arrow stream holds, and what a hundred thousand documents write is what slows their run down.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipeline.core.schema import TABLES
from pipeline.store.arrow import arrow_schema, to_batch
from pipeline.store.links import link_or_copy

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

    def take_over(self, version: str, doc_id: str) -> bool:
        """Stage a document as another version did; False where it is not there."""
        path, draft = self._draft(doc_id)
        try:
            link_or_copy(replace(self, version=version).path(doc_id), draft)
        except FileNotFoundError:
            return False
        draft.replace(path)
        draft.unlink(missing_ok=True)  # two names of one file are not replaced by each other
        return True

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
        held = [(name, to_batch(name, tables[name]).serialize()) for name in TABLES if tables.get(name)]
        with draft.open("wb") as sink:
            sink.write(" ".join(f"{name} {batch.size}" for name, batch in held).encode() + b"\n")
            sink.writelines(batch for _, batch in held)
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


def read_staged(path: Path | str, wanted: Container[str] = TABLES) -> Iterator[tuple[str, pa.Table]]:
    """(name, rows) of the wanted tables that have rows in a staged file, `documents` first."""
    with Path(path).open("rb") as source:
        words = iter(source.readline().decode().split())
        for name, size in zip(words, words, strict=True):
            if name in wanted:
                batch = pa.ipc.read_record_batch(pa.py_buffer(source.read(int(size))), arrow_schema(name))
                yield name, pa.Table.from_batches([batch])
            else:
                source.seek(int(size), os.SEEK_CUR)
