"""Reviews: what people say of rows, right or wrong, in a file of their own that outlives every build.

A review is kept under what it speaks of in the source: the sha256 of the file, the locator, the table and the column;
with it stands what the row said then. Row numbers, builds and paths are not in it. The file is JSON Lines and only
ever added to; of several reviews of one place the last one counts.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipeline.core.money import NotAnAmount, parse_number
from pipeline.core.schema import table_columns
from pipeline.core.text import nfc
from pipeline.store.errors import StoreError

SAID: dict[str, tuple[str, ...]] = {
    "function_lines": (
        "amount_yuan", "function_code", "function_name", "form", "direction", "phase", "fund", "component",
        "economic_code", "gov_economic_code", "share_pct", "completion_pct", "change_yuan", "change_pct",
    ),
    "economic_lines": (
        "amount_yuan", "economic_code", "economic_name", "form", "phase", "fund", "component", "gov_economic_code",
    ),
    "amounts": ("value", "concept", "phase", "value_unit", "change_value", "change_pct", "share_pct", "completion_pct"),
    "performance_projects": (
        "project_name", "project_code", "budget_initial_yuan", "budget_full_year_yuan", "executed_yuan",
        "execution_rate_pct", "score_total",
    ),
    "performance_indicators": (
        "target", "project_name", "level1", "level2", "level3", "operator", "target_unit", "actual", "weight", "score",
    ),
}  # fmt: skip
"""What a row of each table says, as far as a person can judge it from the source; the first is asked about first."""

WHOLE = ""
"""The column of a review of the whole row."""

RIGHT, WRONG = "right", "wrong"
_NUMBERS = frozenset(c.name for table in SAID for c in table_columns(table) if c.kind.startswith("decimal"))
_MOST = 2000  # characters of a note or a correction
Place = tuple[str, str, str, str]


class ReviewError(StoreError):
    """A review that says nothing sensible, or a file that holds other things; the message says which."""


@dataclass(frozen=True, slots=True)
class Review:
    """What somebody says of a row; `said` is the row as it was, `correct` what it should say (where known)."""

    doc_id: str
    table: str
    locator: str
    column: str
    verdict: str
    said: dict[str, str] = field(hash=False)
    correct: str = ""
    note: str = ""
    at: str = ""

    @property
    def place(self) -> Place:
        """The key: content of the source, table, locator and column."""
        return self.doc_id, self.table, self.locator, self.column


def as_said(table: str, row: Mapping[str, Any]) -> dict[str, str]:
    """What a row says, as text that compares: numbers without trailing zeros, nothing for what is not there."""
    return {name: text for name in SAID[table] if (text := as_text(row.get(name)))}


def as_text(value: Any) -> str:
    """A value of a row, or what somebody typed for it, as text that compares."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        plain = f"{value:f}"
        return plain.rstrip("0").rstrip(".") if "." in plain else plain
    return nfc(str(value)).strip()


def review_of(
    table: str,
    row: Mapping[str, Any],
    verdict: str,
    *,
    column: str = WHOLE,
    correct: str = "",
    note: str = "",
) -> Review:
    """A review of a row of the dataset, made now.

    Raises:
        ReviewError: an unknown verdict or column, a correction without its column, or too long a text.
    """
    if verdict not in (RIGHT, WRONG):
        raise ReviewError(f"{verdict!r}: right 或 wrong / want right or wrong")
    if column != WHOLE and column not in SAID[table]:
        raise ReviewError(f"{column!r}: {table} 没有可复核的这一列 / no column to review")
    if correct and (verdict == RIGHT or column == WHOLE):
        raise ReviewError("更正须指明错在哪一列 / a correction needs `wrong` and its column")
    if max(len(correct), len(note)) > _MOST:
        raise ReviewError(f"超过 {_MOST} 字 / longer than {_MOST} characters")
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    place = (str(row["doc_id"]), table, str(row["locator"]), column)
    said, right = as_said(table, row), _typed(column, correct)
    return Review(*place, verdict, said, right, nfc(note).strip(), now)


