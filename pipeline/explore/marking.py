"""Reviews on the web page: the only place where a request writes, and it writes one line to one file.

It is there only when a review file was given. A review is taken from this page alone: the form carries a token that
foreign pages cannot read, and a request that a browser marks as coming from elsewhere is refused.
"""

from __future__ import annotations

import secrets
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pipeline.explore.evidence import find_rows, rows_at
from pipeline.explore.reviewing import Reviewing, changed
from pipeline.explore.site import Site
from pipeline.store.reviews import as_said, latest, review_of, row_under

_MOST_BYTES = 40_000
_SHOWN = 500


def _reviewing(site: Site) -> Reviewing:
    if site.reviewing is None:
        raise HTTPException(404)
    return site.reviewing


def _refuse_foreign(request: Request, token: str, expected: str) -> None:
    origin = request.headers.get("origin")
    fetched = request.headers.get("sec-fetch-site", "same-origin")
    own = f"{request.url.scheme}://{request.headers.get('host', '')}"
    if fetched != "same-origin" or (origin is not None and origin != own):
        raise HTTPException(403, "来自别处的请求 / a request from elsewhere")
    if not secrets.compare_digest(token.encode(), expected.encode()):
        raise HTTPException(403, "页面已过期，请重新打开 / this page is of another session: open it again")


async def review(site: Site, request: Request) -> Response:
    """Take a review in, and lead back to the row."""
    reviewing = _reviewing(site)
    if request.headers.get("content-type", "").partition(";")[0] != "application/x-www-form-urlencoded":
        raise HTTPException(415)
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MOST_BYTES:
            raise HTTPException(413)
    try:
        said = {k: v[-1] for k, v in parse_qs(body.decode(), max_num_fields=20).items()}
    except ValueError as error:
        raise HTTPException(400) from error
    _refuse_foreign(request, said.get("token", ""), reviewing.token)
    return await run_in_threadpool(_take, site, reviewing, said)


def _take(site: Site, reviewing: Reviewing, said: dict[str, str]) -> Response:
    (found,) = find_rows(site.reader, said.get("row", ""))
    made = review_of(
        found.table, found.row, said.get("verdict", ""), column=said.get("column", ""),
        correct=said.get("correct", ""), note=said.get("note", ""),
    )  # fmt: skip
    reviewing.file.add(made)
    return RedirectResponse(f"/evidence/{found.id}#review", 303)


def reviews(site: Site, request: Request) -> Response:
    """Every review that counts, with what stands there now."""
    reviewing = _reviewing(site)
    shown = []
    held = latest(reviewing.file.all())
    for one in sorted(held, key=lambda r: r.at, reverse=True)[:_SHOWN]:
        document = site.reader.rows("SELECT * FROM documents WHERE doc_id = $d LIMIT 1", {"d": one.doc_id})
        there = rows_at(site.reader, document[0], one.table, one.locator) if document else []
        row = row_under(one, there)
        since = changed(one, as_said(one.table, row)) if row else {}
        shown.append((one, document[0] if document else None, row, since))
    return site.page("reviews", request, shown=shown, n=len(held), file=str(reviewing.file.path))
