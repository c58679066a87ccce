"""What is taken of an answer: its bytes into the store, the links that follow from it, and whether it is a document."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pipeline.core.issues import ReadError
from pipeline.crawl.links import Link, Role, Way, is_file_address
from pipeline.crawl.log import Job
from pipeline.crawl.objects import Objects
from pipeline.crawl.page import Page, read_page, read_sitemap, ways
from pipeline.crawl.source import Site
from pipeline.crawl.status import Outcome, Status
from pipeline.read import media
from pipeline.read.sniff import sniff
from pipeline.store.ledger import now

MOST_PAGE_BYTES = 10 << 20
_PAGES = {media.HTML, media.XML, media.TEXT}


@dataclass(frozen=True, slots=True)
class Taken:
    """An outcome as it is recorded, what follows from it, and what is known of the address from now on."""

    outcome: Outcome
    ways: Sequence[Way] = ()
    known: dict[str, Any] = field(default_factory=dict)


def take(job: Job, outcome: Outcome, site: Site, objects: Objects, name: str) -> Taken:
    """What is taken of an answer; a whole body gets here as STORED, and lies in the store as `name`."""
    if outcome.status is Status.GONE:
        return Taken(outcome, known={"document": ""})
    if outcome.status is Status.NOT_MODIFIED:
        if not job.object:
            return Taken(replace(outcome, status=Status.CLIENT_ERROR, said="304 to an unconditional request"))
        page = page_of(job.role, objects.get(job.object), job.url)
        found = followed(page, job, site)
        return Taken(
            outcome, found, _validators(outcome, job) | {"object": job.object, "n_links": len(found)}
        )
    if outcome.status is not Status.STORED:
        return Taken(outcome)
    kind = _kind(objects, name)
    page = page_of(job.role, outcome.body, job.url) if kind in _PAGES else None
    if job.role == Role.FILE and kind == media.HTML and not _is_meant(page, job):
        return Taken(replace(outcome, status=Status.NOT_A_FILE, said="a page where a file was announced"))
    return _kept(job, outcome, site, name, page)


def _is_meant(page: Page | None, job: Job) -> bool:
    """Whether a page that came for a file is one: it holds a disclosure and its address does not say otherwise."""
    return page is not None and page.is_disclosure and not is_file_address(job.url)


def _kept(job: Job, outcome: Outcome, site: Site, name: str, page: Page | None) -> Taken:
    """A body that is kept: new, changed, or the same as before."""
    digest = page.digest if page is not None else name
    found = followed(page, job, site)
    status = Status.UNCHANGED if digest == job.digest else Status.CHANGED if job.object else Status.STORED
    known: dict[str, Any] = {"object": name, "digest": digest, "n_links": len(found)}
    if not is_document(job.role, page, site):
        known["document"] = ""
    elif status is not Status.UNCHANGED or not job.document:
        known |= {"document": name, "since": now()}
    if page is not None and job.role == Role.DETAIL:
        known["own"] = _written(_own(page))
    answered = replace(outcome, status=status)
    return Taken(answered, found, known | _validators(outcome, None))


def is_document(role: str, page: Page | None, site: Site) -> bool:
    """Whether what came is a document: a file, what is no page, or a page that holds a disclosure."""
    if role in (Role.LIST, Role.SITEMAP):
        return False
    if role == Role.FILE or page is None or site.text == "always":
        return True
    return site.text == "auto" and page.is_disclosure


def _kind(objects: Objects, name: str) -> str:
    """What bytes are; "" where that cannot be told."""
    try:
        return sniff(objects.path(name))
    except ReadError:
        return ""


def page_of(role: str, body: bytes, url: str) -> Page | None:
    """The page that an address of a role gives; None where the bytes are none."""
    return read_sitemap(body, url) if role == Role.SITEMAP else read_page(body, url)


def _validators(outcome: Outcome, job: Job | None) -> dict[str, str]:
    """What makes the next request conditional; a 304 need not repeat it."""
    etag, modified = outcome.header("ETag"), outcome.header("Last-Modified")
    return {"etag": etag or (job.etag if job else ""), "modified": modified or (job.modified if job else "")}


def followed(page: Page | None, job: Job, site: Site) -> list[Way]:
    """The links of a page that are followed, each with what the page says of where it leads."""
    if page is None or job.role == Role.FILE:
        return []
    role = Role(job.role)
    if role is Role.DETAIL:
        said = _told(job, page)
        return [replace(way, told=said) for way in ways(page, role, site)]
    column = page.column or (page.title if role is Role.LIST else "")
    return [replace(way, told=_listed(way.link, column, page.url)) for way in ways(page, role, site)]


def _told(job: Job, page: Page) -> str:
    """What a page says of its document; where it is silent, what the list that led to it says."""
    return _written(json.loads(job.told) | {k: v for k, v in _own(page).items() if v})


def _own(page: Page) -> dict[str, str]:
    return {
        "title": page.title, "published": page.published, "publisher": page.publisher, "column": page.column,
        "uri": page.url,
    }  # fmt: skip


def _listed(link: Link, column: str, uri: str) -> str:
    """What a list says of where a link leads."""
    return _written({"title": link.text, "published": link.date, "column": column, "uri": uri})


def _written(said: dict[str, str]) -> str:
    """What is said, in one writing."""
    return json.dumps({k: v for k, v in said.items() if v}, ensure_ascii=False, sort_keys=True)
