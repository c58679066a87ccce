"""What blocks are printed on, and the PDF that is printed so."""

from __future__ import annotations

import io
from typing import Protocol

from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from .pdf_table import FONT

LONG, SHORT = 842.0, 595.0


class Paper(Protocol):
    """What blocks are printed on: points, origin at the bottom left."""

    def page(self, width: float, height: float, rotation: int = 0) -> None:
        """The size of the page that begins, as it is shown, and how far a viewer turns it."""

    def turn(self, x: float) -> None:
        """Draw the rest of the page turned a quarter to the left, about a point of the lower edge."""

    def font(self, size: float) -> None:
        """The size of what is written next."""

    def text(self, x: float, y: float, text: str, align: str = "l") -> None:
        """A line of text from a point on, about it (c) or up to it (r)."""

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """A straight line."""

    def picture(self, png: bytes, x0: float, y0: float, x1: float, y1: float) -> None:
        """A picture from its lower left to its upper right."""

    def end(self) -> None:
        """The page is full."""


class PdfPaper:
    """Pages of a PDF."""

    def __init__(self) -> None:
        self._bytes = io.BytesIO()
        self._canvas = Canvas(self._bytes, pagesize=(SHORT, LONG), invariant=1, pageCompression=1)

    def page(self, width: float, height: float, rotation: int = 0) -> None:
        """See `Paper`; reportlab turns the page box with the rotation, so that it is given as shown."""
        self._canvas.setPageSize((width, height))
        self._canvas.setPageRotation(rotation)

    def turn(self, x: float) -> None:
        """See `Paper`."""
        self._canvas.translate(x, 0)
        self._canvas.rotate(90)

    def font(self, size: float) -> None:
        """See `Paper`."""
        self._canvas.setFont(FONT, size)

    def text(self, x: float, y: float, text: str, align: str = "l") -> None:
        """See `Paper`."""
        canvas = self._canvas
        draw = {"l": canvas.drawString, "c": canvas.drawCentredString, "r": canvas.drawRightString}[align]
        draw(x, y, text)

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """See `Paper`."""
        self._canvas.setLineWidth(0.5)
        self._canvas.line(x0, y0, x1, y1)

    def picture(self, png: bytes, x0: float, y0: float, x1: float, y1: float) -> None:
        """See `Paper`."""
        self._canvas.drawImage(ImageReader(io.BytesIO(png)), x0, y0, x1 - x0, y1 - y0)

    def end(self) -> None:
        """See `Paper`."""
        self._canvas.showPage()

    def file(self) -> bytes:
        """The file of all pages."""
        self._canvas.save()
        return self._bytes.getvalue()
