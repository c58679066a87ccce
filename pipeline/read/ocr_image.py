"""A scanned page made ready: gray, without red stamps, its lines level."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
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
_STROKE = 0.03  # inches: strokes of letters are thinner than those of a stamp that was copied in gray
_LETTER = 0.15  # inches: blobs of dense letters are no wider
_PAGE = (8.27, 11.69)  # inches of the page that a picture is taken of
_SCAN = 1500  # pixels of the longer side: smaller pictures show a screen
_STRIP = 2  # times its width: a picture higher than that shows a long page, of which sheets are made
_SEEK = 0.25  # of the height of a sheet: where the next one may begin
_FAINT = 40  # by how much less than paper ink is light
_MOST_PIXELS = 16_000_000  # of two sheets of A3
_SCREEN_DPI = 96.0
_SHADE = (0.25, 0.85)  # from ink to paper: how light the gray of stamps is


def sheets_of(picture: Any) -> list[Any]:
    """A picture as sheets no longer than a page, cut where the least is printed."""
    high, wide = picture.shape[:2]
    if high <= _STRIP * wide:
        return [picture]
    gray = picture if picture.ndim == 2 else cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    ink = (gray < np.median(gray[::4, ::4]) - _FAINT).sum(axis=1)
    longest = round(wide * _PAGE[1] / _PAGE[0])
    cuts = [0]
    while high - cuts[-1] > longest:
        end = cuts[-1] + longest
        first = end - round(_SEEK * longest)
        cuts.append(first + int(np.argmin(ink[first:end])))
    return [picture[a:b] for a, b in pairwise([*cuts, high])]


def at_reading_size(picture: Any, dpi: float) -> Any:
    """A picture that does not say how large its page is, as large as that is at `dpi` dots an inch."""
    high, wide = picture.shape[:2]
    longer = max(high, wide)
    scale = dpi / (longer / _PAGE[1] if longer >= _SCAN else _SCREEN_DPI)
    scale = min(scale, (_MOST_PIXELS / (high * wide)) ** 0.5)
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return cv2.resize(picture, None, fx=scale, fy=scale, interpolation=how)


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
    for area in _clusters(mask.astype(np.uint8), dpi):
        paper = float(np.percentile(gray[area], 90)) - float(np.median(red[area][mask[area]]))
        through = cv2.add(red[area], max(0.0, paper)).reshape(gray[area].shape)
        gray[area] = np.where(redness[area] > _REDDISH, np.maximum(gray[area], through), gray[area])
    return gray


def _shade_of(gray: Gray, side: int) -> Gray:
    """1 where the page is gray: lighter than its letters, and wider than their strokes."""
    ground = cv2.morphologyEx(cv2.medianBlur(gray, 3), cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))
    paper, ink = float(np.median(gray[::4, ::4])), gray[ink_of(gray) > 0]
    if not len(ink):
        return np.zeros_like(gray)
    dark = float(np.percentile(ink[::7], 10))
    least, most = (dark + share * (paper - dark) for share in _SHADE)
    shade = ((ground > least) & (ground < most)).astype(np.uint8)
    shade = cv2.morphologyEx(shade, cv2.MORPH_OPEN, np.ones((side, side), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(shade)
    longer = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])
    out: Gray = np.where((longer < _LETTER / _STROKE * side)[labels], 0, shade).astype(np.uint8)
    return out


def unshaded(gray: Gray, dpi: float) -> Gray:
    """The page without stamps that were copied in gray; letters under them stay."""
    side = round(_STROKE * dpi) | 1
    shade = _shade_of(gray, side)
    if not shade.any():
        return gray
    out, paper = gray.copy(), float(np.median(gray[::4, ::4]))
    for area in _clusters(shade, dpi):
        mask = np.pad(shade[area], side)
        mask = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))
        mask = cv2.dilate(mask, np.ones((5, 5), np.uint8))[side:-side, side:-side]
        level = float(np.median(gray[area][shade[area] > 0]))
        lighter = np.minimum(255.0, gray[area] * (paper / level))
        out[area] = np.where(mask > 0, lighter, gray[area]).astype(np.uint8)
    return out


def _clusters(marks: Gray, dpi: float) -> Iterator[tuple[slice, slice]]:
    """The areas in which marks near each other are as large and as round as a stamp."""
    side = int(dpi / 12)
    joined = cv2.dilate(marks, np.ones((side, side), np.uint8))
    for x, y, wide, high, _ in cv2.connectedComponentsWithStats(joined)[2][1:].tolist():
        if min(wide, high) >= _STAMP * dpi and _ROUND[0] <= wide / high <= _ROUND[1]:
            yield slice(y, y + high), slice(x, x + wide)


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
