"""`crawl`, `warc`, `source new`, `source check`: from source files to a store of what the sites hold."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.crawl.source import Site, SourceError, load_site, load_sites
from pipeline.store.errors import StoreError

if TYPE_CHECKING:
    from pipeline.crawl.engine import Crawled
    from pipeline.crawl.replay import Replayed

FAILED, NOT_DONE = 1, 3
NO_EXTRA = "pip install 'yujuesuan[crawl]'"
_SHOWN = 20

Sources = Annotated[list[Path], typer.Argument(help="Source files, and folders of them.", exists=True)]
Store = Annotated[Path, typer.Option("--store", "-s", help="Folder of the store.")]
Allowed = Annotated[
    list[str] | None, typer.Option("--allow-network", help="A network beside the public ones, as 10.0.0.0/8.")
]
Resolved = Annotated[
    list[str] | None, typer.Option("--resolve", help="HOST=ADDRESS; *.HOST for all below. May be repeated.")
]

source = typer.Typer(help="Draft a source file, and see what one would take.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(crawl)
    app.command()(warc)
    app.add_typer(source, name="source")


@contextmanager
def _told() -> Iterator[None]:
    """What is wrong with a source, a store or the installation ends the command with its reason."""
    try:
        yield
    except SourceError as error:
        raise typer.BadParameter(str(error), param_hint="SOURCE") from error
    except (ImportError, StoreError) as error:
        hint = f": {NO_EXTRA}" if isinstance(error, ImportError) else ""
        typer.echo(f"yujuesuan: {error}{hint}", err=True)
        raise typer.Exit(FAILED) from error


def _pairs(resolve: list[str] | None) -> dict[str, str]:
    if wrong := [p for p in resolve or () if "=" not in p]:
        raise typer.BadParameter(f"{wrong[0]}: HOST=ADDRESS", param_hint="--resolve")
    return dict(pair.split("=", 1) for pair in resolve or ())


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
    """Fetch what sites disclose, politely, into a store that `run` reads; killed, it goes on where it was.

    Exit 3: the time was up, the night goes on with the next crawl.
    """
    hosts = _pairs(resolve)
    with _told():
        from pipeline.crawl.engine import CrawlOptions
        from pipeline.crawl.engine import crawl as crawl_sites
        from pipeline.crawl.frontier import Patience
        from pipeline.crawl.guard import Network

        options = CrawlOptions(
            seconds=seconds, timeout=timeout, most_flying=flying, contact=contact, verify=verify,
            network=Network(tuple(allow_network or ()), hosts), patience=Patience(backoff, most_wait),
        )  # fmt: skip
        done = crawl_sites(store, load_sites(sources), options)
    tell_crawl(done)
    if not done.is_done:
        raise typer.Exit(NOT_DONE)


def tell_crawl(done: Crawled) -> None:
    """Print what came of a crawl."""
    for status, n in done.statuses.items():
        typer.echo(f"{status:20} {n:>8,}")
    for sign in done.signs:
        typer.echo(f"! {sign.source}: {sign.kind}: {sign.said}")
    typer.echo(f"night {done.night}: {'done' if done.is_done else 'goes on with the next crawl'}")


def warc(
    store: Annotated[Path, typer.Argument(help="Folder of a store.", exists=True, file_okay=False)],
    out: Annotated[Path, typer.Argument(help="File to write, .warc.gz.")],
    night: Annotated[list[int] | None, typer.Option(help="Only this night; may be repeated.")] = None,
) -> None:
    """Write what a store saw as WARC/1.1, the form of web archives."""
    with _told():
        from pipeline.crawl.log import CrawlLog
        from pipeline.crawl.objects import Objects
        from pipeline.crawl.places import LOG, OBJECTS
        from pipeline.crawl.warc import write_warc

        with CrawlLog(store / LOG) as log:
            n = write_warc(out, log, Objects(store / OBJECTS), night or ())
    typer.echo(f"{out}: {n:,} records")


@source.command()
def new(
    url: Annotated[str, typer.Argument(help="A page that lists disclosures, or leads to columns of them.")],
    page: Annotated[
        Path | None, typer.Option(help="Read the page from this file instead.", exists=True)
    ] = None,
    allow_network: Allowed = None,
    resolve: Resolved = None,
) -> None:
    """Draft a source file from a page, on stdout."""
    with _told():
        from pipeline.crawl.drafting import draft, probe
        from pipeline.crawl.page import read_page

        body = page.read_bytes() if page else _fetched(probe(url), _pairs(resolve), allow_network)(url)
        read = read_page(body, url) if body else None
        if read is None:
            raise StoreError(f"{url}: no page could be had")
    typer.echo(draft(read), nl=False)


@source.command()
def check(
    file: Annotated[Path, typer.Argument(help="A source file.", exists=True, dir_okay=False)],
    store: Annotated[
        Path | None, typer.Option("--store", "-s", help="Use the pages of this store; nothing is asked for.")
    ] = None,
    pages: Annotated[int, typer.Option(help="Most pages to read from the site.", min=1)] = 30,
    limit: Annotated[int, typer.Option(help="Lines of each kind.", min=1)] = _SHOWN,
    allow_network: Allowed = None,
    resolve: Resolved = None,
) -> None:
    """Say what a source would take, without taking it: its pages are read, files are not asked for."""
    with _told():
        from dataclasses import replace

        from pipeline.crawl.log import CrawlLog
        from pipeline.crawl.objects import Objects
        from pipeline.crawl.places import LOG, OBJECTS
        from pipeline.crawl.replay import replay, stored

        site = load_site(file)
        if store is not None:
            with CrawlLog(store / LOG) as log:
                found = replay(site, stored(log, Objects(store / OBJECTS)))
        else:
            small = replace(site, max_pages=min(pages, site.max_pages))
            found = replay(site, _fetched(small, _pairs(resolve), allow_network))
    _tell(found, limit)


def _fetched(site: Site, hosts: dict[str, str], allowed: list[str] | None) -> Any:
    """The pages of a site as they are now, files left out; a function that gives the bytes of one."""
    from pipeline.crawl.engine import CrawlOptions
    from pipeline.crawl.engine import crawl as crawl_sites
    from pipeline.crawl.guard import Network
    from pipeline.crawl.log import CrawlLog
    from pipeline.crawl.objects import Objects
    from pipeline.crawl.places import LOG, OBJECTS
    from pipeline.crawl.replay import stored

    options = CrawlOptions(
        dry=True, seconds=600.0, timeout=30.0, network=Network(tuple(allowed or ()), hosts)
    )
    kept: dict[str, bytes] = {}
    with tempfile.TemporaryDirectory(prefix="yujuesuan-") as folder:
        crawl_sites(Path(folder), [site], options)
        with CrawlLog(Path(folder) / LOG) as log:
            had = stored(log, Objects(Path(folder) / OBJECTS))
            for row in log.all("SELECT url FROM urls"):
                if (body := had(row["url"])) is not None:
                    kept[row["url"]] = body
    return kept.get


def _tell(found: Replayed, limit: int) -> None:
    """Print what a source would take."""
    typer.echo(
        f"{found.read} pages read, {len(found.files)} files and {len(found.pages)} pages would be taken"
    )
    for url, way in list(found.files.items())[:limit]:
        typer.echo(f"  file  {way.link.text[:50]:50}  {url}")
    for url, page in list(found.pages.items())[:limit]:
        typer.echo(f"  page  {page.title[:50]:50}  {url}")
    typer.echo("patterns: " + (", ".join(f"{k} {n}" for k, n in found.patterns.most_common()) or "none"))
    if found.missing:
        typer.echo(f"not read: {len(found.missing)} addresses, among them {found.missing[0]}")
    typer.echo("links on lists that are not followed, most frequent first:")
    for text, n in found.left.most_common(limit):
        typer.echo(f"  {n:>5}  {text}")
