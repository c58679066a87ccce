"""From the log of a store to its catalogue: the documents that are there now, in the order of their addresses."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pipeline.core.catalogue import NAME, write_catalogue
from pipeline.core.source import Source, Told
from pipeline.core.text import nfc
from pipeline.crawl.log import CrawlLog
from pipeline.crawl.objects import Objects

_LONGEST = 120  # characters of a file name


def catalogue(store: Path, log: CrawlLog, objects: Objects) -> int:
    """Write the catalogue of a store; the number of its documents.

    A document whose address answers that it is gone is not in it any more; one whose site could not be reached is.
    """
    return write_catalogue(store / NAME, _documents(log, objects))


def _documents(log: CrawlLog, objects: Objects) -> Iterator[Source]:
    rows = log.all("SELECT url, document, told, own, text, since FROM urls WHERE document != '' ORDER BY url")
    for url, document, told, own, text, since in rows:
        said = json.loads(told) | json.loads(own)
        yield Source(
            objects.path(document),
            url,
            told=Told(
                _name(url, text),
                said.get("published", ""), since, said.get("uri", ""), said.get("title", ""),
                said.get("publisher", ""), said.get("column", ""),
            ),
        )  # fmt: skip


def _name(url: str, text: str) -> str:
    """The name of a file: the last part of its address, or the words of the link where that has none."""
    last = nfc(unquote(urlsplit(url).path).rpartition("/")[2])
    return (last or nfc(text).replace("/", "_"))[:_LONGEST]
