"""A ruled table drawn as an image, and how what is read of it compares."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageDraw, ImageFont

from pipeline.core.model import Table
from pipeline.read import ocr

ROWS = [
    ["Code", "Total", "Basic", "Project"],
    ["2010301", "1,234.56", "1,200.00", "34.56"],
    ["2080505", "98,765.43", "98,765.43", "0"],
    ["2210201", "-17.08", "", "-17.08"],
    ["Sum", "99,982.91", "99,965.43", "17.48"],
]
WIDE, HIGH, ROW = 1400, 1000, 70

needs_ocr = pytest.mark.skipif(not ocr.is_there(), reason="the extra `ocr` is not installed")


def picture() -> Image.Image:
    """A page with a ruled table, as a scanner at 200 dots an inch gives it."""
    image = Image.new("RGB", (WIDE, HIGH), "white")
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(30)
    draw.text((480, 90), "Outlays by function", "black", ImageFont.load_default(44))
    for r, row in enumerate(ROWS):
        for c, text in enumerate(row):
            box = (100 + 300 * c, 200 + ROW * r, 400 + 300 * c, 200 + ROW * (r + 1))
            draw.rectangle(box, outline="black", width=2)
            draw.text((box[2] - 20, box[1] + 18), text, "black", font, anchor="ra")
    return image


def png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def texts(table: Table) -> list[list[str]]:
    return [[table.text(r, c) for c in range(table.n_cols)] for r in range(table.n_rows)]
