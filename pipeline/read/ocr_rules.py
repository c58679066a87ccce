"""The rules of tables in a scanned page, and the page without them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeVar

import cv2
import numpy as np

from pipeline.read.ocr_models import Gray
from pipeline.read.pdf_paths import Rule

T = TypeVar("T")
_LONG = 0.45  # inches: level strokes no shorter are rules, for no letter is as wide
_HIGH = 0.22  # inches: upright strokes, for rows are low; letters of titles have them too
_THICK = 0.05  # inches: what is thicker is no rule
_BRIDGE = 0.015  # inches of a rule that may be worn away
_TALL = 1.5  # a box so much higher than wide holds letters under each other, or the page lies on its side
_INNER = 0.1  # of a line of text: the rim of it, in which a rule may run
_MISS = 0.06  # inches by which a rule may miss the one it ends at
_SURELY = 0.8  # inches: longer upright strokes are rules
_EDGE = 0.03  # inches: dark edges of the glass


class Patch(NamedTuple):
    """A rectangle of an image in pixels; `alone` for one that fills a cell's line from end to end."""

    x0: int
    top: int
    x1: int
    bottom: int
    alone: bool = False

    @property
    def wide(self) -> int:
        """Width in pixels."""
        return self.x1 - self.x0

    @property
    def high(self) -> int:
        """Height in pixels."""
        return self.bottom - self.top

    @property
    def is_tall(self) -> bool:
        """True for one much higher than wide."""
        return self.high >= _TALL * self.wide


class Ruling(NamedTuple):
    """The rules of an image, in pixels, and where their ink lies (255)."""

    across: list[Rule]
    down: list[Rule]
    ink: Gray


def _strokes(ink: Gray, long: int, bridge: int, *, level: bool) -> Gray:
    """The ink that belongs to straight strokes of at least `long` pixels."""
    gap, stroke = (np.ones((1, n) if level else (n, 1), np.uint8) for n in (bridge, long))
    whole = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, gap)
    strokes: Gray = cv2.morphologyEx(whole, cv2.MORPH_OPEN, stroke)
    return strokes


def _pieces(ink: Gray, dpi: float, *, level: bool) -> tuple[list[Rule], list[int], Gray]:
    """The straight strokes of one direction, the label of each, and the labels of the pixels."""
    thick, bridge, edge = (max(3, round(n * dpi)) for n in (_THICK, _BRIDGE, _EDGE))
    strokes = _strokes(ink, round((_LONG if level else _HIGH) * dpi), bridge, level=level)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(strokes)
    high, wide = ink.shape
    rules, numbers = [], []
    for i, (x, y, w, h, _) in enumerate(stats[1:].tolist(), 1):
        across, along = (h, w) if level else (w, h)
        start, at, limit = (x, y + h / 2, high) if level else (y, x + w / 2, wide)
        if across <= thick and along > 4 * across and edge < at < limit - edge:
            rules.append(Rule(at, start, start + along))
            numbers.append(i)
    return rules, numbers, labels


def _reaches(rule: Rule, others: list[Rule], reach: float, long: float) -> bool:
    """True where a rule ends at rules of the other direction; at one of them, where it is `long`.

    Strokes of large letters and stamps are as high as rows are.
    """
    ends = [
        any(o.start - reach <= rule.at <= o.end + reach and abs(o.at - end) <= reach for o in others)
        for end in (rule.start, rule.end)
    ]
    return all(ends) or (any(ends) and rule.end - rule.start >= long)


def _in_text(rule: Rule, seen: Sequence[Patch], *, level: bool) -> bool:
    """True for a stroke of letters: one that runs inside a line of text."""
    for p in seen:
        along, across = ((p.x0, p.x1), (p.top, p.bottom)) if level else ((p.top, p.bottom), (p.x0, p.x1))
        rim = _INNER * (across[1] - across[0])
        inside = along[0] <= rule.start and rule.end <= along[1]
        if inside and across[0] + rim < rule.at < across[1] - rim:
            return True
    return False


def ruling_of(ink: Gray, seen: Sequence[Patch], dpi: float) -> Ruling:
    """The rules in the ink of a level page with lines of text at `seen`."""
    across, numbers, labels = _pieces(ink, dpi, level=True)
    down, upright, columns = _pieces(ink, dpi, level=False)
    real = [not _in_text(rule, seen, level=True) for rule in across]
    across, numbers = _chosen(across, real), _chosen(numbers, real)
    real = [
        _reaches(r, across, _MISS * dpi, _SURELY * dpi) and not _in_text(r, seen, level=False) for r in down
    ]
    down, upright = _chosen(down, real), _chosen(upright, real)
    kept = np.isin(labels, numbers) | np.isin(columns, upright)
    return Ruling(across, down, np.where(kept, 255, 0).astype(np.uint8))


def _chosen(items: Sequence[T], chosen: Sequence[bool]) -> list[T]:
    return [item for item, keep in zip(items, chosen, strict=True) if keep]


def without(gray: Gray, ruling: Ruling) -> Gray:
    """The page with its rules painted over in the colour of the paper."""
    out = gray.copy()
    out[cv2.dilate(ruling.ink, np.ones((3, 3), np.uint8)) > 0] = int(np.percentile(gray, 90))
    return out
