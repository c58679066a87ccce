"""Who reads the documents of a run, as the command line names it."""

from __future__ import annotations

from typing import Literal

import typer

from pipeline.run.engine import Engine

EngineName = Literal["local", "dask"]
NOT_THERE = 1


def chosen_engine(name: EngineName, scheduler: str, worker_wait: float) -> Engine | None:
    """The engine of a name; None for this machine. Nothing of Dask is loaded for that."""
    if (name == "dask") != bool(scheduler):
        raise typer.BadParameter("--engine dask --scheduler ADDRESS", param_hint="--engine")
    if name == "local":
        return None
    try:
        from pipeline.run.cluster import DaskEngine
    except ImportError as error:
        typer.echo(f"yujuesuan: {error}: pip install 'yujuesuan[cluster]'", err=True)
        raise typer.Exit(NOT_THERE) from error
    return DaskEngine(scheduler, worker_wait)
