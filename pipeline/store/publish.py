"""Publication: staged documents -> Hive-partitioned Parquet, equal input giving equal bytes."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.core.schema import TABLES
from pipeline.store.arrow import file_schema
from pipeline.store.package import write_package
from pipeline.store.staging import read_documents, read_staged

UNKNOWN_YEAR, UNKNOWN_PROVINCE = 0, "99"
_ROW_GROUP = 122_880  # DuckDB's own vector of row groups: smaller ones cost it parallelism
_FILE_ROWS = 8 * _ROW_GROUP
_BUILDING = ".building"

Partition = tuple[int, str]


@dataclass(frozen=True, slots=True)
class StagedDocument:
    """A staged file and what decides its place in the build."""

    path: Path
    partition: Partition
    order: tuple[str, str, str]


def publish(staged: Iterable[Path], out: Path, extra: Sequence[Mapping[str, Any]] = ()) -> dict[str, int]:
    """Write the dataset of all `staged` documents to `out` and give the rows of each table.

    Args:
        staged: staged files, each document once.
        out: the dataset's folder; its tables are replaced once the new ones stand complete beside them.
        extra: rows of `documents` for sources without a staged file of their own (unreadable, or duplicates).
    """
    building = out / _BUILDING
    shutil.rmtree(building, ignore_errors=True)
    counts = dict.fromkeys(TABLES, 0)
    more = _by_partition(extra)
    documents = sorted((_placed(p) for p in staged), key=lambda d: (d.partition, d.order))
    for partition in sorted({d.partition for d in documents} | set(more)):
        mine = [d.path for d in documents if d.partition == partition]
        for name, rows in _write_partition(building, partition, mine, more.get(partition, [])):
            counts[name] += rows
    _fill_empty(building)
    write_package(building, counts)
    _switch(building, out)
    return counts


def partition_of(document: Mapping[str, Any]) -> Partition:
    """(fiscal year, province) of a row of `documents`; 0 and 99 where unknown."""
    return document["fiscal_year"] or UNKNOWN_YEAR, document["province_code"] or UNKNOWN_PROVINCE


def _placed(path: Path) -> StagedDocument:
    row = read_documents(path)[0]
    order = (row["region"] or "", row["department"] or "", row["doc_id"])
    return StagedDocument(path, partition_of(row), order)


def _by_partition(rows: Sequence[Mapping[str, Any]]) -> dict[Partition, list[Mapping[str, Any]]]:
    out: dict[Partition, list[Mapping[str, Any]]] = {}
    for row in sorted(rows, key=lambda r: (r["doc_id"], r["source_uri"])):
        out.setdefault(partition_of(row), []).append(row)
    return out


def _write_partition(
    root: Path, partition: Partition, paths: Sequence[Path], extra: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[str, int]]:
    """Write one partition of every table, document after document, so that memory holds one at a time."""
    writers = {name: _Writer(root / name / _folder(partition), file_schema(name)) for name in TABLES}
    for path in paths:
        for name, table in read_staged(path):
            writers[name].write(table.select(file_schema(name).names).cast(file_schema(name)))
    if extra:
        schema = file_schema("documents")
        rows = [{k: row.get(k) for k in schema.names} for row in extra]
        writers["documents"].write(pa.Table.from_pylist(rows, schema))
    for name, writer in writers.items():
        writer.close()
        yield name, writer.rows


def _folder(partition: Partition) -> str:
    year, province = partition
    return f"fiscal_year={year}/province_code={province}"


class _Writer:
    """Parquet files of bounded size in one folder; no rows, no file."""

    def __init__(self, folder: Path, schema: pa.Schema) -> None:
        self._folder, self._schema = folder, schema
        self._held: list[pa.Table] = []
        self._n_held = self._part = self.rows = 0
        self._file: pq.ParquetWriter | None = None
        self._in_file = 0

    def write(self, table: pa.Table) -> None:
        """Add rows; full row groups go to disk."""
        if table.num_rows == 0:
            return
        self._held.append(table)
        self._n_held += table.num_rows
        self.rows += table.num_rows
        while self._n_held >= _ROW_GROUP:
            self._flush(_ROW_GROUP)

    def _flush(self, count: int) -> None:
        joined = pa.concat_tables(self._held).combine_chunks()
        group, rest = joined.slice(0, count), joined.slice(count)
        self._held, self._n_held = ([rest] if rest.num_rows else []), rest.num_rows
        if self._file is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            path = self._folder / f"part-{self._part:05d}.parquet"
            self._file = pq.ParquetWriter(path, self._schema, compression="zstd", write_page_checksum=True)
        self._file.write_table(group, row_group_size=_ROW_GROUP)
        self._in_file += group.num_rows
        if self._in_file >= _FILE_ROWS:
            self._end_file()

    def _end_file(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file, self._in_file, self._part = None, 0, self._part + 1

    def close(self) -> None:
        """Write what is held and end the file."""
        if self._n_held:
            self._flush(self._n_held)
        self._end_file()


def _fill_empty(root: Path) -> None:
    """Give a table without rows one file without rows, so that every table can be queried."""
    for name in TABLES:
        if not (root / name).exists():
            folder = root / name / _folder((UNKNOWN_YEAR, UNKNOWN_PROVINCE))
            folder.mkdir(parents=True)
            pq.write_table(file_schema(name).empty_table(), folder / "part-00000.parquet", compression="zstd")


def _switch(building: Path, out: Path) -> None:
    """Put the complete build in the place of the last one."""
    old = out / f"{_BUILDING}-old"
    shutil.rmtree(old, ignore_errors=True)
    old.mkdir(parents=True)
    for entry in sorted(building.iterdir()):
        target = out / entry.name
        if target.exists():
            target.rename(old / entry.name)
        entry.rename(target)
    shutil.rmtree(old)
    building.rmdir()
