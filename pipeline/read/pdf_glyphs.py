"""The characters of a PDF page as pdfium tells them, in as few calls as it allows.

Everything that holds for a whole text object (matrix, size, clip) is asked for once an object, and the base line
once for every height at which the object's characters stand. `native/pdf_glyphs.c` does the same, compiled.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, NamedTuple

import pypdfium2.raw as raw

from pipeline.read.pdf_calls import ADDRESS, DOUBLE, INT, UINT, address_of, plain

_BLANKS = frozenset((0x9, 0xA, 0xD, 0x20, 0xA0, 0x3000, 0x2002, 0x2003, 0x2009, 0x200B, 0xFEFF))
_ASCENT = 0.88  # of the font size: the part of a square character above the base line
_ABSURD = 8.0  # times: sizes that differ more from the font's height are of fonts with units of their own


class Glyph(NamedTuple):
    """A character: code, quarter turn clockwise (None askew), em box in user space, number of its text object."""

    code: int
    turn: int | None
    x0: float
    y0: float
    x1: float
    y1: float
    owner: int


class _Calls(NamedTuple):
    """The functions of pdfium that tell of one character."""

    code: Callable[..., int]
    generated: Callable[..., int]
    box: Callable[..., int]
    owner: Callable[..., int | None]
    size: Callable[..., float]
    matrix: Callable[..., int]
    origin: Callable[..., int]


@cache
def _calls() -> _Calls:
    return _Calls(
        plain(raw.FPDFText_GetUnicode, UINT, ADDRESS, INT),
        plain(raw.FPDFText_IsGenerated, INT, ADDRESS, INT),
        plain(raw.FPDFText_GetLooseCharBox, INT, ADDRESS, INT, ADDRESS),
        plain(raw.FPDFText_GetTextObject, ADDRESS, ADDRESS, INT),
        plain(raw.FPDFText_GetFontSize, DOUBLE, ADDRESS, INT),
        plain(raw.FPDFText_GetMatrix, INT, ADDRESS, INT, ADDRESS),
        plain(raw.FPDFText_GetCharOrigin, INT, ADDRESS, INT, ADDRESS, ADDRESS),
    )


def glyphs(textpage: Any) -> Iterator[Glyph]:
    """Every visible character of an open text page, in content order, blanks left out."""
    calls = _calls()
    page = address_of(textpage.raw)
    box = (ctypes.c_float * 4)()
    at, sides = ctypes.addressof(box), memoryview(box).cast("B").cast("f")
    style, owner = _Style(page), -1
    for i in range(raw.FPDFText_CountChars(textpage)):
        code = calls.code(page, i)
        if code in _BLANKS or (code == 0 and calls.generated(page, i) == 1):
            continue
        if not calls.box(page, i, at):
            continue
        found = calls.owner(page, i) or 0
        if found != owner or not found:
            style.read(i)
            owner = found
        left, top, right, bottom = sides
        yield style.glyph(i, code, left, bottom, right, top, owner)


class _Style:
    """What holds for every character of the text object that was read last."""

    def __init__(self, page: int) -> None:
        self._page, self._calls = page, _calls()
        self._matrix = (ctypes.c_float * 6)()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._addresses = tuple(map(ctypes.addressof, (self._matrix, self._x, self._y)))
        self._turn: int | None = 0
        self._size = self._base = self._side = math.nan

    def read(self, index: int) -> None:
        """Take the style of a character that begins a text object."""
        self._calls.matrix(self._page, index, self._addresses[0])
        a, b, c, d, _, _ = self._matrix
        self._turn = 0 if b == 0 and a > 0 else _quarter(a, b)
        self._size = self._calls.size(self._page, index) * (abs(d) if c == 0 else math.sqrt(c * c + d * d))
        self._side = math.nan

    def glyph(self, index: int, code: int, x0: float, y0: float, x1: float, y1: float, owner: int) -> Glyph:
        """A character in its em box: as wide as its advance, as high as its font is large, on its base line.

        The height that pdfium gives is the font's own and may be anything from the ink to twice the size.
        """
        turn, size = self._turn, self._size
        upright = turn in (0, 2, None)
        high = y1 - y0 if upright else x1 - x0
        if turn is None or not size / _ABSURD < high < size * _ABSURD:
            return Glyph(code, turn, x0, y0, x1, y1, owner)
        side = y0 if upright else x0
        if side != self._side:
            self._calls.origin(self._page, index, *self._addresses[1:])
            self._side, self._base = side, self._y.value if upright else self._x.value
        base = self._base
        up, down = size * _ASCENT, size * (1 - _ASCENT)
        if turn == 0:
            return Glyph(code, turn, x0, base - down, x1, base + up, owner)
        if turn == 1:
            return Glyph(code, turn, base - down, y0, base + up, y1, owner)
        if turn == 2:
            return Glyph(code, turn, x0, base - up, x1, base + down, owner)
        return Glyph(code, turn, base - up, y0, base + down, y1, owner)


def _quarter(a: float, b: float) -> int | None:
    """Quarter turns clockwise of text whose base line runs along (a, b); None where it lies askew."""
    turns = -math.atan2(b, a) / (math.pi / 2)
    nearest = round(turns)
    return nearest % 4 if abs(turns - nearest) < 0.04 else None
