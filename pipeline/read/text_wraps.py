"""Lines that a margin broke, joined again into paragraphs, in texts that were wrapped at one."""

from __future__ import annotations

from collections.abc import Iterator
from unicodedata import east_asian_width

from pipeline.core.text import without_list_mark

_MIN_LINES = 12
_WIDEST = 160
_SLACK = 4  # columns that a wide character or a mark that may not begin a line leaves free
_FULL_SHARE = 0.3


def _width(line: str) -> int:
    """The columns a line takes, a Chinese character two."""
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in line)


def margin_of(lines: list[str]) -> int | None:
    """The column at which the text was wrapped; None where lines end where their writers ended them."""
    widths = sorted(_width(line.rstrip()) for line in lines if line.strip() and "\t" not in line)
    if len(widths) < _MIN_LINES or widths[-1] > _WIDEST:
        return None
    full = sum(width >= widths[-1] - _SLACK for width in widths)
    return widths[-1] if full >= len(widths) * _FULL_SHARE else None


def _begins(line: str) -> bool:
    """Whether a line begins a paragraph, by its indent or its list mark."""
    bare = line.strip()
    return not bare or line.startswith(("  ", "\u3000", "\t")) or without_list_mark(bare) != bare


def unwrapped(lines: list[str], margin: int | None) -> Iterator[str]:
    """The paragraphs in lines: each line one, unless it reaches the margin and the next goes on."""
    pending, is_full = "", False
    for line in lines:
        if pending and is_full and not _begins(line):
            pending += line.strip()
        else:
            if pending:
                yield pending
            pending = line.strip()
        is_full = margin is not None and _width(line.rstrip()) >= margin - _SLACK
    if pending:
        yield pending
