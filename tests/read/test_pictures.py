"""Pictures inside documents, and image files: what becomes of them with recognition, and what is said without it."""

from __future__ import annotations

import base64
import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pipeline.core.issues import ErrorClass, ReadError
from pipeline.core.model import Document
from pipeline.read import ocr_pictures, open_document
from tests.read.images import ROWS, needs_ocr, picture, png, texts
from tests.synth.blocks import Picture, Text
from tests.synth.docx import render as docx
from tests.synth.html import render as html
from tests.synth.look import Look
from tests.synth.ofd import render as ofd
from tests.synth.xlsx_parts import raw


def _opened(folder: Path, data: bytes) -> Document:
    path = folder / "file"
    path.write_bytes(data)
    return open_document(path)


def _blank() -> bytes:
    """A picture that shows no table."""
    shade = np.linspace(90, 250, 1400 * 900).reshape(900, 1400).astype(np.uint8)
    return png(Image.fromarray(shade).convert("RGB"))


def _shown(data: bytes) -> Picture:
    return Picture(data, 440.0, 314.0)


def _saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


@needs_ocr
def test_picture_between_paragraphs(tmp_path: Path) -> None:
    blocks = [Text("above 1.50"), _shown(_blank()), _shown(png(picture())), Text("below 2.50")]
    document = _opened(tmp_path, docx(blocks))
    (table,) = document.tables()
    assert texts(table) == ROWS
    assert [b if b is table else b.text for b in document.blocks() if b is table or "50" in b.text] == [
        "above 1.50", table, "below 2.50",
    ]  # fmt: skip
    cell = table.grid[1][1]
    assert cell is not None
    assert table.place(cell).locator == "pic2/t1/r2/c2"
    assert (document.text_source, document.pages[0].text_source) == ("mixed", "digital")
    assert [(i.message, i.locator) for i in document.issues] == [("a picture was not read", "para0")]


@needs_ocr
def test_what_word_cuts_off_a_picture_is_not_read(tmp_path: Path) -> None:
    whole = docx([_shown(png(picture()))])
    assert len(next(iter(_opened(tmp_path, whole).tables())).cells) == 20
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            data = old.read(entry)
            new.writestr(entry, data.replace(b"</pic:blipFill>", b'<a:srcRect b="52000"/></pic:blipFill>'))
    (table,) = _opened(tmp_path, out.getvalue()).tables()
    assert texts(table) == ROWS[:4]


@needs_ocr
def test_more_pictures_than_are_read_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr_pictures, "_MOST", 1)
    document = _opened(tmp_path, docx([_shown(png(picture())), _shown(png(picture()))]))
    assert len(list(document.tables())) == 1
    assert [i.message for i in document.issues] == ["a picture was not read"]


@pytest.mark.parametrize(
    "source", ["http://example.invalid/a.png", "file:///etc/a.png", "cid:nobody@x", "data:,"]
)
def test_pictures_from_elsewhere_are_not_fetched(tmp_path: Path, source: str) -> None:
    page = f'<p>text</p><p><img width=800 height=600 src="{source}"></p>'
    (issue,) = _opened(tmp_path, page.encode()).issues
    assert issue.message.startswith("a picture was not read")


def test_without_the_extra_pictures_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr_pictures, "is_there", lambda: False)
    shown = [Text("text"), _shown(png(picture()))]
    for data in (docx(shown), html(shown)):
        document = _opened(tmp_path, data)
        assert not list(document.tables())
        assert document.text_source == "digital"
        (issue,) = document.issues
        assert (issue.kind, "not read" in issue.message) == ("unread", True)


@pytest.mark.parametrize("kind", ["docx", "html", "ofd"])
@needs_ocr
def test_damaged_pictures_are_told(tmp_path: Path, kind: str) -> None:
    broken = png(picture())[:300]
    if kind == "ofd":
        document = _opened(tmp_path, ofd([_shown(broken)], Look(numbers="")))
        reasons = ["the page is an image without text"]
    else:
        document = _opened(tmp_path, {"docx": docx, "html": html}[kind]([Text("text"), _shown(broken)]))
        reasons = ["a picture was not read", "a picture was not read: without a name"]
    (issue,) = document.issues
    assert issue.message in reasons


@needs_ocr
def test_a_page_of_ofd_that_is_an_image(tmp_path: Path) -> None:
    document = _opened(tmp_path, ofd([_shown(png(picture()))], Look(numbers="")))
    (table,) = document.tables()
    assert texts(table) == ROWS
    assert (document.text_source, document.issues) == ("ocr", [])


