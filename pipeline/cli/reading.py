"""`run`, `repair`, `show`: files in, a dataset out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.engines import EngineName, chosen_engine
from pipeline.cli.places import begin, end, gathered
from pipeline.core.catalogue import CatalogueError
from pipeline.run.confine import Limits
from pipeline.run.console import RunConsole, show_document
from pipeline.run.engine import EngineError
from pipeline.run.extraction import Options
from pipeline.run.local import run as run_local
from pipeline.run.report import RunReport
from pipeline.store.errors import StoreError

FAILED, SOME_UNREAD = 1, 3
"""Exit codes beside 0 (done) and 2 (a wrong call). SOME_UNREAD only with --strict."""

Inputs = Annotated[list[str], typer.Argument(help="Files and folders to read; s3:// and the like too.")]
Out = Annotated[str, typer.Option("--out", "-o", help="Folder of the dataset, or s3://BUCKET/PREFIX.")]
Local = Annotated[Path | None, typer.Option("--work", help="Local folder of a run to object storage.")]
Jobs = Annotated[int, typer.Option(help="Documents at a time; 0: one a core.", min=0)]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module."""
    for command in (run, repair, show):
        app.command()(command)


def run(
    inputs: Inputs,
    out: Out,
    jobs: Jobs = 0,
    seconds: Annotated[
        float, typer.Option(help="Most wall seconds a document may take; less, by its pages, is usual.")
    ] = 1800.0,
    stall: Annotated[float, typer.Option(help="Most wall seconds without a page finished.")] = 60.0,
    memory_mb: Annotated[int, typer.Option(help="Most MB of memory a document may take.")] = 1536,
    timings: Annotated[bool, typer.Option(help="Keep seconds and memory in `documents`.")] = False,
    wait: Annotated[bool, typer.Option(help="Wait while another run writes the dataset.")] = False,
    gate: Annotated[
        bool, typer.Option(help="Publish only when little is lost against the last build.")
    ] = True,
    strict: Annotated[bool, typer.Option(help="Exit 3 when a document failed.")] = False,
    json_logs: Annotated[bool, typer.Option("--json", help="One JSON object a document on stderr.")] = False,
    engine: Annotated[EngineName, typer.Option(help="Who reads: this machine, or a Dask cluster.")] = "local",
    scheduler: Annotated[str, typer.Option(help="Dask: tcp://HOST:8786, or the scheduler file.")] = "",
    worker_wait: Annotated[float, typer.Option(help="Dask: most seconds without any worker.")] = 600.0,
    work: Local = None,
) -> None:
    """Read disclosures and write the dataset: every file a row in `documents`, whatever is in it."""
    options = Options(jobs, Limits(seconds, memory_mb << 20, stall=stall), timings, wait, gate)
    options = replace(options, engine=chosen_engine(engine, scheduler, worker_wait))
    report = _run(inputs, out, options, work, json_logs=json_logs)
    if strict and report.statuses["failed"]:
        raise typer.Exit(SOME_UNREAD)


def repair(inputs: Inputs, out: Out, jobs: Jobs = 0, work: Local = None) -> None:
    """Run again, extracting and writing anew what `verify` finds damaged."""
    _run(inputs, out, Options(jobs, repair=True), work)


def _run(
    inputs: list[str], out: str, options: Options, work: Path | None, *, json_logs: bool = False
) -> RunReport:
    try:
        folder = begin(out, work)
        todo = gathered(inputs, folder)
        with RunConsole(len(todo), as_json=json_logs) as console:
            report = run_local(todo, folder, options, console.done)
        end(out, folder)
    except (OSError, StoreError, EngineError, CatalogueError) as error:
        typer.echo(f"yujuesuan: {out}: {error}", err=True)
        raise typer.Exit(FAILED) from error
    console.summary(report, out)
    return report


def show(
    file: Annotated[Path, typer.Argument(help="One disclosure.", exists=True, dir_okay=False)],
    table: Annotated[str, typer.Option(help="Only this table of the dataset.")] = "",
    limit: Annotated[int, typer.Option(help="Rows a table; 0: all.")] = 40,
) -> None:
    """Print what one file yields, as tables."""
    show_document(file, table, limit)
