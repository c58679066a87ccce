"""Verification: is every file of a snapshot what was published, to the last bit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.core.source import digest
from pipeline.store.errors import StoreError
from pipeline.store.manifest import FileEntry, Manifest, read_manifest


@dataclass(frozen=True, slots=True)
class Damage:
    """A file that is not what the manifest says: which, how, and the documents whose rows it held."""

    path: str
    reason: str
    documents: tuple[str, ...]

    @property
    def partition(self) -> str:
        """fiscal_year=2024/province_code=31."""
        return "/".join(self.path.split("/")[1:3])


def verify(snapshot: Path) -> list[Damage]:
    """Every damaged, missing or foreign file of a snapshot.

    Raises:
        StoreError: there is no manifest to compare with, or it is damaged itself.
    """
    try:
        manifest = read_manifest(snapshot)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{snapshot}: the manifest cannot be read: {error}") from error
    return [*_damaged(snapshot, manifest), *_foreign(snapshot, manifest)]


def _damaged(snapshot: Path, manifest: Manifest) -> Iterator[Damage]:
    for partition in manifest.partitions.values():
        for entry in partition.files:
            reason = _fault(snapshot / entry.path, entry)
            if reason:
                yield Damage(entry.path, reason, tuple(partition.documents))


def _fault(path: Path, entry: FileEntry) -> str:
    """What is wrong with a file; "" for nothing."""
    if not path.exists():
        return "missing"
    sha256, size = digest(path)
    if sha256 == entry.sha256:
        return ""
    try:
        rows = pq.read_table(path, partitioning=None, page_checksum_verification=True).num_rows
    except (OSError, pa.ArrowException) as error:
        return f"cannot be read ({size} bytes): {str(error).splitlines()[0][:120]}"
    return f"other bytes than published ({rows} rows, {entry.rows} published)"


def _foreign(snapshot: Path, manifest: Manifest) -> Iterator[Damage]:
    """Parquet files that no build wrote: a reader of the folder would see their rows."""
    named = {f.path for p in manifest.partitions.values() for f in p.files}
    for path in sorted(snapshot.rglob("*.parquet")):
        relative = path.relative_to(snapshot).as_posix()
        if relative not in named:
            yield Damage(relative, "not part of the build", ())
