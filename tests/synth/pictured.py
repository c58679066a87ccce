"""Disclosures whose forms are pictures, as departments paste them: a form printed, photographed from the screen, cut."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pypdfium2 as pdfium
from PIL import Image

from .blocks import Block, Form, Picture, facts_of
from .document import Disclosure
from .look import Look
from .pdf import FOOT, MARGIN, render

DPI = 150.0
_POINTS = 72.0
_EDGE = 12  # pixels left round the print


def _cut(image: Image.Image) -> Image.Image | None:
    """The print of a page without its margins, running head and number; None for an empty one."""
    top, bottom = (round(edge * 0.8 * DPI / _POINTS) for edge in (MARGIN, FOOT))
    body = image.crop((0, top, image.width, image.height - bottom))
    ink = np.asarray(body.convert("L")) < 200
    rows, cols = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not len(rows):
        return None
    box = (cols[0] - _EDGE, rows[0] - _EDGE, cols[-1] + _EDGE, rows[-1] + _EDGE)
    return body.crop(tuple(int(edge) for edge in box))


def pictures(form: Form, look: Look) -> Iterator[Picture]:
    """A form as pictures, one of each page that it takes; the first states all of its facts."""
    pdf = pdfium.PdfDocument(render([form], look))
    facts = tuple(facts_of([form]))
    for page in pdf:
        image = _cut(page.render(scale=DPI / _POINTS).to_pil().convert("RGB"))
        if image is None:
            continue
        out = io.BytesIO()
        image.save(out, "PNG")
        wide, high = (n * _POINTS / DPI for n in image.size)
        shown = min(1.0, 450.0 / wide)
        yield Picture(out.getvalue(), wide * shown, high * shown, facts)
        facts = ()
    pdf.close()


def pictured(made: Disclosure) -> Disclosure:
    """A disclosure with pictures where its forms stood."""
    blocks: list[Block] = []
    for block in made.blocks:
        blocks += pictures(block, made.family.look) if isinstance(block, Form) else [block]
    return replace(made, blocks=tuple(blocks))
