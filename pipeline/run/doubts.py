"""Contradictions that are looked into again: which they are, where their sides stand, and what is said of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pipeline.core.model import Block, Page
from pipeline.core.records import Finding

_ABOUT = ("identity", "cross_form", "text_form")
Key = tuple[str | None, str | None]
AGREED = ("两种读法一致", "two readings agree")


def is_open(finding: Finding) -> bool:
    """True for a contradiction that is more than a note."""
    return finding.kind in _ABOUT and finding.severity != "info"


def key_of(finding: Finding) -> Key:
    """A contradiction by identity and place."""
    return finding.identity_id, finding.left_locator


def open_in(findings: Iterable[Finding]) -> set[Key]:
    """The contradictions that stand."""
    return {key_of(f) for f in findings if is_open(f)}


def sides_of(finding: Finding) -> tuple[str, ...]:
    """Where its sides stand, each place once."""
    return tuple(dict.fromkeys(p for p in (finding.left_locator, finding.right_locator) if p))


def paragraph_of(locator: str | None) -> int | None:
    """The index of the paragraph that a locator lies in, p3/para7/12-38; None for other places and other formats."""
    parts = (locator or "").split("/")
    number = parts[1].removeprefix("para") if len(parts) == 3 and parts[0][:1] == "p" else ""
    return int(number) if number.isdigit() else None


def page_of(locator: str | None) -> int:
    """The page of a table's cell, p3/t1/r5/c2; 0 for other places."""
    parts = (locator or "").split("/")
    cell = len(parts) == 4 and parts[1].startswith("t")
    return int(parts[0][1:]) if cell and parts[0][1:].isdigit() else 0


def with_blocks(page: Page, blocks: list[Block]) -> Page:
    """The page with other blocks in the place of its own; the same page where they are the same."""
    same = all(a is b for a, b in zip(blocks, page.blocks, strict=True))
    return page if same else replace(page, blocks=blocks)


def say(finding: Finding, chinese: str, english: str) -> None:
    """Add something to what a finding says, in both languages."""
    words, _, told = finding.message.partition(" | ")
    finding.message = f"{words}；{chinese} | {told}; {english}" if told else f"{words}；{chinese} | {english}"


def excuse_one(finding: Finding, party: str = "unknown") -> None:
    """Take the blame from the disclosure, and back that two readings bear it out."""
    chinese, english = AGREED
    finding.party, finding.severity = party, "warning"
    finding.message = finding.message.replace(f"；{chinese}", "").replace(f"; {english}", "")
