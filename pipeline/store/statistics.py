"""Answers as files of statistics programs: Stata (.dta) and SPSS (.sav).

Both hold numbers as doubles, so that an amount that a double cannot hold to the last fen is refused, never rounded.
Text stays as it is: neither program runs cells as formulas.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from pipeline.core.schema import DATASET_TABLES, table_columns
from pipeline.store.errors import QueryError, StoreError
from pipeline.store.inert import clean_text

if TYPE_CHECKING:
    import pandas as pd

_NAME_CHARS, _LABEL_CHARS = 32, 80  # Stata's limits, the narrower ones
_STRING_BYTES, _MOST_BYTES = 2045, 32_767  # Stata's plain strings; SPSS's longest
_NO_NAME = re.compile(r"\W")
_WORDS = """
aggregate all and array boolean break by byte case catch class colvector complex const continue default delegate
delete do double else eq eltypedef end enum explicit export external float for friend function ge global goto gt
if in inline int le local long lt ne not null or pragma protected quad rowvector short strl to typedef typename
using virtual with
"""
_RESERVED = frozenset(_WORDS.split())


def write_stata(batches: Iterator[pa.RecordBatch], path: Path) -> None:
    """Write one answer as Stata 14 and later read it.

    Raises:
        QueryError: a number that a double does not hold.
    """
    frame, labels = _frame(batches)
    long = [n for n in frame.columns if frame[n].dtype == object and _longest(frame[n]) > _STRING_BYTES]
    frame.to_stata(path, write_index=False, version=118, variable_labels=labels, convert_strl=long)


def write_spss(batches: Iterator[pa.RecordBatch], path: Path) -> None:
    """Write one answer as SPSS reads it.

    Raises:
        StoreError: pyreadstat is not installed.
        QueryError: a number that a double does not hold.
    """
    try:
        import pyreadstat
    except ImportError as error:
        raise StoreError(
            f"{error}: pip install 'yujuesuan[spss]'; Stata needs nothing (--format dta)"
        ) from error
    frame, labels = _frame(batches)
    pyreadstat.write_sav(frame, str(path), column_labels=labels, compress=False)


STATISTICS: dict[str, Callable[[Iterator[pa.RecordBatch], Path], None]] = {
    "dta": write_stata,
    "sav": write_spss,
}
"""Formats of statistics programs."""


def _longest(column: pd.Series) -> int:
    return max((len(v.encode()) for v in column), default=0)


def _frame(batches: Iterator[pa.RecordBatch]) -> tuple[pd.DataFrame, dict[str, str]]:
    """(the answer with names and types that both programs have, what each column is called for people)."""
    import pandas as pd

    table = pa.Table.from_batches(list(batches))
    words = {c.name: c.label for t in DATASET_TABLES for c in table_columns(t)}
    values: dict[str, pd.Series] = {}
    labels: dict[str, str] = {}
    for given, column in zip(table.column_names, table.columns, strict=True):
        name = _name(given, values)
        labels[name] = words.get(given, given)[:_LABEL_CHARS]
        held, kind = _values(given, column)
        values[name] = pd.Series(held, dtype=kind)
    return pd.DataFrame(values), labels


def _name(given: str, taken: dict[str, Any]) -> str:
    """A name that both programs allow and no other column has."""
    name = _NO_NAME.sub("_", given)
    if not name[:1].isalpha() or name.lower() in _RESERVED:
        name = f"v_{name}"
    name, number = name[:_NAME_CHARS], 1
    while name.lower() in {t.lower() for t in taken}:
        number += 1
        name = f"{name[: _NAME_CHARS - 4]}_{number}"
    return name


def _values(name: str, column: pa.ChunkedArray) -> tuple[list[Any], str]:
    """A column's values and their type: doubles, whole numbers where none is missing, or text."""
    kind = column.type
    if pa.types.is_decimal(kind):
        return [None if v is None else _double(name, v) for v in column.to_pylist()], "float64"
    if pa.types.is_boolean(kind) or pa.types.is_integer(kind):
        values = column.to_pylist()
        small = not column.null_count and all(abs(v) < 2**31 - 100 for v in values)
        return values, "int32" if small else "float64"
    if pa.types.is_floating(kind):
        return column.to_pylist(), "float64"
    return [_text(v) for v in column.to_pylist()], "object"


def _double(name: str, value: Decimal) -> float:
    if Decimal(repr(float(value))) != value:
        raise QueryError(f"{name}: {value} 超出双精度 / is more than a double holds; use csv or parquet")
    return float(value)


def _text(value: Any) -> str:
    """Text as it is; lists and places as JSON; nothing for what is not there."""
    if value is None:
        return ""
    text = (
        json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, list | dict) else str(value)
    )
    return clean_text(text).encode()[:_MOST_BYTES].decode(errors="ignore")
