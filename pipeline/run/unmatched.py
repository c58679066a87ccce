"""What nothing claimed: sentences with money and tables from which no record was made, the next pattern to write."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.check.figures import table_of
from pipeline.core.model import Document, Paragraph, Table
from pipeline.core.source import Source
from pipeline.core.text import squash
from pipeline.run.confine import Limits
from pipeline.run.document import process
from pipeline.run.isolate import each_in_child

_NUMBER = re.compile(r"\d[\d,.]*")
_SENTENCES = re.compile(r"[。；;\n]")
_LONGEST = 90
_HEADER_ROWS = 2
Shape = tuple[str, str]
"""(line | table, its words with every number as #)"""


@dataclass(frozen=True, slots=True)
class Unmatched:
    """Words that nothing claimed: how often, in how many documents, and where first."""

    kind: str
    shape: str
    count: int
    documents: int
    first: str


def unclaimed(source: Source) -> dict[str, list[tuple[Shape, str]]]:
    """`found`: (shape, place) of everything in one document that nothing claimed."""
    result = process(source.path, source.uri)
    if result.document is None:
        return {"found": []}
    claimed = [r.locator for r in result.records if r.locator]
    claimed += [f.left_locator for f in result.findings if f.left_locator]
    return {"found": list(_shapes(result.document, claimed))}


def _shapes(document: Document, claimed: Sequence[str]) -> Iterator[tuple[Shape, str]]:
    within: dict[str, list[tuple[int, int]]] = {}
    for locator in claimed:
        start, _, end = locator.rpartition("/")[2].partition("-")
        within.setdefault(table_of(locator), []).append((int(start), int(end)) if end.isdecimal() else (0, 0))
    for block in document.blocks():
        if isinstance(block, Paragraph):
            yield from _lines(block, within.get(table_of(block.place().locator), ()))
        elif block.cells and table_of(place := block.place(block.cells[0]).locator) not in within:
            yield ("table", _header(block)), place


def _lines(block: Paragraph, claimed: Iterable[tuple[int, int]]) -> Iterator[tuple[Shape, str]]:
    """The sentences of a paragraph with a number and 元 that no claimed stretch of it touches."""
    start = 0
    for sentence in _SENTENCES.split(block.text):
        end = start + len(sentence)
        text = squash(sentence)
        has_money = "元" in text and any(c.isdigit() for c in text)
        if has_money and not any(a < end and b > start for a, b in claimed):
            yield ("line", _shape(text)), block.place(start, end).locator
        start = end + 1


def _header(table: Table) -> str:
    """The words of a table's first rows."""
    words = (squash(c.text) for c in table.cells if c.row < _HEADER_ROWS)
    return _shape(" | ".join(filter(None, words)))


def _shape(text: str) -> str:
    return _NUMBER.sub("#", text)[:_LONGEST]


def unmatched(sources: Sequence[Source], limits: Limits, jobs: int = 0) -> list[Unmatched]:
    """What nothing claimed in any of the documents, the most frequent first."""
    count: Counter[Shape] = Counter()
    documents: Counter[Shape] = Counter()
    first: dict[Shape, str] = {}
    for outcome in each_in_child(sources, unclaimed, limits, jobs or os.cpu_count() or 1):
        answer = (outcome.answer or {}).get("found", [])  # JSON has no tuples
        found: list[tuple[Shape, str]] = [((kind, shape), place) for (kind, shape), place in answer]
        count.update(shape for shape, _ in found)
        documents.update({shape for shape, _ in found})
        for shape, place in found:
            first.setdefault(shape, f"{outcome.job.uri}:{place}")
    order = sorted(count, key=lambda s: (-documents[s], -count[s], s))
    return [Unmatched(*shape, count[shape], documents[shape], first[shape]) for shape in order]
