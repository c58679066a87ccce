"""Characters -> printed lines: grouped by height, left to right, with blanks where the print leaves them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter
from statistics import median

from pipeline.core.model import Box
from pipeline.read.pdf_chars import Char

_SAME_LINE = 0.45  # of the lower of two characters: centres that close stand on one line
_WORD_GAP = 0.18  # of the height: a gap between two latin letters or digits that is a blank
_WIDE_GAP = 0.8  # of the height: a gap that is a blank in any text
_LEFT = attrgetter("x0")
_SPREAD = 2.5  # of the height: a gap that parts pieces of one line, not words


@dataclass(slots=True)
class Line:
    """One printed line: its text with blanks, its box, the usual height and the advance of its characters.

    A `spread` line has pieces far apart, as `部门：…      单位：万元` has; it is no part of running text.
    """

    text: str
    box: Box
    size: float
    em: float
    spread: bool = False


def rows_of(chars: Iterable[Char]) -> list[list[Char]]:
    """The characters by printed line, lines from top to bottom, each from left to right."""
    chars = list(chars)
    if _is_one_line(chars):
        return [sorted(chars, key=_LEFT)] if chars else []
    rows: list[list[Char]] = []
    mid, height = 0.0, 0.0
    for char in sorted(chars, key=lambda c: c.top + c.bottom):
        own, middle = char.bottom - char.top, (char.top + char.bottom) / 2
        if rows and middle - mid <= _SAME_LINE * (own if own < height else height):
            row = rows[-1]
            row.append(char)
            mid += (middle - mid) / len(row)
            height = own if own > height else height
        else:
            rows.append([char])
            mid, height = middle, own
    for row in rows:
        row.sort(key=_LEFT)
    return rows


def _is_one_line(chars: Sequence[Char]) -> bool:
    """True for characters of one height on one base line, as those of most cells are."""
    top, bottom = (chars[0].top, chars[0].bottom) if chars else (0.0, 0.0)
    return all(c.top == top and c.bottom == bottom for c in chars)


def is_wide(letter: str) -> bool:
    """True for characters that fill a square: Chinese text and its punctuation."""
    return letter >= "\u2e80"


def _is_apart(left: Char, right: Char, gap: float) -> bool:
    """True when the print leaves a blank in the gap between two neighbours of one line."""
    height = min(left.bottom - left.top, right.bottom - right.top)
    if gap <= _WORD_GAP * height:
        return False
    both_latin = (
        left.text.isalnum() and right.text.isalnum() and not is_wide(left.text) and not is_wide(right.text)
    )
    return both_latin or gap > _WIDE_GAP * height


def row_text(row: Sequence[Char]) -> str:
    """The text of one line, with one blank wherever the print leaves room for one or more."""
    if not row:
        return ""
    left = row[0]
    parts = [left.text]
    for right in row[1:]:
        gap = right.x0 - left.x1
        if gap > 0 and _is_apart(left, right, gap):
            parts.append(" ")
        parts.append(right.text)
        left = right
    return "".join(parts)


def chars_box(chars: Sequence[Char]) -> Box:
    """The smallest box round at least one character."""
    return Box(
        min(c.x0 for c in chars),
        min(c.top for c in chars),
        max(c.x1 for c in chars),
        max(c.bottom for c in chars),
    )


def line_of(row: Sequence[Char]) -> Line:
    """One row of characters as a line."""
    size = median(c.bottom - c.top for c in row)
    wide = [c.x1 - c.x0 for c in row if is_wide(c.text)]
    spread = any(right.x0 - left.x1 > _SPREAD * size for left, right in pairwise(row))
    return Line(row_text(row), chars_box(row), size, median(wide) if wide else size, spread)


def lines_of(chars: Iterable[Char]) -> list[Line]:
    """The printed lines from top to bottom."""
    return [line_of(row) for row in rows_of(chars)]


def text_of(chars: Iterable[Char]) -> str:
    """The text of a cell: its lines from top to bottom, parted by line breaks."""
    return "\n".join(row_text(row) for row in rows_of(chars))