def _typed(column: str, text: str) -> str:
    """A correction as it compares with what a row says; a number may be typed with commas.

    Raises:
        ReviewError: no number where the column holds numbers.
    """
    if not text.strip() or column not in _NUMBERS:
        return as_text(text)
    try:
        return as_text(parse_number(text))
    except NotAnAmount as error:
        raise ReviewError(f"{text!r}: {column} 是数 / holds numbers") from error


class ReviewFile:
    """A file of reviews; it need not be there before the first one."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def add(self, review: Review) -> None:
        """Write a review behind the others, on the disk before this returns; several programs may write at once.

        Raises:
            ReviewError: the file cannot be written.
        """
        line = json.dumps(asdict(review), ensure_ascii=False, sort_keys=True).encode() + b"\n"
        try:
            with self.path.open("ab+") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                if file.tell() and _ends_torn(file.fileno(), file.tell()):
                    line = b"\n" + line
                file.write(line)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise ReviewError(f"{self.path}: {error}") from error

    def all(self) -> list[Review]:
        """Every review, oldest first.

        Raises:
            ReviewError: a line is no review; the message names it.
        """
        if not self.path.exists():
            return []
        try:
            lines = self.path.read_text("utf-8").split("\n")
        except (OSError, UnicodeDecodeError) as error:
            raise ReviewError(f"{self.path}: {error}") from error
        return [self._parsed(n, text) for n, text in enumerate(lines, 1) if text.strip()]

    def _parsed(self, number: int, text: str) -> Review:
        try:
            review = Review(**json.loads(text))
        except (ValueError, TypeError) as error:
            raise ReviewError(f"{self.path}, 第 {number} 行 / line {number}: {error}") from error
        if review.table not in SAID or review.verdict not in (RIGHT, WRONG) or not review.doc_id:
            raise ReviewError(f"{self.path}, 第 {number} 行不是复核 / line {number} is no review")
        return review


def _ends_torn(descriptor: int, size: int) -> bool:
    """True when the last line was cut by a crash: what comes next must not be glued to it."""
    return os.pread(descriptor, 1, size - 1) != b"\n"


def latest(reviews: Iterable[Review]) -> list[Review]:
    """The reviews that count, in order of place: a later one of the same row and column replaces an earlier one.

    A review of a whole row replaces those of its columns, and is replaced by them. Rows that share a cell are told
    apart by what they say.
    """
    kept: dict[tuple[str, str, str], list[Review]] = {}
    for review in reviews:
        there = kept.setdefault(review.place[:3], [])
        there[:] = [*(r for r in there if not _replaces(review, r)), review]
    return [review for place in sorted(kept) for review in kept[place]]


def _replaces(new: Review, old: Review) -> bool:
    if new.column != old.column and WHOLE not in (new.column, old.column):
        return False
    changed = {k for k in {*new.said, *old.said} if new.said.get(k, "") != old.said.get(k, "")}
    return changed <= {new.column, old.column}


def row_under(review: Review, rows: Iterable[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """Of the rows that now stand at a review's place, the one it speaks of: the one that says most of the same."""
    return max(rows, key=lambda row: _alike(review, row), default=None)


def _alike(review: Review, row: Mapping[str, Any]) -> tuple[int, int]:
    now = as_said(review.table, row)
    same = sum(now.get(k, "") == v for k, v in review.said.items() if k != review.column)
    return same, -int(row.get("seq") or 0)


def of_row(
    reviews: Iterable[Review], table: str, row: Mapping[str, Any], there: Sequence[Mapping[str, Any]]
) -> list[Review]:
    """The reviews of a row as it stands in a build, oldest first; `there` are all rows of its table in its cell."""
    place = (row["doc_id"], table, row["locator"])
    return [
        review
        for review in reviews
        if review.place[:3] == place and (row_under(review, there) or row)["seq"] == row["seq"]
    ]
