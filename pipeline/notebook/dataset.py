"""A dataset in a notebook: questions as lazy answers, which become pandas, polars or Arrow when asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from pipeline.notebook.errors import NoAnswer, NotThere
from pipeline.store.reader import QueryLimits, Reader, open_reader

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

_SECONDS, _MEMORY_MB = 600.0, 4096


@dataclass(frozen=True, slots=True)
class Answer:
    """A query that runs when its answer is asked for; `sql` can be read and taken elsewhere."""

    reader: Reader = field(repr=False)
    sql: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def arrow(self) -> pa.Table:
        """The answer as an Arrow table; money is decimal."""
        return self.reader.table(self.sql, self.values)

    def pandas(self) -> pd.DataFrame:
        """The answer as pandas, Arrow types kept: money stays exact."""
        import pandas

        return self.arrow().to_pandas(types_mapper=pandas.ArrowDtype)

    def polars(self) -> pl.DataFrame:
        """The answer as polars; polars must be installed."""
        import polars

        frame = polars.from_arrow(self.arrow())
        return frame if isinstance(frame, polars.DataFrame) else frame.to_frame()

    def rows(self) -> list[dict[str, Any]]:
        """The answer as plain rows."""
        return self.reader.rows(self.sql, self.values)

    def one(self) -> dict[str, Any]:
        """The only row.

        Raises:
            NotThere: there is none.
            NoAnswer: there are several.
        """
        found = self.reader.rows(self.sql, self.values, limit=2)
        if not found:
            raise NotThere(f"没有 / nothing: {dict(self.values)}")
        if len(found) > 1:
            raise NoAnswer(f"不止一行，请再加条件 / several rows, narrow it down: {dict(self.values)}")
        return found[0]


class Dataset:
    """One build of a dataset, read-only."""

    def __init__(self, folder: str | Path) -> None:
        self._reader = open_reader(Path(folder), QueryLimits(_SECONDS, _MEMORY_MB))

    def __repr__(self) -> str:
        return f"Dataset({str(self._reader.root)!r})"

    def sql(self, sql: str, **values: Any) -> Answer:
        """Any SELECT; `$name` in it is `values`."""
        return Answer(self._reader, sql, values)

    def documents(self, **where: Any) -> Answer:
        """One row a source file."""
        return self._select("documents", where)

    def departments(self, **where: Any) -> Answer:
        """Departments with their years and number of files."""
        inner = self._select("documents", where)
        sql = (
            "SELECT province_code, region, department, list(DISTINCT fiscal_year ORDER BY fiscal_year) AS years,\n"
            f"       count(*) AS documents FROM ({inner.sql}) WHERE department IS NOT NULL\n"
            "GROUP BY province_code, region, department ORDER BY ALL"
        )
        return Answer(self._reader, sql, inner.values)

    def lines(self, code: str = "", *, form: str = "general_budget", **where: Any) -> Answer:
        """What was spent on functional lines: one row a document and code, the year's total; form="" for all."""
        return self._select("spending", {"function_code": code, "form": form} | where)

    def amounts(self, concept: str = "", **where: Any) -> Answer:
        """Headline amounts and counts: three_public.total, agency_operation ..."""
        return self._select("amounts", {"concept": concept} | where)

    def table(self, name: str, **where: Any) -> Answer:
        """Any table or view of the dataset."""
        return self._select(name, where)

    def _select(self, table: str, where: Mapping[str, Any]) -> Answer:
        said = {k: v for k, v in where.items() if v not in (None, "")}
        if wrong := [n for n in (table, *said) if not n.isidentifier()]:
            raise NotThere(f"没有这样的表或列 / no such table or column: {', '.join(wrong)}")
        conditions = " AND ".join(f"{k} = ${k}" for k in said)
        return Answer(self._reader, f"SELECT * FROM {table}" + (f" WHERE {conditions}" if said else ""), said)


def open_dataset(folder: str | Path) -> Dataset:
    """The dataset in a folder.

    Raises:
        StoreError: the folder holds none.
    """
    return Dataset(folder)
