"""The second reader of a PDF, ten times slower: pdfplumber's own, for files that pdfium does not open.

It also reads pages again whose numbers contradict each other.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pdfplumber
from pdfminer.psexceptions import PSException
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from pipeline.core.model import Box, Table
from pipeline.read.grid import tables_of
from pipeline.read.pdf_chars import Char, Frame, PageText
from pipeline.read.pdf_paths import Drawing, Rule

# pdfminer lets through whatever a damaged file makes Python raise
FAULTS = (
    PSException, PdfminerException, MalformedPDFException, ValueError, TypeError, LookupError, AttributeError,
    AssertionError, RecursionError, NotImplementedError, struct.error, zlib.error,
)  # fmt: skip


def _chars(page: Any) -> list[Char]:
    """The upright characters of a page."""
    return [
        Char(c["text"][:1], c["x0"], c["top"], c["x1"], c["bottom"])
        for c in page.chars
        if c["upright"] and c["text"].strip()
    ]


def _drawing(page: Any) -> Drawing:
    """The rules of a page."""
    across = [Rule(e["top"], e["x0"], e["x1"]) for e in page.edges if e["orientation"] == "h"]
    down = [Rule(e["x0"], e["top"], e["bottom"]) for e in page.edges if e["orientation"] == "v"]
    return Drawing(across, down, len(page.images), len(page.curves))


def fallback_pages(data: bytes, most: int) -> Iterator[tuple[PageText, Drawing]]:
    """The first `most` pages of a file, as pdfplumber reads them.

    Raises:
        one of FAULTS, where it cannot read the file either.
    """
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages[:most]:
            yield _page(page)


def _page(page: Any) -> tuple[PageText, Drawing]:
    """One page, which is closed behind it."""
    frame = Frame(0, 0, float(page.width), float(page.height))
    read = PageText(_chars(page), "", frame, 0, 0), _drawing(page)
    page.close()
    return read


def tables_again(data: bytes, numbers: Iterable[int]) -> dict[int, list[Table]]:
    """The tables of some pages of a file by number, as pdfplumber reads them; {} where it cannot."""
    try:
        with pdfplumber.open(io.BytesIO(data), pages=sorted(numbers)) as pdf:
            read = [(int(page.page_number), *_page(page)) for page in pdf.pages]
    except FAULTS:
        return {}
    return {number: tables_of(number, text.chars, drawing)[0] for number, text, drawing in read}


def lines_again(data: bytes, boxes: Mapping[int, Sequence[Box]]) -> dict[int, list[str]]:
    """What stands in some boxes of some pages, one printed line each, as pdfplumber reads them; {} where it cannot."""
    try:
        with pdfplumber.open(io.BytesIO(data), pages=sorted(boxes)) as pdf:
            read = {int(page.page_number): _page_chars(page) for page in pdf.pages}
    except FAULTS:
        return {}
    return {number: [_line(chars, box) for box in boxes[number]] for number, chars in read.items()}


def _page_chars(page: Any) -> list[Char]:
    """The characters of one page, which is closed behind it."""
    chars = _chars(page)
    page.close()
    return chars


def _line(chars: Iterable[Char], box: Box) -> str:
    """The characters whose middle lies in a box, from left to right."""
    inside = [
        c for c in chars if box.x0 <= c.mid_x <= box.x1 and box.top <= (c.top + c.bottom) / 2 <= box.bottom
    ]
    return "".join(c.text for c in sorted(inside, key=lambda c: c.x0))
