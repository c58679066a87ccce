"""How each source did in a night, against its own past: which sites need a person, and why."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from statistics import median
from typing import Any

from pipeline.core.patterns import read_toml
from pipeline.crawl.log import CrawlLog
from pipeline.crawl.source import Site
from pipeline.crawl.status import HELD, Status

_FINE = HELD | {Status.GONE, Status.REDIRECTED}


@dataclass(slots=True)
class Counts:
    """The numbers of one source in one night."""

    statuses: dict[str, int] = field(default_factory=dict)
    documents: int = 0
    new: int = 0
    changed: int = 0
    gone: int = 0
    lists: int = 0
    links: int = 0
    starts_failed: int = 0
    newest: str = ""

    @property
    def asked(self) -> int:
        """Addresses that ended in this night."""
        return sum(self.statuses.values())

    @property
    def errors(self) -> int:
        """Those that did not end well."""
        return sum(n for status, n in self.statuses.items() if status not in _FINE)

    def as_dict(self) -> dict[str, Any]:
        """As kept in the log and in the report."""
        kept = ("documents", "new", "changed", "gone", "lists", "links", "starts_failed", "newest")
        return {k: getattr(self, k) for k in kept} | {
            "statuses": self.statuses, "asked": self.asked, "errors": self.errors,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sign:
    """Why a source needs a person."""

    source: str
    kind: str
    said: str


def count(log: CrawlLog, night: int, sites: Iterable[Site]) -> dict[str, Counts]:
    """The numbers of a night, by source."""
    found = {s.id: Counts() for s in sites}
    for source, status, n in log.all(
        "SELECT source, observations.status, count(*) FROM observations JOIN urls USING (url) "
        "WHERE observations.night = ? GROUP BY 1, 2 ORDER BY 1, 2", night,
    ):  # fmt: skip
        if source in found:
            found[source].statuses[status] = n
    for row in log.all(
        "SELECT source, sum(document != '') AS documents, sum(document != '' AND found = ?1) AS new, "
        "sum(document != '' AND night = ?1 AND status = 'changed') AS changed, "
        "sum(night = ?1 AND status = 'gone') AS gone, max(CASE WHEN document != '' THEN since ELSE '' END) AS newest, "
        "sum(role = 'list' AND night = ?1) AS lists, "
        "sum(CASE WHEN role = 'list' AND night = ?1 THEN n_links ELSE 0 END) AS links, "
        "sum(pattern = 'start' AND night = ?1 "
        "AND status NOT IN ('stored', 'changed', 'unchanged', 'not_modified', 'redirected')) AS starts_failed "
        "FROM urls GROUP BY source", night,
    ):  # fmt: skip
        if row["source"] in found:
            for key in row.keys()[1:]:
                setattr(found[row["source"]], key, row[key])
    return found


def assess(log: CrawlLog, night: int, sites: Iterable[Site]) -> tuple[dict[str, Counts], list[Sign]]:
    """The numbers of a night, kept in the log, and what is wrong with which source."""
    bounds = read_toml("crawl/health")
    counts = count(log, night, sites)
    log.record_health(night, {source: c.as_dict() for source, c in counts.items()})
    signs: list[Sign] = []
    for source, now in counts.items():
        before = [
            json.loads(r["counts"])
            for r in log.all(
                "SELECT counts FROM health WHERE source = ? AND night < ? ORDER BY night DESC LIMIT ?",
                source, night, bounds["history"],
            )
        ]  # fmt: skip
        signs += (Sign(source, kind, said) for kind, said in signs_of(now, before, bounds))
    return counts, signs


def signs_of(now: Counts, before: list[dict[str, Any]], bounds: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What is wrong with a source: kind and words."""
    if now.starts_failed:
        yield "unreachable", f"{now.starts_failed} start pages could not be had: {_failed(now)}"
    if n := now.statuses.get(Status.TLS, 0):
        yield "tls", f"{n} addresses with a certificate that does not hold"
    if now.asked >= bounds["least"] and now.errors > bounds["error_share"] * now.asked:
        yield "errors", f"{now.errors} of {now.asked} addresses: {_failed(now)}"
    wrong = now.statuses.get(Status.NOT_A_FILE, 0)
    if now.asked >= bounds["least"] and wrong > bounds["not_files"] * now.asked:
        yield "not_files", f"{wrong} pages where files were announced"
    if not now.documents and not now.starts_failed:
        yield "empty", f"no document; {now.links} links followed from {now.lists} lists"
    yield from _against_usual(now, before, bounds)
    if now.newest and (days := _days_since(now.newest)) > bounds["silent_days"]:
        yield "silent", f"nothing new for {days} days"


def _against_usual(
    now: Counts, before: list[dict[str, Any]], bounds: dict[str, Any]
) -> Iterator[tuple[str, str]]:
    if not before:
        return
    documents = median(b["documents"] for b in before)
    if documents >= bounds["least"] and now.documents < bounds["shrunk"] * documents:
        yield "shrunk", f"{now.documents} documents, {documents:g} are usual"
    links = median(b["links"] for b in before)
    if links >= bounds["least"] and now.links < bounds["layout"] * links and not now.starts_failed:
        yield (
            "layout",
            f"lists lead to {now.links} addresses, {links:g} are usual: they may look different now",
        )


def _failed(now: Counts) -> str:
    """The statuses that are no good ends, with their numbers."""
    return ", ".join(f"{status} {n}" for status, n in now.statuses.items() if status not in _FINE)


def _days_since(moment: str) -> int:
    return (datetime.now(UTC) - datetime.fromisoformat(moment)).days
