"""A scanned page made ready: gray, without red stamps, its lines level."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.read.ocr_models import Gray

_RED = 40  # by which red exceeds the other colours in the ink of a stamp
_REDDISH = 12  # the same at its edges
_STAMP = 0.7  # inches: stamps are no smaller
_ROUND = (0.6, 1.6)  # width by height of one
_FEW_RED = 500  # pixels: less red is no stamp
_SMALL = 900.0  # pixels of the longer side in which the lean of a page is measured
_MOST_LEAN = 5.0  # degrees
_LEVEL = 0.08  # degrees that need no turning
_BLOCK, _DARKER = 35, 18  # the surroundings of a pixel, and by how much ink is darker
_GRAINS = 4.5  # by how many times the usual grain of the paper it is
_SPECK = 5  # pixels: less ink is dirt


def gray_of(image: NDArray[np.uint8], dpi: float) -> Gray:
    """The image (gray or BGR) in gray; where a red stamp lies, as through a red glass."""
    if image.ndim == 2:
        return image
    gray: Gray = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    red = image[:, :, 2]
    redness = cv2.subtract(red, cv2.max(image[:, :, 0], image[:, :, 1]))
    mask = redness > _RED
    if int(mask.sum()) < _FEW_RED:
        return gray
    side = int(dpi / 12)
    joined = cv2.dilate(mask.astype(np.uint8), np.ones((side, side), np.uint8))
    for x, y, wide, high, _ in cv2.connectedComponentsWithStats(joined)[2][1:]:
        if min(wide, high) >= _STAMP * dpi and _ROUND[0] <= wide / high <= _ROUND[1]:
            area = slice(y, y + high), slice(x, x + wide)
            paper = float(np.percentile(gray[area], 90)) - float(np.median(red[area][mask[area]]))
            through = cv2.add(red[area], max(0.0, paper)).reshape(high, wide)
            gray[area] = np.where(redness[area] > _REDDISH, np.maximum(gray[area], through), gray[area])
    return gray


def ink_of(gray: Gray) -> Gray:
    """255 where there is ink, 0 elsewhere, without specks."""
    paper = cv2.blur(gray, (_BLOCK, _BLOCK))
    grain = float(np.median(cv2.absdiff(gray, paper)[::3, ::3]))
    ink: Gray = np.where(cv2.subtract(paper, gray) > max(_DARKER, _GRAINS * grain), 255, 0).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink)
    ink[(stats[:, cv2.CC_STAT_AREA] < _SPECK)[labels]] = 0
    return ink


def _turned(image: Any, degrees: float, blank: int) -> Any:
    """The image turned counterclockwise round its middle, its size kept."""
    high, wide = image.shape
    matrix = cv2.getRotationMatrix2D((wide / 2, high / 2), degrees, 1.0)
    return cv2.warpAffine(image, matrix, (wide, high), flags=cv2.INTER_CUBIC, borderValue=blank)


def _sharpness(ink: Any, degrees: float) -> float:
    """How sharply rows and columns of ink begin and end once it is turned."""
    turned = _turned(ink, degrees, 0)
    return float(sum(np.square(np.diff(turned.sum(axis=axis))).sum() for axis in (0, 1)))


def lean_of(ink: Gray) -> float:
    """By how many degrees the page must be turned counterclockwise to be level."""
    scale = _SMALL / max(ink.shape)
    small = cv2.resize(ink, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(np.float32)
    best, step = 0.0, 0.5
    tried = np.arange(-_MOST_LEAN, _MOST_LEAN + step, step)
    while step > 0.03:
        best = max((float(d) for d in tried), key=lambda d: _sharpness(small, d))
        tried, step = np.linspace(best - step, best + step, 9), step / 4
    return 0.0 if abs(best) < _LEVEL else best


def levelled(gray: Gray, degrees: float) -> Gray:
    """The page turned counterclockwise, white where nothing was."""
    turned: Gray = _turned(gray, degrees, 255) if degrees else gray
    return turned
