"""Text that a page holds but does not show: a cell cut by the page break is written whole on both pages."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import pypdfium2.raw as raw

from pipeline.read.pdf_calls import ADDRESS, INT, plain
from pipeline.read.pdf_glyphs import Glyph

Rect = tuple[float, float, float, float]
_SHOWN = 0.5  # of a character: of two pages that cut it one shows more, and that one has it
_EVERYWHERE: Rect = (-1e9, -1e9, 1e9, 1e9)


class _Calls(NamedTuple):
    """The functions of pdfium that tell of clips."""

    clip: Callable[..., int | None]
    n_paths: Callable[..., int]
    n_segments: Callable[..., int]
    segment: Callable[..., int | None]
    point: Callable[..., int]


@cache
def _calls() -> _Calls:
    return _Calls(
        plain(raw.FPDFPageObj_GetClipPath, ADDRESS, ADDRESS),
        plain(raw.FPDFClipPath_CountPaths, INT, ADDRESS),
        plain(raw.FPDFClipPath_CountPathSegments, INT, ADDRESS, INT),
        plain(raw.FPDFClipPath_GetPathSegment, ADDRESS, ADDRESS, INT, INT),
        plain(raw.FPDFPathSegment_GetPoint, INT, ADDRESS, ADDRESS, ADDRESS),
    )


class Clips:
    """The clips of a page's text, each measured once: objects of one clip share its last path."""

    def __init__(self) -> None:
        self._calls = _calls()
        self._x, self._y = ctypes.c_float(), ctypes.c_float()
        self._at = ctypes.addressof(self._x), ctypes.addressof(self._y)
        self._known: dict[tuple[int, int | None], Rect] = {}
        self._last: tuple[int, Rect] = (-1, _EVERYWHERE)

    def _point(self, clip: int, path: int, index: int) -> tuple[float, float]:
        """A corner of one path of a clip."""
        self._calls.point(self._calls.segment(clip, path, index), *self._at)
        return self._x.value, self._y.value

    def _bounds(self, clip: int, path: int) -> Rect:
        """The box round one path of a clip."""
        points = [self._point(clip, path, i) for i in range(self._calls.n_segments(clip, path))]
        if not points:
            return _EVERYWHERE
        xs, ys = zip(*points, strict=True)
        return min(xs), min(ys), max(xs), max(ys)

    def of(self, owner: int) -> Rect:
        """The box in which the characters of a text object may show."""
        if owner != self._last[0]:
            self._last = owner, self._measured(owner)
        return self._last[1]

    def _measured(self, owner: int) -> Rect:
        clip = self._calls.clip(owner) if owner else None
        n_paths = self._calls.n_paths(clip) if clip else 0
        if n_paths <= 0 or clip is None:
            return _EVERYWHERE
        key = (n_paths, self._calls.segment(clip, n_paths - 1, 0))
        if key not in self._known:
            boxes = [self._bounds(clip, i) for i in range(n_paths)]
            lows, highs = (
                [max(b[i] for b in boxes) for i in (0, 1)],
                [min(b[i] for b in boxes) for i in (2, 3)],
            )
            self._known[key] = (lows[0], lows[1], highs[0], highs[1])
        return self._known[key]


def is_shown(clip: Rect, glyph: Glyph) -> bool:
    """False for a character of which less than half lies within its clip."""
    _, _, x0, y0, x1, y1, _ = glyph
    if clip[0] <= x0 and clip[1] <= y0 and x1 <= clip[2] and y1 <= clip[3]:
        return True
    wide = min(x1, clip[2]) - max(x0, clip[0])
    high = min(y1, clip[3]) - max(y0, clip[1])
    return wide >= _SHOWN * (x1 - x0) and high >= _SHOWN * (y1 - y0)
