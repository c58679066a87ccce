"""Documents as OFD (GB/T 33190): the pages of the PDF, drawn as text with its steps and as paths, by the millimetre."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfmetrics

from pipeline.read.pdf_paths import IDENTITY, Matrix, times

from .blocks import Block
from .look import Look
from .paper import LONG, SHORT
from .pdf import Press, pressed
from .pdf_table import FONT

NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'
MM = 25.4 / 72
STAMP = (2024, 1, 1, 0, 0, 0)
QUARTER: Matrix = (0, 1, -1, 0, 0, 0)  # a quarter turn to the left
PARTS = {
    "OFD.xml": f'<ofd:OFD {NS} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:DocID>0</ofd:DocID>'
    "</ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
    "Doc_0/PublicRes.xml": f'<ofd:Res {NS} BaseLoc="Res"><ofd:Fonts><ofd:Font ID="2" FontName="宋体" '
    'FamilyName="宋体"/></ofd:Fonts></ofd:Res>',
}


def _numbers(*values: float) -> str:
    return " ".join(f"{v:.4f}".rstrip("0").rstrip(".") for v in values)


def _resources(pictures: Iterable[int]) -> str:
    """The part that says where each picture is."""
    listed = "".join(
        f'<ofd:MultiMedia ID="{key}" Type="Image" Format="PNG"><ofd:MediaFile>Image_{key}.png</ofd:MediaFile>'
        "</ofd:MultiMedia>"
        for key in pictures
    )
    return f'<ofd:Res {NS} BaseLoc="Res"><ofd:MultiMedias>{listed}</ofd:MultiMedias></ofd:Res>'


class OfdPaper:
    """Pages of an OFD package."""

    def __init__(self) -> None:
        self.pages: list[str] = []
        self.pictures: dict[int, bytes] = {}
        self._objects: list[str] = []
        self._last = 2  # the last ID: 2 is the font
        self._at = IDENTITY
        self._size, self._box, self._turn = 9.0, (SHORT, LONG), 0

    def page(self, width: float, height: float, rotation: int = 0) -> None:
        """See `paper.Paper`; OFD turns no pages, so that what is drawn is turned instead."""
        self._box, self._turn = (width, height), rotation

    def turn(self, x: float) -> None:
        """See `paper.Paper`."""
        self._at = times(QUARTER, times((1, 0, 0, 1, x, 0), self._at))

    def font(self, size: float) -> None:
        """See `paper.Paper`."""
        self._size = size

    def _id(self) -> int:
        self._last += 1
        return self._last

    def _matrix(self) -> Matrix:
        """From drawing to the page as shown, in millimetres from the top."""
        shown = times(self._at, (0, -1, 1, 0, 0, SHORT)) if self._turn else self._at
        return times(shown, (MM, 0, 0, -MM, 0, self._box[1] * MM))

    def text(self, x: float, y: float, text: str, align: str = "l") -> None:
        """See `paper.Paper`."""
        if not text.strip():
            return
        steps = [pdfmetrics.stringWidth(ch, FONT, self._size) for ch in text]
        x -= sum(steps) * {"l": 0.0, "c": 0.5, "r": 1.0}[align]
        steps = [step * MM for step in steps]
        a, b, c, d, e, f = self._matrix()
        size = self._size * MM
        ctm = times((1, 0, 0, -1, 0, size), (a / MM, b / MM, c / MM, d / MM, 0, 0))
        turned = "" if abs(b) < 1e-9 else f' CTM="{_numbers(*ctm)}"'
        left, base = (a * x + c * y + e, b * x + d * y + f)
        boundary = _numbers(left, base if turned else base - size, sum(steps), size)
        self._objects.append(
            f'<ofd:TextObject ID="{self._id()}" Boundary="{boundary}" Font="2" Size="{_numbers(size)}"{turned}>'
            f'<ofd:TextCode X="0" Y="{_numbers(size)}" DeltaX="{_numbers(*steps[:-1])}">{escape(text)}'
            "</ofd:TextCode></ofd:TextObject>"
        )

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """See `paper.Paper`."""
        a, b, c, d, e, f = self._matrix()
        ends = [(a * x + c * y + e, b * x + d * y + f) for x, y in ((x0, y0), (x1, y1))]
        (left, right), (top, bottom) = (sorted(v) for v in zip(*ends, strict=True))
        self._objects.append(
            f'<ofd:PathObject ID="{self._id()}" Boundary="{_numbers(left, top, right - left, bottom - top)}" '
            f'LineWidth="0.18"><ofd:AbbreviatedData>M 0 0 L {_numbers(right - left, bottom - top)}'
            "</ofd:AbbreviatedData></ofd:PathObject>"
        )

    def picture(self, png: bytes, x0: float, y0: float, x1: float, y1: float) -> None:
        """See `paper.Paper`."""
        a, b, c, d, e, f = self._matrix()
        (left, right), (top, bottom) = (
            sorted((m * x0 + n * y0 + o, m * x1 + n * y1 + o)) for m, n, o in ((a, c, e), (b, d, f))
        )
        self.pictures[self._id()] = png
        self._objects.append(
            f'<ofd:ImageObject ID="{self._id()}" ResourceID="{self._last - 1}" '
            f'Boundary="{_numbers(left, top, right - left, bottom - top)}" '
            f'CTM="{_numbers(right - left, 0, 0, bottom - top, 0, 0)}"/>'
        )

    def end(self) -> None:
        """See `paper.Paper`."""
        box = _numbers(0, 0, self._box[0] * MM, self._box[1] * MM)
        self.pages.append(
            f"<ofd:Page {NS}><ofd:Area><ofd:PhysicalBox>{box}</ofd:PhysicalBox></ofd:Area><ofd:Content>"
            f'<ofd:Layer ID="{self._id()}">{"".join(self._objects)}</ofd:Layer></ofd:Content></ofd:Page>'
        )
        self._objects, self._at = [], IDENTITY

    def file(self) -> bytes:
        """The file of all pages."""
        first = self._last + 1
        listed = "".join(
            f'<ofd:Page ID="{first + i}" BaseLoc="Pages/Page_{i}/Content.xml"/>'
            for i in range(len(self.pages))
        )
        usual = _numbers(0, 0, SHORT * MM, LONG * MM)
        resources = "<ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes>" if self.pictures else ""
        document = (
            f"<ofd:Document {NS}><ofd:CommonData><ofd:MaxUnitID>{first + len(self.pages)}</ofd:MaxUnitID>"
            f"<ofd:PageArea><ofd:PhysicalBox>{usual}</ofd:PhysicalBox></ofd:PageArea><ofd:PublicRes>PublicRes.xml"
            f"</ofd:PublicRes>{resources}</ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>"
        )
        files = PARTS | {"Doc_0/Document.xml": document}
        files |= {f"Doc_0/Pages/Page_{i}/Content.xml": page for i, page in enumerate(self.pages)}
        if self.pictures:
            files["Doc_0/DocumentRes.xml"] = _resources(self.pictures)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for key, png in self.pictures.items():
                archive.writestr(zipfile.ZipInfo(f"Doc_0/Res/Image_{key}.png", STAMP), png)
            for name, part in files.items():
                archive.writestr(
                    zipfile.ZipInfo(name, STAMP), f'<?xml version="1.0" encoding="UTF-8"?>\n{part}'
                )
        return out.getvalue()


def render(blocks: Sequence[Block], look: Look) -> bytes:
    """The OFD file of a document, the same bytes for the same blocks."""
    paper = OfdPaper()
    pressed(Press(look, paper), blocks)
    return paper.file()
