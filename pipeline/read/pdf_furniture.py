"""Page numbers and running heads: printed on the page, but no part of what it says."""

from __future__ import annotations

from collections import Counter

from pipeline.core.patterns import load
from pipeline.core.text import squash
from pipeline.read.pdf_layout import PageLayout, line_key
from pipeline.read.pdf_lines import Line

_NUMBER_ZONE = 0.13  # of the page height, at the top and at the bottom
_HEAD_ZONE = 0.1
_MOST = 0.6  # of the pages: what stands on that many is a running head
_FEWEST = 4


def _is_number(line: Line) -> bool:
    """True for a line that only counts pages."""
    return next(load("reading/lines")["page_number"].finditer(squash(line.text)), None) is not None


def _in_zone(line: Line, page: PageLayout, share: float) -> bool:
    """True for a line in the outer `share` of the page height."""
    height = page.frame.height
    return line.box.bottom <= share * height or line.box.top >= (1 - share) * height


def _outermost(page: PageLayout) -> list[Line]:
    """The first two and the last two lines of a page, those inside or between tables left out."""
    return [i for i in page.items[:2] + page.items[2:][-2:] if isinstance(i, Line)]


def _running_heads(layouts: list[PageLayout]) -> set[str]:
    """Texts that stand in the margin of most pages, of those without a table as well."""
    plain = [p for p in layouts if not p.has_table]
    if len(layouts) < _FEWEST or len(plain) < 2:
        return set()

    def count(pages: list[PageLayout]) -> Counter[str]:
        return Counter(
            key for p in pages for key in {line_key(n) for n in _outermost(p) if _in_zone(n, p, _HEAD_ZONE)}
        )

    everywhere, on_plain = count(layouts), count(plain)
    return {
        k for k, n in everywhere.items() if n >= _MOST * len(layouts) and on_plain[k] >= _MOST * len(plain)
    }


def set_furniture_aside(layouts: list[PageLayout]) -> None:
    """Move page numbers and running heads of every page from its items to its furniture."""
    heads = _running_heads(layouts)
    for page in layouts:
        aside = [
            n
            for n in _outermost(page)
            if (_in_zone(n, page, _NUMBER_ZONE) and _is_number(n))
            or (_in_zone(n, page, _HEAD_ZONE) and line_key(n) in heads)
        ]
        for line in aside:
            page.items.remove(line)
            page.furniture.append(line.text)
