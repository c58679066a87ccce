"""The views that lead back to the source: a document's forms, and the evidence for one number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from pipeline.explore import queries as q
from pipeline.explore.evidence import find_document, find_rows
from pipeline.explore.site import Site
from pipeline.explore.source import NoSource
from pipeline.store.errors import QueryError

_ROWS = 200
_ROOM = 60.0  # points shown around a cell
_OTHERS = ("amounts", "performance_projects", "performance_indicators", "findings")


def document(site: Site, request: Request) -> Response:
    """One file: what it is, its forms as forms, and everything else that was read in it."""
    row = find_document(site.reader, request.path_params["doc_id"])
    forms = site.reader.rows(q.form_list(row))
    chosen = request.query_params.get("form", "")
    table, _, form = chosen.partition(":")
    if not chosen and forms:
        table, form = forms[0]["table"], forms[0]["form"]
    if table in _OTHERS:
        sql = q.rows_of(row, table)
    elif table in ("function_lines", "economic_lines"):
        sql = q.form_rows(row, table, form)
    elif table:
        raise QueryError(f"{table}: 没有这张表 / no such table")
    else:
        sql = ""
    rows = site.reader.rows(sql, limit=5000) if sql else []
    columns, grid = _grid(rows) if form else ([], [])
    start = request.query_params.get("from", "")
    offset = int(start) if start.isdecimal() else 0
    return site.page(
        "document", request, document=row, forms=forms, table=table, form=form, sql=sql, others=_OTHERS,
        rows=rows[offset : offset + _ROWS], columns=columns, grid=grid[offset : offset + _ROWS],
        total=len(grid) if form else len(rows), offset=offset, size=_ROWS,
    )  # fmt: skip


Grid = list[dict[str, Any]]


def _grid(rows: Sequence[Mapping[str, Any]]) -> tuple[list[tuple[str, ...]], Grid]:
    """(columns as phase, fund and component in order of appearance, the form's rows with a cell for each)."""
    columns: list[tuple[str, ...]] = []
    lines: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        column = (row["phase"], row["fund"], row["component"])
        if column not in columns:
            columns.append(column)
        code, name = (
            (row["function_code"], row["function_name"])
            if "function_code" in row
            else (row["economic_code"], row["economic_name"])
        )
        more = (row.get("economic_code"), row.get("gov_economic_code")) if "function_code" in row else ()
        key = (row["page"], row["locator"].rpartition("/")[0], code, name, *more)
        line = lines.setdefault(key, {"code": code, "name": name, "page": row["page"], "cells": {}})
        line["cells"].setdefault(column, row)
    return columns, list(lines.values())


def evidence(site: Site, request: Request) -> Response:
    """One number and its source: page with the cell marked, printed text, identities, pattern, file."""
    parts = request.path_params
    (found,) = find_rows(site.reader, f"{parts['doc_id']}/{parts['table']}/{parts['seq']}")
    row, box = found.row, found.row["bbox"]
    size, passage, missing = None, None, ""
    try:
        if box and row["page"]:
            size = site.sources.page(found.document, row["page"])[0]
        else:
            passage = site.sources.passage(found.document, row["locator"])
    except NoSource as error:
        missing = str(error)
    values = {k: v for k, v in row.items() if v is not None and k not in ("bbox", "doc_id")}
    near = _around(box, size) if box and size else None
    sql = f"SELECT * FROM {found.table} WHERE {q.of_document(found.document)} AND seq = {row['seq']}"
    return site.page(
        "evidence", request, e=found, row=row, box=box, size=size, near=near, passage=passage, missing=missing,
        values=values, sql=sql, review=site.reviewing.about(site.reader, found) if site.reviewing else None,
    )  # fmt: skip


def _around(box: Mapping[str, float], size: Mapping[str, float]) -> dict[str, float]:
    """The part of the page around a cell, for a closer look."""
    x = max(0.0, box["x0"] - 4 * _ROOM)
    y = max(0.0, box["top"] - _ROOM)
    return {
        "x": x, "y": y, "width": min(size["width"], box["x1"] + 4 * _ROOM) - x,
        "height": min(size["height"], box["bottom"] + _ROOM) - y,
    }  # fmt: skip


def image(site: Site, request: Request) -> Response:
    """A page of a source file as PNG."""
    row = find_document(site.reader, request.path_params["doc_id"])
    number = request.path_params["number"]
    if not number.isdecimal() or not 1 <= int(number) <= (row["pages"] or 0):
        raise NoSource(f"{number}: 没有这一页 / no such page")
    png = site.sources.page(row, int(number))[1]
    return Response(png, media_type="image/png", headers={"Cache-Control": "max-age=86400"})
