"""`verify`, `diff`, `history`, `uses`, `views`: what stands in a dataset, and what changed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from pipeline.cli.places import fresh_dataset_at
from pipeline.run.local import LEDGER
from pipeline.run.narrowing import reach
from pipeline.store.diff import diff as diff_snapshots
from pipeline.store.diff import summary
from pipeline.store.errors import StoreError
from pipeline.store.ledger import Ledger
from pipeline.store.package import write_views
from pipeline.store.reader import snapshot_of as build_of
from pipeline.store.regression import regression
from pipeline.store.verify import verify as verify_snapshot

DAMAGED, LOST = 4, 5

Dataset = Annotated[Path, typer.Argument(help="Folder of a dataset.", exists=True, file_okay=False)]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module."""
    for command in (verify, diff, history, uses, views):
        app.command()(command)


def snapshot_of(dataset: Path) -> Path:
    """The build that a folder names."""
    try:
        return build_of(dataset)
    except StoreError as error:
        raise typer.BadParameter(str(error)) from error


def verify(
    dataset: Annotated[str, typer.Argument(help="Folder of a dataset, or its address (s3://...).")],
) -> None:
    """Check every file against what was published; exit 4 and the damaged files when one differs."""
    try:
        with fresh_dataset_at(dataset) as folder:
            damaged = verify_snapshot(snapshot_of(folder))
    except StoreError as error:
        typer.echo(f"yujuesuan: {error}", err=True)
        raise typer.Exit(DAMAGED) from error
    for one in damaged:
        typer.echo(f"{one.path}: {one.reason}; {len(one.documents)} documents")
    if damaged:
        raise typer.Exit(DAMAGED)
    typer.echo("ok")


def diff(
    before: Dataset,
    after: Dataset,
    full: Annotated[bool, typer.Option("--full", help="A line a document, as JSON.")] = False,
    strict: Annotated[
        bool, typer.Option(help="Exit 5 when files that both hold are no longer read, or lost rows.")
    ] = False,
) -> None:
    """Compare two datasets (or snapshots): rows added, removed and changed, each with its cause; what was lost."""
    _show_changes(before, after, full=full)
    found = regression(snapshot_of(before), snapshot_of(after))
    if not full:
        for turn in found.turns:
            typer.echo(f"{turn.before} -> {turn.after}: {turn.count} documents, first {turn.first}")
    for loss in found.losses:
        typer.echo(f"lost: {loss}", err=True)
    if strict and found.losses:
        raise typer.Exit(LOST)


def _show_changes(before: Path, after: Path, *, full: bool) -> None:
    """A line a document, or a table of sums."""
    changes = diff_snapshots(snapshot_of(before), snapshot_of(after))
    if full:
        for c in changes:
            entry = {"table": c.table, "doc_id": c.doc_id, "file_name": c.file_name, "cause": c.cause}
            entry |= {"added": str(c.added), "removed": str(c.removed), "changed": str(c.changed)}
            typer.echo(json.dumps(entry, ensure_ascii=False))
        return
    table = Table("table", "cause", title=f"{before} -> {after}")
    for name in ("added", "removed", "changed"):
        table.add_column(name, justify="right")
    for row in summary(changes):
        table.add_row(*map(str, row))
    Console().print(table if changes else "no difference")


def history(dataset: Dataset) -> None:
    """Every version of every source: first seen, last seen, gone or not."""
    with Ledger(dataset / LEDGER) as ledger:
        for s in ledger.history():
            typer.echo(
                f"{s.first_seen}  {s.last_seen}  {'gone' if s.gone else 'there'}  {s.doc_id[:12]}  {s.uri}"
            )


def uses(
    dataset: Dataset,
    full: Annotated[bool, typer.Option("--full", help="A line a pattern.")] = False,
) -> None:
    """On how many documents the patterns of every file were used: so many a change of one has read again."""
    with Ledger(dataset / LEDGER) as ledger:
        n_documents, files = reach(ledger)
    table = Table("patterns", title=f"{dataset}: {n_documents:,} documents")
    for name in ("any", "list", "median", "least"):
        table.add_column(name, justify="right")
    for file, units in files.items():
        any_of, *listed = (units.pop(name, 0) for name in ("", f"{file}:*", f"{file}:#"))
        counts = sorted(units.values()) or [max(listed)]
        table.add_row(file, *map(str, (any_of, max(listed), counts[len(counts) // 2], counts[0])))
        if full:
            for unit, n in units.items():
                table.add_row(f"  {unit}", str(n))
    Console().print(table)


def views(dataset: Dataset) -> None:
    """Write `dataset.duckdb` again, after a dataset was moved."""
    write_views(snapshot_of(dataset))
