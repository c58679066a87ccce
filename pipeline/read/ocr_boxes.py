"""Where the lines of text of a scanned page stand: as the network sees them, one by one in the cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.read.grid_cells import sheet_of
from pipeline.read.grid_rules import groups_of, lattice_of
from pipeline.read.ocr_models import Gray
from pipeline.read.ocr_rules import Patch, Ruling
from pipeline.read.pdf_paths import Rule

_CORE, _LIKELY = 0.3, 0.5  # of a pixel, and of a whole line, to be text
_SWELL = 0.8  # by how much of its height a line is wider than its core
_BESIDE = 1.0  # of its height: ink so near a line of a cell belongs to it
_LOWEST = 0.04  # inches: lower runs of ink are no line
_LEAST_INK = 12  # pixels of a line that the network did not see
_POINTS = 72.0


def patches_of(likely: NDArray[np.float32], shape: tuple[int, ...]) -> list[Patch]:
    """The boxes of the lines that the network sees, in pixels of an image of `shape`."""
    high, wide = shape[:2]
    sx, sy = wide / likely.shape[1], high / likely.shape[0]
    core = (likely > _CORE).astype(np.uint8)
    out = []
    for contour in cv2.findContours(core, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)[0]:
        x, y, w, h = cv2.boundingRect(contour)
        if min(w, h) < 3 or likely[y : y + h, x : x + w].mean() < _LIKELY * 0.8:
            continue
        swell = _SWELL * w * h / (w + h)
        x0, top, x1, bottom = x - swell, y - swell, x + w + swell, y + h + swell
        out.append(
            Patch(
                max(0, int(x0 * sx)), max(0, int(top * sy)), min(wide, round(x1 * sx)), min(high, round(bottom * sy))
            )
        )  # fmt: skip
    return out


def _runs(line: Any, gap: int) -> list[tuple[int, int]]:
    """Stretches of truth, those less than `gap` apart as one."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], line, [False])).astype(np.int8)))
    out: list[tuple[int, int]] = []
    for start, end in edges.reshape(-1, 2).tolist():
        if out and start - out[-1][1] < gap:
            out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return out


def _trimmed(patch: Patch, ink: Gray) -> Patch | None:
    """The patch as far as there is ink in it; None where there is none."""
    part = ink[patch.top : patch.bottom, patch.x0 : patch.x1] > 0
    rows, cols = np.flatnonzero(part.any(axis=1)), np.flatnonzero(part.any(axis=0))
    if not len(rows):
        return None
    x0, top = patch.x0 + int(cols[0]), patch.top + int(rows[0])
    return Patch(x0, top, patch.x0 + int(cols[-1]) + 1, patch.top + int(rows[-1]) + 1, patch.alone)


def _cut(patch: Patch, ruling: Ruling) -> Iterator[Patch]:
    """The patch cut where upright rules run through it, and kept between level ones."""
    middle = (patch.top + patch.bottom) / 2
    centre = (patch.x0 + patch.x1) / 2
    level = [r.at for r in ruling.across if r.start <= centre <= r.end]
    top = max([patch.top, *(round(at) for at in level if patch.top < at < middle)])
    bottom = min([patch.bottom, *(round(at) for at in level if middle < at < patch.bottom)])
    cuts = sorted(
        {round(r.at) for r in ruling.down if patch.x0 < r.at < patch.x1 and r.start <= middle <= r.end}
    )
    for x0, x1 in pairwise([patch.x0, *cuts, patch.x1]):
        if x1 - x0 > 3:
            yield Patch(x0, top, x1, bottom)


