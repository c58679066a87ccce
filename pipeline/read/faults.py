"""What the libraries raise, told in our classes: their own messages mislead as often as they help."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pypdfium2 as pdfium
from pypdfium2 import raw

from pipeline.core.issues import ErrorClass, ReadError

_PDF_LOCKED = {raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY}


def _has_pdf_end(path: Path) -> bool:
    """Whether the last bytes of a PDF hold the mark that ends it."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 2048))
        return b"%%EOF" in file.read()


def _pdf_fault(error: pdfium.PdfiumError, path: Path) -> ReadError:
    """A PDF that pdfium does not open or of which it cannot load a page."""
    if error.err_code in _PDF_LOCKED:
        return ReadError(ErrorClass.ENCRYPTED, "the PDF needs a password")
    if error.err_code == raw.FPDF_ERR_SUCCESS:
        return ReadError(ErrorClass.NO_PAGES, "the PDF has no pages")
    whole = _has_pdf_end(path)
    return ReadError(ErrorClass.CORRUPT if whole else ErrorClass.TRUNCATED, str(error))


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn what the libraries raise over a bad file into a `ReadError`."""
    try:
        yield
    except pdfium.PdfiumError as error:
        raise _pdf_fault(error, path) from error
    except MemoryError as error:
        raise ReadError(ErrorClass.MEMORY, "the memory of the process was used up") from error
    except RecursionError as error:
        raise ReadError(ErrorClass.CORRUPT, "nested too deeply") from error
