"""What the page of a row shows of reviews."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

from pipeline.explore.evidence import Evidence, rows_at
from pipeline.store.reader import Reader
from pipeline.store.reviews import SAID, Review, ReviewFile, as_said, of_row


class Reviewing:
    """The review file of a running page, and the token that its forms carry."""

    def __init__(self, path: Path) -> None:
        self.file = ReviewFile(path)
        self.token = secrets.token_urlsafe(32)

    def about(self, reader: Reader, found: Evidence) -> dict[str, Any]:
        """What the page of a row shows of reviews: those there are, and what may be reviewed."""
        row = found.row
        there = rows_at(reader, found.document, found.table, row["locator"])
        reviews = of_row(self.file.all(), found.table, row, there)
        now = as_said(found.table, row)
        return {
            "token": self.token,
            "columns": SAID[found.table],
            "now": now,
            "reviews": [(r, changed(r, now)) for r in reversed(reviews)],
        }


def changed(review: Review, now: dict[str, str]) -> dict[str, tuple[str, str]]:
    """What a row says otherwise now than when it was reviewed: column, then and now."""
    return {k: (v, now.get(k, "")) for k, v in review.said.items() if now.get(k, "") != v}
