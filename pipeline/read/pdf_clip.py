"""Text that a page holds but does not show: a cell cut by the page break is written whole on both pages."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

import pypdfium2.raw as raw

Rect = tuple[float, float, float, float]
_SAMPLES = 24  # text objects whose clipping tells whether all objects of the page need a look
_SHOWN = 0.5  # of a character: of two pages that cut it one shows more, and that one has it
_EVERYWHERE: Rect = (-1e9, -1e9, 1e9, 1e9)


class _Clips:
    """The clips of a page's text, each measured once: two corners of their last path tell them apart."""

    def __init__(self, textpage: Any) -> None:
        self._textpage = textpage
        self._x, self._y = ctypes.c_float(), ctypes.c_float()
        self._at = ctypes.byref(self._x), ctypes.byref(self._y)
        self._known: dict[tuple[float, ...], Rect] = {}

    def _point(self, clip: Any, path: int, index: int) -> tuple[float, float]:
        """A corner of one path of a clip."""
        raw.FPDFPathSegment_GetPoint(raw.FPDFClipPath_GetPathSegment(clip, path, index), *self._at)
        return self._x.value, self._y.value

    def _bounds(self, clip: Any, path: int) -> Rect:
        """The box round one path of a clip."""
        points = [self._point(clip, path, i) for i in range(raw.FPDFClipPath_CountPathSegments(clip, path))]
        if not points:
            return _EVERYWHERE
        xs, ys = zip(*points, strict=True)
        return min(xs), min(ys), max(xs), max(ys)

    def of(self, index: int) -> Rect:
        """The box in which a character may show."""
        obj = raw.FPDFText_GetTextObject(self._textpage, index)
        clip = raw.FPDFPageObj_GetClipPath(obj) if obj else None
        n_paths = raw.FPDFClipPath_CountPaths(clip) if clip else 0
        if n_paths <= 0:
            return _EVERYWHERE
        key = (n_paths, *self._point(clip, n_paths - 1, 0), *self._point(clip, n_paths - 1, 2))
        if key not in self._known:
            boxes = [self._bounds(clip, i) for i in range(n_paths)]
            lows, highs = (
                [max(b[i] for b in boxes) for i in (0, 1)],
                [min(b[i] for b in boxes) for i in (2, 3)],
            )
            self._known[key] = (lows[0], lows[1], highs[0], highs[1])
        return self._known[key]


def _is_hidden(clip: Rect, x0: float, y0: float, x1: float, y1: float) -> bool:
    """True for a character of which less than half lies within its clip."""
    if clip[0] <= x0 and clip[1] <= y0 and x1 <= clip[2] and y1 <= clip[3]:
        return False
    wide = min(x1, clip[2]) - max(x0, clip[0])
    high = min(y1, clip[3]) - max(y0, clip[1])
    return wide < _SHOWN * (x1 - x0) or high < _SHOWN * (y1 - y0)


def hidden_test(textpage: Any) -> Callable[[int, float, float, float, float], bool]:
    """A test of a character's index and box in user space: true where the page does not show it.

    Clipping is looked up object by object only where a sample of the page shows more than one clip.
    """
    clips = _Clips(textpage)
    n_chars = raw.FPDFText_CountChars(textpage)
    found = {clips.of(i) for i in range(0, n_chars, max(1, n_chars // _SAMPLES))}
    if len(found) <= 1:
        common = next(iter(found), _EVERYWHERE)
        return lambda index, *box: _is_hidden(common, *box)
    return lambda index, *box: _is_hidden(clips.of(index), *box)
