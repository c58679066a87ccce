"""Publication: staged documents -> a new snapshot of Hive-partitioned Parquet, which readers see only when whole.

Partitions that are made of the same as in the last snapshot are linked from there, not written again.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from pipeline.core.schema import CROSS_TABLES, DATASET_TABLES
from pipeline.core.source import TOLD
from pipeline.store.crossings import CrossPart
from pipeline.store.errors import StoreError
from pipeline.store.gate import GateError, measure, refusals
from pipeline.store.links import link_or_copy
from pipeline.store.manifest import Manifest, PartitionEntry, made_of, read_manifest
from pipeline.store.package import write_data_package
from pipeline.store.partition import write_empty, write_partition, write_pieces
from pipeline.store.snapshots import ENTRIES, Keep, Snapshots

UNKNOWN_YEAR, UNKNOWN_PROVINCE = 0, "99"
_EMPTY = "-"  # the manifest's partition of files without rows
_CROSS = "across "  # in the manifest before a partition of the cross tables


@dataclass(frozen=True, slots=True)
class StagedDocument:
    """A staged file and of its row of `documents` what decides its place in the build.

    A run holds one for every document: the path as text takes a third of what a `Path` does.
    """

    path: Path | str
    row: Mapping[str, Any]

    @property
    def order(self) -> tuple[str, str, str]:
        """Documents stand in this order within their partition."""
        return self.row["region"] or "", self.row["department"] or "", self.row["doc_id"]


@dataclass(slots=True)
class _Part:
    """What goes into one partition."""

    staged: list[StagedDocument] = field(default_factory=list)
    extra: list[Mapping[str, Any]] = field(default_factory=list)

    def made_of(self) -> str:
        """A hash that changes with any row the partition will hold."""
        decided = ("doc_id", "source_uri", "status", "extractor_version", *TOLD)
        documents = [" ".join(str(d.row.get(name)) for name in decided) for d in self.staged]
        extra = [repr(sorted((k, str(v)) for k, v in row.items())) for row in self.extra]
        return made_of([*documents, *extra])


@dataclass(frozen=True, slots=True)
class Published:
    """A build: its number, rows by table, and how many partitions were written and linked."""

    number: int
    counts: dict[str, int]
    n_written: int
    n_linked: int


def folder_of(row: Mapping[str, Any]) -> str:
    """The partition of a row of `documents`; year 0 and province 99 where unknown."""
    year, province = row["fiscal_year"] or UNKNOWN_YEAR, row["province_code"] or UNKNOWN_PROVINCE
    return f"fiscal_year={year}/province_code={province}"


@dataclass(frozen=True, slots=True)
class Publishing:
    """How a build goes about it.

    `version`, `parts`: the extractor version of the run and the fingerprints it is made of.
    `keep`: the old snapshots that stay. `gate`: refuse a build that lost too much against the last one.
    `rewrite`: partitions to write anew although nothing in them changed. `crossed`: what documents say together,
    by partition.
    """

    version: str
    parts: Mapping[str, str] = field(default_factory=dict)
    keep: Keep = field(default_factory=Keep)
    gate: bool = True
    rewrite: frozenset[str] = frozenset()
    crossed: Mapping[str, Sequence[CrossPart]] = field(default_factory=dict)


def publish(
    root: Path,
    staged: Iterable[StagedDocument],
    how: Publishing,
    extra: Sequence[Mapping[str, Any]] = (),
) -> Published:
    """Write a snapshot of all `staged` documents and make it the one that readers see.

    Args:
        root: the dataset's folder.
        staged: each document once.
        how: see there.
        extra: rows of `documents` without a staged file (unreadable sources, copies).

    Raises:
        GateError: the build breaks a bound of patterns/gate.toml.
        StoreError: the disk is full or cannot be written. Either way the last snapshot is as it was.
    """
    snapshots = Snapshots(root)
    last = _last_manifest(snapshots)
    plan = _planned(staged, extra)
    try:
        if last and _is_same(root, last, plan, how):
            snapshots.prune(how.keep)
            return Published(int(last[0].name), last[1].counts, 0, len(plan))
        number, building = snapshots.begin()
        manifest, n_linked = _build(building, last, plan, how)
        broken = refusals(last[1].metrics, manifest.metrics) if last and how.gate else []
        if broken:
            shutil.rmtree(building)
            raise GateError(broken)
        snapshots.commit(number, building)
        snapshots.prune(how.keep)
    except OSError as error:
        raise StoreError(f"the build was given up, the last one stays: {error}") from error
    n_partitions = len([name for name in manifest.partitions if name != _EMPTY])
    return Published(number, manifest.counts, n_partitions - n_linked, n_linked)


def _build(
    building: Path, last: tuple[Path, Manifest] | None, plan: Mapping[str, _Part], how: Publishing
) -> tuple[Manifest, int]:
    """(manifest, number of linked partitions) of a complete snapshot in `building`."""
    manifest, n_linked = Manifest(how.version, dict(how.parts)), 0
    for name, hashed, write in _to_do(building, plan, how):
        folder = name.removeprefix(_CROSS)
        before = last[1].partitions.get(name) if last and folder not in how.rewrite else None
        if last and before and before.made_of == hashed and _link(last[0], building, before):
            manifest.partitions[name] = before
            n_linked += 1
        else:
            manifest.partitions[name] = write()
    _complete(building, manifest)
    write_data_package(building, manifest.counts)
    manifest.metrics = measure(building)
    manifest.write(building)
    return manifest, n_linked


def _is_same(root: Path, last: tuple[Path, Manifest], plan: Mapping[str, _Part], how: Publishing) -> bool:
    """Whether a build would be the last one again, which then stays, so that it is not pushed out by its copies."""
    folder, manifest = last
    if (manifest.version, manifest.parts) != (how.version, dict(how.parts)) or how.rewrite:
        return False
    made = {name: entry.made_of for name, entry in manifest.partitions.items() if name != _EMPTY}
    if made != {name: hashed for name, hashed, _ in _to_do(folder, plan, how)}:
        return False
    files = [folder / file.path for entry in manifest.partitions.values() for file in entry.files]
    return all(path.exists() for path in (*files, *(root / name for name in ENTRIES)))


def _to_do(
    building: Path, plan: Mapping[str, _Part], how: Publishing
) -> Iterator[tuple[str, str, Callable[[], PartitionEntry]]]:
    """(name in the manifest, what it is made of, how to write it) of every partition, those across documents last."""
    for folder in sorted(plan):
        hashed = plan[folder].made_of()
        yield folder, hashed, partial(_write, building, folder, plan[folder], hashed)
    for folder in sorted(how.crossed):
        crossed = how.crossed[folder]
        hashed = made_of([part.digest for part in crossed])
        yield f"{_CROSS}{folder}", hashed, partial(_write_crossed, building, folder, crossed, hashed)


def _write_crossed(building: Path, folder: str, crossed: Sequence[CrossPart], hashed: str) -> PartitionEntry:
    pieces = (piece for part in crossed for piece in part.pieces())
    return PartitionEntry(hashed, [], [f for _, f in write_pieces(building, folder, CROSS_TABLES, pieces)])


def _last_manifest(snapshots: Snapshots) -> tuple[Path, Manifest] | None:
    current = snapshots.current()
    try:
        return None if current is None else (current, read_manifest(current))
    except (OSError, ValueError, KeyError, TypeError):
        return None  # a damaged manifest costs a full build, `verify` names it


def _planned(staged: Iterable[StagedDocument], extra: Sequence[Mapping[str, Any]]) -> dict[str, _Part]:
    plan: dict[str, _Part] = {}
    for document in staged:
        plan.setdefault(folder_of(document.row), _Part()).staged.append(document)
    for row in extra:
        plan.setdefault(folder_of(row), _Part()).extra.append(row)
    for part in plan.values():
        part.staged.sort(key=lambda d: d.order)
        part.extra.sort(key=lambda r: (r["doc_id"], r["source_uri"]))
    return plan


def _write(building: Path, folder: str, part: _Part, hashed: str) -> PartitionEntry:
    written = write_partition(building, folder, [d.path for d in part.staged], part.extra)
    files = [entry for _, entry in written]
    return PartitionEntry(hashed, [d.row["doc_id"] for d in part.staged], files)


def _link(last: Path, building: Path, entry: PartitionEntry) -> bool:
    """Link the files of an unchanged partition; False where one is not what the manifest says (written anew)."""
    for file in entry.files:
        source, target = last / file.path, building / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            link_or_copy(source, target)
        except FileNotFoundError:
            return _unlink(building, entry)
    return True


def _unlink(building: Path, entry: PartitionEntry) -> bool:
    for file in entry.files:
        (building / file.path).unlink(missing_ok=True)
    return False


def _complete(building: Path, manifest: Manifest) -> None:
    """Count the rows; give every table without rows a file without rows."""
    manifest.counts = dict.fromkeys(DATASET_TABLES, 0)
    for entry in manifest.partitions.values():
        for file in entry.files:
            manifest.counts[file.path.partition("/")[0]] += file.rows
    folder = f"fiscal_year={UNKNOWN_YEAR}/province_code={UNKNOWN_PROVINCE}"
    empty = [write_empty(building, t, folder) for t, n in manifest.counts.items() if not n]
    if empty:
        manifest.partitions[_EMPTY] = PartitionEntry(_EMPTY, [], empty)