def cells_of(ruling: Ruling, dpi: float) -> list[Patch]:
    """The cells that the rules of a page draw."""
    scale = _POINTS / dpi
    across, down = (
        [Rule(r.at * scale, r.start * scale, r.end * scale) for r in rules] for rules in ruling[:2]
    )
    out = []
    for lattice in (lattice_of(h, v) for h, v in groups_of(across, down)):
        sheet = sheet_of(lattice) if lattice else None
        for slot in sheet.slots if sheet else ():
            box = sheet.box(slot) if sheet else None
            if box and slot.n_open < 2:
                edges = (box.x0, box.top, box.x1, box.bottom)
                x0, top, x1, bottom = (round(edge / scale) for edge in edges)
                out.append(Patch(x0, top, x1, bottom))
    return out


def stacked(patch: Patch, ink: Gray) -> list[Patch]:
    """The lines of a patch, by the ink in it: of letters under each other, or that the network did not see."""
    part = ink[patch.top : patch.bottom, patch.x0 : patch.x1] > 0
    out = []
    for top, bottom in _runs(part.any(axis=1), 3):
        line = _trimmed(Patch(patch.x0, patch.top + top, patch.x1, patch.top + bottom, patch.alone), ink)
        if line is not None:
            out.append(line)
    return out


def _grown(patch: Patch, cell: Patch) -> Patch:
    """A line of a cell with room for what the network did not see of it: a sign, a point, a thin digit."""
    room = round(_BESIDE * patch.high)
    x0, x1 = max(cell.x0, patch.x0 - room), min(cell.x1, patch.x1 + room)
    return Patch(x0, max(cell.top, patch.top), x1, min(cell.bottom, patch.bottom), alone=True)


def _joined(patches: Iterable[Patch]) -> list[Patch]:
    """Patches of one line that overlap as one."""
    out: list[Patch] = []
    for patch in sorted(patches):
        for i, other in enumerate(out):
            shared = min(patch.bottom, other.bottom) - max(patch.top, other.top)
            if patch.x0 <= other.x1 and 2 * shared > min(patch.high, other.high):
                top, bottom = min(patch.top, other.top), max(patch.bottom, other.bottom)
                out[i] = Patch(other.x0, top, max(patch.x1, other.x1), bottom, alone=True)
                break
        else:
            out.append(patch)
    return out


def _in_cell(cell: Patch, seen: list[Patch], ink: Gray, dpi: float) -> Iterator[Patch]:
    """The lines of one cell: as seen by the network, as far as the ink goes on; in others, where there is ink."""
    if seen:
        grown = (_trimmed(p, ink) for p in _joined(_grown(p, cell) for p in seen))
        yield from (p for p in grown if p is not None)
        return
    for line in stacked(cell._replace(alone=True), ink):
        n_ink = int((ink[line.top : line.bottom, line.x0 : line.x1] > 0).sum())
        if n_ink >= _LEAST_INK and (line.high >= _LOWEST * dpi or n_ink > 2 * _LEAST_INK):
            yield line


def _cell_of(patch: Patch, cells: Iterable[Patch]) -> Patch | None:
    """The smallest cell that holds the middle of a patch."""
    x, y = (patch.x0 + patch.x1) / 2, (patch.top + patch.bottom) / 2
    holding = [c for c in cells if c.x0 <= x < c.x1 and c.top <= y < c.bottom]
    return min(holding, key=lambda c: c.wide * c.high, default=None)


def lines_in(seen: Iterable[Patch], ruling: Ruling, ink: Gray, dpi: float) -> list[Patch]:
    """The lines of text of a level page, those of tables cell by cell; `ink` is without rules."""
    cells = cells_of(ruling, dpi)
    within: dict[Patch, list[Patch]] = {cell: [] for cell in cells}
    out: list[Patch] = []
    for piece in (p for patch in seen for p in _cut(patch, ruling)):
        patch = _trimmed(piece, ink)
        if patch is None or patch.high < _LOWEST * dpi:
            continue
        lines = stacked(patch, ink) if patch.is_tall and patch.high > 0.3 * dpi else [patch]
        for line in lines:
            cell = _cell_of(line, cells)
            (out if cell is None else within[cell]).append(line)
    for cell, patches in within.items():
        out.extend(_in_cell(cell, patches, ink, dpi))
    return out
