"""Characters -> lines of words: pieces of text that print apart, and numbers apart from each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pipeline.core.money import is_amount
from pipeline.core.text import squash
from pipeline.read.pdf_chars import Char
from pipeline.read.pdf_lines import is_wide, row_text, rows_of

_WORD_GAP = 0.9  # of the height: a wider gap parts words of any kind
_NUMBER_GAP = 0.18  # two numbers
_CODE_GAP = 0.3  # a code and the name behind it
_NUMERIC = frozenset("0123456789.,，．-－０１２３４５６７８９%％")


@dataclass(slots=True)
class Word:
    """A piece of one line. `number` for a printed number, `exact` for one that can only be an amount or share."""

    chars: list[Char]
    x0: float
    x1: float
    text: str
    number: bool
    exact: bool

    @property
    def mid_x(self) -> float:
        """Horizontal centre."""
        return (self.x0 + self.x1) / 2


@dataclass(slots=True)
class WordLine:
    """The words of one printed line, from left to right."""

    words: list[Word] = field(default_factory=list)
    top: float = 0.0
    bottom: float = 0.0

    @property
    def mid_y(self) -> float:
        """Vertical centre."""
        return (self.top + self.bottom) / 2

    @property
    def height(self) -> float:
        """Height of the line."""
        return self.bottom - self.top

    @property
    def text(self) -> str:
        """The line without blanks, folded."""
        return squash("".join(w.text for w in self.words))


def _parted(left: Char, right: Char) -> bool:
    """True where two neighbours of one line belong to different words."""
    height = min(left.bottom - left.top, right.bottom - right.top)
    gap = right.x0 - left.x1
    if gap > _WORD_GAP * height:
        return True
    if left.text in _NUMERIC and right.text in _NUMERIC:
        return gap > _NUMBER_GAP * height
    return left.text.isdigit() and is_wide(right.text) and gap > _CODE_GAP * height


def word_of(chars: Sequence[Char]) -> Word:
    """One word of its characters."""
    text = row_text(chars)
    bare = squash(text)
    number = bare[-1:] != "." and bare[:1] not in ("", "%") and is_amount(bare.removesuffix("%"))
    exact = number and ("." in bare or "," in bare or bare.endswith("%"))
    return Word(list(chars), chars[0].x0, max(c.x1 for c in chars), text, number, exact)


def line_of_words(row: Sequence[Char]) -> WordLine:
    """The words of one line of characters."""
    cuts = [0, *(i for i, (a, b) in enumerate(pairwise(row), 1) if _parted(a, b)), len(row)]
    words = [word_of(row[a:b]) for a, b in pairwise(cuts)]
    return WordLine(words, min(c.top for c in row), max(c.bottom for c in row))


def word_lines(chars: Iterable[Char]) -> list[WordLine]:
    """The printed lines as words, from top to bottom."""
    return [line_of_words(row) for row in rows_of(chars)]


def is_ideograph(text: str) -> bool:
    """True for a single ideograph."""
    return len(text) == 1 and "\u4e00" <= text <= "\u9fff"
