"""Small PDFs drawn for a test, with a font that every reader knows without embedding it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = 595.0, 842.0


def pdf(path: Path, *pages: Callable[[Canvas], None], **options: object) -> Path:
    """A file of A4 pages, each drawn by a function, text in 10 point STSong-Light."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT), **options)
    for draw in pages:
        canvas.setFont("STSong-Light", 10)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return path


def put(canvas: Canvas, x: float, top: float, text: str) -> None:
    """A string whose characters reach from `top` ten points down."""
    canvas.drawString(x, HEIGHT - top - 8.8, text)
