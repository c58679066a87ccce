"""`nightly`: one command a night."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.crawling import FAILED, NO_EXTRA
from pipeline.nightly.config import ConfigError, load_config


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(nightly)


def nightly(
    config: Annotated[Path, typer.Argument(help="A TOML file.", exists=True, dir_okay=False)],
    as_json: Annotated[bool, typer.Option("--json", help="The report on stdout, as JSON.")] = False,
) -> None:
    """Crawl, run, check, publish, report, notify. Killed at any moment, the next call goes on.

    Exit 0 done, 1 not published, 2 wrong configuration, 3 published and somebody should look, 4 damaged, 5 another
    night is at work, 6 a hook failed.
    """
    try:
        chosen = load_config(config)
    except ConfigError as error:
        raise typer.BadParameter(str(error), param_hint="CONFIG") from error
    try:
        from pipeline.nightly.night import nightly as work
    except ImportError as error:
        typer.echo(f"yujuesuan: {error}: {NO_EXTRA}", err=True)
        raise typer.Exit(FAILED) from error
    night = work(chosen)
    if as_json:
        typer.echo(json.dumps(night.as_dict(), ensure_ascii=False, indent=1))
    else:
        for step in night.steps:
            typer.echo(f"{step['step']:8} {'ok' if step['ok'] else 'failed'}  {step.get('said', '')}")
            for sign in step.get("signs", ()):
                typer.echo(f"  ! {sign['source']}: {sign['kind']}: {sign['said']}")
        typer.echo(f"night {night.number}: {night.state}")
    raise typer.Exit(int(night.exit))
