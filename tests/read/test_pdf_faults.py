"""Files that cannot be read, or only in part: each with its class, or an issue that names the page."""

from __future__ import annotations

from pathlib import Path

import pypdfium2 as pdfium
import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from pipeline.core.issues import ErrorClass, ReadError
from pipeline.read import ocr, pdf_open
from pipeline.read.pdf import read_pdf
from pipeline.read.pdf_fallback import fallback_pages
from tests.read.drawn import HEIGHT, pdf, put


def _page(canvas: Canvas) -> None:
    put(canvas, 60, 100, "示例说明")


def _refused(path: Path) -> ErrorClass:
    with pytest.raises(ReadError) as caught:
        read_pdf(path)
    return caught.value.error_class


def test_password(tmp_path: Path):
    asks = pdf(tmp_path / "a.pdf", _page, encrypt=StandardEncryption("open", ownerPassword="own"))
    assert _refused(asks) is ErrorClass.ENCRYPTED
    free = pdf(tmp_path / "b.pdf", _page, encrypt=StandardEncryption("", ownerPassword="own", canCopy=0))
    assert [p.text for p in read_pdf(free).paragraphs()] == ["示例说明"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", ErrorClass.EMPTY_INPUT),
        (b"<html>404</html>", ErrorClass.CORRUPT),
        (b"%PDF-1.4\nnothing in it\n%%EOF\n", ErrorClass.CORRUPT),
        (b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog", ErrorClass.TRUNCATED),
    ],
)
def test_bytes_that_are_no_pdf(tmp_path: Path, data: bytes, reason: ErrorClass):
    path = tmp_path / "a.pdf"
    path.write_bytes(data)
    assert _refused(path) is reason


def test_no_pages(tmp_path: Path):
    path = tmp_path / "a.pdf"
    document = pdfium.PdfDocument.new()
    document.save(str(path))
    assert _refused(path) is ErrorClass.NO_PAGES


def test_cut_off_file_gives_what_it_holds(tmp_path: Path):
    path = pdf(tmp_path / "a.pdf", _page)
    data = path.read_bytes()
    path.write_bytes(data[: data.rindex(b"xref")])
    assert [p.text for p in read_pdf(path).paragraphs()] == ["示例说明"]


def _picture(canvas: Canvas) -> None:
    pixels = pdfium.PdfBitmap.new_native(4, 4, 4)
    pixels.fill_rect((200, 200, 200, 255), 0, 0, 4, 4)
    canvas.drawImage(ImageReader(pixels.to_pil()), 50, HEIGHT - 400, 300, 300)


def test_pages_that_are_pictures_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ocr, "is_there", lambda: False)
    document = read_pdf(pdf(tmp_path / "a.pdf", _page, _picture))
    assert [(i.kind, i.page, i.message) for i in document.issues] == [
        ("unread", 2, f"the page is an image without text; {ocr.ADVICE}")
    ]
    assert [p.n_images for p in document.pages] == [0, 1] and document.n_pages == 2


def test_letters_drawn_as_outlines_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ocr, "is_there", lambda: False)

    def draw(canvas: Canvas):
        for i in range(80):
            canvas.circle(50 + 5 * i, 300, 2, fill=1)

    assert [i.message for i in read_pdf(pdf(tmp_path / "a.pdf", draw)).issues] == [
        f"the page is drawn without text; {ocr.ADVICE}"
    ]


def test_letters_of_private_meaning_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ocr, "is_there", lambda: False)

    def draw(canvas: Canvas):
        put(canvas, 60, 100, "\ue001\ue002\ue003\ue004\ue005示例")

    issues = read_pdf(pdf(tmp_path / "a.pdf", draw)).issues
    assert [(i.page, i.message) for i in issues] == [
        (1, f"5 of 7 characters of the page have no letter in the file; {ocr.ADVICE}")
    ]


def test_pages_beyond_the_bound_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pdf_open, "_MOST_PAGES", 2)
    document = read_pdf(pdf(tmp_path / "a.pdf", _page, _page, _page))
    assert document.n_pages == 2 and [i.message for i in document.issues] == ["3 pages, of which 2 are read"]


def test_second_reader_reads_the_same_characters_and_rules(tmp_path: Path):
    def draw(canvas: Canvas):
        canvas.grid([60, 200, 400], [HEIGHT - 200, HEIGHT - 220])
        put(canvas, 64, 205, "合计")

    data = pdf(tmp_path / "a.pdf", draw).read_bytes()
    (text, drawing), (_, own_text, own_drawing) = (
        next(fallback_pages(data, 9)),
        next(pdf_open.raw_pages(data, [])),
    )
    assert [c.text for c in text.chars] == [c.text for c in own_text.chars]
    assert sorted(drawing.vertical) == [tuple(map(pytest.approx, r)) for r in sorted(own_drawing.vertical)]
    assert text.chars[0].x0 == pytest.approx(own_text.chars[0].x0, abs=0.01)
