"""The compiled loops and those of Python tell the same of a page, to the last bit."""

import shutil
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from pipeline.read import native, pdf_drawing, pdf_paths, pdf_visible
from pipeline.read.pdf import read_pdf
from pipeline.read.pdf_chars import Frame
from tests.read.drawn import pdf, put

FRAMES = [Frame(0, 0, 595, 842, turn) for turn in range(4)]


@pytest.fixture
def compiled():
    """The library, built if it is not there yet."""
    if not shutil.which("cc"):
        pytest.skip("no C compiler: the loops in Python are used")
    if not native.library_path().exists():
        native.build()
        native.library.cache_clear()
    found = native.library()
    if found is None:
        pytest.skip(f"{native.VARIABLE}=0")
    return found


def _text(canvas: Canvas):
    """Upright, turned, leaning, clipped and doubled text, some of it beside the page."""
    put(canvas, 60, 100, "一般公共服务支出 1,234.56")
    put(canvas, 60.2, 100, "一般公共服务支出 1,234.56")
    for turn in (37, 90, 180, 270):
        canvas.saveState()
        canvas.translate(300, 400)
        canvas.rotate(turn)
        canvas.drawString(40, 0, "行政运行 56.70")
        canvas.restoreState()
    canvas.saveState()
    canvas.transform(1, 0.1, 0.2, 1.3, 0, 0)
    canvas.drawString(10, 300, "斜体 italics")
    canvas.restoreState()
    canvas.saveState()
    path = canvas.beginPath()
    path.rect(60, 196, 35.3, 20)
    canvas.clipPath(path, stroke=0, fill=0)
    canvas.drawString(60, 200, "看得见的与看不见的")
    canvas.restoreState()
    canvas.drawString(-30, 500, "页外")


def _shapes(canvas: Canvas):
    """Rules, frames, curves, shades, an outline, an image, and a form used twice in different sizes."""
    canvas.line(50, 700.3, 500, 700.3)
    canvas.rect(50, 600, 200, 50)
    canvas.rect(50, 500, 200, 0.7, stroke=0, fill=1)
    canvas.rect(60, 400, 0.7, 90, stroke=0, fill=1)
    canvas.rect(300, 500, 100, 60, stroke=0, fill=1)
    canvas.circle(400, 300, 40)
    path = canvas.beginPath()
    path.moveTo(10, 10)
    for x, y in ((90, 10), (90, 80), (60, 80), (60, 40), (30, 40), (30, 80), (10, 80)):
        path.lineTo(x, y)
    path.close()
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.drawImage(ImageReader(Image.new("L", (4, 4), 90)), 300, 40, 120, 80)
    canvas.beginForm("stamp")
    canvas.line(0, 0, 33, 0)
    canvas.rect(0, 0, 33, 12)
    canvas.endForm()
    for x in (100, 220.5):
        canvas.saveState()
        canvas.translate(x, 150)
        canvas.scale(1.5, x / 110)
        canvas.doForm("stamp")
        canvas.restoreState()


def test_the_same_characters(tmp_path: Path, compiled):
    page = pdfium.PdfDocument(pdf(tmp_path / "a.pdf", _text))[0]
    textpage = page.get_textpage()
    found = pdf_visible._compiled(compiled.yj_glyphs, textpage)
    assert found.tolist() == pdf_visible._interpreted(textpage).tolist()
    assert {-1, 0, 1, 2, 3} == set(found["turn"].tolist())
    assert {0, 1} == set(found["shown"].tolist())


@pytest.mark.parametrize("frame", FRAMES, ids=lambda f: f"turn{f.turn}")
def test_the_same_drawing(tmp_path: Path, compiled, frame: Frame):
    page = pdfium.PdfDocument(pdf(tmp_path / "a.pdf", _shapes))[0]
    drawing = pdf_drawing._compiled(compiled.yj_marks, page, frame)
    assert drawing == pdf_paths.drawing_of(page, frame)
    assert len(drawing.images) == 1
    assert all(drawing.shades)
    assert len(drawing.horizontal) > 10


def test_an_empty_page(tmp_path: Path, compiled):
    page = pdfium.PdfDocument(pdf(tmp_path / "a.pdf", lambda canvas: None))[0]
    assert len(pdf_visible._compiled(compiled.yj_glyphs, page.get_textpage())) == 0
    assert pdf_drawing._compiled(compiled.yj_marks, page, FRAMES[0]) == pdf_paths.drawing_of(page, FRAMES[0])


def test_more_marks_than_the_first_room(tmp_path: Path, compiled):
    def grid(canvas: Canvas):
        for i in range(3000):
            canvas.line(10, 10 + i / 5, 400 + i / 50, 10 + i / 5)

    page = pdfium.PdfDocument(pdf(tmp_path / "a.pdf", grid))[0]
    drawing = pdf_drawing._compiled(compiled.yj_marks, page, FRAMES[0])
    assert len(drawing.horizontal) == 3000
    assert drawing == pdf_paths.drawing_of(page, FRAMES[0])


def test_a_whole_document_with_and_without(tmp_path: Path, compiled, monkeypatch: pytest.MonkeyPatch):
    path = pdf(tmp_path / "a.pdf", _text, _shapes)
    with_it = repr(read_pdf(path))
    for module in (pdf_visible, pdf_drawing):
        monkeypatch.setattr(module, "library", lambda: None)
    assert repr(read_pdf(path)) == with_it


def test_left_aside_where_it_is_not_wanted(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(native.VARIABLE, "0")
    assert native.library.__wrapped__() is None


def test_without_a_compiler_nothing_is_built(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", "")
    assert "no C compiler" in native.build()


def test_a_library_of_other_sources_is_not_loaded(tmp_path: Path, compiled, monkeypatch: pytest.MonkeyPatch):
    for name in native._SOURCES:
        shutil.copy(native._HERE / name, tmp_path / name)
    (tmp_path / "rect.h").write_text("/* another */\n" + (tmp_path / "rect.h").read_text())
    known = native.library_path().name
    monkeypatch.setattr(native, "_HERE", tmp_path)
    assert native.library_path().name != known
    assert native.library.__wrapped__() is None
    assert native.build() == native.library_path().name
    assert native.library.__wrapped__() is not None
