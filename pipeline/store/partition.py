"""Writing one partition of every table: Parquet files of bounded size, equal input giving equal bytes and names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.core.schema import TABLES
from pipeline.store.arrow import arrow_schema, file_schema
from pipeline.store.manifest import FileEntry, file_entry
from pipeline.store.staging import read_staged

_ROW_GROUP = 122_880  # DuckDB's own size of row groups: smaller ones cost it parallelism
_FILE_ROWS = 8 * _ROW_GROUP
_HELD = 1024  # small tables held before they become one: each costs kilobytes whatever it holds
_HASH = 10  # hex digits of a file's checksum in its name: another content is another path


def write_partition(
    root: Path, folder: str, staged: Sequence[Path | str], extra: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[str, FileEntry]]:
    """Write a partition and give (table, file) of every file written.

    Args:
        root: the snapshot being built.
        folder: fiscal_year=2024/province_code=31.
        staged: its documents in their order; read one after another, so that memory holds a row group.
        extra: rows of `documents` that no staged file holds.
    """
    yield from write_pieces(root, folder, TABLES, _pieces(staged, extra))


def _pieces(
    staged: Sequence[Path | str], extra: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[str, pa.Table]]:
    for path in staged:
        yield from read_staged(path)
    if extra:
        schema = arrow_schema("documents")
        yield (
            "documents",
            pa.Table.from_pylist([{k: row.get(k) for k in schema.names} for row in extra], schema),
        )


def write_pieces(
    root: Path, folder: str, tables: Sequence[str], pieces: Iterable[tuple[str, pa.Table]]
) -> Iterator[tuple[str, FileEntry]]:
    """Write the rows that come piece by piece into the partition's files, and give (table, file) of each."""
    writers = {name: _Writer(root, name, folder) for name in tables}
    for name, table in pieces:
        writers[name].write(table)
    for name, writer in writers.items():
        writer.close()
        yield from ((name, entry) for entry in writer.entries)


def write_empty(root: Path, table: str, folder: str) -> FileEntry:
    """One file without rows, for a table that has none, so that it can be queried."""
    writer = _Writer(root, table, folder)
    writer.open()
    writer.close()
    return writer.entries[0]


class _Writer:
    """The files of one table in one partition; no rows, no file."""

    def __init__(self, root: Path, table: str, folder: str) -> None:
        self._root, self._folder, self._schema = root, root / table / folder, file_schema(table)
        self._held: list[pa.Table] = []
        self._small: list[pa.Table] = []
        self._n_held = self._in_file = 0
        self._file: pq.ParquetWriter | None = None
        self._path = Path()
        self.entries: list[FileEntry] = []

    def write(self, table: pa.Table) -> None:
        """Add rows as they are staged; full row groups go to disk."""
        if table.num_rows == 0:
            return
        self._small.append(table)
        self._n_held += table.num_rows
        if len(self._small) >= _HELD:
            self._join()
        while self._n_held >= _ROW_GROUP:
            self._flush(_ROW_GROUP)

    def _join(self) -> None:
        """Make one table of the small ones, with the columns that go into the file."""
        if self._small:
            joined = pa.concat_tables(self._small).select(self._schema.names).cast(self._schema)
            self._held.append(joined.combine_chunks())
            self._small = []

    def open(self) -> pq.ParquetWriter:
        """The file that rows go to now."""
        if self._file is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._path = self._folder / f"part-{len(self.entries):05d}.parquet"
            self._file = pq.ParquetWriter(
                self._path, self._schema, compression="zstd", write_page_checksum=True
            )
        return self._file

    def _flush(self, count: int) -> None:
        self._join()
        joined = pa.concat_tables(self._held).combine_chunks()
        group, rest = joined.slice(0, count), joined.slice(count)
        self._held, self._n_held = [rest] if rest.num_rows else [], rest.num_rows
        self.open().write_table(group, row_group_size=_ROW_GROUP)
        self._in_file += group.num_rows
        if self._in_file >= _FILE_ROWS:
            self._end_file()

    def _end_file(self) -> None:
        if self._file is None:
            return
        self._file.close()
        entry = file_entry(self._root, self._path, self._in_file)
        named = self._path.with_name(f"{self._path.stem}-{entry.sha256[:_HASH]}.parquet")
        self._path.replace(named)
        self.entries.append(FileEntry(named.relative_to(self._root).as_posix(), entry.sha256, entry.rows))
        self._file, self._in_file = None, 0

    def close(self) -> None:
        """Write what is held and end the file."""
        if self._n_held:
            self._flush(self._n_held)
        self._end_file()
