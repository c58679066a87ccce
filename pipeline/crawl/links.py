"""What a link leads to, by its words and its address: patterns/crawl/links.toml and addresses.toml."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from urllib.parse import unquote, urldefrag, urljoin, urlsplit, urlunsplit

from pipeline.core.patterns import Pattern, load
from pipeline.core.text import squash
from pipeline.crawl.source import Site

_LONGEST = 120  # characters of a link's words
_PORTS = {"http": 80, "https": 443}


class Role(StrEnum):
    """What an address is asked for."""

    LIST = "list"
    DETAIL = "detail"
    FILE = "file"
    SITEMAP = "sitemap"


_KINDS = {
    (Role.LIST, True): ("paging", "column", "year", "body"),
    (Role.LIST, False): ("column",),
    (Role.DETAIL, True): ("paging", "body"),
    (Role.DETAIL, False): (),
}  # by the role of the page, and whether the link leads below its folder


@dataclass(frozen=True, slots=True)
class Link:
    """A link as a page has it: absolute address, its words, the date beside it ("" where there is none)."""

    url: str
    text: str
    date: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """A link that is followed: as what, and by which pattern."""

    link: Link
    role: Role
    pattern: str
    told: str = "{}"  # what the page says of it, as JSON

    @property
    def is_deeper(self) -> bool:
        """Whether it leads away from the start: another page of the same list does not."""
        return not self.pattern.startswith("paging.")


def address_of(base: str, href: str) -> str:
    """The absolute address of a link, without fragment, in one writing; "" where it is no web address."""
    try:
        parts = urlsplit(urldefrag(urljoin(base, href.strip())).url)
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in _PORTS or not parts.hostname:
        return ""
    host = parts.hostname if port in (None, _PORTS[parts.scheme]) else f"{parts.hostname}:{port}"
    return urlunsplit((parts.scheme, host, parts.path or "/", parts.query, ""))


def host_of(url: str) -> str:
    """The host of an address, by which requests are counted."""
    return urlsplit(url).hostname or ""


@cache
def _common(kind: str) -> tuple[Pattern, ...]:
    return tuple(p for p in load("crawl/links").patterns if p.id.startswith(kind + "."))


@cache
def _of_address(kind: str) -> tuple[Pattern, ...]:
    return tuple(p for p in load("crawl/addresses").patterns if p.id.startswith(kind + "."))


def _named(site: Site, kind: str, text: str) -> str:
    """The id of the first pattern of a kind that finds itself in `text`; "" where none does."""
    own = [p for p in site.patterns if p.id.startswith(kind + ".")]
    return next((p.id for p in (*own, *_common(kind)) if next(p.finditer(text), None)), "")


def _placed(kind: str, url: str) -> str:
    """The id of the first pattern of a kind that finds itself in the path of an address."""
    path = squash(unquote(urlsplit(url).path).lower())
    return next((p.id for p in _of_address(kind) if next(p.finditer(path), None)), "")


def is_file_address(url: str) -> bool:
    """Whether an address has the ending of a document."""
    return _placed("attachment", url) == "attachment.suffix"


def classify(link: Link, page: str, role: Role, site: Site) -> Way | None:
    """What a link on a page of that role leads to; None where it is not followed.

    On lists a file counts where its words are those of a disclosure; on a page about one, every file counts. Bodies
    and years alone, and numbers of pages, count only below the page's own folder: a page about a year's disclosures
    may be the list of them.
    """
    if not site.holds(link.url) or link.url == page or len(link.text) > 3 * _LONGEST:
        return None
    text = squash(link.text)[:_LONGEST]
    is_file = _placed("attachment", link.url)
    if role is Role.SITEMAP:
        return _from_sitemap(link, is_file, text, site)
    if _named(site, "reject", text) or _placed("reject", link.url):
        return None
    item = _named(site, "item", text)
    if is_file:
        named = item or _named(site, "attachment", text)
        return Way(link, Role.FILE, named or is_file) if named or role is Role.DETAIL else None
    if item:
        return Way(link, Role.DETAIL, item)
    for kind in _KINDS[role, _is_near(link.url, page)]:
        if named := _named(site, kind, text):
            return Way(link, role, named)
    return None


def _from_sitemap(link: Link, is_file: str, text: str, site: Site) -> Way | None:
    """An address of a sitemap: a column by its path, a document by the name of its file, another sitemap."""
    if link.url.endswith(".xml"):
        return Way(link, Role.SITEMAP, "sitemap.index")
    if column := _placed("column", link.url):
        return Way(link, Role.LIST, column)
    name = squash(unquote(urlsplit(link.url).path).rpartition("/")[2])
    item = _named(site, "item", text or name)
    return Way(link, Role.FILE, item) if is_file and item else None


def _is_near(url: str, page: str) -> bool:
    """Whether an address lies in the folder of a page, or below; on the first page of a site everything would."""
    here, there = urlsplit(page), urlsplit(url)
    folder = here.path.rpartition("/")[0] + "/"
    return folder != "/" and here.netloc == there.netloc and there.path.startswith(folder)
