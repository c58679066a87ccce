"""Characters -> the cells that hold them; a number or word that overflows its cell stays whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise

from pipeline.core.model import Box
from pipeline.read.grid_cells import Sheet, Slot
from pipeline.read.pdf_chars import Char

Placed = tuple[Char, Slot | None]

_NUMBER = frozenset("0123456789.,，．-－０１２３４５６７８９%％")
_LOOSE = 0.2  # of the height: digits of one number are never farther apart
_OVERHANG = 0.15  # of the height by which a character's centre may lie above or below the table
_TIGHT = 0.04  # of the height: characters that close were printed as one string


def _strings(chars: Iterable[Char]) -> Iterator[list[Char]]:
    """Runs of characters printed as one string, each straight after the one before, in content order."""
    run: list[Char] = []
    middle = high = end = 0.0
    for char in chars:
        own, own_middle = char.bottom - char.top, char.top + char.bottom
        height, gap = (own if own < high else high), abs(char.x0 - end)
        if run and (
            abs(own_middle - middle) > 0.4 * height
            or gap > _LOOSE * height
            or (gap > _TIGHT * height and not (run[-1].text in _NUMBER and char.text in _NUMBER))
        ):
            yield run
            run = []
        run.append(char)
        middle, high, end = own_middle, own, char.x1
    if run:
        yield run


def _is_number(chars: Iterable[Char]) -> bool:
    """True for the characters of a single number: two that touch have two points, or digits before commas."""
    text = "".join(c.text for c in chars)
    tail = text.rpartition(".")[2] if "." in text else ""
    return set(text) <= _NUMBER and text.count(".") <= 1 and len(tail) <= 6 and "-" not in text[1:]


def _parts(run: list[Placed], at: int) -> bool:
    """True where two cells meet in a gap wider than those before and behind it: two strings that lie close.

    A number that overflows its cell is spaced alike on both sides of the rule.
    """
    (left, one), (right, other) = run[at - 1], run[at]
    if one is other or one is None or other is None:
        return False
    near = run[max(at - 2, 0) : at], run[at : at + 2]
    gaps = [b[0].x0 - a[0].x1 for pair in near for a, b in pairwise(pair)]
    height = min(left.bottom - left.top, right.bottom - right.top)
    return right.x0 - left.x1 > max(gaps, default=0.0) + _TIGHT * height


def _settle(run: list[Placed]) -> Iterator[Placed]:
    """The characters of one string with the cell that each belongs to; None: outside the table."""
    if len({id(slot) for _, slot in run}) < 2:
        yield from run
        return
    by_id = {id(slot): slot for _, slot in run if slot is not None}
    start = 0
    while start < len(run):
        stop = start + 1
        numeric = run[start][0].text in _NUMBER
        while stop < len(run) and (run[stop][0].text in _NUMBER) == numeric and not _parts(run, stop):
            stop += 1
        piece = run[start:stop]
        held = Counter(id(slot) for _, slot in piece if slot is not None)
        if (
            numeric
            and held
            and len(held) + any(s is None for _, s in piece) > 1
            and _is_number(c for c, _ in piece)
        ):
            best = max(held.values())
            # of two halves the right one: amounts are set to the right, and overflow to the left
            home = by_id[[k for k, n in held.items() if n == best][-1]]
            yield from ((c, home) for c, _ in piece)
        else:
            yield from piece
        start = stop


def _is_near(char: Char, box: Box) -> bool:
    slack = _OVERHANG * (char.bottom - char.top)
    return box.x0 <= char.x1 and char.x0 <= box.x1 and box.top - slack <= char.mid_y <= box.bottom + slack


def fill(sheet: Sheet, chars: Iterable[Char]) -> list[Char]:
    """Put every character into its cell of the sheet; those of no cell of it come back."""
    box, at = sheet.bounds, sheet.locator()
    highest, lowest = box.top + 0.1, box.bottom - 0.1
    outside: list[Char] = []

    def slot_of(char: Char) -> Slot | None:
        return at(char.mid_x, min(max(char.mid_y, highest), lowest))

    for run in _strings(chars):
        if not any(_is_near(char, box) for char in run):
            outside += run
            continue
        first = slot_of(run[0])
        is_one = first is slot_of(run[-1])
        if is_one and first is not None:
            first.chars += run
            continue
        for char, slot in [(c, None) for c in run] if is_one else _settle([(c, slot_of(c)) for c in run]):
            if slot is not None:
                slot.chars.append(char)
            elif box.x0 <= char.mid_x <= box.x1:
                sheet.lost.append(char)
            else:
                outside.append(char)
    return outside
