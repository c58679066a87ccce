"""What stands over the rows of a table without rules: its header, the unit above it; and what no row is."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.core.patterns import load
from pipeline.read.grid_columns import Column, is_over_amounts
from pipeline.read.grid_words import WordLine

_HEADER_APART = 2.5
_MOST_HEADER = 6  # lines
NARROW = 0.6  # of the width of the rows: a line between rows that is wider is running text
_SENTENCE = frozenset("。；！？")


def is_caption(line: WordLine) -> bool:
    """True for a line that no table row is: a unit, an entry of contents, the end of a sentence."""
    text = line.text
    lines = load("reading/lines")
    known = any(next(lines[k].finditer(text), None) for k in ("caption", "contents_entry"))
    return known or (text[-1:] in _SENTENCE and len(line.words) == 1)


def header_start(lines: Sequence[WordLine], first: int, columns: list[Column], *, framed: bool) -> int:
    """The index of the first header line over the row at `first`: the header begins below a unit or a frame's top."""
    i = first
    while i > max(0, first - _MOST_HEADER) and _heads(lines[max(0, i - 2) : i], lines[i], columns):
        i -= 1
    top = i
    while top > max(0, first - _MOST_HEADER) and _may_head(lines[top - 1], lines[top], columns):
        top -= 1
    sure = _is_unit(lines[top - 1]) if top else framed
    return top if sure else i


def _is_unit(line: WordLine) -> bool:
    """True for the line over a table that gives its unit."""
    return next(load("reading/lines")["caption"].finditer(line.text), None) is not None


def _may_head(line: WordLine, below: WordLine, columns: list[Column]) -> bool:
    """True for a line near the one below it that holds neither amounts nor running text nor a unit."""
    if is_caption(line) or below.top - line.bottom > _HEADER_APART * line.height:
        return False
    widest = max(w.x1 - w.x0 for w in line.words)
    return widest <= NARROW * (columns[-1].x1 - columns[0].x0) and not any(w.exact for w in line.words)


def _heads(above: Sequence[WordLine], below: WordLine, columns: list[Column]) -> bool:
    """True where the last of two lines above a line may be a header line over it.

    A lone word is one where it is near, or goes on with a heading that stands beside others.
    """
    line = above[-1]
    gap = below.top - line.bottom
    if not _may_head(line, below, columns):
        return False
    goes_on = len(above[0].words) > 1 and line.top - above[0].bottom < 0.5 * line.height
    return len(line.words) > 1 or gap < 0.8 * line.height or goes_on


def is_headed(above: Sequence[WordLine], columns: list[Column]) -> bool:
    """True for two lines that are a unit and, between it and the rows, a heading for each column."""
    if len(above) < 2 or not _is_unit(above[0]) or len(above[1].words) != len(columns):
        return False
    return is_over_amounts(above[1:], columns) and not any(w.number for w in above[1].words)
