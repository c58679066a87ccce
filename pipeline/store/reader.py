"""A dataset to ask: one build, read-only, with limits on time, memory and what a query may touch.

Queries are written by strangers. Only single SELECT statements run; the database sees no file but those of the
build, loads no extension, and keeps nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from pipeline.store.errors import QueryError, StoreError
from pipeline.store.held import held_tables, take_held
from pipeline.store.manifest import MANIFEST
from pipeline.store.package import create_views
from pipeline.store.snapshots import Snapshots

_BATCH = 20_000
_BEFORE: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}
_LOCK = (
    "SET temp_directory = ''",
    "SET enable_external_access = false",
    "SET allow_community_extensions = false",
    "SET python_enable_replacements = false",
    "SET lock_configuration = true",
)


@dataclass(frozen=True, slots=True)
class QueryLimits:
    """What one query may cost."""

    seconds: float = 20.0
    memory_mb: int = 1024
    threads: int = 2


def snapshot_of(folder: Path) -> Path:
    """The build a folder names: the one that is current in it, or itself.

    A dataset's folder holds links into its current build; a reader must not follow them from one build to the next,
    nor see what else lies there.

    Raises:
        StoreError: the folder holds no build.
    """
    if (current := Snapshots(folder).current()) is not None:
        return current
    if (folder / MANIFEST).exists():
        return folder.resolve()
    raise StoreError(f"{folder} 不是数据集 / holds no build of a dataset")


class Reader:
    """One build of a dataset. Safe to use from several threads: every query has a cursor of its own."""

    def __init__(self, folder: Path, limits: QueryLimits | None = None, *, held: bool = False) -> None:
        self.root = snapshot_of(folder)
        self.limits = limits or QueryLimits()
        self._database = duckdb.connect(":memory:", config=_BEFORE)
        self._database.execute(f"SET memory_limit = '{self.limits.memory_mb}MB'")
        self._database.execute(f"SET threads = {self.limits.threads}")
        create_views(self._database, self.root)
        if held and (path := held_tables(self.root)) is not None:
            take_held(self._database, path)
        allowed = str(self.root).replace("'", "''")
        self._database.execute(f"SET allowed_directories = ['{allowed}']")

    def lock(self) -> Reader:
        """Close the database to everything but reading; for good."""
        for setting in _LOCK:
            self._database.execute(setting)
        return self

    def batches(self, sql: str, values: Mapping[str, Any] | None = None) -> Iterator[pa.RecordBatch]:
        """The answer to a SELECT, batch by batch; the first one may be empty and tells the columns.

        Raises:
            QueryError: no single SELECT, or what the database says of it, or the time is up.
        """
        self._refuse(sql)
        with self._cursor() as cursor:
            answer = cursor.sql(sql, params=dict(values)) if values else cursor.sql(sql)
            reader = answer.to_arrow_reader(_BATCH)
            nothing = [pa.nulls(0, kind) for kind in reader.schema.types]  # from_pylist would import pandas
            yield pa.RecordBatch.from_arrays(nothing, schema=reader.schema)
            yield from reader

    def table(self, sql: str, values: Mapping[str, Any] | None = None, *, limit: int = 0) -> pa.Table:
        """The answer to a SELECT, its first `limit` rows (0: all).

        Raises:
            QueryError: as `batches`.
        """
        held: list[pa.RecordBatch] = []
        rows = 0
        for batch in self.batches(sql, values):
            held.append(batch)
            rows += batch.num_rows
            if limit and rows >= limit:
                break
        table = pa.Table.from_batches(held)
        return table.slice(0, limit) if limit else table

    def rows(
        self, sql: str, values: Mapping[str, Any] | None = None, *, limit: int = 0
    ) -> list[dict[str, Any]]:
        """The answer to a SELECT as plain rows."""
        return list(self.table(sql, values, limit=limit).to_pylist())

    def close(self) -> None:
        """Let go of the files."""
        self._database.close()

    def _refuse(self, sql: str) -> None:
        try:
            kinds = [s.type.name for s in duckdb.extract_statements(sql)]
        except duckdb.Error as error:
            raise QueryError(_plain(error)) from error
        if kinds != ["SELECT"]:
            what = ", ".join(kinds) or "nothing"
            raise QueryError(f"只能运行一条 SELECT / only one SELECT may run here, not {what}")

    @contextmanager
    def _cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor that is interrupted when its time is up; what the database says becomes a QueryError."""
        cursor = self._database.cursor()
        timer = threading.Timer(self.limits.seconds, cursor.interrupt)
        timer.daemon = True
        timer.start()
        try:
            yield cursor
        except duckdb.InterruptException as error:
            raise QueryError(
                f"超过 {self.limits.seconds:g} 秒 / took too long, add a filter or a LIMIT"
            ) from error
        except (duckdb.Error, pa.ArrowException) as error:
            raise QueryError(_plain(error)) from error
        finally:
            timer.cancel()
            cursor.close()


def _plain(error: Exception) -> str:
    return str(error).strip()


def open_reader(folder: Path, limits: QueryLimits | None = None, *, held: bool = False) -> Reader:
    """The dataset in `folder`, closed to everything but reading.

    `held`: for many questions: what costs most of a large build is made once and kept in the user's cache.

    Raises:
        StoreError: the folder holds no build.
    """
    return Reader(folder, limits, held=held).lock()
