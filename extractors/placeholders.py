"""What a template left to be filled in: 某市XX局, ××单位, XX万元. Whoever published it did not."""

from __future__ import annotations

from collections.abc import Iterator

from extractors.context import Context
from pipeline.core.model import Document, Place, Table
from pipeline.core.patterns import load
from pipeline.core.records import Finding
from pipeline.core.text import squeeze

IDENTITY = "F02"
_MOST = 20  # of a blank template a few places say enough
_FILLERS = "XxＸｘ×"


def extract(document: Document, context: Context) -> Iterator[Finding]:
    """One finding for every placeholder, at the first place that prints it."""
    seen: set[str] = set()
    for text, place in _texts(document):
        squeezed = squeeze(text)
        for match in load("narrative/placeholders")["placeholders.name"].finditer(squeezed.text):
            if match["left"] in seen or len(seen) >= _MOST:
                continue
            seen.add(match["left"])
            around = squeezed.text[max(match.start() - 12, 0) : match.end() + 8]
            yield Finding(
                kind="format", identity_id=IDENTITY, severity="warning", party="disclosure", page=place.page,
                left_locator=place.locator, message=f"模板的占位没有填写：{around} | a placeholder was left in",
            )  # fmt: skip


def _texts(document: Document) -> Iterator[tuple[str, Place]]:
    """Every text that holds a filler, with its place."""
    for block in document.blocks():
        if isinstance(block, Table):
            yield from ((c.text, block.place(c)) for c in block.cells if any(x in c.text for x in _FILLERS))
        elif any(x in block.text for x in _FILLERS):
            yield block.text, block.place()
