"""Bytes of a PDF -> its pages' characters and drawings, one at a time; what cannot be read is named."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from pipeline.core.issues import ErrorClass, ReadError
from pipeline.core.model import ReadIssue
from pipeline.read.ocr import Recognition, what_is_unread
from pipeline.read.pdf_chars import Frame, PageText, page_text
from pipeline.read.pdf_drawing import drawing_of
from pipeline.read.pdf_fallback import FAULTS, fallback_pages
from pipeline.read.pdf_paths import Drawing

_MOST_BYTES = 500_000_000
_MOST_PAGES = 3000
_MOST_CHARS = 200_000  # of one page
_TAIL = 2048  # bytes at the end, among which a whole file says that it ends

RawPage = tuple[int, PageText, Drawing]


def _frame(page: Any) -> Frame:
    """The frame of a page as shown: its visible box and its own rotation."""
    left, bottom, right, top = page.get_bbox()
    return Frame(left, bottom, right, top, page.get_rotation() // 90)


def _read(page: Any, recognition: Recognition) -> tuple[PageText, Drawing, str]:
    """The characters and the drawing of an open page, and why it is not read ("" if it is)."""
    textpage = page.get_textpage()
    try:
        if raw.FPDFText_CountChars(textpage) > _MOST_CHARS:
            raise ReadError(ErrorClass.TOO_LARGE, f"more than {_MOST_CHARS} characters on a page")
        text = page_text(textpage, _frame(page))
    finally:
        textpage.close()

    def render(scale: float, gray: bool) -> Any:
        return page.render(scale=scale, grayscale=gray).to_numpy()

    return recognition.page(render, text, drawing_of(page, text.frame))


def _pages(pdf: Any, issues: list[ReadIssue]) -> Iterator[RawPage]:
    """Every page of an open document, one after another; nothing of pdfium's stays open."""
    n_pages = len(pdf)
    if n_pages > _MOST_PAGES:
        issues.append(ReadIssue("unread", f"{n_pages} pages, of which {_MOST_PAGES} are read", _MOST_PAGES))
    n_failed, recognition = 0, Recognition()
    for number in range(1, min(n_pages, _MOST_PAGES) + 1):
        try:
            page = pdf[number - 1]
            try:
                text, drawing, reason = _read(page, recognition)
            finally:
                page.close()
        except (pdfium.PdfiumError, ReadError) as fault:
            n_failed += 1
            if n_failed == n_pages:
                raise ReadError(
                    ErrorClass.CORRUPT, f"none of its {n_pages} pages can be read: {fault}"
                ) from fault
            issues.append(ReadIssue("unread", f"the page cannot be read: {fault}", number, f"p{number}"))
            text, drawing, reason = PageText([], "", Frame(0, 0, 0, 0), 0, 0), Drawing([], [], 0, 0), ""
        if reason:
            issues.append(ReadIssue("unread", reason, number, f"p{number}"))
        yield number, text, drawing


def _refusal(data: bytes, fault: pdfium.PdfiumError) -> ReadError:
    """Why a file that neither reader opens is not read."""
    if fault.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
        return ReadError(ErrorClass.ENCRYPTED, str(fault))
    if b"%PDF" not in data[:_TAIL]:
        return ReadError(ErrorClass.CORRUPT, "no PDF header")
    if b"%%EOF" not in data[-_TAIL:]:
        return ReadError(ErrorClass.TRUNCATED, "the file ends before its table of objects")
    return ReadError(ErrorClass.CORRUPT, str(fault))


def _second_reading(data: bytes, fault: pdfium.PdfiumError, issues: list[ReadIssue]) -> Iterator[RawPage]:
    """The pages of a file that pdfium does not open, as pdfplumber reads them."""
    refusal = _refusal(data, fault)
    if refusal.error_class is ErrorClass.ENCRYPTED:
        raise refusal
    number = 0
    try:
        for number, (text, drawing) in enumerate(fallback_pages(data, _MOST_PAGES), 1):
            if reason := what_is_unread(text, drawing):
                issues.append(ReadIssue("unread", reason, number, f"p{number}"))
            yield number, text, drawing
    except FAULTS as second:
        raise refusal from second
    if number == 0:
        raise ReadError(ErrorClass.NO_PAGES, "the page tree is empty") from fault


def raw_pages(data: bytes, issues: list[ReadIssue]) -> Iterator[RawPage]:
    """(number, characters, drawing) of every page; `issues` grows by what cannot be read.

    Raises:
        ReadError: nothing of the file can be read: empty, encrypted, damaged, cut off, too large, without pages.
    """
    if not data:
        raise ReadError(ErrorClass.EMPTY_INPUT, "no bytes")
    if len(data) > _MOST_BYTES:
        raise ReadError(ErrorClass.TOO_LARGE, f"{len(data)} bytes")
    try:
        pdf = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as fault:
        yield from _second_reading(data, fault, issues)
        return
    try:
        if len(pdf) == 0:
            raise ReadError(ErrorClass.NO_PAGES, "the page tree is empty")
        yield from _pages(pdf, issues)
    finally:
        pdf.close()
