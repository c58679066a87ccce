"""Pages that are images: what is said of them without recognition, and what is read of them with it."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from pipeline.core.issues import ErrorClass, ReadError
from pipeline.core.model import Document
from pipeline.read import ocr, ocr_files, open_document
from pipeline.read.pdf_chars import Char, Frame, PageText
from pipeline.read.pdf_paths import Drawing
from pipeline.run.confine import Limits
from pipeline.run.isolate import each_in_child
from tests.read.images import HIGH, ROWS, WIDE, needs_ocr, picture, png, texts
from tests.synth.blocks import Picture, Text
from tests.synth.docx import render as docx
from tests.synth.scan import Scanner, spoiled

SHOWN = Picture(png(picture()), 440.0, 314.0)


def _pdf(image: Image.Image, text: str = "") -> bytes:
    """A page with a picture in its lower half and perhaps a line of text above it."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842))
    canvas.drawImage(ImageReader(image), 40, 60, 515, 515 * HIGH / WIDE)
    if text:
        canvas.drawString(60, 700, text)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _opened(folder: Path, data: bytes) -> Document:
    path = folder / "page"
    path.write_bytes(data)
    return open_document(path)


def test_without_the_extra_a_page_that_is_an_image_stays_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "is_there", lambda: False)
    monkeypatch.setattr(ocr_files, "is_there", lambda: False)
    (issue,) = _opened(tmp_path, _pdf(picture())).issues
    assert (issue.kind, issue.page) == ("unread", 1)
    assert "yujuesuan[ocr]" in issue.message
    with pytest.raises(ReadError, match=r"yujuesuan\[ocr\]") as refused:
        _opened(tmp_path, png(picture()))
    assert refused.value.error_class is ErrorClass.NEEDS_TOOL


def test_letters_that_the_page_does_not_show() -> None:
    def reason(letters: str) -> str:
        chars = [Char(c, 10 * i, 0, 10 * i + 9, 10) for i, c in enumerate(letters)]
        return ocr.what_is_unread(PageText(chars, "", Frame(0, 0, 595, 842), 0, 0), Drawing([], [], 0))

    assert reason("一般公共预算财政拨款支出决算表" * 5) == ""
    assert "mapped" in reason("亍丌兀丐廿卅丕亘丞鬲孬噩丨禺丿" * 5)


def test_recognition_is_not_loaded_before_a_page_needs_it() -> None:
    code = "import sys, pipeline.run.local; print([m for m in ('cv2', 'onnxruntime') if m in sys.modules])"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


@needs_ocr
@pytest.mark.parametrize("spoil", ["worn", "on-side"])
def test_table_in_an_image(tmp_path: Path, spoil: str) -> None:
    image = picture()
    if spoil == "worn":
        image = spoiled(image, Scanner(lean=1.3, noise=10, stamp="red"), 1)
    if spoil == "on-side":
        image = image.transpose(Image.Transpose.ROTATE_90)
    document = _opened(tmp_path, png(image))
    (table,) = document.tables()
    assert texts(table) == ROWS
    assert (table.method, document.text_source) == ("ruled", "ocr")
    box = table.grid[1][1].box if table.grid[1][1] else None
    assert box is not None
    if spoil == "on-side":
        assert box.height > box.width


@needs_ocr
def test_picture_of_a_table_beside_text_is_read_as_both(tmp_path: Path) -> None:
    document = _opened(tmp_path, _pdf(picture(), "Printed above 12.50"))
    (table,) = document.tables()
    assert texts(table) == ROWS
    assert "Printed above 12.50" in [p.text for p in document.paragraphs()]
    assert document.pages[0].text_source == document.text_source == "mixed"


@needs_ocr
def test_without_memory_for_the_networks_only_the_picture_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from onnxruntime.capi.onnxruntime_pybind11_state import RuntimeException

    from pipeline.read import ocr_models

    class Starved:
        def get_inputs(self) -> list[object]:
            return [SimpleNamespace(name="x")]

        def run(self, *_: object) -> list[object]:
            raise RuntimeException("Failed to allocate memory for requested buffer of size 1")

    monkeypatch.setattr(ocr_models, "_detector", Starved)
    for data in (_pdf(picture(), "Printed above 12.50"), docx([Text("Printed above 12.50"), SHOWN])):
        document = _opened(tmp_path, data)
        assert [p.text for p in document.paragraphs()] == ["Printed above 12.50"]
        assert [i.kind for i in document.issues] == ["unread"]
    with pytest.raises(ReadError, match="recognition failed") as refused:
        _opened(tmp_path, png(picture()))
    assert refused.value.error_class is ErrorClass.MEMORY


@needs_ocr
def test_recognition_within_the_limits_of_a_child(tmp_path: Path) -> None:
    path = tmp_path / "page"
    path.write_bytes(png(picture()))

    def work(job: Path) -> dict[str, object]:
        return {"texts": [texts(t) for t in open_document(job).tables()]}

    (outcome,) = each_in_child([path], work, Limits(), 1)
    assert outcome.error == ""
    assert outcome.answer == {"texts": [ROWS]}


@needs_ocr
def test_wide_lines_are_read_few_at_once() -> None:
    from pipeline.read.ocr_models import _batches

    widths = [200, 3000, 210, 1900, 190, 2900, 220, 205, 215, 195]
    found = [sorted(widths[i] for i in batch) for batch in _batches(widths)]
    assert found == [[190, 195, 200, 205, 210, 215], [220, 1900], [2900, 3000]]
