"""Printed lines -> paragraphs: lines broken at the right margin belong together, over a page break too."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.core.model import Box, Paragraph, Span, Table
from pipeline.core.patterns import load
from pipeline.core.text import squash
from pipeline.read.pdf_layout import Margins, PageLayout, margins_of
from pipeline.read.pdf_lines import Line, is_wide

_ENDS_SENTENCE = frozenset("。！？；：!?;:")
_NEVER_FIRST = frozenset("，。、；：！？）》」』】”’,.;:!?)%％")
_NEVER_LAST = frozenset("（《「『【“‘(")
_UNBROKEN = frozenset("0123456789.,%％-/")
_FIT_SLACK = 0.5  # em by which a line may miss the margin and still be full
_RAGGED = 2.5  # em that a line of text which is not justified may miss the margin by
_INDENT = 1.2  # em to the right of the margin: a first line
_MAX_INDENT = 8.0  # em: a line that begins farther right is set to the right or centred
_CENTRED = 3.0  # em that a centred line keeps from both margins
_TITLE_WIDTH = 0.72  # of the text block: a centred line so wide may have been broken
_MAX_GAP = 1.5  # of the line's height between two lines of a paragraph
_SAME_SIZE = 0.8


def _reads_as(kind: str, line: Line) -> bool:
    """True for a line that the pattern `kind` knows."""
    return next(load("reading/lines")[kind].finditer(squash(line.text)), None) is not None


def _first_piece_width(line: Line) -> float:
    """Points that the first unbreakable piece of a line takes: a character with its marks, or a number."""
    width, started = 0.0, False
    for char in line.text:
        if char in _NEVER_LAST:
            width += line.em
            continue
        if started and not (
            char in _NEVER_FIRST or (char in _UNBROKEN or (char.isascii() and char.isalnum()))
        ):
            break
        if started and is_wide(line.text[0]) and char not in _NEVER_FIRST:
            break
        width += line.em if is_wide(char) else line.em / 2
        started = True
    return width


def _is_centred(line: Line, margins: Margins, inset: float = _CENTRED) -> bool:
    """True for a line that keeps the same distance, of `inset` em at least, from both margins."""
    left, right = line.box.x0 - margins.left, margins.right - line.box.x1
    return min(left, right) > inset * line.em and abs(left - right) < 1.5 * line.em


def _wraps_title(line: Line, following: Line, margins: Margins) -> bool:
    """True for two centred lines of which the first is so wide that the title did not fit on it."""
    wide = line.box.width > _TITLE_WIDTH * (margins.right - margins.left)
    return wide and _is_centred(line, margins, 0.5) and _is_centred(following, margins)


def _is_full(line: Line, following: Line, margins: Margins) -> bool:
    """True where what follows did not fit on the line: the margin broke it, not its author."""
    return line.box.x1 + _first_piece_width(following) > margins.right - _FIT_SLACK * line.em


def _is_ragged(line: Line, margins: Margins) -> bool:
    """True for a line that falls short of the margin as text does that is set without justifying it."""
    return line.box.x1 > margins.right - _RAGGED * line.em


def _is_cut(line: Line, following: Line) -> bool:
    """True where the break lies inside brackets, or before a level's mark or a unit: no author ends a line there."""
    if line.text[-1].isdigit() and _reads_as("unit_mark", following):
        return True
    opened = squash(line.text).rpartition("（")
    closed = squash(following.text).partition("）")
    inside = opened[1] and closed[1] and "）" not in opened[2] and "（" not in closed[0]
    return bool(inside) or _reads_as("level_mark", following)


class _Joiner:
    """Decides whether a line goes on with the paragraph before it."""

    def __init__(self, margins: dict[int, Margins]) -> None:
        self._margins = margins

    def goes_on(self, last: tuple[Line, int], following: tuple[Line, int]) -> bool:
        """True where `following` (a line and its page) continues the sentence or paragraph of `last`."""
        line, page = last
        nxt, next_page = following
        if page == next_page and nxt.box.top - line.box.bottom > _MAX_GAP * max(line.size, nxt.size):
            return False
        if min(line.size, nxt.size) < _SAME_SIZE * max(line.size, nxt.size) or line.spread or nxt.spread:
            return False
        if line.box.x0 > self._margins[page].left + _MAX_INDENT * line.em or _reads_as(
            "contents_entry", line
        ):
            return False
        if page == next_page and _wraps_title(line, nxt, self._margins[page]):
            return line.text[-1] not in _ENDS_SENTENCE and not _reads_as("heading_mark", nxt)
        if _is_cut(line, nxt):
            return True
        full = _is_full(line, nxt, self._margins[page])
        if not (full or _is_ragged(line, self._margins[page])) or _is_centred(nxt, self._margins[next_page]):
            return False
        ended = line.text[-1] in _ENDS_SENTENCE
        indented = nxt.box.x0 > self._margins[next_page].left + _INDENT * nxt.em
        if _reads_as("heading_mark", nxt) or (indented and _reads_as("heading_mark", line)):
            return False
        if _reads_as("item_mark", nxt) or not full:
            return not (ended or indented)
        return not (ended and indented)


def _joint(left: str, right: str) -> str:
    """What stands between two lines once joined: a blank between latin words, nothing in Chinese text."""
    return (
        " " if left[-1].isascii() and left[-1].isalpha() and right[0].isascii() and right[0].isalpha() else ""
    )


def _paragraph(lines: list[tuple[Line, int]], boxes: list[Box], index: int) -> Paragraph:
    """One paragraph of its lines, a span for each."""
    text, spans = "", []
    for (line, page), box in zip(lines, boxes, strict=True):
        text += _joint(text, line.text) if text else ""
        spans.append(Span(len(text), len(text) + len(line.text), page, box))
        text += line.text
    return Paragraph(text, lines[0][1], index, tuple(spans))


def blocks_of(layouts: list[PageLayout]) -> Iterator[tuple[int, Paragraph | Table]]:
    """(page number, block) of a document in reading order; a paragraph belongs to the page it begins on."""
    joiner = _Joiner(margins_of(layouts))
    lines: list[tuple[Line, int]] = []
    boxes: list[Box] = []
    index = 0
    for page in layouts:
        for item in page.items:
            if lines and not (isinstance(item, Line) and joiner.goes_on(lines[-1], (item, page.number))):
                yield lines[0][1], _paragraph(lines, boxes, index)
                lines, boxes, index = [], [], index + 1
            if isinstance(item, Line):
                lines.append((item, page.number))
                boxes.append(page.frame.shown(item.box, page.sideways))
            else:
                yield page.number, item
    if lines:
        yield lines[0][1], _paragraph(lines, boxes, index)
