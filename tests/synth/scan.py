"""Documents as scans: each page of the PDF an image, clean or with what scanners and offices do to paper."""

from __future__ import annotations

import io
from dataclasses import dataclass
from random import Random

import numpy as np
import pypdfium2 as pdfium
from PIL import Image, ImageDraw
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

POINTS = 72.0
PAPER = 255
INKS = {"red": (222, 60, 50), "gray": (120, 120, 120)}


@dataclass(frozen=True)
class Scanner:
    """How paper becomes an image.

    Degrees of lean, grains of noise, JPEG quality, the colour of a stamp over the upper half ("" for none), what is
    left of the contrast, quarters clockwise by which the sheet lay turned.
    """

    dpi: int = 200
    lean: float = 0.0
    noise: float = 0.0
    quality: int = 92
    stamp: str = ""
    contrast: float = 1.0
    quarters: int = 0


CLEAN = Scanner()
WORN = Scanner(lean=1.3, noise=14.0, quality=55, stamp="red")
SCANNERS = {
    "clean": CLEAN,
    "askew": Scanner(lean=3.0),
    "noise": Scanner(noise=18.0),
    "jpeg40": Scanner(quality=40),
    "red": Scanner(stamp="red"),
    "gray": Scanner(stamp="gray"),
    "pale": Scanner(contrast=0.4),
    "coarse": Scanner(dpi=150),
    "turned90": Scanner(quarters=1),
    "turned180": Scanner(quarters=2),
    "turned270": Scanner(quarters=3),
    "worn": WORN,
    "worst": Scanner(dpi=150, lean=2.2, noise=12.0, quality=40, stamp="gray", contrast=0.6, quarters=2),
}


def _stamp(image: Image.Image, colour: str, random: Random) -> None:
    """A round seal, ring and star, as offices press it over their tables."""
    wide, high = image.size
    radius = round(0.11 * wide)
    x, y = random.randint(wide // 4, 3 * wide // 4), random.randint(high // 4, high // 2)
    seal = Image.new("L", image.size, 0)
    draw = ImageDraw.Draw(seal)
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), outline=255, width=max(3, radius // 14))
    draw.regular_polygon((x, y, radius // 3), 5, fill=255)
    for i in range(7):
        left = x - radius // 2 + 22 * i
        draw.rectangle((left, y + radius // 2, left + 14, y + radius // 2 + 16), fill=255)
    pressed = np.minimum(np.asarray(image), np.asarray(Image.new("RGB", image.size, INKS[colour])))
    image.paste(Image.fromarray(pressed), mask=seal)


def spoiled(image: Image.Image, scanner: Scanner, seed: int) -> Image.Image:
    """A page as the scanner gives it."""
    random, grains = Random(seed), np.random.default_rng(seed)
    if scanner.stamp:
        _stamp(image, scanner.stamp, random)
    if scanner.quarters:
        image = image.rotate(-90 * scanner.quarters, expand=True)
    if scanner.lean:
        turn = scanner.lean * random.choice((-1, 1))
        image = image.rotate(turn, Image.Resampling.BICUBIC, fillcolor=(PAPER, PAPER, PAPER))
    if scanner.contrast < 1 or scanner.noise:
        level = PAPER - (PAPER - np.asarray(image, np.float32)) * scanner.contrast
        if scanner.noise:
            level = level * 0.92 + grains.normal(8, scanner.noise, (*image.size[::-1], 1))
        image = Image.fromarray(level.clip(0, 255).astype(np.uint8))
    return image


def scanned(data: bytes, scanner: Scanner = CLEAN, seed: int = 1) -> bytes:
    """A PDF of nothing but images of the pages of a PDF."""
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    pdf = pdfium.PdfDocument(data)
    for number, page in enumerate(pdf):
        image = page.render(scale=scanner.dpi / POINTS).to_pil().convert("RGB")
        image = spoiled(image, scanner, seed + number)
        wide, high = (n * POINTS / scanner.dpi for n in image.size)
        file = io.BytesIO()
        image.save(file, "JPEG", quality=scanner.quality)
        canvas.setPageSize((wide, high))
        canvas.drawImage(ImageReader(io.BytesIO(file.getvalue())), 0, 0, wide, high)
        canvas.showPage()
    pdf.close()
    canvas.save()
    return out.getvalue()
