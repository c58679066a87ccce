"""Readers: a file of any format in, a `Document` out. Which reader, the content decides."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pipeline.core.issues import ErrorClass, ReadError
from pipeline.core.model import Document
from pipeline.read import media
from pipeline.read.docx import read_docx
from pipeline.read.html import read_html, read_mht
from pipeline.read.legacy import LEGACY
from pipeline.read.ocr_files import read_image
from pipeline.read.ofd import read_ofd
from pipeline.read.pdf import read_pdf
from pipeline.read.sniff import sniff
from pipeline.read.text import read_text
from pipeline.read.xls import read_xls
from pipeline.read.xlsx import read_xlsx
from pipeline.read.xml_sheets import read_xml_sheets

READERS: dict[str, Callable[[Path], Document]] = {
    media.PDF: read_pdf,
    media.OFD: read_ofd,
    media.DOCX: read_docx,
    media.TEXT: read_text,
    media.HTML: read_html,
    media.MHT: read_mht,
    media.XLSX: read_xlsx,
    media.XLS: read_xls,
    media.XML_SHEETS: read_xml_sheets,
    **LEGACY,
    media.PNG: read_image,
    media.JPEG: read_image,
    media.TIFF: read_image,
    media.GIF: read_image,
    media.BMP: read_image,
    media.WEBP: read_image,
}


def open_document(path: Path, source_uri: str = "") -> Document:
    """The document in a file, read by the reader that its content calls for.

    Raises:
        ReadError: empty, damaged, encrypted, too large, or of a kind that no reader is for.
    """
    kind = sniff(path)
    reader = READERS.get(kind)
    if reader is None:
        raise ReadError(ErrorClass.UNSUPPORTED, f"the content is {media.NAMES[kind]}")
    document = reader(path)
    document.source_uri = source_uri
    return document
