from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.core.issues import ErrorClass, ReadError
from pipeline.read.ofd_page import deltas, polygons
from pipeline.read.pdf_paths import IDENTITY
from tests.extractors.grids import table
from tests.read.ofd_files import content, ofd, ruled, text
from tests.read.pages import opened, rows, shape, texts
from tests.synth.document import disclosure


def test_text_drawn_sideways_stands_upright(tmp_path: Path) -> None:
    drawn = disclosure("shandong_budget", 5)  # its wide forms stand sideways on upright pages
    doc = opened(tmp_path, drawn.render("ofd"), "决算.ofd")
    as_pdf = opened(tmp_path, drawn.render("pdf"), "决算.pdf")
    assert [p.width for p in doc.pages] == pytest.approx([p.width for p in as_pdf.pages], abs=0.1)
    assert shape(doc) == shape(as_pdf)


def test_pages_and_templates_in_their_order(tmp_path: Path) -> None:
    form = table("甲 | 乙\n1.00 | 2.00")
    pages = [[text(60, 50, "第一页的文字。")], ruled(form)]
    doc = opened(tmp_path, ofd(*pages, template=[text(300, 300, "每页都有的底纹文字")]), "决算.ofd")
    assert [p.n_chars for p in doc.pages] == [7 + 9, 10 + 9]
    assert doc.pages[0].width == pytest.approx(297 * 72 / 25.4)
    found = next(doc.tables())
    assert rows(found) == [["甲", "乙"], ["1.00", "2.00"]]
    assert found.page == 2
    assert found.cells[0].box is not None
    assert found.cells[0].box.x0 == pytest.approx(60, abs=1)
    assert found.cells[0].box.top == pytest.approx(100, abs=1)


def test_a_matrix_scales_and_moves_text(tmp_path: Path) -> None:
    moved = text(0, 0, "单位：万元", 5, 'CTM="2 0 0 2 30 20"')
    doc = opened(tmp_path, ofd([moved]), "决算.ofd")
    assert texts(doc) == ["单位：万元"]
    box = next(doc.paragraphs()).box
    assert box is not None
    assert (box.x0, box.x1) == (
        pytest.approx(30 * 72 / 25.4, abs=1),
        pytest.approx(30 * 72 / 25.4 + 50, abs=1),
    )


def test_steps_between_characters() -> None:
    assert deltas("g 3 2.5 4", 10) == [2.5, 2.5, 2.5, 4]
    assert deltas("1 2", 1) == [1]
    assert deltas("g 1000000000 1", 3) == [1, 1, 1]
    assert deltas("1 x 2", 3) == [1]
    assert deltas(None, 3) == []


def test_subpaths() -> None:
    assert polygons("M 0 0 L 4 0 L 4 2 C", IDENTITY) == [[(0, 0), (4, 0), (4, 2), (0, 0)]]
    assert polygons("S 0 0 L 1 0 B 1 1 2 2 3 3 L 5 3", IDENTITY) == [[(0, 0), (1, 0)], [(3, 3), (5, 3)]]
    assert polygons("M 0 x L 1", IDENTITY) == []


def test_a_damaged_page_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    doc = opened(tmp_path, ofd("<broken", [text(60, 50, "第二页的文字。")]), "决算.ofd")
    assert shape(doc) == ["第二页的文字。"]
    assert [(i.kind, i.page) for i in doc.issues] == [("unread", 1)]


def test_an_image_without_text_is_told(tmp_path: Path) -> None:
    image = '<ofd:ImageObject ID="1" Boundary="0 0 100 100" ResourceID="7"/>'
    doc = opened(tmp_path, ofd([image]), "决算.ofd")
    assert [i.message for i in doc.issues] == ["the page is an image without text"]
    assert doc.pages[0].n_images == 1


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (ofd("<broken"), ErrorClass.CORRUPT),
        (ofd(), ErrorClass.NO_PAGES),
        (ofd([], parts={"OFD.xml": "<x"}), ErrorClass.CORRUPT),
        (ofd([], parts={"OFD.xml": "<!DOCTYPE x [<!ENTITY a 'b'>]><x/>"}), ErrorClass.CORRUPT),
        (ofd([], parts={"Doc_0/Document.xml": "\x01\x02", "decryptseed.dat": "x"}), ErrorClass.ENCRYPTED),
        (ofd([text(60, 50, "x")])[:-40], ErrorClass.TRUNCATED),
    ],
    ids=["page", "no-pages", "root", "doctype", "encrypted", "cut-off"],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, data: bytes, error: ErrorClass) -> None:
    with pytest.raises(ReadError) as caught:
        opened(tmp_path, data, "决算.ofd")
    assert caught.value.error_class == error


def test_text_outside_of_the_page_and_hidden_text_is_not_shown(tmp_path: Path) -> None:
    hidden = text(60, 80, "看不见的", 10, 'Visible="false"')
    doc = opened(tmp_path, ofd([text(60, 50, "看得见的"), text(2000, 50, "页外的"), hidden]), "决算.ofd")
    assert texts(doc) == ["看得见的"]
    assert content([]).startswith("<ofd:Page")
