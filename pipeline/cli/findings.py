"""`findings`: what does not add up in a dataset, within documents and between them, as a table, CSV or JSON."""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from pipeline.cli.store import Dataset, snapshot_of
from pipeline.store.findings import COLUMNS, Wanted
from pipeline.store.findings import findings as read_findings

_SHOWN = ("department", "fiscal_year", "page", "identity_id", "severity", "party", "message")
_SHORT = ("fiscal_year", "page", "identity_id", "severity", "party")
Many = Annotated[list[str] | None, typer.Option(help="May be given several times.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(findings)


def findings(
    dataset: Dataset,
    kind: Many = None,
    party: Many = None,
    severity: Many = None,
    identity: Many = None,
    document: Annotated[str, typer.Option(help="Part of a file's name or address, or of its doc_id.")] = "",
    place: Annotated[str, typer.Option(help="Part of a region or department, or a province code.")] = "",
    limit: Annotated[int, typer.Option(help="Findings shown; 0: all.", min=0)] = 0,
    as_csv: Annotated[bool, typer.Option("--csv", help="Write CSV to stdout.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON to stdout, an object a line.")] = False,
    out: Annotated[Path | None, typer.Option(help="Write CSV or JSON here.")] = None,
) -> None:
    """List contradictions, in a document and between two: what disagrees, by how much, where, and whose fault it is."""
    if as_csv and as_json:
        raise typer.BadParameter("--csv and --json exclude each other")
    wanted = Wanted(
        kind=tuple(kind or ()), party=tuple(party or ()), severity=tuple(severity or ()),
        identity_id=tuple(identity or ()), document=document, place=place,
    )  # fmt: skip
    rows = read_findings(snapshot_of(dataset), wanted, limit)
    if not (as_csv or as_json or out):
        _table(rows)
    elif out is not None:
        with out.open("w", encoding="utf-8-sig" if as_csv else "utf-8", newline="") as stream:
            _export(rows, stream, as_json=as_json or not as_csv)
    else:
        _export(rows, sys.stdout, as_json=as_json)


def _table(rows: list[dict[str, Any]]) -> None:
    table = Table(box=None, pad_edge=False)
    for name in _SHOWN:
        table.add_column(
            name, overflow="fold", ratio=1 if name == "message" else None, no_wrap=name in _SHORT
        )
    for row in rows:
        if row["other_file_name"]:
            where = f"{row['other_file_name']} p{row['other_page']} {row['right_locator'] or ''}"
            row = row | {"message": f"{row['message']} | {where}"}
        table.add_row(*("" if row[name] is None else str(row[name]) for name in _SHOWN))
    console = Console()
    console.print(table)
    for party, n in sorted(Counter(row["party"] for row in rows).items()):
        console.print(f"{party}: {n}")


def _export(rows: list[dict[str, Any]], stream: Any, *, as_json: bool) -> None:
    """Write `rows`, a line each."""
    if as_json:
        for row in rows:
            stream.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")
        return
    writer = csv.DictWriter(stream, COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
