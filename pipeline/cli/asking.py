"""`query`, `export`, `explain`: what a dataset says, taken along, and why it says so."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.cli.places import dataset_at
from pipeline.core.schema import DATASET_TABLES
from pipeline.core.source import digest
from pipeline.explore.evidence import find_document, find_rows
from pipeline.explore.telling import tell_document, tell_row
from pipeline.run.confine import Limits
from pipeline.run.local import sources
from pipeline.run.unmatched import unmatched as find_unmatched
from pipeline.store.bundle import write_zip
from pipeline.store.errors import QueryError, StoreError
from pipeline.store.export import KINDS, write_csv, write_file, write_xlsx
from pipeline.store.questions import question as named
from pipeline.store.questions import questions
from pipeline.store.reader import QueryLimits, Reader, open_reader

FAILED = 1
Folder = Annotated[Path, typer.Argument(help="Folder of a dataset.", exists=True, file_okay=False)]
Address = Annotated[str, typer.Argument(help="Folder of a dataset, or its address (s3://...).")]
Seconds = Annotated[float, typer.Option(help="Most seconds a query may take.")]
Memory = Annotated[int, typer.Option(help="Most MB of memory a query may take.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module."""
    for command in (query, export, explain, explore):
        app.command()(command)


@contextmanager
def _reader(dataset: Path, seconds: float = 60.0, memory_mb: int = 1024) -> Iterator[Reader]:
    """An open dataset; what is refused or fails ends the command with its reason."""
    try:
        reader = open_reader(dataset, QueryLimits(seconds, memory_mb))
        yield reader
        reader.close()
    except (QueryError, StoreError) as error:
        typer.echo(f"yujuesuan: {error}", err=True)
        raise typer.Exit(FAILED) from error


def query(
    dataset: Address,
    sql: Annotated[str, typer.Argument(help="One SELECT over the tables and views of the dataset.")] = "",
    question: Annotated[str, typer.Option(help="A named question; without SQL they are listed.")] = "",
    values: Annotated[list[str] | None, typer.Option("--set", help="NAME=VALUE for a question.")] = None,
    limit: Annotated[int, typer.Option(help="Most rows; 0: all.", min=0)] = 1000,
    seconds: Seconds = 60.0,
    memory_mb: Memory = 1024,
    as_csv: Annotated[bool, typer.Option("--csv", help="CSV on stdout.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a row on stdout.")] = False,
) -> None:
    """Ask a dataset, read-only: SQL, or a named question."""
    if not sql and not question:
        _list_questions()
        return
    with _reader(dataset_at(dataset), seconds, memory_mb) as reader:
        text = named(question).filled(dict(_pairs(values or []))) if question else sql
        table = reader.table(text, limit=limit)
        if as_csv:
            write_csv(iter(table.to_batches()), sys.stdout.buffer)
        elif as_json:
            for row in table.to_pylist():
                typer.echo(json.dumps(row, ensure_ascii=False, default=str))
        else:
            _print(table.column_names, [list(r.values()) for r in table.to_pylist()])


def _pairs(values: list[str]) -> Iterator[tuple[str, str]]:
    for pair in values:
        name, mark, value = pair.partition("=")
        if not mark:
            raise QueryError(f"--set {pair}: NAME=VALUE")
        yield name, value


def _list_questions() -> None:
    rows: list[list[object]] = [
        [q.id, q.zh, q.en, " ".join(f"{k}={v}" for k, v in q.values.items())] for q in questions().values()
    ]
    _print(["question", "问题", "in English", "values"], rows)


def _print(names: list[str], rows: list[list[object]]) -> None:
    """A table on the terminal; numbers to the right, nothing in a cell is markup."""
    table = Table(caption=f"{len(rows):,}")
    for i, name in enumerate(names):
        right = any(isinstance(r[i], int | float) or hasattr(r[i], "quantize") for r in rows[:20])
        table.add_column(Text(name), justify="right" if right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(_cell(v)) for v in row))
    Console().print(table)


