"""A first look at a picture, small and in gray: whether there may be the rules of a table in it at all.

Most pictures on pages of text are charts. The libraries that recognise take longer to load than a page takes to read.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.core.model import Box

DPI = 100.0
_POINTS = 72.0
_LONG, _HIGH = 0.4, 0.19  # inches: level and upright strokes, a tenth shorter than rules are
_BESIDE = 0.05  # inches: no rule is thicker, so that there is paper on one side of it
_DARKER = 6  # than the paper beside it: a hair line of a fine picture is no darker in a small one
_MISS = 0.09  # inches by which an upright rule may miss the level one it ends at
_SURELY = 0.7  # inches: a longer one need end at one with one end only
_CELLS = 6  # fewer are a frame round a picture

Mask = NDArray[np.bool_]


def _runs(mask: Mask, least: int) -> tuple[Any, Any, Any]:
    """Row, start and end of every level run of at least `least` pixels, bridged over gaps of one."""
    edged = np.pad(mask, ((0, 0), (1, 1)))
    edged[:, 1:-1] |= edged[:, :-2] & edged[:, 2:]
    steps = np.diff(edged.view(np.int8), axis=1)
    rows, starts = np.nonzero(steps == 1)
    ends = np.nonzero(steps == -1)[1]
    long = ends - starts >= least
    return rows[long], starts[long], ends[long]


def _darker(gray: NDArray[np.int16], lag: int) -> Mask:
    """Where a picture is darker than what lies `lag` pixels above and below; beyond its edges lies paper."""
    paper = np.pad(gray, ((lag, lag), (0, 0)), constant_values=255)
    darker: Mask = np.minimum(paper[: -2 * lag], paper[2 * lag :]) - gray > _DARKER
    return darker


def _n_rules(places: NDArray[Any]) -> int:
    """How many rules have strokes at some places: neighbouring pixels are one."""
    known = np.unique(places)
    return len(known) and 1 + int((np.diff(known) > 1).sum())


def part_of(image: NDArray[np.uint8], quarters: int, box: Box) -> NDArray[np.uint8]:
    """What a box in points holds of a gray image of `DPI` dots, turned clockwise before that."""
    upright = np.rot90(image.reshape(image.shape[:2]), -quarters)
    edges = (box.x0, box.top, box.x1, box.bottom)
    x0, top, x1, bottom = (max(0, round(edge * DPI / _POINTS)) for edge in edges)
    return upright[top:bottom, x0:x1]


def may_show_table(image: NDArray[np.uint8]) -> bool:
    """True for a gray picture of `DPI` dots with level strokes, and upright ones that end at them."""
    if not image.size:
        return False
    gray = image.astype(np.int16)
    lag, miss = round(_BESIDE * DPI), round(_MISS * DPI)
    rows, starts, ends = _runs(_darker(gray, lag), round(_LONG * DPI))
    if not len(rows):
        return False
    near = np.zeros((gray.shape[0] + 2 * miss + 1, gray.shape[1] + 2 * miss + 1), np.bool_)
    for row, start, end in zip(rows.tolist(), starts.tolist(), ends.tolist(), strict=True):
        near[row : row + 2 * miss + 1, start : end + 2 * miss] = True
    columns, tops, bottoms = _runs(_darker(np.ascontiguousarray(gray.T), lag), round(_HIGH * DPI))
    first, last = near[tops + miss, columns + miss], near[bottoms - 1 + miss, columns + miss]
    found = (first & last) | ((first | last) & (bottoms - tops >= _SURELY * DPI))
    # cells may be open to one side, so that rules have as many places between and beside them, less the corners
    return (_n_rules(rows) + 1) * (_n_rules(columns[found]) + 1) - 4 >= _CELLS
