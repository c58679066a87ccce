"""The second reader of a PDF, ten times slower: pdfplumber's own, for files that pdfium does not open."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from typing import Any

import pdfplumber
from pdfminer.psexceptions import PSException
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

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
            frame = Frame(0, 0, float(page.width), float(page.height))
            yield PageText(_chars(page), "", frame, 0, 0), _drawing(page)
            page.close()
