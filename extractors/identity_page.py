"""What the page that published a document says of it, held against what the document says itself."""

from __future__ import annotations

from collections.abc import Iterator

from extractors.identity import decide
from extractors.identity_clues import page_clues
from pipeline.core.records import Finding, Identity
from pipeline.core.text import squash

_FIELDS = ("fiscal_year", "report_kind", "department")


def differences(identity: Identity, title: str) -> Iterator[Finding]:
    """A finding for each field in which the page's title and the document disagree."""
    clues = page_clues(title)
    for field in _FIELDS:
        said = decide(c for c in clues if c.field == field)
        own = getattr(identity, field)
        if said is None or own is None or _agree(str(said.value), str(own)):
            continue
        message = f"the page calls it {said.value} ({squash(title)[:80]}), the document {own}"
        yield Finding(kind="page", identity_id=f"page.{field}", message=message)


def _agree(one: str, other: str) -> bool:
    """Whether two values are the same, or one name is the other with more around it."""
    one, other = squash(one), squash(other)
    return one in other or other in one
