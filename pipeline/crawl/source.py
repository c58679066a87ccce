"""Sources as data: one TOML a site, checked as it is read; an error names file and key.

Beside its keys a source file may hold `[[pattern]]` tables in the form of patterns/*.toml; they are asked before the
common ones of patterns/crawl/links.toml and are only needed where a site calls its links what nobody else does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pipeline.core.patterns import Pattern, PatternError, load

KINDS = ("reject", "attachment", "item", "paging", "column", "year", "body")
TEXTS = ("auto", "always", "never")
_MOST = {"rate": 50.0, "depth": 20, "max_pages": 1_000_000, "max_mb": 2048, "revisit_days": 400}
_LEAST = {"rate": 0.001, "depth": 1, "max_pages": 1, "max_mb": 1, "revisit_days": 0}


class SourceError(ValueError):
    """A source file that cannot be used: an author's error, named by file and key."""


@dataclass(frozen=True, slots=True)
class Site:
    """One site, as its file states it.

    `hosts`: where it may be followed to, `*.` in front for all below; without it the hosts of `start`. `rate`: most
    requests a second to one host. `depth`: links from a start page. `max_pages`: requests in a night. `max_mb`: of one
    file. `revisit_days`: how old what is known of a file may grow before it is asked for again; lists are asked every
    night. `text`: whether a page itself is taken: auto where it holds a disclosure.
    """

    id: str
    name: str
    start: tuple[str, ...]
    region: str = ""
    sitemaps: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    rate: float = 1.0
    depth: int = 6
    max_pages: int = 20_000
    max_mb: int = 100
    revisit_days: float = 7.0
    text: str = "auto"
    patterns: tuple[Pattern, ...] = ()

    def holds(self, url: str) -> bool:
        """Whether an address lies on the site."""
        return self.holds_host(urlsplit(url).hostname or "")

    def holds_host(self, host: str) -> bool:
        """Whether a host is one of the site's."""
        return any(host == h or (h.startswith("*.") and host.endswith(h[1:])) for h in self.hosts)


_GIVEN = {f.name for f in fields(Site)} - {"id", "patterns"}
_REQUIRED = {f.name for f in fields(Site) if f.default is MISSING} - {"id"}


def load_site(path: Path) -> Site:
    """The site of one source file.

    Raises:
        SourceError: what is wrong, with file and key.
    """
    try:
        read = load(path.stem, path.parent)
    except (PatternError, OSError, KeyError) as error:
        raise SourceError(f"{path}: {error}") from error
    for pattern in read.patterns:
        if pattern.id.partition(".")[0] not in KINDS:
            raise SourceError(f"{path}: pattern {pattern.id}: begins with none of {', '.join(KINDS)}")
    return site_of(path.stem, read.data, read.patterns, str(path))


def site_of(name: str, data: Mapping[str, Any], patterns: Iterable[Pattern] = (), where: str = "") -> Site:
    """A site from the plain contents of its file.

    Raises:
        SourceError: what is wrong, with file and key.
    """
    where = where or name
    if unknown := sorted(set(data) - _GIVEN):
        raise SourceError(f"{where}: unknown key {unknown[0]}; there are: {', '.join(sorted(_GIVEN))}")
    if missing := sorted(_REQUIRED - set(data)):
        raise SourceError(f"{where}: {missing[0]}: is missing")
    values = {key: _checked(where, key, value) for key, value in data.items()}
    if not values.get("hosts"):
        values["hosts"] = tuple(sorted({urlsplit(u).hostname or "" for u in values["start"]}))
    site = Site(id=name, patterns=tuple(patterns), **values)
    for key in ("start", "sitemaps"):
        for url in getattr(site, key):
            if not site.holds(url):
                raise SourceError(f"{where}: {key}: {url} lies on none of the hosts {', '.join(site.hosts)}")
    return site


def _checked(where: str, key: str, value: Any) -> Any:
    """A value of a source file as its Site has it."""
    kind = type(next(f.default for f in fields(Site) if f.name == key))
    if key in ("start", "sitemaps", "hosts"):
        return _listed(where, key, value)
    if key in _MOST:
        if isinstance(value, bool) or not isinstance(value, int | float if kind is float else int):
            raise SourceError(f"{where}: {key}: {value!r} is no number")
        if not _LEAST[key] <= value <= _MOST[key]:
            raise SourceError(f"{where}: {key}: {value} is not between {_LEAST[key]} and {_MOST[key]}")
        return value
    if not isinstance(value, str) or (key == "name" and not value.strip()):
        raise SourceError(f"{where}: {key}: {value!r} is no text")
    if key == "text" and value not in TEXTS:
        raise SourceError(f"{where}: text: {value!r} is none of {', '.join(TEXTS)}")
    return value


def _listed(where: str, key: str, value: Any) -> tuple[str, ...]:
    """A list of addresses or hosts."""
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise SourceError(f"{where}: {key}: {value!r} is no list of texts")
    if key == "start" and not value:
        raise SourceError(f"{where}: start: is empty")
    for one in value:
        parts = urlsplit(one)
        if key != "hosts" and (parts.scheme not in ("http", "https") or not parts.hostname):
            raise SourceError(f"{where}: {key}: {one!r} is no http address")
        if key == "hosts" and ("/" in one or ":" in one or not one.removeprefix("*.")):
            raise SourceError(f"{where}: hosts: {one!r} is no host name")
    return tuple(value)


def load_sites(given: Iterable[Path]) -> list[Site]:
    """The sites of source files and of folders of them, in order of id.

    Raises:
        SourceError: a file that is wrong, no file at all, or two with one id.
    """
    sites: dict[str, Site] = {}
    for path in given:
        for file in sorted(path.glob("*.toml")) if path.is_dir() else [path]:
            site = load_site(file)
            if site.id in sites:
                raise SourceError(f"{file}: the id {site.id} stands twice")
            sites[site.id] = site
    if not sites:
        raise SourceError("no source file: " + ", ".join(map(str, given)))
    return [sites[name] for name in sorted(sites)]
