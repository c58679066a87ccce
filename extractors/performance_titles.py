"""What the titles over performance tables say: what kind of table follows, and whose it is."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.performance_drafts import Draft
from extractors.performance_headers import own_cells
from pipeline.core.model import Table
from pipeline.core.patterns import load
from pipeline.core.text import squash

_LONGEST_TITLE = 45


def scope_of(text: str) -> str | None:
    """What a squashed title says of the table under it: whole, project or list; None for other texts."""
    if len(text) > _LONGEST_TITLE or text.endswith("。"):
        return None
    found = next((p for p in load("performance/titles").patterns if p.regex.search(text)), None)
    return found.sets["scope"] if found else None


def title_row(table: Table, row: int) -> str | None:
    """The scope that a row holding nothing but a title states."""
    texts = [squash(c.text) for c in own_cells(table, row) if c.text.strip()]
    return scope_of(texts[0]) if len(texts) == 1 and "表" in texts[0] else None


def name_by_title(drafts: Sequence[Draft], lines: Sequence[str]) -> None:
    """Name the only project of a table after its title, where nothing else names it."""
    pattern = load("performance/reports")["report.sheet"].regex
    match = next((m for line in lines if len(line) <= _LONGEST_TITLE and (m := pattern.search(line))), None)
    if match is not None and len(drafts) == 1 and not (drafts[0].name or drafts[0].whole):
        drafts[0].call(match["name"])
        drafts[0].raw = match["name"]
