"""One crawl: the sites of a night through Scrapy, into a store; it may be killed at any moment and goes on later."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from scrapy.crawler import AsyncCrawlerRunner
from scrapy.settings import Settings
from scrapy.utils.reactor import install_reactor

from pipeline.crawl.catalogue import catalogue
from pipeline.crawl.frontier import Frontier, Patience
from pipeline.crawl.guard import GuardedResolver, Network
from pipeline.crawl.health import Counts, Sign, assess
from pipeline.crawl.log import CrawlLog
from pipeline.crawl.objects import Objects
from pipeline.crawl.places import LOG, OBJECTS
from pipeline.crawl.source import Site
from pipeline.crawl.spider import DisclosureSpider, Work
from pipeline.store.errors import StoreError
from pipeline.store.lock import locked

_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
_OURS = "pipeline.crawl.components"


@dataclass(frozen=True, slots=True)
class CrawlOptions:
    """How a crawl goes about it.

    `seconds`: after which nothing new is begun; what is left is done by the next crawl, as the same night. `timeout`:
    seconds for one answer. `most_flying`: requests at a time, over all hosts. `contact`: how who runs a site reaches
    who runs the crawl. `verify`: TLS certificates. `dry`: files are not asked for.
    """

    seconds: float = 6 * 3600.0
    timeout: float = 120.0
    most_flying: int = 64
    contact: str = ""
    verify: bool = True
    dry: bool = False
    network: Network = field(default_factory=Network)
    patience: Patience = field(default_factory=Patience)

    @property
    def agent(self) -> str:
        """How the crawl calls itself."""
        return f"yujuesuan/{version('yujuesuan')} (disclosure archive{'; ' + self.contact if self.contact else ''})"


@dataclass(frozen=True, slots=True)
class Crawled:
    """What came of a crawl: its night, whether that is done, the ends of its addresses, and how the sources did."""

    night: int
    is_done: bool
    statuses: dict[str, int]
    counts: dict[str, Counts]
    signs: list[Sign]


def crawl(store: Path, sites: Sequence[Site], options: CrawlOptions) -> Crawled:
    """Crawl sites into a store: the night that was interrupted, or a new one. Once in a process (Twisted).

    Raises:
        StoreError: another crawl writes to the store, or it cannot be written; what was recorded stays.
    """
    try:
        return _crawl(store, sites, options)
    except sqlite3.Error as error:
        raise StoreError(f"the log cannot be written: {error}") from error


def _crawl(store: Path, sites: Sequence[Site], options: CrawlOptions) -> Crawled:
    with locked(store), CrawlLog(store / LOG) as log:
        objects = Objects(store / OBJECTS)
        objects.forget_drafts()
        frontier = Frontier(log, sites, options.patience, dry=options.dry)
        until = time.monotonic() + options.seconds
        work = Work(frontier, objects, options.network, options.agent, options.most_flying, until)
        _run(work, options)
        if work.faults:
            raise StoreError(f"the store cannot be written: {work.faults[0]}")
        is_done = frontier.is_over
        if is_done:
            log.end_night(frontier.night)
        catalogue(store, log, objects)
        counts, signs = assess(log, frontier.night, sites)
        rows = log.all("SELECT status FROM observations WHERE night = ?", frontier.night)
        return Crawled(
            frontier.night, is_done, dict(sorted(Counter(r["status"] for r in rows).items())), counts, signs
        )


def _run(work: Work, options: CrawlOptions) -> None:
    """Run the spider to its end in a reactor of this process."""
    install_reactor(_REACTOR)
    from twisted.internet import reactor as installed

    reactor: Any = installed
    GuardedResolver(reactor, work.network).install_on_reactor()
    runner = AsyncCrawlerRunner(Settings(_settings(work, options)))

    def begin() -> None:
        task = runner.crawl(DisclosureSpider, work=work)
        tasks.append(task)
        task.add_done_callback(lambda _: reactor.stop())

    tasks: list[asyncio.Task[None]] = []
    reactor.callWhenRunning(begin)
    reactor.run(installSignalHandlers=False)
    for task in tasks:
        task.result()


def _settings(work: Work, options: CrawlOptions) -> dict[str, Any]:
    """Scrapy's settings: nothing of what it would do by itself that the frontier decides."""
    delays = [1.0 / s.rate for s in work.frontier.sites.values()]
    careful = max(delays, default=1.0)
    hosts = [h for s in work.frontier.sites.values() for h in s.hosts if not h.startswith("*.")]
    slots = {h: {"concurrency": 1, "delay": 1.0 / _rate(h, work), "jitter": 0.0} for h in hosts}
    return {
        "USER_AGENT": options.agent,
        "CONCURRENT_REQUESTS": 2 * options.most_flying,  # robots.txt comes on top of what the frontier gives
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1, "CONCURRENT_ITEMS": 1,
        "DOWNLOAD_DELAY": careful, "DOWNLOAD_DELAY_JITTER": 0.0, "DOWNLOAD_SLOTS": slots,
        "AUTOTHROTTLE_ENABLED": True, "AUTOTHROTTLE_START_DELAY": careful,
        "EXTENSIONS": {"scrapy.extensions.throttle.AutoThrottle": None, f"{_OURS}.Throttle": 0},
        "DOWNLOADER_MIDDLEWARES": {f"{_OURS}.Guard": 10, f"{_OURS}.Robots": 20},
        "DOWNLOAD_TIMEOUT": options.timeout, "DOWNLOAD_FAIL_ON_DATALOSS": True,
        "DOWNLOAD_VERIFY_CERTIFICATES": options.verify, "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_HANDLERS": {"data": None, "file": None, "ftp": None, "s3": None},
        "ROBOTSTXT_OBEY": False,  # ours does, and knows a robots.txt that cannot be had from one that is not there
        "RETRY_ENABLED": False, "REDIRECT_ENABLED": False, "METAREFRESH_ENABLED": False,
        "COOKIES_ENABLED": False, "COMPRESSION_ENABLED": False, "HTTPPROXY_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False, "LOG_ENABLED": False, "REMOTE_CONTROL_ENABLED": False,
        "MEMUSAGE_ENABLED": False, "HTTPERROR_ALLOW_ALL": True, "REFERER_ENABLED": False,
        "TWISTED_REACTOR": _REACTOR,
    }  # fmt: skip


def _rate(host: str, work: Work) -> float:
    """The rate of the most careful source that a host belongs to."""
    return min(s.rate for s in work.frontier.sites.values() if s.holds_host(host))
