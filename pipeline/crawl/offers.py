"""Addresses that something leads to: new ones are opened, known ones where they are due again."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from pipeline.crawl.links import Role, host_of
from pipeline.crawl.log import CrawlLog
from pipeline.crawl.source import Site
from pipeline.crawl.status import Status

RANKS = {Role.SITEMAP: 0, Role.LIST: 1, Role.DETAIL: 2, Role.FILE: 3}
"""The order in which a host's addresses are asked for."""
MOST_HOPS = 5
"""Redirects one after another."""
_DAY = 86400.0


class Offers:
    """What the pages of one night lead to, written to the log; the caller holds the transaction. `dry`: no files."""

    def __init__(self, log: CrawlLog, night: int, *, dry: bool = False) -> None:
        self._log, self._night, self._dry = log, night, dry

    def leads_back(self, url: str, target: str) -> bool:
        """Whether a redirect to `target` comes back to `url` by the redirects of this night."""
        for _ in range(MOST_HOPS + 1):
            if target == url:
                return True
            rows = self._log.all("SELECT target FROM urls WHERE url = ? AND night = ?", target, self._night)
            if not rows or not rows[0]["target"]:
                return False
            target = rows[0]["target"]
        return True

    def offer(self, url: str, role: Role, site: Site, said: Mapping[str, Any]) -> None:
        """Take an address that something leads to: a new one is opened, a known one where it is due again."""
        values = {"depth": 0, "hops": 0, "via": "", "via_rank": 9, "text": "", "told": "{}"} | dict(said)
        added = self._log.run(
            "INSERT OR IGNORE INTO urls (url, source, host, role, rank, pattern, depth, hops, via, via_rank, text, "
            "told, via_night, found, seen, open) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            url, site.id, host_of(url), role, RANKS[role], values["pattern"], values["depth"], values["hops"],
            values["via"], values["via_rank"], values["text"], values["told"], self._night, self._night, self._night,
            not (self._dry and role is Role.FILE),
        )  # fmt: skip
        if not added:
            self._again(url, site, values)

    def _again(self, url: str, site: Site, values: Mapping[str, Any]) -> None:
        """Note that a known address is still led to; open it where it is due."""
        self._log.run(
            "UPDATE urls SET seen = ?1, depth = min(depth, ?2) WHERE url = ?3 AND source = ?4",
            self._night, values["depth"], url, site.id,
        )  # fmt: skip
        self._log.run(
            "UPDATE urls SET via = ?1, via_rank = ?2, text = ?3, told = ?4, hops = ?5, via_night = ?6 "
            "WHERE url = ?7 AND source = ?8 AND (via_rank > ?2 OR (via_rank = ?2 AND (via_night < ?6 OR via >= ?1)))",
            values["via"], values["via_rank"], values["text"], values["told"], values["hops"], self._night, url,
            site.id,
        )  # fmt: skip
        self._log.run(
            "UPDATE urls SET open = 1, tries = 0, due = 0 WHERE url = ? AND source = ? AND night < ? AND open = 0 "
            "AND (role IN ('list', 'sitemap') OR checked <= ?)",
            url, site.id, self._night, time.time() - site.revisit_days * _DAY,
        )  # fmt: skip

    def sweep(self, site: Site) -> int:
        """Open what a site held once and no page of it leads to any more; how many there are."""
        return self._log.run(
            "UPDATE urls SET open = 1, tries = 0, due = 0 WHERE source = ? AND night < ? AND seen < ? AND open = 0 "
            "AND object != '' AND status != ? AND checked <= ?",
            site.id, self._night, self._night, Status.GONE, time.time() - site.revisit_days * _DAY,
        )  # fmt: skip
