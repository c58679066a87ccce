"""Header lines over columns without rules -> header cells, of as many levels as headings share."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.read.grid_cells import Slot
from pipeline.read.grid_words import Word, WordLine, word_of
from pipeline.read.pdf_chars import Char
from pipeline.read.pdf_paths import Rule

_WRAPS = 0.5  # of the height: lines of one heading are no farther apart
_WRAPS_SURELY = 1.0  # where a rule would part them, or where but one character is left
_CENTRED = 0.6  # of the height by which the centres of two lines of one heading may differ
_LEVEL = 0.3  # of the height by which a heading lies higher or lower than the middle of the header
_LEFT_OUT = 1.2  # of the height: so much nearer to the middle a shared heading is worth a column left out
_MOST_COLUMNS = 60  # under shared headings
_TIGHT = 0.3  # of the height: a wider gap may part two headings that fill their columns


@dataclass(slots=True)
class Heading:
    """The words of one header cell, which stand below each other."""

    words: list[Word]
    x0: float
    x1: float
    top: float
    bottom: float
    height: float  # of its lines
    under: tuple[float, float] | None = None  # the rule below it

    @property
    def mid_x(self) -> float:
        """Horizontal centre."""
        return (self.x0 + self.x1) / 2

    @property
    def mid_y(self) -> float:
        """Vertical centre."""
        return (self.top + self.bottom) / 2

    @property
    def chars(self) -> list[Char]:
        """Its characters."""
        return [c for w in self.words for c in w.chars]


def _pieces(words: Sequence[Word], height: float) -> Iterator[Word]:
    """The words of a header line, apart where wrapped headings nearly touch; single ideographs stay as they are."""
    for word in words:
        cuts = [0, *(i for i, (a, b) in enumerate(pairwise(word.chars), 1) if b.x0 - a.x1 > _TIGHT * height)]
        cuts.append(len(word.chars))
        parts = [word.chars[a:b] for a, b in pairwise(cuts)]
        if min(map(len, parts)) < 2:
            yield word
        else:
            yield from map(word_of, parts)


def _goes_on(upper: Heading, word: Heading, rules: Sequence[Rule]) -> bool:
    """True for a word that is the next line of a heading above it; `rules` are those inside the header."""
    gap, height = word.top - upper.bottom, min(word.height, upper.height)
    inside = upper.x0 - 0.3 * height <= word.x0 and word.x1 <= upper.x1 + 0.3 * height
    sure = bool(rules) or (inside and len(word.chars) == 1)
    if not -0.5 * height <= gap <= (_WRAPS_SURELY if sure else _WRAPS) * height:
        return False
    if not inside and abs(upper.mid_x - word.mid_x) > _CENTRED * height:
        return False
    low, high = upper.bottom - 0.3 * height, word.top + 0.3 * height
    return not any(low <= r.at <= high and r.start <= word.mid_x <= r.end for r in rules)


def headings_of(lines: Sequence[WordLine], rules: Sequence[Rule] = ()) -> list[Heading]:
    """The headings that header lines print, those that wrapped whole; no rule runs through one."""
    pieces = [
        Heading([w], w.x0, w.x1, w.top, w.bottom, w.bottom - w.top)
        for line in lines
        for w in _pieces(line.words, line.height)
    ]
    top, bottom = min((h.top for h in pieces), default=0.0), max((h.bottom for h in pieces), default=0.0)
    rules = [r for r in rules if top < r.at < bottom]
    out: list[Heading] = []
    for piece in sorted(pieces, key=lambda h: h.top):
        above = [h for h in out if _goes_on(h, piece, rules)]
        near = min(above, key=lambda h: abs(h.mid_x - piece.mid_x), default=None)
        if near is None:
            out.append(piece)
        else:
            near.words += piece.words
            near.x0, near.x1 = min(near.x0, piece.x0), max(near.x1, piece.x1)
            near.bottom = piece.bottom
    below = {id(h): rule for h in out if (rule := _rule_below(h, rules)) and _parts(rule, out)}
    for heading in out:
        rule = below.get(id(heading))
        # A rule below several headings side by side is that of the header, not of any of them.
        if rule is not None and list(below.values()).count(rule) == 1:
            heading.under = (rule.start, rule.end)
    return out


def _rule_below(heading: Heading, rules: Sequence[Rule]) -> Rule | None:
    """The next rule below a heading."""
    low = heading.bottom - 0.3 * heading.height
    beneath = [r for r in rules if low <= r.at and r.start <= heading.mid_x <= r.end]
    return min(beneath, key=lambda r: r.at, default=None)


def _parts(rule: Rule, headings: Sequence[Heading]) -> bool:
    """True for a rule with headings below it."""
    return any(h.top >= rule.at - 0.3 * h.height for h in headings)


def _is_high(heading: Heading, others: Sequence[Heading]) -> bool:
    """True for a heading in the upper part of the header, with others below it."""
    middle = (min(h.top for h in others) + max(h.bottom for h in others)) / 2
    if heading.mid_y > middle - _LEVEL * heading.height:
        return False
    return any(h.top >= heading.bottom - 0.3 * h.height for h in others)


def lowest(headings: Sequence[Heading]) -> list[Heading]:
    """The headings that stand over one column each: none below them, and not in the upper part."""
    return [
        h
        for h in headings
        if not _is_high(h, headings)
        and not any(n.top >= h.mid_y and n is not h and n.x0 < h.x1 and n.x1 > h.x0 for n in headings)
    ]


def _homes(headings: Sequence[Heading], xs: Sequence[float]) -> dict[int, list[Heading]]:
    """The headings over each column, by their centre, from top to bottom."""
    out: dict[int, list[Heading]] = {k: [] for k in range(len(xs) - 1)}
    for heading in sorted(headings, key=lambda h: h.top):
        out[min(max(bisect_right(xs, heading.mid_x) - 1, 0), len(xs) - 2)].append(heading)
    return out


def _misfit(heading: Heading, x0: float, x1: float) -> float:
    """By how much a shared heading misses the columns between two abscissas: their ends, else their middle."""
    if heading.under is not None:
        return (abs(x0 - heading.under[0]) + abs(x1 - heading.under[1])) / 2
    return abs((x0 + x1) / 2 - heading.mid_x)


def _dealt(shared: Sequence[Heading], first: int, end: int, xs: Sequence[float]) -> list[tuple[int, int]]:
    """The columns among `first` to `end` that each shared heading is centred over; some may be left out."""
    best: dict[tuple[int, int], tuple[float, list[tuple[int, int]]]] = {(first, 0): (0.0, [])}
    for column in range(first, end):
        for n in range(len(shared) + 1):
            if (column, n) not in best:
                continue
            cost, spans = best[column, n]
            ways = [(column + 1, n, cost + _LEFT_OUT * shared[0].height, spans)]
            if n < len(shared):
                ways += [
                    (e, n + 1, cost + _misfit(shared[n], xs[column], xs[e]), [*spans, (column, e)])
                    for e in range(column + 1, end + 1)
                ]
            for e, m, total, way in ways:
                if (e, m) not in best or total < best[e, m][0]:
                    best[e, m] = (total, way)
    return best[end, len(shared)][1]


def _cells(headings: Sequence[Heading], first: int, end: int, xs: Sequence[float]) -> list[Slot]:
    """The cells over columns `first` to `end`, from level 0 on; `bottom` 0 marks one that reaches down to the rows."""
    whole = [Slot(0, 0, k, k + 1) for k in range(first, end)]
    if end - first < 2 or not headings:
        whole[0].chars = [c for h in sorted(headings, key=lambda h: h.top) for c in h.chars]
        return whole
    homes = _homes(headings, xs[first : end + 1])
    middle = (min(h.top for h in headings) + max(h.bottom for h in headings)) / 2
    high = [h for h in headings if _is_high(h, headings)]
    low = [
        bool(rest) and (sum(h.mid_y for h in rest) / len(rest) > middle + _LEVEL * rest[0].height)
        for k in homes
        for rest in [[h for h in homes[k] if h not in high]]
    ]
    out: list[Slot] = []
    for a, b in _stretches(low):
        mine = [h for k in range(a, b) for h in homes[k] if low[k] and h in high]
        shared = sorted(
            (h for h in mine if not any(o.bottom <= h.mid_y for o in mine)), key=lambda h: h.mid_x
        )
        if not shared or len(shared) > b - a or b - a > _MOST_COLUMNS:
            shared = []
        spans = _dealt(shared, first + a, first + b, xs) if shared else []
        for heading, (i, j) in zip(shared, spans, strict=True):
            below = [h for k in range(i - first, j - first) for h in homes[k] if h not in shared]
            out.append(Slot(0, 1, i, j, heading.chars))
            out += [Slot(s.top + 1, s.bottom + bool(s.bottom), s.left, s.right, s.chars)
                    for s in _cells(below, i, j, xs)]  # fmt: skip
        for k in range(a, b):
            if not any(i <= first + k < j for i, j in spans):
                whole[k].chars = [c for h in homes[k] if h not in shared for c in h.chars]
                out.append(whole[k])
    return out


def _stretches(flags: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """(first, end) of stretches of equal flags."""
    start = 0
    for i in range(1, len(flags) + 1):
        if i == len(flags) or flags[i] != flags[start]:
            yield start, i
            start = i


def header_slots(headings: Sequence[Heading], xs: Sequence[float]) -> list[Slot]:
    """The header cells over columns that `xs` part, from row 0 on."""
    if not headings:
        return []
    slots = _cells(headings, 0, len(xs) - 1, xs)
    depth = max(s.bottom or s.top + 1 for s in slots)
    for slot in slots:
        slot.bottom = slot.bottom or depth
    return slots
