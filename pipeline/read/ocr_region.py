"""Small parts of PDF pages as their picture shows them: cells and printed lines, recognised.

Only the network that reads lines is loaded; where the lines stand is known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import cv2
import numpy as np
import pypdfium2 as pdfium

from pipeline.core.model import Box
from pipeline.core.text import fold
from pipeline.read.ocr_boxes import stacked
from pipeline.read.ocr_image import gray_of, ink_of
from pipeline.read.ocr_models import Gray, Reading, read_lines
from pipeline.read.ocr_rules import Patch

DPIS = (200.0, 300.0)  # at which what is in doubt is read
_POINTS = 72.0
_PAPER = 0.25  # of the height of a line: paper laid round it
_LOW = 0.3  # of the highest line of a part: lower ink is a rule or dirt


class Seen(NamedTuple):
    """What a part shows, without blanks and folded, and how sure each letter is."""

    text: str
    sure: tuple[float, ...]


def seen_in(data: bytes, boxes: Mapping[int, Sequence[Box]], dpi: float) -> dict[int, list[Seen]]:
    """What some boxes of some pages of a PDF show, drawn with `dpi` points an inch; {} where pdfium opens no file.

    Boxes are those of the page as shown. A part without ink, or with text that does not stand upright, shows "".
    """
    try:
        pdf = pdfium.PdfDocument(data)
    except pdfium.PdfiumError:
        return {}
    try:
        return {number: _of_page(pdf, number, own, dpi) for number, own in sorted(boxes.items())}
    finally:
        pdf.close()


def _of_page(pdf: Any, number: int, boxes: Sequence[Box], dpi: float) -> list[Seen]:
    page = pdf[number - 1]
    try:
        return _read(page, boxes, dpi)
    finally:
        page.close()


def _read(page: Any, boxes: Sequence[Box], dpi: float) -> list[Seen]:
    images = [_lines(part, ink) for part, ink in _parts(page, boxes, dpi)]
    readings = iter(read_lines([image for own in images for image in own]))
    return [_seen([next(readings) for _ in own]) for own in images]


def _parts(page: Any, boxes: Sequence[Box], dpi: float) -> list[tuple[Gray, Gray]]:
    """The pictures of the boxes, and their ink; no more of the page is drawn than holds them."""
    wide, high = page.get_size()
    whole = boxes[0]
    for box in boxes[1:]:
        whole = whole.union(box)
    edges = (whole.x0, high - whole.bottom, wide - whole.x1, whole.top)
    crop = tuple(max(0.0, edge - 1) for edge in edges)
    scale = dpi / _POINTS
    gray = gray_of(page.render(scale=scale, crop=crop).to_numpy(), dpi)
    ink = ink_of(gray)
    out = []
    for box in boxes:
        x0, x1 = (max(0, round((x - crop[0]) * scale)) for x in (box.x0, box.x1))
        top, bottom = (max(0, round((y - crop[3]) * scale)) for y in (box.top, box.bottom))
        area = slice(top, bottom), slice(x0, x1)
        out.append((gray[area], ink[area]))
    return out


def _lines(part: Gray, ink: Gray) -> list[Gray]:
    """The lines of a part, each with paper round it; none where letters seem to stand under each other."""
    high, wide = (int(n) for n in part.shape)
    found = stacked(Patch(0, 0, wide, high), ink) if part.size else []
    highest = max((p.high for p in found), default=0)
    found = [p for p in found if p.high >= _LOW * highest]
    if len(found) > 1 and sum(p.is_tall for p in found) > 0:
        return []
    paper = int(np.percentile(part, 90)) if found else 255
    out = []
    for p in found:
        room = max(2, round(_PAPER * p.high))
        line = np.ascontiguousarray(part[p.top : p.bottom, p.x0 : p.x1])
        framed = cv2.copyMakeBorder(line, room, room, room, room, cv2.BORDER_CONSTANT, value=float(paper))
        out.append(np.asarray(framed, np.uint8))
    return out


def _seen(lines: Sequence[Reading]) -> Seen:
    letters = [letter for line in lines for letter in line if not letter.text.isspace()]
    text = "".join(fold(letter.text) for letter in letters)
    sure = tuple(letter.sure for letter in letters for _ in letter.text)
    return Seen(text, sure)
