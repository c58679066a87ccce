"""The trial on the made web: nights are crawled, killed in between, and run; figures are kept and promises checked."""

from __future__ import annotations

import asyncio
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb

from pipeline.store.snapshots import Snapshots
from tests.crawl.crawling import crawl, crawl_killed, ends, rows
from tests.crawl.serving import Asked, Server, say
from tests.crawl.web import TEMPLATES, Web
from tests.torture.kill import contents

_TAGGED = 4  # of the templates so many have ETags, the others nothing to ask with


@dataclass
class Serving:
    """The web as it is in a night."""

    web: Web
    night: int = 0

    async def __call__(self, asked: Asked, writer: asyncio.StreamWriter) -> int:
        """Answer one request."""
        answer = self.web.answer(asked.host, asked.path, self.night)
        headers = answer.headers
        if answer.status == 200 and int(asked.host[1:4]) % TEMPLATES < _TAGGED:
            tag = f'"{hash(answer.body) & 0xFFFFFFFF:08x}"'
            headers = (*headers, ("ETag", tag))
            if asked.headers.get("if-none-match") == tag:
                return say(writer, 304, b"", (("ETag", tag),))
        return say(writer, answer.status, answer.body, headers)


_BEFORE_A_KILL = 0.05, 0.3  # of the disclosures: so many requests a crawl lives for


@dataclass
class Trial:
    """A trial and its figures."""

    folder: Path
    sites: int
    each: int
    rate: float
    nights: int = 3
    kills: int = 0
    seed: int = 0
    jobs: int = 0
    per_list: int = 20
    tell: Callable[[str], None] = print
    figures: dict[str, float] = field(default_factory=dict)

    def run(self) -> None:
        """All nights, then the comparisons.

        Raises:
            AssertionError: a promise is broken.
        """
        handler = Serving(Web(self.sites, self.each, 0, per_list=self.per_list))
        with Server(handler) as server:
            handler.web = replace(handler.web, port=server.port)
            self._write_sources(handler.web)
            for night in range(self.nights):
                handler.night = night
                self._night(night, handler.web, server)
            self._scratch()
            self._fresh(handler, server)

    @property
    def store(self) -> Path:
        return self.folder / "store"

    @property
    def sources(self) -> Path:
        return self.folder / "sources"

    def _write_sources(self, web: Web) -> None:
        self.sources.mkdir(parents=True)
        for site in range(self.sites):
            (self.sources / f"s{site:03d}.toml").write_text(web.source(site, self.rate), "utf-8")

    def _night(self, night: int, web: Web, server: Server) -> None:
        """One night: crawled, with its share of the kills, and run."""
        since, began = len(server.asked), time.monotonic()
        killed = self._kill(night, server)
        self._crawl(self.store)
        seconds = time.monotonic() - began
        asked = server.asked[since:]
        self._asked_once(asked, killed)
        self._within_rate(server, since)
        ended = Counter(ends(self.store).values())
        if bad := set(ended) - {"stored", "changed", "unchanged", "not_modified", "gone", "redirected"}:
            raise AssertionError(f"night {night}: {bad}")
        self._complete(night, web)
        run = self._run(self.store, self.folder / "out")
        self.tell(
            f"night {night + 1}: {len(asked):,} requests in {seconds:.0f} s ({len(asked) / seconds:.0f}/s), "
            f"killed {killed} times; {', '.join(f'{k} {v:,}' for k, v in sorted(ended.items()))}; run {run:.0f} s"
        )

    def _kill(self, night: int, server: Server) -> int:
        """Kill the crawl after random numbers of requests; how often."""
        chance, killed = random.Random(f"{self.seed} {night}"), 0
        share = self.kills // self.nights + (night < self.kills % self.nights)
        for _ in range(share):
            enough = len(server.asked) + chance.uniform(*_BEFORE_A_KILL) * self.sites * self.each
            killed += crawl_killed(
                self.sources, self.store, lambda n=enough: len(server.asked) >= n, "--flying", "128"
            )
        self.figures["killed"] = self.figures.get("killed", 0) + killed
        return killed

    def _crawl(self, store: Path) -> None:
        crawl(self.sources, store, "--flying", "128", "--backoff", "0.5", seconds=7200)

    def _asked_once(self, asked: list[Asked], killed: int) -> None:
        """No address twice in a night, but for what was on its way when the crawl was killed."""
        times = Counter((a.host, a.path) for a in asked)
        again = sum(n - 1 for n in times.values())
        self.figures["asked again"] = self.figures.get("asked again", 0) + again
        if again > killed * self.sites:  # one a host may be on its way
            raise AssertionError(f"{again} requests for what was known, {killed} kills")
        if not killed and again:
            raise AssertionError(f"{again} requests twice without a kill: {times.most_common(3)}")

    def _within_rate(self, server: Server, since: int) -> None:
        most = max(server.most_in_a_second(since).values(), default=0)
        self.figures["most in a second"] = max(self.figures.get("most in a second", 0), most)
        if most > self.rate + 1:
            raise AssertionError(f"{most} requests to one host within a second, the limit is {self.rate}")

    def _complete(self, night: int, web: Web) -> None:
        """The store holds the documents of the night and no others, each with the bytes of the night."""
        there = sum(len(web.documents(site, night)) for site in range(self.sites))
        ((found,),) = rows(self.store, "SELECT count(*) FROM urls WHERE document != ''")
        self.figures["documents"] = there
        if found != there:
            raise AssertionError(f"night {night}: {found} documents of {there}")

    def _run(self, store: Path, out: Path) -> float:
        began = time.monotonic()
        command = [
            sys.executable,
            "-m",
            "pipeline.cli",
            "run",
            str(store),
            "--out",
            str(out),
            "--no-gate",
            "--jobs",
            str(self.jobs),
        ]
        done = subprocess.run(command, capture_output=True, text=True, timeout=14400, check=False)
        if done.returncode:
            raise AssertionError(done.stderr[-2000:])
        return time.monotonic() - began

    def _scratch(self) -> None:
        """The dataset of three nights is, byte for byte, the one built of the store in one go."""
        seconds = self._run(self.store, self.folder / "scratch")
        if contents(self.folder / "out") != contents(self.folder / "scratch"):
            raise AssertionError("the dataset of the nights and the one from scratch differ")
        self.tell(f"from scratch of the store: {seconds:.0f} s, byte for byte the same")

    def _fresh(self, handler: Serving, server: Server) -> None:
        """A store that begins in the last night gives the same documents with the same words about them."""
        since, began = len(server.asked), time.monotonic()
        fresh = self.folder / "fresh"
        self._crawl(fresh)
        n_asked, seconds = len(server.asked) - since, time.monotonic() - began
        self._within_rate(server, since)
        told = "SELECT url, document, told, own FROM urls WHERE document != '' ORDER BY url"
        kept, new = rows(self.store, told), rows(fresh, told)
        if kept != new:
            differ = [(a, b) for a, b in zip(kept, new, strict=False) if a != b][:3]
            raise AssertionError(f"{len(kept)} and {len(new)} documents: {differ}")
        self.tell(f"a fresh store: {n_asked:,} requests in {seconds:.0f} s, the same {len(new):,} documents")


def counted(out: Path) -> dict[str, int]:
    """Rows of the dataset that a trial ends with."""
    current = Snapshots(out).current()
    files = f"{current}/{{}}/**/*.parquet"
    with duckdb.connect() as connection:
        return {
            table: connection.execute(
                f"SELECT count(*) FROM read_parquet('{files.format(table)}')"
            ).fetchall()[0][0]
            for table in ("documents", "function_lines", "amounts")
        }
