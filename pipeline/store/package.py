"""What goes with the Parquet: `datapackage.json` (Frictionless) and `dataset.duckdb` (views)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

from pipeline.core.patterns import read_toml
from pipeline.core.schema import DATASET_TABLES, PARTITIONS, Column, table_columns

DATAPACKAGE, DATABASE = "datapackage.json", "dataset.duckdb"
_FRICTIONLESS = {
    "int16": "integer",
    "int32": "integer",
    "int64": "integer",
    "float": "number",
    "bbox": "object",
}

_COLUMNS_OF_FILES = """
SELECT DISTINCT names FROM (SELECT list_sort(list(name)) AS names FROM parquet_schema({files}) GROUP BY file_name)
"""
"""The different sets of columns of the files of a table."""

_SQL = {
    "string": "VARCHAR",
    "int16": "SMALLINT",
    "int32": "INTEGER",
    "int64": "BIGINT",
    "bbox": "STRUCT(x0 FLOAT, top FLOAT, x1 FLOAT, bottom FLOAT)",
}


def write_data_package(root: Path, counts: Mapping[str, int]) -> None:
    """Write `datapackage.json` for the tables under `root`; its paths are relative to it."""
    text = json.dumps(data_package(root, counts), ensure_ascii=False, indent=1, sort_keys=True)
    (root / DATAPACKAGE).write_text(text + "\n", "utf-8")


def data_package(root: Path, counts: Mapping[str, int]) -> dict[str, Any]:
    """The Frictionless Data Package: a resource a table, with its files, fields, labels and row count."""
    return {
        "profile": "data-package",
        "name": "yujuesuan",
        "title": "部门预决算公开数据 / China's published departmental budgets and final accounts",
        "resources": [_resource(root, name, counts[name]) for name in DATASET_TABLES],
    }


def _resource(root: Path, table: str, rows: int) -> dict[str, Any]:
    return {
        "name": table,
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "path": sorted(p.relative_to(root).as_posix() for p in (root / table).rglob("*.parquet")),
        "rows": rows,
        "schema": {"fields": [_field(c) for c in table_columns(table)], "missingValues": [""]},
    }


def _field(column: Column) -> dict[str, Any]:
    kind = "number" if column.kind.startswith("decimal") else _FRICTIONLESS.get(column.kind, "string")
    field = {
        "name": column.name, "type": kind, "title": column.label, "description": column.description,
        "parquetType": column.kind,
    }  # fmt: skip
    return field | ({"partition": True} if column.name in PARTITIONS else {})


def write_views(root: Path, *, relative: bool = False) -> None:
    """Write `dataset.duckdb` into the snapshot at `root`: a view a table, and those of patterns/views.toml.

    The views name the Parquet of this snapshot absolutely, so that they work from any folder and see one build
    only; after moving a dataset, write them again. `relative` ones work from the folder that they lie in.
    """
    path = root / DATABASE
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as connection:
        if relative:
            connection.execute(f"SET file_search_path = '{_quoted(root.resolve())}'")
        create_views(connection, Path() if relative else root.resolve())


def create_views(connection: duckdb.DuckDBPyConnection, root: Path) -> None:
    """Create the views over the snapshot at `root` in an open database."""
    for name in DATASET_TABLES:
        connection.execute(f"CREATE VIEW {name} AS {scan(connection, root, name)}")
    for view in read_toml("views")["view"]:
        connection.execute(f"CREATE VIEW {view['name']} AS {view['sql']}")
        connection.execute(f"COMMENT ON VIEW {view['name']} IS '{_quoted(view['description'])}'")


def _quoted(text: object) -> str:
    return str(text).replace("'", "''")


def scan(connection: duckdb.DuckDBPyConnection, root: Path, table: str) -> str:
    """The query over a table's files, columns in the order of the schema; null where an older build has none."""
    kinds = "{'fiscal_year': SMALLINT, 'province_code': VARCHAR}"
    nothing = {c.name: f"CAST(NULL AS {_SQL.get(c.kind, c.kind)}) AS {c.name}" for c in table_columns(table)}
    where = f"'{_quoted(root / table)}/**/*.parquet'"
    try:
        heads = connection.execute(_COLUMNS_OF_FILES.format(files=where)).fetchall()
    except duckdb.IOException:  # no file: a build from before there was this table
        heads = []
    if not heads:
        return f"SELECT {', '.join(nothing.values())} WHERE false"
    there = {name for (names,) in heads for name in names} | set(PARTITIONS)
    union = "true" if len(heads) > 1 else "false"  # which opens every file for every query
    files = f"read_parquet({where}, hive_partitioning = true, hive_types = {kinds}, union_by_name = {union})"
    return f"SELECT {', '.join(n if n in there else null for n, null in nothing.items())} FROM {files}"
