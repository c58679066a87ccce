"""What a source would take, from pages that are stored already: nothing is asked for, nothing is written."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field

from pipeline.core.text import squash
from pipeline.crawl.links import Role, Way
from pipeline.crawl.log import CrawlLog
from pipeline.crawl.objects import Objects
from pipeline.crawl.page import Page, ways
from pipeline.crawl.source import Site
from pipeline.crawl.taking import is_document, page_of

_MOST = 200_000  # pages of one replay


@dataclass(slots=True)
class Replayed:
    """What follows from the start pages. `files`: by address. `pages`: that are documents themselves.

    `missing`: addresses that would be asked for and of which nothing is stored. `left`: the words of links on lists
    that are not followed, by number.
    """

    read: int = 0
    files: dict[str, Way] = field(default_factory=dict)
    pages: dict[str, Page] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    left: Counter[str] = field(default_factory=Counter)
    patterns: Counter[str] = field(default_factory=Counter)


def replay(site: Site, had: Callable[[str], bytes | None]) -> Replayed:
    """Follow a source through the pages that `had` gives."""
    found = Replayed()
    starts = [(u, Role.LIST, 0) for u in site.start] + [(u, Role.SITEMAP, 0) for u in site.sitemaps]
    todo, seen = deque(starts), {u for u, _, _ in starts}
    while todo and found.read < _MOST:
        url, role, depth = todo.popleft()
        body = had(url)
        if body is None:
            found.missing.append(url)
            continue
        page = page_of(role, body, url)
        found.read += 1
        if is_document(role, page, site) and page is not None:
            found.pages[url] = page
        for way in _noted(page, role, site, found) if page is not None else ():
            deeper = depth + way.is_deeper
            if way.role is not Role.FILE and way.link.url not in seen and deeper <= site.depth:
                seen.add(way.link.url)
                todo.append((way.link.url, way.role, deeper))
    return found


def _noted(page: Page, role: Role, site: Site, found: Replayed) -> list[Way]:
    """The links of a page that are followed, counted by pattern; the others by their words."""
    followed = ways(page, role, site)
    for way in followed:
        if way.role is Role.FILE and way.link.url in found.files:
            continue
        found.patterns[way.pattern] += 1
        if way.role is Role.FILE:
            found.files[way.link.url] = way
    if role is Role.LIST:
        taken = {way.link.url for way in followed}
        found.left.update(squash(k.text)[:40] for k in page.links if k.url not in taken and k.text)
    return followed


def stored(log: CrawlLog, objects: Objects) -> Callable[[str], bytes | None]:
    """What a store holds of an address, redirects followed; None where it holds nothing."""

    def had(url: str, hops: int = 0) -> bytes | None:
        rows = log.all("SELECT object, target FROM urls WHERE url = ?", url)
        if not rows:
            return None
        if rows[0]["target"] and hops < 5:
            return had(rows[0]["target"], hops + 1)
        return objects.get(rows[0]["object"]) if rows[0]["object"] else None

    return had
