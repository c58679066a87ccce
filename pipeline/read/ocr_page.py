"""An image of a page -> its characters and drawing, as the text layer of a PDF page would give them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pipeline.core.model import Box
from pipeline.core.progress import step
from pipeline.read.ocr import SLOWEST_PAGE
from pipeline.read.ocr_boxes import cells_of, lines_in, patches_of
from pipeline.read.ocr_chars import chars_of, upright_quarters
from pipeline.read.ocr_image import gray_of, ink_of, lean_of, levelled, unshaded
from pipeline.read.ocr_models import Gray, text_map
from pipeline.read.ocr_rules import Patch, ruling_of, without
from pipeline.read.pdf_chars import Char, Frame, PageText
from pipeline.read.pdf_paths import Drawing, Rule

_POINTS = 72.0
_TABLE = 6  # cells: fewer are a frame round a picture
_FEW = 2  # lines of text: fewer do not tell how a page lies


@dataclass(frozen=True, slots=True)
class LeaningFrame(Frame):
    """The frame of a page that was scanned askew: `lean` degrees clockwise of level, as shown."""

    lean: float = 0.0

    def shown(self, box: Box, quarters: int) -> Box:
        """A box of the level page where the page as scanned shows it."""
        turn = math.radians(self.lean)
        x, y = (box.x0 + box.x1 - self.width) / 2, (box.top + box.bottom - self.height) / 2
        dx = x * math.cos(turn) - y * math.sin(turn) - x
        dy = x * math.sin(turn) + y * math.cos(turn) - y
        moved = Box(box.x0 + dx, box.top + dy, box.x1 + dx, box.bottom + dy)
        return Frame.shown(self, moved, quarters)


def _turned(patch: Patch, quarters: int, shape: tuple[int, ...]) -> Patch:
    """A patch of an image of `shape` once that is turned clockwise."""
    x0, top, x1, bottom = patch[:4]
    high, wide = shape
    for _ in range(quarters):
        x0, top, x1, bottom = high - bottom, x0, high - top, x1
        high, wide = wide, high
    return Patch(x0, top, x1, bottom)


def _in_points(char: Char, scale: float) -> Char:
    return Char(char.text, char.x0 * scale, char.top * scale, char.x1 * scale, char.bottom * scale)


def _rules(rules: list[Rule], scale: float) -> list[Rule]:
    return [Rule(r.at * scale, r.start * scale, r.end * scale) for r in rules]


def read_scan(image: NDArray[np.uint8], shown: Frame, dpi: float) -> tuple[PageText, Drawing]:
    """The text and the rules in the image (gray or BGR) of a page that is shown in the frame `shown`."""
    gray = unshaded(gray_of(image, dpi), dpi)
    lean = lean_of(ink_of(gray))
    gray = levelled(gray, lean)
    seen = patches_of(text_map(gray), gray.shape)
    quarters = upright_quarters(gray, seen) if len(seen) > _FEW else 0
    seen = [_turned(p, quarters, gray.shape) for p in seen]
    upright: Gray = np.ascontiguousarray(np.rot90(gray, -quarters))
    ink = ink_of(upright)
    ruling = ruling_of(ink, seen, dpi)
    bare = without(upright, ruling)
    ink = ink_of(bare)
    lines = lines_in(seen, ruling, ink, dpi)
    scale = _POINTS / dpi
    letters, close = chars_of(bare, lines, ink)
    chars = [_in_points(c, scale) for c in letters]
    frame = shown.turned(quarters)
    leaning = LeaningFrame(frame.left, frame.bottom, frame.right, frame.top, frame.turn, lean)
    drawing = Drawing(_rules(ruling.across, scale), _rules(ruling.down, scale), 1)
    others = tuple(replace(c, x=c.x * scale, y=c.y * scale) for c in close)
    return PageText(chars, "", leaning, quarters, 0, "ocr", others), drawing


def read_sheet(image: NDArray[np.uint8], dpi: float) -> tuple[PageText, Drawing]:
    """The text and the rules of an image that is a page by itself."""
    step(seconds=SLOWEST_PAGE)
    high, wide = (n * _POINTS / dpi for n in image.shape[:2])
    return read_scan(image, Frame(0, 0, wide, high), dpi)


def _area(box: Box, scale: float) -> tuple[slice, slice]:
    """The pixels of a box."""
    x0, top, x1, bottom = (max(0, round(edge / scale)) for edge in (box.x0, box.top, box.x1, box.bottom))
    return slice(top, bottom), slice(x0, x1)


def _shows_table(gray: Gray, dpi: float) -> bool:
    """True for a picture with the rules of a table in it."""
    return len(cells_of(ruling_of(ink_of(gray), (), dpi), dpi)) >= _TABLE


def read_parts(
    image: NDArray[np.uint8], text: PageText, drawing: Drawing, boxes: Sequence[Box], dpi: float
) -> tuple[PageText, Drawing]:
    """The text and drawing of a page with those of the tables that are pictures in `boxes` of its own frame."""
    upright = np.ascontiguousarray(np.rot90(image, -text.sideways))
    parts = np.full_like(upright, 255)
    found = False
    for area in (_area(box, _POINTS / dpi) for box in boxes):
        if upright[area].size and _shows_table(gray_of(upright[area], dpi), dpi):
            parts[area] = upright[area]
            found = True
    if not found:
        return text, drawing
    seen, drawn = read_scan(parts, text.frame, dpi)
    if seen.sideways or not seen.chars:
        return text, drawing
    rules = drawing.horizontal + drawn.horizontal, drawing.vertical + drawn.vertical
    both = replace(text, chars=text.chars + seen.chars, source="mixed", close=seen.close)
    return both, drawing._replace(horizontal=rules[0], vertical=rules[1])
