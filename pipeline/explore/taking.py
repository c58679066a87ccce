"""SQL by hand, and answers to take along."""

from __future__ import annotations

import io
import time

import pyarrow as pa
from starlette.requests import Request
from starlette.responses import Response

from pipeline.explore.site import Site
from pipeline.store.errors import QueryError
from pipeline.store.export import WRITERS
from pipeline.store.questions import question, questions

SHOWN, TAKEN = 500, 200_000
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}


def sql(site: Site, request: Request) -> Response:
    """A query, its answer (the first rows), and the named questions."""
    text = request.query_params.get("sql", "").strip()
    named = request.query_params.get("question", "")
    if named:
        text = question(named).filled()
    error, names, rows, began = "", [], [], time.monotonic()
    if text:
        try:
            table = site.reader.table(text, limit=SHOWN)
            names, rows = (
                table.column_names,
                [list(r) for r in zip(*(c.to_pylist() for c in table.columns), strict=True)],
            )
        except QueryError as refused:
            error = str(refused)
    return site.page(
        "sql", request, 400 if error else 200, sql=text, names=names, rows=rows, error=error, named=named,
        questions=questions(), limit=SHOWN, seconds=time.monotonic() - began, limits=site.reader.limits,
    )  # fmt: skip


def download(site: Site, request: Request) -> Response:
    """The answer to a query as a file; its cells cannot act as formulas."""
    kind, text = request.path_params["kind"], request.query_params.get("sql", "")
    if kind not in WRITERS:
        raise QueryError(f"{kind}: csv, xlsx, parquet")
    out = io.BytesIO()
    table = site.reader.table(text, limit=TAKEN)
    WRITERS[kind](iter([pa.RecordBatch.from_pylist([], schema=table.schema), *table.to_batches()]), out)
    headers = {"Content-Disposition": f'attachment; filename="yujuesuan.{kind}"'}
    return Response(out.getvalue(), media_type=_TYPES[kind], headers=headers)
