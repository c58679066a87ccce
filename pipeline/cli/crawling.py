"""`crawl`: from source files to a store of what the sites hold."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.crawl.source import Site, SourceError, load_sites
from pipeline.store.errors import StoreError

FAILED, NOT_DONE = 1, 3
NO_EXTRA = "pip install 'yujuesuan[crawl]'"

Sources = Annotated[list[Path], typer.Argument(help="Source files, and folders of them.", exists=True)]
Store = Annotated[Path, typer.Option("--store", "-s", help="Folder of the store.")]
Allowed = Annotated[
    list[str] | None, typer.Option("--allow-network", help="A network beside the public ones, as 10.0.0.0/8.")
]
Resolved = Annotated[
    list[str] | None, typer.Option("--resolve", help="HOST=ADDRESS; *.HOST for all below. May be repeated.")
]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(crawl)


def sites_of(given: list[Path]) -> list[Site]:
    """The sites of the sources; what is wrong with one ends the command."""
    try:
        return load_sites(given)
    except SourceError as error:
        raise typer.BadParameter(str(error), param_hint="SOURCES") from error


def crawl(
    sources: Sources,
    store: Store,
    seconds: Annotated[
        float, typer.Option(help="Seconds after which nothing new is begun; the next crawl goes on.")
    ] = 21600.0,
    timeout: Annotated[float, typer.Option(help="Most seconds for one answer.")] = 120.0,
    flying: Annotated[int, typer.Option(help="Requests at a time, over all hosts; one a host.", min=1)] = 64,
    backoff: Annotated[float, typer.Option(help="Seconds before a second try; doubled for the third.")] = 5.0,
    most_wait: Annotated[float, typer.Option(help="Most seconds that a server may ask to wait.")] = 300.0,
    contact: Annotated[str, typer.Option(help="Address told to the sites, for complaints.")] = "",
    verify: Annotated[bool, typer.Option(help="Refuse TLS certificates that do not hold.")] = True,
    allow_network: Allowed = None,
    resolve: Resolved = None,
) -> None:
    """Fetch what sites disclose, politely, into a store that `run` reads; killed, it goes on where it was."""
    sites = sites_of(sources)
    try:
        from pipeline.crawl.engine import CrawlOptions
        from pipeline.crawl.engine import crawl as crawl_sites
        from pipeline.crawl.frontier import Patience
        from pipeline.crawl.guard import Network
    except ImportError as error:
        typer.echo(f"yujuesuan: {error}: {NO_EXTRA}", err=True)
        raise typer.Exit(FAILED) from error
    hosts = dict(pair.split("=", 1) for pair in resolve or () if "=" in pair)
    options = CrawlOptions(
        seconds, timeout, flying, contact, verify, Network(tuple(allow_network or ()), hosts),
        Patience(backoff, most_wait),
    )  # fmt: skip
    try:
        done = crawl_sites(store, sites, options)
    except StoreError as error:
        typer.echo(f"yujuesuan: {store}: {error}", err=True)
        raise typer.Exit(FAILED) from error
    for status, n in done.statuses.items():
        typer.echo(f"{status:20} {n:>8,}")
    typer.echo(f"night {done.night}: {'done' if done.is_done else 'goes on with the next crawl'}")
    if not done.is_done:
        raise typer.Exit(NOT_DONE)
