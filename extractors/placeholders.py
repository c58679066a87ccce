"""What a template left to be filled in (某市XX局) or crossed out (增加（减少）). Whoever published it did not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.context import Context
from pipeline.core.model import Document, Place, Table
from pipeline.core.patterns import load
from pipeline.core.records import Finding
from pipeline.core.text import squeeze

IDENTITY = "F02"
_MOST = 20  # of a blank template a few places say enough
_HINT = "placeholders.hint"


def extract(document: Document, context: Context) -> Iterator[Finding]:
    """One finding for every placeholder, at the first place that prints it."""
    seen: set[str] = set()
    for text, place in _texts(document):
        squeezed = squeeze(text)
        for match in _left(squeezed.text):
            if match["left"] in seen or len(seen) >= _MOST:
                continue
            seen.add(match["left"])
            around = squeezed.text[max(match.start() - 12, 0) : match.end() + 8]
            yield Finding(
                kind="format", identity_id=IDENTITY, severity="warning", party="disclosure", page=place.page,
                left_locator=place.locator, message=f"模板的占位没有填写或删去：{around} | left in by a template",
            )  # fmt: skip


def _left(text: str) -> list[re.Match[str]]:
    told = (p for p in load("narrative/placeholders").patterns if p.id != _HINT)
    return [match for pattern in told for match in pattern.finditer(text)]


def _texts(document: Document) -> Iterator[tuple[str, Place]]:
    """Every text that may hold a placeholder, with its place."""
    hint = load("narrative/placeholders")[_HINT].regex
    for block in document.blocks():
        if isinstance(block, Table):
            yield from ((c.text, block.place(c)) for c in block.cells if hint.search(c.text))
        elif hint.search(block.text):
            yield block.text, block.place()
