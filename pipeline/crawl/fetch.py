"""What an answer, or the lack of one, means: from Scrapy's responses and failures to an Outcome.

Only a body that is whole becomes one: as long as announced, unpacked to its end, within the limit, and, where nothing
announced its length, with the end that its format has.
"""

from __future__ import annotations

import ssl
import zlib
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)
from scrapy.http import Request, Response

from pipeline.crawl.links import address_of
from pipeline.crawl.log import Job
from pipeline.crawl.status import Outcome, Status

ENCODINGS = "gzip"
_TAIL = 2048
_PACKED = {"gzip", "x-gzip", "deflate"}
_WINDOW = zlib.MAX_WBITS | 32  # gzip or zlib, by its first bytes


class RobotsDenied(Exception):
    """robots.txt asks not to fetch an address."""


class RobotsUnreachable(Exception):
    """robots.txt could not be had, so that nobody knows what may be fetched."""


class AddressRefused(Exception):
    """An address that may not be connected to."""


_FAILURES: tuple[tuple[type[Exception], Status], ...] = (
    (RobotsDenied, Status.ROBOTS_DENIED),
    (RobotsUnreachable, Status.ROBOTS_UNREACHABLE),
    (AddressRefused, Status.REFUSED_ADDRESS),
    (DownloadTimeoutError, Status.TIMEOUT),
    (CannotResolveHostError, Status.DNS),
    (DownloadConnectionRefusedError, Status.CONNECT),
    (ResponseDataLossError, Status.TRUNCATED),
    (DownloadCancelledError, Status.TOO_LARGE),
)


def request_of(job: Job, most_bytes: int, answered: Any, failed: Any) -> Request:
    """The request for an address, conditional where its bytes are known."""
    headers = {"Accept-Encoding": ENCODINGS}
    if job.object and job.etag:
        headers["If-None-Match"] = job.etag
    if job.object and job.modified:
        headers["If-Modified-Since"] = job.modified
    return Request(
        job.url,
        answered,
        errback=failed,
        headers=headers,
        dont_filter=True,
        meta={"job": job, "download_maxsize": most_bytes, "handle_httpstatus_all": True},
    )


def outcome_of_failure(error: BaseException) -> Outcome:
    """What a request without an answer ended in."""
    said = f"{type(error).__name__}: {error}"[:300]
    for kind, status in _FAILURES:
        if isinstance(error, kind):
            return Outcome(status, said=said)
    if isinstance(error, DownloadFailedError):
        return Outcome(_of_connection(error), said=said)
    return Outcome(Status.TLS if _is_tls(error) else Status.CONNECT, said=said)


def _of_connection(error: BaseException) -> Status:
    return Status.TLS if _is_tls(error) else Status.CONNECT


def _is_tls(error: BaseException | None) -> bool:
    """Whether a connection failed for its certificate or its protocol."""
    seen = f"{error!r} {getattr(error, 'reasons', '')} {error.__cause__!r}" if error is not None else ""
    reasons = getattr(getattr(error, "__cause__", None), "reasons", None) or ()
    seen += " ".join(repr(getattr(r, "value", r)) for r in reasons)
    return isinstance(error, ssl.SSLError) or any(
        word in seen for word in ("SSL", "certificate", "VerificationError", "TLS")
    )


def outcome_of(response: Response, most_bytes: int) -> Outcome:
    """What an answer means. Its status for 200 is STORED: whether it is new only the store can tell."""
    headers = _headers(response)
    answer = Outcome(Status.STORED, response.status, headers=headers)
    code = response.status
    if code == 304:
        return _with(answer, Status.NOT_MODIFIED)
    if code in (301, 302, 303, 307, 308):
        where = answer.header("Location")
        return _with(answer, Status.REDIRECTED, target=address_of(response.url, where) if where else "")
    if code in (404, 410):
        return _with(answer, Status.GONE)
    if code in (429, 503):
        status = Status.THROTTLED if code == 429 else Status.SERVER_ERROR
        return _with(answer, status, wait=retry_after(answer.header("Retry-After")))
    if code >= 500:
        return _with(answer, Status.SERVER_ERROR)
    if code != 200:
        return _with(answer, Status.CLIENT_ERROR)
    return _body(answer, response, most_bytes)


def _with(answer: Outcome, status: Status, **more: Any) -> Outcome:
    return Outcome(status, answer.http, headers=answer.headers, **more)


def _headers(response: Response) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in response.headers.items()
        for value in values
    )


def retry_after(text: str) -> float:
    """The seconds a server asks to wait, given as a number or a date; 0 where it is neither."""
    if text.strip().isdecimal():
        return float(text)
    try:
        when = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return 0.0
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max((when - datetime.now(UTC)).total_seconds(), 0.0)


def _body(answer: Outcome, response: Response, most_bytes: int) -> Outcome:
    """The whole body of a 200, or why there is none."""
    body, packed = response.body, answer.header("Content-Encoding").strip().lower()
    if packed in _PACKED:
        unpacker = zlib.decompressobj(_WINDOW)
        try:
            body = unpacker.decompress(body, most_bytes + 1)
        except zlib.error as error:
            return _with(answer, Status.TRUNCATED, said=f"{packed}: {error}")
        if len(body) > most_bytes:
            return _with(answer, Status.BOMB, said=f"{len(response.body)} bytes unpack to over {most_bytes}")
        if not unpacker.eof:
            return _with(answer, Status.TRUNCATED, said=f"{packed} without its end")
    elif packed and packed != "identity":
        return _with(answer, Status.CLIENT_ERROR, said=f"packed as {packed}, which was not asked for")
    if not body:
        return _with(answer, Status.EMPTY)
    if "partial" in response.flags and not _has_end(body):
        return _with(answer, Status.TRUNCATED, said="no length announced, no end seen")
    return _with(answer, Status.STORED, body=body)


def _has_end(body: bytes) -> bool:
    """Whether bytes have the end that their format must have, where it must have one."""
    if body.startswith(b"%PDF"):
        return b"%%EOF" in body[-_TAIL:]
    if body.startswith(b"PK\x03\x04"):
        return b"PK\x05\x06" in body[-(1 << 16) :]
    if body.lstrip()[:200].lower().startswith((b"<!doctype html", b"<html")):
        return b"</html" in body[-_TAIL:].lower()
    return True
