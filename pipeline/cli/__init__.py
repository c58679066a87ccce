"""The command `yujuesuan`."""

from __future__ import annotations

import typer

from pipeline.cli import asking, crawling, findings, night, reading, scoring, store

app = typer.Typer(
    help="部门预决算公开文件 -> 可验证、可溯源的 Parquet / published accounts as proved, traceable Parquet.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
reading.add_to(app)
scoring.add_to(app)
crawling.add_to(app)
night.add_to(app)
store.add_to(app)
findings.add_to(app)
asking.add_to(app)


def main() -> None:
    """The entry point."""
    app()
