"""Inputs, datasets and outputs as the command line names them: paths, or addresses of object storage."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

import typer

from pipeline.core.source import Source
from pipeline.run.fetch import fetch_apart
from pipeline.run.local import sources
from pipeline.run.remote import follow, pull, upload
from pipeline.store.addresses import is_remote, kept_for, local
from pipeline.store.errors import StoreError

_FETCHED = ".fetched"
_NO_BUILD = 1


def begin(out: str, work: Path | None) -> Path:
    """The local folder that a run to `out` writes: `out` itself, or one that goes on from what is published there."""
    if not is_remote(out):
        return local(out)
    folder = work or kept_for(out, "work")
    follow(out, folder)
    return folder


def end(out: str, folder: Path) -> None:
    """Publish what a run wrote to `folder` where it was asked to."""
    if is_remote(out):
        upload(folder, out)


def gathered(inputs: list[str], folder: Path) -> list[Source]:
    """The sources of all inputs; objects are fetched to below `folder`.

    Raises:
        BadParameter: a path that does not exist.
        StoreError: an address that cannot be read.
    """
    remote = [given for given in inputs if is_remote(given)]
    fetched = iter(fetch_apart(remote, folder / _FETCHED) if remote else [])
    try:
        here = sources(local(given) for given in inputs if not is_remote(given))
    except FileNotFoundError as error:
        raise typer.BadParameter(f"{error} does not exist") from error
    return [*here, *chain.from_iterable(fetched)]


def dataset_at(address: str) -> Path:
    """The folder of a dataset; one on object storage is fetched, of which only what changed since the last time."""
    if is_remote(address):
        try:
            return pull(address, kept_for(address, "datasets"))
        except StoreError as error:
            typer.echo(f"yujuesuan: {error}", err=True)
            raise typer.Exit(_NO_BUILD) from error
    folder = local(address)
    if not folder.is_dir():
        raise typer.BadParameter(f"{address} is no folder", param_hint="DATASET")
    return folder


@contextmanager
def fresh_dataset_at(address: str) -> Iterator[Path]:
    """A dataset as its storage gives it now, nothing kept."""
    if not is_remote(address):
        yield dataset_at(address)
        return
    with tempfile.TemporaryDirectory(prefix="yujuesuan-") as folder:
        yield pull(address, Path(folder))
