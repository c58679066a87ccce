"""What to ask for next: the open addresses of a night, host by host, and what follows from each answer.

Every answer is one transaction: the observation, what is known of the address, and the links that follow from it. What
was on its way when a crawl was killed is still open and is asked for again; nothing else is.
"""

from __future__ import annotations

import heapq
import random
import time
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.crawl.links import Role, Way, host_of
from pipeline.crawl.log import CrawlLog, Job
from pipeline.crawl.offers import MOST_HOPS, RANKS, Offers
from pipeline.crawl.source import Site
from pipeline.crawl.status import AGAIN, OF_HOST, SETTLED, Outcome, Status

MOST_TRIES = 3
_AHEAD = 32  # addresses of a host that are read from the log at a time


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for what.

    `backoff`: seconds before a second try, doubled for a third, jitter on top. `most_wait`: that a server may ask for;
    one that wants more is left for the next night. `failures`: of a host in a row before it is left alone.
    """

    backoff: float = 5.0
    most_wait: float = 300.0
    failures: int = 8


class Frontier:
    """The addresses of one night."""

    def __init__(
        self, log: CrawlLog, sites: Iterable[Site], patience: Patience | None = None, *, dry: bool = False
    ) -> None:
        self.log, self.sites = log, {s.id: s for s in sites}
        self.patience = patience or Patience()
        self.night = log.night()
        self._offers = Offers(log, self.night, dry=dry)
        self._ready: dict[str, deque[Job]] = {}
        self._awake: deque[str] = deque()
        self._asleep: list[tuple[float, str]] = []
        self._known: set[str] = set()  # hosts that are awake, asleep or on their way
        self._flying: dict[str, str] = {}  # host -> address
        self._failures: dict[str, int] = {}
        self._asked = {
            r["source"]: r["n"]
            for r in log.all(
                "SELECT source, count(*) AS n FROM observations JOIN urls USING (url) "
                "WHERE observations.night = ? GROUP BY source", self.night,
            )
        }  # fmt: skip
        self._begin()

    def _begin(self) -> None:
        """Open the start pages; wake the hosts of what a killed crawl left open."""
        with self.log.batch():
            for site in self.sites.values():
                starts = [(u, Role.LIST) for u in site.start] + [(u, Role.SITEMAP) for u in site.sitemaps]
                for url, role in starts:
                    self._open(url, role, site, {"pattern": "start", "depth": 0})
        self._wake_open()

    def _wake_open(self) -> None:
        for row in self.log.all("SELECT DISTINCT host FROM urls WHERE open = 1"):
            self._wake(row["host"])

    def _wake(self, host: str) -> None:
        if host not in self._known:
            self._known.add(host)
            self._awake.append(host)

    @property
    def n_flying(self) -> int:
        """Addresses that were taken and have not ended."""
        return len(self._flying)

    def take(self) -> Job | None:
        """The next address that may be asked for now; None where there is none just now."""
        now = time.time()
        while self._asleep and self._asleep[0][0] <= now:
            self._awake.append(heapq.heappop(self._asleep)[1])
        for _ in range(len(self._awake)):
            host = self._awake.popleft()
            job = self._next(host, now)
            if job is not None:
                self._flying[host] = job.url
                return job
            self._rest(host, now)
        return None

    def _next(self, host: str, now: float) -> Job | None:
        ready = self._ready.setdefault(host, deque())
        if not ready:
            ready.extend(self.log.jobs(host, now, _AHEAD, list(self._due(host))))
        while ready:
            job = ready.popleft()
            if self._within(job.source):
                self._asked[job.source] = self._asked.get(job.source, 0) + 1
                return job
        return None

    def _due(self, host: str) -> dict[str, float]:
        """By source that may still ask, when the first of its open addresses on a host is due."""
        rows = self.log.all(
            "SELECT source, min(due) AS due FROM urls WHERE open = 1 AND host = ? GROUP BY source", host
        )
        return {r["source"]: r["due"] for r in rows if self._within(r["source"])}

    def _within(self, source: str) -> bool:
        """Whether a source may still ask in this night; one without a file any more never."""
        site = self.sites.get(source)
        return site is not None and self._asked.get(source, 0) < site.max_pages

    def _rest(self, host: str, now: float) -> None:
        """Put a host without anything to do to sleep until something of it is due, or forget it."""
        if due := self._due(host):
            heapq.heappush(self._asleep, (max(min(due.values()), now + 0.05), host))
        else:
            self._known.discard(host)

    @property
    def is_over(self) -> bool:
        """Whether nothing is on its way and nothing may still be asked for."""
        return not (self._flying or self._awake or self._asleep)

    def settle(self, job: Job, outcome: Outcome, ways: Iterable[Way] = (), **known: Any) -> None:
        """Take what came of an address: another try later, or its end in this night with what follows."""
        self._flying.pop(job.host, None)
        self._count_failures(job, outcome)
        if outcome.status in AGAIN and self._try_again(job, outcome):
            self._return(job.host, outcome.wait if outcome.wait else 0.0)
            return
        status = self._end(job, outcome, ways, known)
        if self._failures.get(job.host, 0) >= self.patience.failures:
            self._ready.pop(job.host, None)
            with self.log.batch():
                self.log.host_down(self.night, job.host, f"{status} {self.patience.failures} times in a row")
        self._return(job.host, 0.0)

    def _count_failures(self, job: Job, outcome: Outcome) -> None:
        failed = outcome.status in OF_HOST
        self._failures[job.host] = self._failures.get(job.host, 0) + 1 if failed else 0

    def _try_again(self, job: Job, outcome: Outcome) -> bool:
        """Whether an address is put off for another try."""
        wait = self.patience.backoff * 2.0**job.tries * random.uniform(1.0, 1.25)
        wait = max(wait, outcome.wait)
        if job.tries + 1 >= MOST_TRIES or wait > self.patience.most_wait:
            return False
        if self._failures.get(job.host, 0) >= self.patience.failures:
            return False
        due = time.time() + wait
        self.log.run("UPDATE urls SET tries = tries + 1, due = ? WHERE url = ?", due, job.url)
        return True

    def _return(self, host: str, wait: float) -> None:
        """Let a host be asked again, at once or when it wants to be."""
        if wait > 0:
            self._ready.pop(host, None)
            heapq.heappush(self._asleep, (time.time() + min(wait, self.patience.most_wait), host))
        else:
            self._awake.append(host)

    def _end(self, job: Job, outcome: Outcome, ways: Iterable[Way], known: Mapping[str, Any]) -> Status:
        status, site = outcome.status, self.sites[job.source]
        with self.log.batch():
            if status is Status.REDIRECTED:
                status = self._follow(job, outcome.target, site)
            self.log.observe(self.night, job, outcome, status, str(known.get("object", "")))
            when = {"checked": time.time()} if status in SETTLED else {}
            target = outcome.target if status is Status.REDIRECTED else ""
            self.log.close_url(self.night, job, status, target=target, **when, **known)
            for way in ways:
                if job.depth + way.is_deeper <= site.depth:
                    self._open(
                        way.link.url, way.role, site,
                        {"pattern": way.pattern, "depth": job.depth + way.is_deeper, "via": job.url,
                         "text": way.link.text, "via_rank": -RANKS[Role(job.role)], "told": way.told},
                    )  # fmt: skip
        return status

    def _open(self, url: str, role: Role, site: Site, said: Mapping[str, Any]) -> None:
        self._offers.offer(url, role, site, said)
        self._wake(host_of(url))

    def _follow(self, job: Job, target: str, site: Site) -> Status:
        """Open what an address was moved to, as it was meant; the status of the address itself."""
        if not target:
            return Status.REFUSED_SCHEME
        if not site.holds(target):
            return Status.REDIRECT_OUTSIDE
        if job.hops >= MOST_HOPS or self._offers.leads_back(job.url, target):
            return Status.REDIRECT_LOOP
        self._open(
            target, Role(job.role), site,
            {"pattern": "redirect", "depth": job.depth, "hops": job.hops + 1, "via": job.url, "text": job.text,
             "via_rank": -RANKS[Role.FILE], "told": job.told},
        )  # fmt: skip
        return Status.REDIRECTED

    def sweep(self) -> int:
        """Open what no page leads to any more, to see whether it is gone; how many there are."""
        with self.log.batch():
            opened = sum(self._offers.sweep(site) for site in self.sites.values())
        self._wake_open()
        return opened
