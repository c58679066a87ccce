"""The one spider: it takes addresses from the frontier, keeps what comes, and gives back what follows from it."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from scrapy import Request, Spider, signals
from scrapy.http import Response
from twisted.python.failure import Failure

from pipeline.crawl.fetch import outcome_of, outcome_of_failure, request_of
from pipeline.crawl.frontier import Frontier
from pipeline.crawl.guard import Network
from pipeline.crawl.links import host_of
from pipeline.crawl.log import CrawlLog, Job
from pipeline.crawl.objects import Objects
from pipeline.crawl.source import Site
from pipeline.crawl.status import Outcome, Status
from pipeline.crawl.taking import MOST_PAGE_BYTES, take

_IDLE = 0.02  # seconds between two looks at the frontier when nothing may be asked for


@dataclass(frozen=True, slots=True)
class Work:
    """What a spider works with.

    `until`: monotonic time after which nothing new is begun. `faults`: of the disk; after the first nothing is begun.
    """

    frontier: Frontier
    objects: Objects
    network: Network
    agent: str
    most_flying: int
    until: float
    faults: list[str] = field(default_factory=list)


class DisclosureSpider(Spider):
    """Takes what the frontier has, one request to a host at a time."""

    name = "disclosures"

    def __init__(self, work: Work, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._work = work
        self.network, self.agent = work.network, work.agent
        self.delays: dict[str, float] = {}

    @classmethod
    def from_crawler(cls, crawler: Any, *args: Any, **kwargs: Any) -> DisclosureSpider:
        """As Scrapy asks for; a fault in a page ends that page only."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.broken, signals.spider_error)
        return spider

    @property
    def kept(self) -> CrawlLog:
        """The log of the store."""
        return self._work.frontier.log

    def delay_of(self, host: str) -> float:
        """The least seconds between two requests to a host."""
        known = self.delays.get(host)
        if known is None:
            holding = [s for s in self._work.frontier.sites.values() if s.holds_host(host)]
            known = self.delays[host] = 1.0 / min((s.rate for s in holding), default=1.0)
        return known

    async def start(self) -> AsyncIterator[Any]:
        """Requests for as long as the frontier has any and the time is not up."""
        frontier, swept = self._work.frontier, False
        while time.monotonic() < self._work.until and not self._work.faults:
            if frontier.is_over:
                if swept or not frontier.sweep():
                    return
                swept = True
            job = frontier.take() if frontier.n_flying < self._work.most_flying else None
            if job is None:
                await asyncio.sleep(_IDLE)
                continue
            yield self._request(job)

    def _request(self, job: Job) -> Request:
        site = self._work.frontier.sites[job.source]
        most = site.max_mb << 20
        most = most if job.role == "file" else min(most, MOST_PAGE_BYTES)
        return request_of(job, most, self.answered, self.failed)

    async def answered(self, response: Response) -> None:
        """Keep an answer; the others go on while its bytes are brought to the disk."""
        if response.request is None:
            return
        job: Job = response.request.meta["job"]
        outcome, name = outcome_of(response, response.request.meta["download_maxsize"]), ""
        if outcome.status is Status.STORED:
            name = await asyncio.to_thread(self._work.objects.put, outcome.body)
        self._settle(job, outcome, name)

    def failed(self, failure: Failure) -> None:
        """Record a request that got no answer."""
        request: Any = failure.request  # type: ignore[attr-defined]
        job: Job = request.meta["job"]
        outcome = outcome_of_failure(failure.value or OSError())
        if outcome.status is Status.DNS and host_of(job.url) in self.network.refused:
            outcome = Outcome(Status.REFUSED_ADDRESS, said=outcome.said)
        self._settle(job, outcome)

    def broken(self, failure: Failure, response: Response) -> None:
        """Record an answer that a fault of ours kept from being read; where the disk is at fault it stays open."""
        if isinstance(failure.value, OSError | sqlite3.Error):
            self._work.faults.append(repr(failure.value))
        elif response.request is not None:
            job: Job = response.request.meta["job"]
            self._work.frontier.settle(
                job, Outcome(Status.BROKEN, response.status, said=repr(failure.value)[:300])
            )

    def _settle(self, job: Job, outcome: Outcome, name: str = "") -> None:
        site: Site = self._work.frontier.sites[job.source]
        taken = take(job, outcome, site, self._work.objects, name)
        self._work.frontier.settle(job, taken.outcome, taken.ways, **taken.known)
