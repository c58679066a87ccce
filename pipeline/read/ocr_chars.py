"""Lines of a scanned page -> characters with boxes, as the text layer of a PDF would give them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.core.money import is_amount
from pipeline.core.text import squash
from pipeline.read.ocr_models import Gray, Letter, Reading, read_lines
from pipeline.read.ocr_rules import Patch
from pipeline.read.pdf_chars import Char, CloseReading
from pipeline.read.pdf_lines import is_wide

_MARGIN = (0.25, 0.12)  # of the height of a line: paper left beside and above it
_SECOND = (0.5, 0.25)  # the same for a second reading
_LARGER = 2.0  # by how much a line is enlarged for it
_SURE = 0.9  # a number with a letter less sure is read again
_LEAST_SURE = 0.5  # on average: less is no text
_NUMERIC = frozenset("0123456789.,，。．-－—%％ oOlI|SB:·'")
_HALF = {True: 0.5, False: 0.28}  # of the height of a line: half the width of a wide and of a narrow letter
_APART = {True: 0.5, False: 0.75}  # of the height: stretches without ink that are no narrower are gaps
_APART_MARK = 0.95  # the same beside marks with room of their own
_ROOM_BEFORE, _ROOM_AFTER = frozenset("（(“‘《【"), frozenset("）)”’》】，,。．.、；;：:")
_BLANK = 0.32  # of the height: the gap that a blank leaves


def _crop(gray: Gray, patch: Patch, margin: tuple[float, float]) -> tuple[Gray, int]:
    """A line with some paper round it, and the abscissa at which the image begins."""
    aside, above = (max(2, round(m * patch.high)) for m in margin)
    x0, top = max(0, patch.x0 - aside), max(0, patch.top - above)
    return gray[top : patch.bottom + above, x0 : patch.x1 + aside], x0


def text_of(reading: Reading) -> str:
    """The text of a line."""
    return "".join(letter.text for letter in reading).strip()


def sureness(reading: Reading) -> float:
    """How sure the network was of a line, on average."""
    return sum(letter.sure for letter in reading) / len(reading) if reading else 0.0


def _weakest(reading: Reading) -> float:
    """How sure the network was of the letter it was least sure of."""
    return min((letter.sure for letter in reading), default=0.0)


def _is_numeric(text: str) -> bool:
    """True for a line that looks like a number, well read or not."""
    return any(c.isdigit() for c in text) and all(c in _NUMERIC for c in text)


def _is_doubtful(reading: Reading) -> bool:
    """True for a number that cannot be one, or with a digit that may be another."""
    text = text_of(reading)
    return _is_numeric(text) and (_weakest(reading) < _SURE or not _is_number(text))


def _is_number(text: str) -> bool:
    """True for an amount or a share as it may be printed."""
    bare = squash(text)
    return is_amount(bare.removesuffix("%")) and "..." not in bare


def _grouped(reading: Reading) -> Reading:
    """A number with several points, those but the last as the commas that they can only be."""
    points = [i for i, letter in enumerate(reading) if letter.text == "."]
    if len(points) < 2 or not _is_numeric(text_of(reading)):
        return reading
    out = [r._replace(text=",") if i in points[:-1] else r for i, r in enumerate(reading)]
    return out if _is_number(text_of(out)) else reading


def _better(first: Reading, second: Reading) -> Reading:
    """Of two readings of a number, the one that can be a number; of two, the one that is surer of each digit."""
    fit = [_is_number(text_of(r)) for r in (first, second)]
    if fit[0] != fit[1]:
        return first if fit[0] else second
    return second if _weakest(second) > _weakest(first) else first


def _others(taken: Reading, left: Reading | None) -> tuple[str, ...]:
    """What else the image of a number may say: another reading of it, or one letter that may be another."""
    text = text_of(taken)
    if not (_is_numeric(text) and _is_number(text)):
        return ()
    found = [text_of(left)] if left else []
    for i, letter in enumerate(taken):
        if letter.other:
            found.append(text_of([*taken[:i], letter._replace(text=letter.other), *taken[i + 1 :]]))
    return tuple(dict.fromkeys(t for t in found if t != text and _is_numeric(t) and _is_number(t)))


def _enlarged(image: Gray) -> Gray:
    """A line enlarged, from white to black."""
    larger = cv2.resize(image, None, fx=_LARGER, fy=_LARGER, interpolation=cv2.INTER_CUBIC)
    out: Gray = cv2.normalize(larger, None, 0, 255, cv2.NORM_MINMAX)
    return out


class _Read(NamedTuple):
    """A line as read: its letters, the abscissa and the width of its image, what else it may say."""

    letters: Reading
    x0: float
    wide: float
    others: tuple[str, ...]


def _readings(gray: Gray, patches: Sequence[Patch]) -> list[_Read]:
    """Every line as read, doubtful numbers a second time."""
    crops = [_crop(gray, p, _MARGIN) for p in patches]
    first = [_grouped(reading) for reading in read_lines([image for image, _ in crops])]
    out = [
        _Read(r, float(x0), float(image.shape[1]), _others(r, None))
        for r, (image, x0) in zip(first, crops, strict=True)
    ]
    again = [i for i, reading in enumerate(first) if _is_doubtful(reading)]
    seconds = [_crop(gray, patches[i], _SECOND) for i in again]
    second = read_lines([_enlarged(image) for image, _ in seconds])
    for i, reading, (image, x0) in zip(again, map(_grouped, second), seconds, strict=True):
        if _better(first[i], reading) is reading:
            out[i] = _Read(reading, float(x0), float(image.shape[1]), _others(reading, first[i]))
        else:
            out[i] = out[i]._replace(others=_others(first[i], reading))
    return out


def _blank(inked: NDArray[np.bool_], start: float, end: float) -> tuple[int, int]:
    """The widest stretch without ink between two abscissas of a line."""
    left, right = (min(len(inked), max(0, round(x))) for x in (start, end))
    at = np.flatnonzero(inked[left:right]) + left
    edges = [left - 1, *at.tolist(), right]
    return max(((a + 1, b) for a, b in pairwise(edges)), key=lambda run: run[1] - run[0])


def _part(left: Char, right: Char, run: tuple[int, int], high: float, *, parted: bool) -> None:
    """Set two neighbours apart where the line shows or says a blank, else side by side; `run` is without ink."""
    broad = run[1] - run[0]
    if left.text in _ROOM_AFTER or right.text in _ROOM_BEFORE:
        least, parted = _APART_MARK, False
    else:
        least = _APART[is_wide(left.text) or is_wide(right.text)]
    if broad >= least * high:
        left.x1, right.x0 = float(run[0]), float(run[1])
        return
    middle, room = (left.x1 + right.x0) / 2, _BLANK * high if parted else 0.0
    left.x1, right.x0 = middle - room / 2, middle + room / 2


def _spread(reading: Reading, x0: float, wide: float, patch: Patch, ink: Gray) -> list[Char]:
    """The letters of a line with boxes."""
    high = float(patch.high)
    letters: list[tuple[Letter, bool]] = []  # with whether a blank stands before
    blank = False
    for letter in reading:
        if letter.text.isspace():
            blank = True
        else:
            letters.append((letter, blank and bool(letters)))
            blank = False
    chars = []
    for letter, _ in letters:
        half, at = _HALF[is_wide(letter.text)] * high, x0 + letter.at * wide
        chars.append(Char(letter.text, at - half, float(patch.top), at + half, float(patch.bottom)))
    inked = (ink[patch.top : patch.bottom] > 0).sum(axis=0) > 1
    runs = [_blank(inked, a.mid_x, b.mid_x) for a, b in pairwise(chars)]
    if chars:
        chars[0].x0, chars[-1].x1 = float(patch.x0), float(patch.x1)
    for (left, right), (_, parted), run in zip(pairwise(chars), letters[1:], runs, strict=True):
        _part(left, right, run, high, parted=parted)
    for char in chars:
        char.x1 = max(char.x1, char.x0 + 1)
    return chars


def chars_of(gray: Gray, patches: Sequence[Patch], ink: Gray) -> tuple[list[Char], list[CloseReading]]:
    """The characters of all lines in pixels, and the numbers that may be others; `gray` and `ink` are without rules."""
    out: list[Char] = []
    close: list[CloseReading] = []
    for patch, read in zip(patches, _readings(gray, patches), strict=True):
        if sureness(read.letters) >= _LEAST_SURE:
            out += _spread(read.letters, read.x0, read.wide, patch, ink)
            if read.others:
                x, y = (patch.x0 + patch.x1) / 2, (patch.top + patch.bottom) / 2
                close.append(CloseReading(x, y, text_of(read.letters), read.others))
    return out, close


def upright_quarters(gray: Gray, patches: Sequence[Patch], n_read: int = 5) -> int:
    """By how many quarters clockwise the page must be turned for its text to stand upright."""
    longest = sorted(patches, key=lambda p: -max(p.wide, p.high))
    on_side = 2 * sum(p.is_tall for p in longest[:40]) > len(longest[:40])
    sample = [p for p in longest if p.is_tall == on_side][:n_read]
    images = [np.rot90(_crop(gray, p, (0.0, 0.0))[0], -on_side) for p in sample]
    ways = [read_lines([np.ascontiguousarray(np.rot90(i, k)) for i in images]) for k in (0, 2)]
    straight, upside = (sum(map(sureness, readings)) for readings in ways)
    return int(on_side) + (2 if upside > straight else 0)
