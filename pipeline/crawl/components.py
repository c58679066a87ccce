"""What is put into Scrapy: who may be connected to, what robots.txt says, and how fast a host is asked."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

from protego import Protego
from scrapy import Request
from scrapy.extensions.throttle import AutoThrottle

from pipeline.crawl.fetch import AddressRefused, RobotsDenied, RobotsUnreachable, outcome_of
from pipeline.crawl.links import host_of
from pipeline.crawl.status import Status

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

_MOST_ROBOTS = 512 << 10
_MOST_HOPS = 5
_ROBOTS_HOLD = 86400.0  # seconds a robots.txt is believed
_MOST_DELAY = 30.0  # of what Crawl-delay may ask
_UNREACHABLE = -1


class Guard:
    """Refuses requests to addresses written out that may not be connected to, and all but http."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Guard:
        """As Scrapy asks for."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Let a request go on.

        Raises:
            AddressRefused: it may not.
        """
        spider: Any = self._crawler.spider
        host = host_of(request.url)
        if not request.url.startswith(("http://", "https://")) or not spider.network.permits_host(host):
            raise AddressRefused(f"{request.url[:200]} is no public web address")


class Robots:
    """Obeys robots.txt: asked once a day for every scheme, host and port, redirects followed as far as they may.

    Where it is not there everything may be fetched, where it cannot be had nothing (RFC 9309).
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._asked: dict[str, asyncio.Future[Protego | None]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Robots:
        """As Scrapy asks for."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let a request go on.

        Raises:
            RobotsDenied: robots.txt says no.
            RobotsUnreachable: nobody knows what it says; where the host itself cannot be reached, that error.
        """
        if request.meta.get("is_robots"):
            return
        spider: Any = self._crawler.spider
        rules = await self._rules(request.url, spider)
        if rules is None:
            raise RobotsUnreachable(request.url)
        if not rules.can_fetch(request.url, spider.agent):
            raise RobotsDenied(request.url)

    async def _rules(self, url: str, spider: Any) -> Protego | None:
        place = "/".join(url.split("/", 3)[:3])
        known = self._asked.get(place)
        if known is None:
            known = self._asked[place] = asyncio.get_running_loop().create_future()
            try:
                http, body = await self._had(place, spider)
            except BaseException:
                known.cancel()
                del self._asked[place]
                raise
            known.set_result(None if http == _UNREACHABLE else self._read(body, place, spider))
            if http == _UNREACHABLE:
                del self._asked[place]  # the next try asks again
        return await known

    def _read(self, body: bytes, place: str, spider: Any) -> Protego:
        rules = Protego.parse(body.decode("utf-8", "replace"))
        delay = rules.crawl_delay(spider.agent)
        if delay:
            host = host_of(place)
            wanted = spider.delays[host] = max(spider.delay_of(host), min(float(delay), _MOST_DELAY))
            engine: Any = self._crawler.engine
            if (slot := engine.downloader.slots.get(host)) is not None:
                slot.delay = max(slot.delay, wanted)
        return rules

    async def _had(self, place: str, spider: Any) -> tuple[int, bytes]:
        """(HTTP status or unreachable, body) of a robots.txt: as kept, or asked for now."""
        rows = spider.kept.all(
            "SELECT http, body FROM robots WHERE place = ? AND asked > ?", place, time.time() - _ROBOTS_HOLD
        )
        if rows:
            return int(rows[0]["http"]), bytes(rows[0]["body"] or b"")
        http, body = await self._ask(f"{place}/robots.txt")
        if http != _UNREACHABLE:
            spider.kept.run(
                "INSERT OR REPLACE INTO robots VALUES (?, ?, ?, ?)", place, time.time(), http, body
            )
        return http, body

    async def _ask(self, url: str) -> tuple[int, bytes]:
        engine: Any = self._crawler.engine
        for _ in range(_MOST_HOPS + 1):
            meta = {"is_robots": True, "download_maxsize": _MOST_ROBOTS}
            response: Response = await engine.download_async(Request(url, meta=meta, dont_filter=True))
            outcome = outcome_of(response, _MOST_ROBOTS)
            if outcome.status is Status.REDIRECTED and outcome.target:
                url = outcome.target
            elif outcome.status in (Status.THROTTLED, Status.SERVER_ERROR, Status.TRUNCATED, Status.BOMB):
                return _UNREACHABLE, b""
            else:
                return outcome.http, outcome.body
        return 404, b""


class Throttle(AutoThrottle):
    """AutoThrottle that never goes below the delay of the source that a host belongs to."""

    def _min_delay(self) -> float:
        return 0.0

    def _adjust_delay(self, slot: Any, latency: float, response: Response) -> None:
        super()._adjust_delay(slot, latency, response)
        spider: Any = self.crawler.spider
        slot.delay = max(slot.delay, spider.delay_of(host_of(response.url)))