def _cell(value: object) -> str:
    if value is None:
        return ""
    return f"{value:,}" if hasattr(value, "quantize") or isinstance(value, float) else str(value)


def export(
    dataset: Address,
    out: Annotated[Path, typer.Argument(help="File to write; a folder for whole tables but xlsx and zip.")],
    kind: Annotated[
        str, typer.Option("--format", help="csv | xlsx | parquet | dta (Stata) | sav (SPSS) | zip")
    ] = "zip",
    sql: Annotated[str, typer.Option(help="Only the answer to this SELECT.")] = "",
    question: Annotated[str, typer.Option(help="Only the answer to this named question.")] = "",
) -> None:
    """Write a dataset, or an answer, to take along; no cell can act as a formula."""
    with _reader(dataset_at(dataset), 3600.0) as reader:
        text = named(question).filled() if question else sql
        if kind not in (*KINDS, "zip") or (text and kind == "zip"):
            raise typer.BadParameter(f"{', '.join(KINDS)}, or (without --sql) zip", param_hint="--format")
        if kind == "zip":
            write_zip(reader.root, out)
        elif text:
            write_file(reader.batches(text), kind, out)
        elif kind == "xlsx":
            with out.open("wb") as file:
                write_xlsx(((t, reader.batches(f"SELECT * FROM {t}")) for t in DATASET_TABLES), file)
        else:
            out.mkdir(parents=True, exist_ok=True)
            for table in DATASET_TABLES:
                write_file(reader.batches(f"SELECT * FROM {table}"), kind, out / f"{table}.{kind}")
    typer.echo(str(out))


def explain(
    source: Annotated[
        Path, typer.Argument(help="A dataset; with --unmatched files or folders.", exists=True)
    ],
    row: Annotated[str, typer.Argument(help="DOC/TABLE/SEQ, DOC:LOCATOR, DOC, or a file.")] = "",
    unmatched: Annotated[
        bool, typer.Option("--unmatched", help="List what nothing claimed, most frequent first.")
    ] = False,
    limit: Annotated[int, typer.Option(help="Most lines; 0: all.", min=0)] = 40,
) -> None:
    """Why a row says what it says: printed text, place, pattern, and every identity it takes part in."""
    if unmatched:
        found = find_unmatched(sources([source]), Limits())
        rows: list[list[object]] = [[u.kind, u.documents, u.count, u.shape, u.first] for u in found]
        _print(["kind", "documents", "times", "words", "first"], rows[: limit or None])
        return
    if not row:
        raise typer.BadParameter("DOC/TABLE/SEQ, DOC:LOCATOR, DOC or a file", param_hint="ROW")
    with _reader(source) as reader:
        if Path(row).is_file():
            row = digest(Path(row))[0]
        if "/" in row or ":" in row:
            for evidence in find_rows(reader, row):
                typer.echo(tell_row(evidence))
        else:
            typer.echo(tell_document(reader, find_document(reader, row), limit))


def explore(
    dataset: Folder,
    files: Annotated[
        Path | None, typer.Option(help="Folder with the source files, to show their pages.")
    ] = None,
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1; 0: any free one.")] = 8321,
    reviews: Annotated[
        Path | None, typer.Option(help="File of reviews (JSON Lines): rows may be marked right or wrong.")
    ] = None,
) -> None:
    """A web page over a dataset, on this machine only: look around, and see where every number stands."""
    try:
        from pipeline.explore.site import Site, serve
    except ImportError as error:
        typer.echo(f"yujuesuan: {error}: pip install 'yujuesuan[explore]'", err=True)
        raise typer.Exit(FAILED) from error
    typer.echo(
        f"{dataset}: 正在打开，大的数据集第一次要一两分钟 / opening, a large one takes a while the first time"
    )
    try:
        serve(Site(dataset, files, reviews=reviews), port, typer.echo)
    except (StoreError, OSError) as error:
        typer.echo(f"yujuesuan: {error}", err=True)
        raise typer.Exit(FAILED) from error
