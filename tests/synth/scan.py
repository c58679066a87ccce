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


@dataclass(frozen=True)
class Scanner:
    """How paper becomes an image: degrees of lean, grains of noise, JPEG quality, a red stamp over the middle."""

    dpi: int = 200
    lean: float = 0.0
    noise: float = 0.0
    quality: int = 92
    stamp: bool = False


CLEAN = Scanner()
WORN = Scanner(lean=1.3, noise=14.0, quality=55, stamp=True)


def _stamp(image: Image.Image, random: Random) -> None:
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
    red = Image.new("RGB", image.size, (222, 60, 50))
    pressed = np.minimum(np.asarray(image), np.asarray(red))
    image.paste(Image.fromarray(pressed), mask=seal)


def spoiled(image: Image.Image, scanner: Scanner, seed: int) -> Image.Image:
    """A page as the scanner gives it."""
    random, grains = Random(seed), np.random.default_rng(seed)
    if scanner.stamp:
        _stamp(image, random)
    if scanner.lean:
        turn = scanner.lean * random.choice((-1, 1))
        image = image.rotate(turn, Image.Resampling.BICUBIC, fillcolor=(255, 255, 255))
    if scanner.noise:
        grain = grains.normal(8, scanner.noise, (*image.size[::-1], 1))
        image = Image.fromarray((np.asarray(image, np.float32) * 0.92 + grain).clip(0, 255).astype(np.uint8))
    return image


def scanned(data: bytes, scanner: Scanner = CLEAN, seed: int = 1) -> bytes:
    """A PDF of nothing but images of the pages of a PDF."""
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    pdf = pdfium.PdfDocument(data)
    for number, page in enumerate(pdf):
        wide, high = page.get_size()
        image = page.render(scale=scanner.dpi / POINTS).to_pil().convert("RGB")
        file = io.BytesIO()
        spoiled(image, scanner, seed + number).save(file, "JPEG", quality=scanner.quality)
        canvas.setPageSize((wide, high))
        canvas.drawImage(ImageReader(io.BytesIO(file.getvalue())), 0, 0, wide, high)
        canvas.showPage()
    pdf.close()
    canvas.save()
    return out.getvalue()
