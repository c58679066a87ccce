"""Characters -> lines of words: pieces of text that print apart, and numbers apart from each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pipeline.core.money import is_amount
from pipeline.core.text import squash
from pipeline.read.pdf_chars import Char
from pipeline.read.pdf_lines import is_wide, row_text, rows_of

_WORD_GAP = 0.9  # of the height: a wider gap parts words of any kind
_NUMBER_GAP = 0.18  # two numbers
_CODE_GAP = 0.3  # a code, or the dash of an empty cell, and the name behind it
_SPACED = 20.0  # of its width: two lone ideographs no farther apart are one word printed wide
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

    @property
    def top(self) -> float:
        """Where it begins: lines hold words of different heights side by side."""
        return min(c.top for c in self.chars)

    @property
    def bottom(self) -> float:
        """Where it ends."""
        return max(c.bottom for c in self.chars)


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
    gap = right.x0 - left.x1
    if gap <= 0:
        return False
    height = min(left.bottom - left.top, right.bottom - right.top)
    if gap > _WORD_GAP * height:
        return True
    if left.text in _NUMERIC and right.text in _NUMERIC:
        return gap > _NUMBER_GAP * height
    return (left.text.isdigit() or left.text == "-") and is_wide(right.text) and gap > _CODE_GAP * height


def word_of(chars: Sequence[Char]) -> Word:
    """One word of its characters."""
    text = row_text(chars)
    bare = squash(text)
    number = bare[-1:] != "." and bare[:1] not in ("", "%") and is_amount(bare.removesuffix("%"))
    exact = number and ("." in bare or "," in bare or bare.endswith("%"))
    return Word(list(chars), chars[0].x0, max(c.x1 for c in chars), text, number, exact)


def _whole(words: Sequence[Word]) -> Iterator[Word]:
    """The words of a line, two ideographs printed far apart as one: 合 计; an odd number of them stays as it is."""
    i = 0
    while i < len(words):
        end = i
        while end < len(words) and _is_ideograph(words[end].text):
            end += 1
        run = words[i:end]
        if run and len(run) % 2 == 0 and _is_paired(run):
            yield from (word_of([*a.chars, *b.chars]) for a, b in zip(run[::2], run[1::2], strict=True))
        else:
            yield from run or words[i : i + 1]
        i = max(end, i + 1)


def _is_ideograph(text: str) -> bool:
    """True for a single ideograph."""
    return len(text) == 1 and "\u4e00" <= text <= "\u9fff"


def _is_paired(run: Sequence[Word]) -> bool:
    """True where single ideographs stand nearer to their partner than to the next pair."""
    gaps = [b.x0 - a.x1 for a, b in pairwise(run)]
    most = _SPACED * (run[0].x1 - run[0].x0)
    return all(g <= most for g in gaps[::2]) and max(gaps[::2]) <= min(gaps[1::2], default=most)


def line_of_words(row: Sequence[Char]) -> WordLine:
    """The words of one line of characters."""
    cuts = [0, *(i for i, (a, b) in enumerate(pairwise(row), 1) if _parted(a, b)), len(row)]
    words = list(_whole([word_of(row[a:b]) for a, b in pairwise(cuts)]))
    return WordLine(words, min(c.top for c in row), max(c.bottom for c in row))


def word_lines(chars: Iterable[Char]) -> list[WordLine]:
    """The printed lines as words, from top to bottom."""
    return [line_of_words(row) for row in rows_of(chars)]


def is_index(line: WordLine) -> bool:
    """True for the row that numbers the columns of a form: 1 2 3, or ** for those without a number."""
    marks = [w.text for w in line.words if w.text.isdigit()]
    rest = [w.text for w in line.words if not w.text.isdigit()]
    if not marks or any(len(t) > 2 for t in (*marks, *rest)):
        return bool(rest) and len(rest) > 1 and all(not t.strip("*＊") for t in rest)
    return len(line.words) > 2 and [int(m) for m in marks] == list(
        range(int(marks[0]), int(marks[0]) + len(marks))
    )
