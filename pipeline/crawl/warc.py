"""A store as WARC/1.1 (ISO 28500), the form in which web archives keep and exchange what they saw."""

from __future__ import annotations

import base64
import gzip
import json
import uuid
from collections.abc import Iterable
from hashlib import sha1
from pathlib import Path
from typing import Any

from pipeline.crawl.log import CrawlLog
from pipeline.crawl.objects import Objects
from pipeline.crawl.status import HELD
from pipeline.store.ledger import now

_DROPPED = {"content-encoding", "transfer-encoding", "content-length"}  # the bytes are stored unpacked
_REASONS = {200: "OK", 304: "Not Modified"}
_SAME = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
_NAMES = uuid.UUID(
    "6f8d3f3e-0c5e-5f6a-9f5e-6d1c3c1c2b7a"
)  # the same observation has the same id in every export


def write_warc(out: Path, log: CrawlLog, objects: Objects, nights: Iterable[int] = ()) -> int:
    """Write the observations of nights, or of all, that hold bytes; the number of records.

    Bytes are written where they were first seen in the file; seen again, a revisit refers to them.
    """
    wanted = set(nights)
    held = ", ".join(f"'{s}'" for s in sorted(HELD))
    first: dict[str, tuple[str, str]] = {}
    n = 0
    with out.open("wb") as file:
        about = b"software: yujuesuan\r\nformat: WARC File Format 1.1\r\n"
        named = {"WARC-Filename": out.name, "Content-Type": "application/warc-fields"}
        file.write(_packed("warcinfo", "info", now(), named, about))
        for row in log.all(
            f"SELECT * FROM observations WHERE status IN ({held}) AND object != '' ORDER BY id"
        ):
            if not wanted or row["night"] in wanted:
                file.write(_record(row, objects, first))
                n += 1
    return n


def _record(row: Any, objects: Objects, first: dict[str, tuple[str, str]]) -> bytes:
    """A response with its bytes, or a revisit of bytes that the file holds."""
    body = objects.get(row["object"])
    headers = [(k, v) for k, v in json.loads(row["headers"]) if k.lower() not in _DROPPED]
    digest = base64.b32encode(sha1(body, usedforsecurity=False).digest()).decode()
    named = {
        "WARC-Target-URI": row["url"],
        "WARC-Payload-Digest": f"sha1:{digest}",
        "Content-Type": "application/http; msgtype=response",
    }
    name = f"{row['id']} {row['time']} {row['url']}"
    if row["object"] in first:
        uri, seen = first[row["object"]]
        named |= {
            "WARC-Profile": _NOT_MODIFIED if row["http"] == 304 else _SAME,
            "WARC-Refers-To-Target-URI": uri,
            "WARC-Refers-To-Date": seen,
        }
        return _packed("revisit", name, row["time"], named, _http(row["http"], headers))
    first[row["object"]] = (row["url"], _date(row["time"]))
    answer = _http(200, [*headers, ("Content-Length", str(len(body)))])
    return _packed("response", name, row["time"], named, answer + body)


def _http(status: int, headers: list[tuple[str, str]]) -> bytes:
    """The head of an answer."""
    lines = [
        f"HTTP/1.1 {status} {_REASONS.get(status, 'Status')}",
        *(f"{k}: {v}" for k, v in headers),
        "",
        "",
    ]
    return "\r\n".join(lines).encode("latin-1", "replace")


def _date(moment: str) -> str:
    """A moment as WARC writes it."""
    return moment.replace("+00:00", "Z")


def _packed(kind: str, name: str, moment: str, named: dict[str, str], block: bytes) -> bytes:
    """One record, packed by itself, so that a reader can begin at any."""
    fields = {
        "WARC-Type": kind,
        "WARC-Record-ID": f"<urn:uuid:{uuid.uuid5(_NAMES, name)}>",
        "WARC-Date": _date(moment),
        **named,
        "Content-Length": str(len(block)),
    }
    head = "".join(f"{k}: {v}\r\n" for k, v in fields.items())
    return gzip.compress(b"WARC/1.1\r\n" + head.encode() + b"\r\n" + block + b"\r\n\r\n", mtime=0)