@needs_ocr
@pytest.mark.parametrize("kind", ["GIF", "BMP", "WEBP", "JPEG", "clear PNG"])
def test_image_file(tmp_path: Path, kind: str) -> None:
    image = picture()
    if kind == "clear PNG":
        ink = np.zeros((*image.size[::-1], 4), np.uint8)
        ink[..., 3] = 255 - np.asarray(image.convert("L"))
        image, kind = Image.fromarray(ink), "PNG"
    (table,) = _opened(tmp_path, _saved(image, kind)).tables()
    assert texts(table) == ROWS


@needs_ocr
def test_pages_of_a_tiff(tmp_path: Path) -> None:
    page = picture().convert("1")
    data = bytearray(_saved(page, "TIFF", save_all=True, append_images=[page, page], compression="group4"))
    document = _opened(tmp_path, bytes(data))
    assert [texts(t) for t in document.tables()] == [ROWS] * 3
    assert [t.page for t in document.tables()] == [1, 2, 3]
    with pytest.raises(ReadError) as refused:
        _opened(tmp_path, bytes(data[:100]))
    assert refused.value.error_class is ErrorClass.CORRUPT


@needs_ocr
def test_a_tiff_of_which_a_page_is_damaged(tmp_path: Path) -> None:
    page = picture()
    data = bytearray(_saved(page, "TIFF", save_all=True, append_images=[page], compression="tiff_lzw"))
    at = data.rindex(b"\x03\x01\x03\x00\x01\x00\x00\x00")  # how the second page is packed
    data[at + 8 : at + 10] = b"\x99\x99"
    document = _opened(tmp_path, bytes(data))
    assert [texts(t) for t in document.tables()] == [ROWS]
    (issue,) = document.issues
    assert (issue.kind, issue.page) == ("unread", 2)


def test_a_picture_too_large_to_decode(tmp_path: Path) -> None:
    pytest.importorskip("cv2")
    head = base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    )
    size = (100_000).to_bytes(4, "big")
    with pytest.raises(ReadError) as refused:
        _opened(tmp_path, head[:16] + size + size + head[24:])
    assert refused.value.error_class in (ErrorClass.TOO_LARGE, ErrorClass.CORRUPT)


@needs_ocr
def test_a_picture_too_large_to_decode_is_told_in_a_document(tmp_path: Path) -> None:
    size = (60_000).to_bytes(4, "big")
    huge = png(Image.new("1", (8, 8)))
    huge = huge[:16] + size + size + huge[24:]
    document = _opened(tmp_path, docx([Text("text"), _shown(huge)]))
    assert [i.message for i in document.issues] == ["a picture was not read"]


@needs_ocr
@pytest.mark.parametrize("inside", [False, True])
def test_a_long_picture_is_read_sheet_by_sheet(tmp_path: Path, inside: bool) -> None:
    page = picture()
    long = Image.new("RGB", (page.width, 4 * page.height), "white")
    for i in range(4):
        long.paste(page, (0, i * page.height))
    document = _opened(tmp_path, docx([Text("text"), _shown(png(long))]) if inside else png(long))
    assert [texts(t) for t in document.tables()] == [ROWS] * 4
    places = [t.place(t.cells[0]).locator for t in document.tables()]
    assert places[0] == ("pic1/t1/r1/c1" if inside else "p1/t1/r1/c1")
    assert len(set(places)) == 4


@needs_ocr
def test_a_picture_in_a_cell_of_wps(tmp_path: Path) -> None:
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    links = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
    link = '<Relationship Id="{}" Type="{}" Target="{}"/>'
    image = (
        '<pic><nvPicPr><cNvPr id="2" name="ID_1F2E"/></nvPicPr><blipFill>'
        f'<blip xmlns:r="{relation}" r:embed="r1"/></blipFill></pic>'
    )
    cell = """<c r="A1" t="str"><f>DISPIMG("ID_1F2E",1)</f><v>=DISPIMG("ID_1F2E",1)</v></c>"""
    data = raw(f'<sheetData><row r="1">{cell}</row></sheetData>')
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            part = old.read(entry).decode()
            if entry.filename == "xl/_rels/workbook.xml.rels":
                called = link.format(
                    "r9", "http://www.wps.cn/officeDocument/2020/cellImage", "cellimages.xml"
                )
                part = part.replace("</Relationships>", f"{called}</Relationships>")
            new.writestr(entry, part)
        new.writestr("xl/cellimages.xml", f"<cellImages><cellImage>{image}</cellImage></cellImages>")
        new.writestr(
            "xl/_rels/cellimages.xml.rels",
            links.format(link.format("r1", f"{relation}/image", "media/image1.png")),
        )
        new.writestr("xl/media/image1.png", png(picture()))
    document = _opened(tmp_path, out.getvalue())
    (table,) = document.tables()
    assert texts(table) == ROWS
    assert not [p for p in document.paragraphs() if "DISPIMG" in p.text]
    assert document.issues == []
