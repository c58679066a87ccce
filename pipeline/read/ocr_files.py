"""Image files: each picture a page whose text is recognised."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from pipeline.core.issues import ErrorClass, ReadError
from pipeline.core.model import Document, ReadIssue
from pipeline.read.image_data import ImageData
from pipeline.read.ocr import ADVICE, DPI, is_there
from pipeline.read.pdf import printed_pages, source_of
from pipeline.read.pdf_open import RawPage
from pipeline.read.sniff import sniff

_MOST_PAGES = 300


def _raw_pages(data: bytes, issues: list[ReadIssue]) -> Iterator[RawPage]:
    """The pages of an image file; `issues` grows by what cannot be decoded.

    Raises:
        ReadError: nothing of it can be.
    """
    from pipeline.read.ocr_image import at_reading_size, sheets_of
    from pipeline.read.ocr_page import read_sheet

    file = ImageData(data)
    n_pages = min(file.n_pages, _MOST_PAGES)
    if file.n_pages > n_pages:
        issues.append(ReadIssue("unread", f"more than {_MOST_PAGES} pages", n_pages, f"p{n_pages}"))
    failures: list[ReadError] = []
    n_more = 0  # sheets beside the first of long pictures
    for number in range(1, n_pages + 1):
        try:
            picture = file.page(number - 1)
        except ReadError as error:
            failures.append(error)
            at = number + n_more
            issues.append(ReadIssue("unread", f"the page cannot be read: {error.reason}", at, f"p{at}"))
            continue
        for sheet in sheets_of(picture):
            yield number + n_more, *read_sheet(at_reading_size(sheet, DPI), DPI)
            n_more += 1
        n_more -= 1
    if len(failures) == n_pages:
        raise failures[0]


def read_image(path: Path) -> Document:
    """The document in an image file; a page that cannot be decoded is among its issues.

    Raises:
        ReadError: recognition is not installed, or nothing of the file can be decoded.
    """
    if not is_there():
        raise ReadError(ErrorClass.NEEDS_TOOL, f"the text is in an image; {ADVICE}")
    data = path.read_bytes()
    issues: list[ReadIssue] = []
    pages = printed_pages(_raw_pages(data, issues))
    doc_id = hashlib.sha256(data).hexdigest()
    document = Document(doc_id, path.name, sniff(path), len(data), pages, n_pages=len(pages), issues=issues)
    document.text_source = source_of(pages)
    return document
