"""The dataset's schema as Arrow: one place that turns column kinds into types and rows into tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import pyarrow as pa

from pipeline.core.schema import PARTITIONS, table_columns
from pipeline.core.text import nfc

_BBOX = pa.struct([(edge, pa.float32()) for edge in ("x0", "top", "x1", "bottom")])
_TYPES: dict[str, pa.DataType] = {
    "string": pa.string(),
    "int16": pa.int16(),
    "int32": pa.int32(),
    "int64": pa.int64(),
    "float": pa.float32(),
    "decimal(20,2)": pa.decimal128(20, 2),
    "decimal(20,4)": pa.decimal128(20, 4),
    "bbox": _BBOX,
}


@cache
def arrow_schema(table: str) -> pa.Schema:
    """The Arrow schema of a dataset table, partition columns included.

    Raises:
        KeyError: no such table, or a column kind without a type.
    """
    return pa.schema(
        [pa.field(c.name, _TYPES[c.kind], metadata={"label": c.label}) for c in table_columns(table)]
    )


@cache
def file_schema(table: str) -> pa.Schema:
    """The schema inside a Parquet file: without the partition columns, which its path holds."""
    schema = arrow_schema(table)
    return pa.schema([f for f in schema if f.name not in PARTITIONS])


def to_batch(table: str, rows: Iterable[Mapping[str, Any]]) -> pa.RecordBatch:
    """Rows as Arrow of the dataset's schema; text becomes NFC without control characters.

    Raises:
        pyarrow.ArrowInvalid: a value that its column cannot hold.
    """
    schema = arrow_schema(table)
    names = schema.names
    held = [tuple(map(row.get, names)) for row in rows]
    columns = zip(*held, strict=True) if held else ((),) * len(schema)
    arrays = [_array(values, field.type) for field, values in zip(schema, columns, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _array(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    if kind == pa.string():
        said = "".join({v for v in values if v is not None})
        if nfc(said) != said:  # seldom: what is whole is so in its parts
            values = [v if v is None else nfc(v) for v in values]
    return pa.array(values, kind)
