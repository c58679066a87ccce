"""Image files: each picture a page whose text is recognised."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.core.issues import ErrorClass, ReadError
from pipeline.core.model import Document
from pipeline.core.progress import step
from pipeline.read.ocr import ADVICE, DPI, SLOWEST_PAGE, is_there
from pipeline.read.pdf import printed_pages, source_of
from pipeline.read.pdf_chars import Frame
from pipeline.read.sniff import sniff

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_POINTS = 72.0
_LONG_SIDE = 11.69  # inches of the page that a picture is taken of
_SCAN = 1500  # pixels of the longer side: smaller pictures show a screen
_SCREEN_DPI = 96.0
_MOST_PAGES = 300


def _pictures(data: bytes, name: str) -> Iterator[NDArray[np.uint8]]:
    """The pictures of a file, in blue, green and red.

    Raises:
        ReadError: it cannot be decoded, or is too large to be.
    """
    import cv2
    import numpy as np

    raw = np.frombuffer(data, np.uint8)
    try:
        fine, pictures = cv2.imdecodemulti(raw, cv2.IMREAD_COLOR)
    except cv2.error as fault:
        large = "size" in str(fault) or "memory" in str(fault).lower()
        kind = ErrorClass.TOO_LARGE if large else ErrorClass.CORRUPT
        raise ReadError(kind, f"{name}: {fault.err}") from fault
    if not fine or not len(pictures):
        raise ReadError(ErrorClass.CORRUPT, f"{name} holds no picture that can be decoded")
    yield from pictures[:_MOST_PAGES]


def _at_reading_size(picture: Any) -> Any:
    """The picture as large as a page at the resolution that is read."""
    import cv2

    longer = max(picture.shape[:2])
    dpi = longer / _LONG_SIDE if longer >= _SCAN else _SCREEN_DPI
    scale = DPI / dpi
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return cv2.resize(picture, None, fx=scale, fy=scale, interpolation=how)


def read_image(path: Path) -> Document:
    """The document in an image file.

    Raises:
        ReadError: recognition is not installed, or the file cannot be decoded.
    """
    if not is_there():
        raise ReadError(ErrorClass.NEEDS_TOOL, f"the text is in an image; {ADVICE}")
    from pipeline.read.ocr_page import read_scan

    data = path.read_bytes()
    found = []
    for number, picture in enumerate(_pictures(data, path.name), 1):
        step(seconds=SLOWEST_PAGE)
        image = _at_reading_size(picture)
        high, wide = (n * _POINTS / DPI for n in image.shape[:2])
        found.append((number, *read_scan(image, Frame(0, 0, wide, high), DPI)))
    pages = printed_pages(found)
    doc_id = hashlib.sha256(data).hexdigest()
    document = Document(doc_id, path.name, sniff(path), len(data), pages, n_pages=len(pages))
    document.text_source = source_of(pages)
    return document
