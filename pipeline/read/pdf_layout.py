"""What the reader knows of a page once its characters are gone: lines and tables from top to bottom."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from pipeline.core.model import Table
from pipeline.core.text import squash
from pipeline.read.pdf_chars import Frame
from pipeline.read.pdf_lines import Line

Item = Line | Table
_BODY_SHARE = 0.3  # of the page: shorter lines do not tell where the text block ends
_MIN_LINES = 3
_SAME_MARGIN = 12.0  # points
_FULL_LINES = 6  # so many lines that end together are lines the margin broke


@dataclass
class PageLayout:
    """One page: `items` from top to bottom. Lines carry upright boxes, tables boxes as shown already."""

    number: int
    frame: Frame
    sideways: int
    items: list[Item]
    furniture: list[str] = field(default_factory=list)
    n_chars: int = 0
    n_images: int = 0
    text_source: str = "digital"
    close: dict[str, tuple[str, ...]] = field(default_factory=dict)  # other readings of cells, by locator

    @property
    def lines(self) -> list[Line]:
        """The lines outside tables."""
        return [i for i in self.items if isinstance(i, Line)]

    @property
    def has_table(self) -> bool:
        """True where the page holds a table."""
        return any(isinstance(i, Table) for i in self.items)

    @cached_property
    def shape(self) -> tuple[int, int]:
        """Upright width and height in whole points: pages of one shape share their margins."""
        return round(self.frame.width), round(self.frame.height)


@dataclass(frozen=True, slots=True)
class Margins:
    """Where the lines of running text begin and end, in points."""

    left: float
    right: float


def _cluster_edge(values: list[float], reach: float, *, outermost_last: bool) -> float | None:
    """The outermost value near which at least three others lie, as the median of that group."""
    ordered = sorted(values, reverse=outermost_last)
    for i, edge in enumerate(ordered):
        near = [v for v in ordered[i:] if abs(v - edge) <= reach]
        if len(near) >= _MIN_LINES:
            return near[len(near) // 2]
    return None


def _margins(lines: list[Line], width: float) -> Margins | None:
    """The margins that at least three lines of running text agree on."""
    body = [n for n in lines if n.box.width >= _BODY_SHARE * width]
    if len(body) < _MIN_LINES:
        return None
    em = sorted(n.em for n in body)[len(body) // 2]
    right = _cluster_edge([n.box.x1 for n in body], em, outermost_last=True)
    left = _cluster_edge([n.box.x0 for n in body], em * 0.6, outermost_last=False)
    return None if right is None or left is None else Margins(left, right)


def margins_of(layouts: list[PageLayout]) -> dict[int, Margins]:
    """The margins of every page by its number: its own, else those of the pages of its shape."""
    shared = {
        shape: _common([p for p in layouts if p.shape == shape]) for shape in {p.shape for p in layouts}
    }
    out = {}
    for page in layouts:
        own, common = _margins(page.lines, page.shape[0]), shared[page.shape]
        out[page.number] = _settled(page, own, common) or _widest(page)
    return out


def _common(pages: list[PageLayout]) -> Margins | None:
    """The margins that the most lines of running text keep, page by page: captions of tables are wider.

    Where no page has margins of its own, those that the lines of all pages agree on.
    """
    kept = [(m, _at_margin(p, m)) for p in pages if (m := _margins(p.lines, p.shape[0]))]
    if not kept:
        return _margins([line for p in pages for line in p.lines], pages[0].shape[0])

    def votes(margins: Margins) -> int:
        return sum(n for m, n in kept if abs(m.right - margins.right) <= _SAME_MARGIN)

    best = max((m for m, _ in kept), key=lambda m: (votes(m), m.right))
    return Margins(min(m.left for m, _ in kept if abs(m.right - best.right) <= _SAME_MARGIN), best.right)


def _at_margin(page: PageLayout, margins: Margins) -> int:
    """How many lines of a page end at its right margin."""
    return sum(abs(line.box.x1 - margins.right) <= 0.6 * line.em for line in page.lines)


def _settled(page: PageLayout, own: Margins | None, common: Margins | None) -> Margins | None:
    """A page's own margins unless narrower than those of its kin: a page of short lines proves nothing."""
    if own is None or common is None:
        return own or common
    full = _at_margin(page, own)
    if own.right < common.right - _SAME_MARGIN and not (full >= _FULL_LINES and 2 * full >= len(page.lines)):
        return common
    if own.right > common.right + _SAME_MARGIN and full < _FULL_LINES:
        return common
    return (
        Margins(min(own.left, common.left), own.right)
        if abs(own.right - common.right) <= _SAME_MARGIN
        else own
    )


def _widest(page: PageLayout) -> Margins:
    """Margins for a page that nothing tells of: as wide right as left."""
    left = min((line.box.x0 for line in page.lines), default=0.0)
    return Margins(left, max([page.shape[0] - left, *(line.box.x1 for line in page.lines)]))


def line_key(line: Line) -> str:
    """A line's text with its digits made equal, so that running heads that count pages compare equal."""
    return "".join("0" if c.isdigit() else c for c in squash(line.text))
