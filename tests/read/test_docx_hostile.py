from __future__ import annotations

import time
import zipfile
from pathlib import Path

import pytest

from pipeline.core.issues import ErrorClass, ReadError
from pipeline.read import open_document
from tests.read.docx_files import docx, p, root, tbl, tc, tr


def refusal(path: Path) -> ReadError:
    with pytest.raises(ReadError) as caught:
        open_document(path)
    return caught.value


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE w:document [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    + root("document", f"<w:body>{p('x')}</w:body>").partition("?>")[2].replace(">x<", ">&b;<")
)
OUTSIDE = BOMB.replace('"aaaaaaaaaa"', 'SYSTEM "file:///etc/hostname"')


@pytest.mark.parametrize(
    "document",
    [BOMB, OUTSIDE, "not XML", root("document", "<w:body>") + "<"],
    ids=["entities", "outside", "no-xml", "broken"],
)
def test_what_word_never_writes_is_damage(tmp_path: Path, document: str) -> None:
    assert refusal(docx(tmp_path / "a.docx", "", document=document)).error_class == ErrorClass.CORRUPT


def test_without_its_main_part(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/styles.xml", "<styles/>")
    assert refusal(path).error_class == ErrorClass.CORRUPT


def test_a_part_whose_bytes_were_changed(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", root("document", f"<w:body>{p('决算公开')}</w:body>"))
    path.write_bytes(path.read_bytes().replace("决算公开".encode(), "预算公开".encode(), 1))
    assert refusal(path).error_class == ErrorClass.CORRUPT


def test_a_part_behind_a_password(tmp_path: Path) -> None:
    path = docx(tmp_path / "a.docx", p("x"))
    data = bytearray(path.read_bytes())
    at = data.rindex(b"PK\x01\x02", 0, data.rindex(b"word/document.xml"))
    data[at + 8] |= 1
    path.write_bytes(data)
    assert refusal(path).error_class == ErrorClass.ENCRYPTED


def test_damaged_styles_cost_only_themselves(tmp_path: Path) -> None:
    document = open_document(docx(tmp_path / "a.docx", p("正文"), styles="<broken", footnotes=BOMB))
    assert [b.text for b in document.paragraphs()] == ["正文"]
    assert [(i.kind, i.locator) for i in document.issues] == [
        ("unread", "word/styles.xml"),
        ("unread", "word/footnotes.xml"),
    ]


def test_an_empty_document_has_no_blocks(tmp_path: Path) -> None:
    document = open_document(docx(tmp_path / "a.docx", p() + tbl() + tbl(tr())))
    assert (list(document.blocks()), document.issues) == ([], [])


def test_elements_out_of_place_do_no_harm(tmp_path: Path) -> None:
    stray = "<w:tc><w:t>x</w:t></w:tc><w:tr/><w:r><w:t>y</w:t><w:tab/></w:r><w:gridSpan w:val='x'/><w:numId/>"
    document = open_document(docx(tmp_path / "a.docx", stray + tbl(p("行外"), tr(p("格外"), tc("格")))))
    assert [b.text for b in document.paragraphs()] == ["行外", "格外"]


def test_many_rows_take_time_in_proportion(tmp_path: Path) -> None:
    rows = "".join(tr(tc(str(i)), tc("名"), tc("0.00")) for i in range(5000))
    begun = time.perf_counter()
    (table,) = open_document(docx(tmp_path / "a.docx", tbl(rows))).tables()
    assert (table.n_rows, table.n_cols, table.text(4999, 0)) == (5000, 3, "4999")
    assert time.perf_counter() - begun < 10


def test_depth_costs_nothing(tmp_path: Path) -> None:
    inner = tbl(tr(tc("底")))
    for _ in range(3000):
        inner = "<w:tbl><w:tr><w:tc>" + inner + "</w:tc></w:tr></w:tbl>"
    tables = list(open_document(docx(tmp_path / "a.docx", inner)).tables())
    assert [t.index for t in tables] == list(range(1, 3002))
    assert tables[-1].text(0, 0) == "底"


def test_embedded_objects_and_large_pictures_are_told(tmp_path: Path) -> None:
    embedded = '<w:r><w:object><v:shape style="width:400pt;height:300pt"><v:imagedata r:id="i"/></v:shape>'
    embedded += '<o:OLEObject ProgID="Excel.Sheet.12" r:id="x"/></w:object></w:r>'
    formula = embedded.replace("Excel.Sheet.12", "Equation.3")
    large = '<w:drawing><wp:inline><wp:extent cx="5000000" cy="3000000"/><pic:pic/></wp:inline></w:drawing>'
    large = f"<w:r>{large}</w:r>"
    seal = large.replace("5000000", "900000")
    old = '<w:pict><v:shape style="width:415.3pt; height:200pt"><v:imagedata r:id="i"/></v:shape></w:pict>'
    old = f"<w:r>{old}</w:r>"
    body = (
        p("表一", inner=embedded + formula) + tbl(tr(tc("a"), tc(inner=p(inner=large + seal)))) + p(inner=old)
    )
    document = open_document(docx(tmp_path / "a.docx", body))
    assert [(i.kind, i.message, i.locator) for i in document.issues] == [
        ("unread", "an embedded object (Excel.Sheet.12) was not read", "para0"),
        ("unread", "a picture was not read", "t1/r1"),
        ("unread", "a picture was not read", "para0"),
    ]
    assert document.pages[0].n_images == 3
