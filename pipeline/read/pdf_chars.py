"""The characters of a PDF page in the frame in which its text stands upright, and the way back."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from pipeline.core.model import Box
from pipeline.read.pdf_visible import ASKEW, Glyphs, visible

_HYPHENS = frozenset((0x2, 0xFFFE))  # how pdfium spells a hyphen at the end of a line
_UNMAPPED = "\ufffd"
_SMALLEST = 1.2  # points; smaller print is a trick of the layout program, not text
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

    @property
    def sides(self) -> tuple[float, float, float, float]:
        """The page in user space."""
        return self.left, self.bottom, self.right, self.top

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


@dataclass(frozen=True, slots=True)
class CloseReading:
    """A recognised number that may be read in other ways too: where its middle is, the text that was taken."""

    x: float
    y: float
    text: str
    others: tuple[str, ...]


@dataclass(slots=True)
class PageText:
    """The characters of a page and what lies askew on it; `n_garbled` characters have no known letter."""

    chars: list[Char]
    askew: str
    frame: Frame
    sideways: int  # quarters by which the frame is turned against the page as shown
    n_garbled: int
    source: str = "digital"  # ocr where the characters were recognised in an image, mixed where some were
    close: tuple[CloseReading, ...] = ()


@cache
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


def _once(chars: list[Char]) -> list[Char]:
    """`chars` without those that print another once more at nearly its place, for boldness."""
    seen: dict[tuple[str, int, int], list[Char]] = {}
    return [c for c in chars if _is_first(c, seen)]


def _is_first(char: Char, seen: dict[tuple[str, int, int], list[Char]]) -> bool:
    """True for the first of several equal characters at nearly one place; `seen` remembers it."""
    slack = _SAME_PLACE * min(char.x1 - char.x0, char.bottom - char.top) or 0.1
    for x in range(int((char.x0 - slack) // 4), int((char.x0 + slack) // 4) + 1):
        for y in range(int((char.top - slack) // 4), int((char.top + slack) // 4) + 1):
            for other in seen.get((char.text, x, y), ()):
                if abs(other.x0 - char.x0) < slack and abs(other.top - char.top) < slack:
                    return False
    seen.setdefault((char.text, int(char.x0 // 4), int(char.top // 4)), []).append(char)
    return True


def page_text(textpage: Any, shown_as: Frame) -> PageText:
    """The characters of a page, in content order, each once, blanks left out.

    Where most of the text stands sideways on the page as shown, the frame turns with it, so that lines run
    left to right; `sideways` tells by how much.
    """
    straight, askew = visible(textpage, shown_as.sides), ""
    is_askew = straight["turn"] == ASKEW
    if is_askew.any():
        askew = "".join(map(_letter, straight["code"][is_askew].tolist()))
        straight = straight[~is_askew]
    sideways = _sideways(straight, shown_as.turn)
    frame = shown_as.turned(sideways)
    chars = _chars(straight, frame)
    return PageText(chars, askew, frame, sideways, _n_garbled(chars))


def _sideways(glyphs: Glyphs, turn: int) -> int:
    """The quarters by which a page that is shown turned by `turn` must be turned for most of its text to stand upright.

    Text turned clockwise by n quarters stands upright once the page is turned back by n.
    """
    if not len(glyphs):
        return 0
    turns = glyphs["turn"]
    most = Counter(turns.tolist()).most_common(1)[0][0] if turns.any() else 0
    return -(int(most) + turn) % 4


def _chars(glyphs: Glyphs, frame: Frame) -> list[Char]:
    """Characters that do not lie askew in a frame, each once, without those too small to read."""
    large = (glyphs["x1"] - glyphs["x0"] >= _SMALLEST) | (glyphs["y1"] - glyphs["y0"] >= _SMALLEST)
    if not large.all():
        glyphs = glyphs[large]
    edges: list[Any] = [glyphs[side] for side in ("x0", "y0", "x1", "y1")]
    box: tuple[Any, ...] = frame.box(*edges)
    letters = list(map(_letter, glyphs["code"].tolist()))
    turns = ((glyphs["turn"] + frame.turn) % 4).tolist()
    chars = list(map(Char, letters, *(side.tolist() for side in box), turns))
    return _once(chars) if _may_repeat("".join(letters), box[0], box[1]) else chars


def _may_repeat(letters: str, x0: Any, top: Any) -> bool:
    """False where no two equal characters begin within one square point.

    Bold print has pairs on every line, and some of them fall together even so.
    """
    codes = np.frombuffer(letters.encode("utf-32-le"), "<u4").astype(np.int64)
    keys = (codes << 42) ^ (x0.astype(np.int64) << 21) ^ top.astype(np.int64)
    keys.sort()
    return bool((keys[1:] == keys[:-1]).any())


def _n_garbled(chars: list[Char]) -> int:
    """How many characters have no known letter."""
    letters = [c.text for c in chars]
    garbled = set(filter(is_garbled, set(letters)))
    return sum(map(garbled.__contains__, letters)) if garbled else 0
