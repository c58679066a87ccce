"""The visible characters of a PDF page as columns, by the compiled loop or by that of Python."""

from __future__ import annotations

import ctypes
from functools import cache
from typing import Any

import numpy as np
import pypdfium2.raw as raw

from pipeline.read.native import addresses, library
from pipeline.read.pdf_calls import address_of
from pipeline.read.pdf_clip import Clips, is_shown
from pipeline.read.pdf_glyphs import Glyph, glyphs

ASKEW = -1
_FIGURES = frozenset(map(ord, "0123456789,."))
_NEXT = 0.3  # of its size: no farther apart are the characters of one string
# one character: code, quarter turn clockwise or ASKEW, em box in user space, whether its clip shows it
_SIDES = ("x0", "y0", "x1", "y1")
_GLYPH = np.dtype([("code", "u4"), ("turn", "i4"), *((side, "f8") for side in _SIDES), ("shown", "i8")])
Glyphs = np.ndarray[Any, np.dtype[np.void]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]


@cache
def _functions() -> Any:
    """The functions of pdfium in the order in which the compiled loop takes them."""
    return addresses(
        (
            raw.FPDFText_GetUnicode,
            raw.FPDFText_IsGenerated,
            raw.FPDFText_GetLooseCharBox,
            raw.FPDFText_GetTextObject,
            raw.FPDFText_GetFontSize,
            raw.FPDFText_GetMatrix,
            raw.FPDFText_GetCharOrigin,
            raw.FPDFPageObj_GetClipPath,
            raw.FPDFClipPath_CountPaths,
            raw.FPDFClipPath_CountPathSegments,
            raw.FPDFClipPath_GetPathSegment,
            raw.FPDFPathSegment_GetPoint,
        )
    )


def _compiled(loop: Any, textpage: Any) -> Glyphs:
    """The characters as the compiled loop gives them."""
    room = raw.FPDFText_CountChars(textpage)
    out: Glyphs = np.empty(max(room, 0), _GLYPH)
    page, to = ctypes.c_void_p(address_of(textpage.raw)), ctypes.c_void_p(out.ctypes.data)
    n_found = int(loop(_functions(), page, room, to))
    return out[:n_found]


def _interpreted(textpage: Any) -> Glyphs:
    """The characters as Python's loop gives them."""
    clips = Clips()
    rows = [
        (g.code, ASKEW if g.turn is None else g.turn, *g[2:6], is_shown(clips.of(g.owner), g))
        for g in glyphs(textpage)
    ]
    return np.array(rows, _GLYPH)


def visible(textpage: Any, sides: tuple[float, float, float, float]) -> Glyphs:
    """The characters of an open text page that show on a page of `sides` (x0, y0, x1, y1), blanks left out.

    Clipping counts for nothing where it would hide most of them. With them comes the rest of numbers and words that
    the edge of the page cuts; half a number is another number, so that the rest of one is taken from behind a clip too.
    """
    compiled = library()
    found = _compiled(compiled.yj_glyphs, textpage) if compiled else _interpreted(textpage)
    x, y = (found["x0"] + found["x1"]) / 2, (found["y0"] + found["y1"]) / 2
    on_page = (sides[0] <= x) & (x <= sides[2]) & (sides[1] <= y) & (y <= sides[3])
    held = on_page & (found["shown"] != 0)
    if 2 * np.count_nonzero(held) < np.count_nonzero(on_page):
        held = on_page.copy()
    if held.all():
        return found
    _add_rests(found, on_page, held)
    left: Glyphs = found[held]
    return left


def _add_rests(found: Glyphs, on_page: Flags, held: Flags) -> None:
    """Hold the rest of cut strings too; of those on the page the rest of numbers only."""
    hidden = np.flatnonzero(~held).tolist()
    for before, order in ((-1, hidden), (1, hidden[::-1])):
        for i in order:
            if held[i] or not 0 <= i + before < len(found) or not held[i + before]:
                continue
            one, other = Glyph(*found[i + before].item()), Glyph(*found[i].item())
            if not on_page[i] or {one.code, other.code} <= _FIGURES:
                held[i] = _touch(one, other)


def _touch(one: Glyph, other: Glyph) -> bool:
    """True for two characters that one printed string has side by side."""
    beside = max(one.x0, other.x0) - min(one.x1, other.x1)
    above = max(one.y0, other.y0) - min(one.y1, other.y1)
    if one.turn in (1, 3):
        beside, above = above, beside
    size = min(one.y1 - one.y0, other.y1 - other.y0)
    return one.turn == other.turn and beside <= _NEXT * size and above <= -_NEXT * size
