"""The characters of a PDF page in the frame in which its text stands upright, and the way back."""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import pypdfium2.raw as raw

from pipeline.core.model import Box
from pipeline.read.pdf_clip import hidden_test

_BLANKS = frozenset((0x9, 0xA, 0xD, 0x20, 0xA0, 0x3000, 0x2002, 0x2003, 0x2009, 0x200B, 0xFEFF))
_HYPHENS = frozenset((0x2, 0xFFFE))  # how pdfium spells a hyphen at the end of a line
_UNMAPPED = "\ufffd"
_SMALLEST = 1.2  # points; smaller print is a trick of the layout program, not text
_ASCENT = 0.88  # of the font size: the part of a square character above the base line
_ABSURD = 8.0  # times: sizes that differ more from the font's height are of fonts with units of their own
_SAME_PLACE = 0.3  # of the character's size: closer twins are one character printed twice for boldness


@dataclass(slots=True)
class Char:
    """One printed character with its font-high box; `turn` is 0 upright, 1 to 3 quarter turns clockwise."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    turn: int = 0

    @property
    def mid_x(self) -> float:
        """Horizontal centre."""
        return (self.x0 + self.x1) / 2

    @property
    def mid_y(self) -> float:
        """Vertical centre."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Frame:
    """How user space turns into a page `turn` quarters clockwise, origin top left, points."""

    left: float
    bottom: float
    right: float
    top: float
    turn: int = 0

    @property
    def width(self) -> float:
        """Width of the turned page."""
        return self.top - self.bottom if self.turn % 2 else self.right - self.left

    @property
    def height(self) -> float:
        """Height of the turned page."""
        return self.right - self.left if self.turn % 2 else self.top - self.bottom

    def box(self, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        """(x0, top, x1, bottom) of a user space rectangle."""
        if self.turn == 0:
            return x0 - self.left, self.top - y1, x1 - self.left, self.top - y0
        if self.turn == 1:
            return y0 - self.bottom, x0 - self.left, y1 - self.bottom, x1 - self.left
        if self.turn == 2:
            return self.right - x1, y0 - self.bottom, self.right - x0, y1 - self.bottom
        return self.top - y1, self.right - x1, self.top - y0, self.right - x0

    def holds(self, x0: float, y0: float, x1: float, y1: float) -> bool:
        """True where the centre of a user space rectangle lies on the page."""
        return self.left <= (x0 + x1) / 2 <= self.right and self.bottom <= (y0 + y1) / 2 <= self.top

    def turned(self, quarters: int) -> Frame:
        """The same page turned `quarters` more, clockwise."""
        return Frame(self.left, self.bottom, self.right, self.top, (self.turn + quarters) % 4)

    def shown(self, box: Box, quarters: int) -> Box:
        """A box of this frame in the frame `quarters` less turned: where the page shows it."""
        w, h = self.width, self.height
        if quarters == 0:
            return box
        if quarters == 1:
            return Box(box.top, w - box.x1, box.bottom, w - box.x0)
        if quarters == 2:
            return Box(w - box.x1, h - box.bottom, w - box.x0, h - box.top)
        return Box(h - box.bottom, box.x0, h - box.top, box.x1)


@dataclass(slots=True)
class PageText:
    """The characters of a page and what lies askew on it; `n_garbled` characters have no known letter."""

    chars: list[Char]
    askew: str
    frame: Frame
    sideways: int  # quarters by which the frame is turned against the page as shown
    n_garbled: int


class _Glyph(NamedTuple):
    """A character as pdfium gives it: number, code, quarter turn (None where askew) and em box in user space."""

    number: int

    code: int
    turn: int | None
    x0: float
    y0: float
    x1: float
    y1: float


def _glyphs(textpage: Any) -> Iterator[_Glyph]:
    """Every visible character of a page in user space, in content order."""
    rect, m, x, y = raw.FS_RECTF(), raw.FS_MATRIX(), ctypes.c_double(), ctypes.c_double()
    rect_at, matrix_at, x_at, y_at = map(ctypes.byref, (rect, m, x, y))
    code_of, box_of, size_of = raw.FPDFText_GetUnicode, raw.FPDFText_GetLooseCharBox, raw.FPDFText_GetFontSize
    matrix_of, origin_of = raw.FPDFText_GetMatrix, raw.FPDFText_GetCharOrigin
    for i in range(raw.FPDFText_CountChars(textpage)):
        code = code_of(textpage, i)
        if code in _BLANKS or (code == 0 and raw.FPDFText_IsGenerated(textpage, i) == 1):
            continue
        if not box_of(textpage, i, rect_at):
            continue
        matrix_of(textpage, i, matrix_at)
        origin_of(textpage, i, x_at, y_at)
        turn = 0 if m.b == 0 and m.a > 0 else _quarter(m.a, m.b)
        size = size_of(textpage, i) * (abs(m.d) if m.c == 0 else math.hypot(m.c, m.d))
        yield _em_box(i, code, turn, size, (rect.left, rect.bottom, rect.right, rect.top), x.value, y.value)


def _em_box(
    index: int,
    code: int,
    turn: int | None,
    size: float,
    loose: tuple[float, float, float, float],
    x: float,
    y: float,
) -> _Glyph:
    """The box of a character: as wide as its advance, as high as its font is large, on its base line.

    The height that pdfium gives is the font's own and may be anything from the ink to twice the size.
    """
    x0, y0, x1, y1 = loose
    high = y1 - y0 if turn in (0, 2, None) else x1 - x0
    if turn is None or not size / _ABSURD < high < size * _ABSURD:
        return _Glyph(index, code, turn, x0, y0, x1, y1)
    up, down = size * _ASCENT, size * (1 - _ASCENT)
    if turn == 0:
        return _Glyph(index, code, turn, x0, y - down, x1, y + up)
    if turn == 1:
        return _Glyph(index, code, turn, x - down, y0, x + up, y1)
    if turn == 2:
        return _Glyph(index, code, turn, x0, y - up, x1, y + down)
    return _Glyph(index, code, turn, x - up, y0, x + down, y1)


def _quarter(a: float, b: float) -> int | None:
    """Quarter turns clockwise of text whose base line runs along (a, b); None where it lies askew."""
    turns = -math.atan2(b, a) / (math.pi / 2)
    nearest = round(turns)
    return nearest % 4 if abs(turns - nearest) < 0.04 else None


def _letter(code: int) -> str:
    """The character for a code of pdfium's; U+FFFD where the file gives none."""
    if code in _HYPHENS:
        return "-"
    if code == 0 or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
        return _UNMAPPED
    return chr(code)


def is_garbled(letter: str) -> bool:
    """True for private-use, control and unmapped characters: ink whose meaning the file does not tell."""
    return letter == _UNMAPPED or letter < " " or "\ue000" <= letter <= "\uf8ff" or letter >= "\U000f0000"


def _once() -> Callable[[Char], bool]:
    """A test that is true for the first of several equal characters at nearly one place."""
    seen: dict[tuple[str, int, int], list[Char]] = {}

    def first(char: Char) -> bool:
        slack = _SAME_PLACE * min(char.x1 - char.x0, char.bottom - char.top) or 0.1
        column, row = int(char.x0 // 4), int(char.top // 4)
        for x in range(int((char.x0 - slack) // 4), int((char.x0 + slack) // 4) + 1):
            for y in range(int((char.top - slack) // 4), int((char.top + slack) // 4) + 1):
                for other in seen.get((char.text, x, y), ()):
                    if abs(other.x0 - char.x0) < slack and abs(other.top - char.top) < slack:
                        return False
        seen.setdefault((char.text, column, row), []).append(char)
        return True

    return first


def _shown(glyphs: list[_Glyph], textpage: Any) -> list[_Glyph]:
    """The characters that clipping leaves visible; all where it would hide most of the page."""
    is_hidden = hidden_test(textpage)
    out = [g for g in glyphs if not is_hidden(g.number, *g[3:])]
    return out if 2 * len(out) >= len(glyphs) else glyphs


def page_text(textpage: Any, shown: Frame) -> PageText:
    """The characters of a page, in content order, each once, blanks left out.

    Where most of the text stands sideways on the page as shown, the frame turns with it, so that lines run
    left to right; `sideways` tells by how much.
    """
    found = _shown([g for g in _glyphs(textpage) if shown.holds(*g[3:])], textpage)
    turns = Counter((g.turn + shown.turn) % 4 for g in found if g.turn is not None)
    # text turned clockwise by n quarters stands upright once the page is turned back by n
    sideways = -turns.most_common(1)[0][0] % 4 if turns else 0
    frame = shown.turned(sideways)
    chars: list[Char] = []
    askew: list[str] = []
    first, n_garbled = _once(), 0
    for _, code, turn, *box in found:
        letter = _letter(code)
        if turn is None:
            askew.append(letter)
            continue
        char = Char(letter, *frame.box(*box), (turn + frame.turn) % 4)
        if max(char.x1 - char.x0, char.bottom - char.top) >= _SMALLEST and first(char):
            n_garbled += is_garbled(letter)
            chars.append(char)
    return PageText(chars, "".join(askew), frame, sideways, n_garbled)
