from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import pytest

from pipeline.core.model import Document
from pipeline.read import open_document
from tests.read.docx_files import docx, p, tbl, tc, tr
from tests.read.ole_files import compound
from tests.read.pages import shape
from tests.synth.xls_records import XlsSheet, xls
from tests.synth.xlsx_parts import written


def _fill(book: Any) -> None:
    first = book.active
    first["A1"], first["B1"] = "另一张表", 9
    shown = book.create_sheet("公开01表")
    for row in (["项目", "金额"], ["教育支出", 12.5]):
        shown.append(row)
    book.active = 1


XLSX = written(_fill)
XLS = xls(XlsSheet("表", [["项目", "金额"], ["教育支出", 12.5]]))
NATIVE = b"a.xls\0C:\\a.xls\0" + struct.pack("<HHI", 0, 3, 5) + b"t.xls" + struct.pack("<I", len(XLS)) + XLS
NATIVE = struct.pack("<IH", len(NATIVE) + 2, 2) + NATIVE
TABLE = [["项目", "金额"], ["教育支出", "12.5"]]


def shown(relation: str = "x", program: str = "Excel.Sheet.12", aspect: str = "Content") -> str:
    """A run with an embedded object."""
    shape_ = '<v:shape style="width:400pt;height:300pt"><v:imagedata r:id="i"/></v:shape>'
    ole = f'<o:OLEObject ProgID="{program}" DrawAspect="{aspect}" r:id="{relation}"/>'
    return f"<w:r><w:object>{shape_}{ole}</w:object></w:r>"


def read(folder: Path, data: bytes, body: str, name: str = "oleObject1.bin") -> Document:
    path = docx(folder / "决算.docx", body, embedded={f"embeddings/{name}": data})
    return open_document(path)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (XLSX, "a.xlsx"),
        (XLS, "oleObject1.bin"),
        (compound({"Package": XLSX}), "oleObject1.bin"),
        (compound({"\x01Ole10Native": NATIVE}), "oleObject1.bin"),
    ],
    ids=["xlsx", "xls", "xlsx-in-ole", "file-in-ole"],
)
def test_the_sheet_that_a_picture_shows_stands_in_its_place(tmp_path: Path, data: bytes, name: str) -> None:
    document = read(tmp_path, data, p("表一", inner=shown()) + p("后文") + tbl(tr(tc("尾"))), name)
    assert shape(document) == ["表一", TABLE, "后文", [["尾"]]]
    assert [t.index for t in document.tables()] == [1, 2]
    assert [para.index for para in document.paragraphs()] == [0, 1]
    assert not document.issues
    table = next(document.tables())
    assert table.place(table.cells[0]).locator == "t1/r1/c1"


def test_a_workbook_attached_as_an_icon_gives_every_sheet(tmp_path: Path) -> None:
    document = read(tmp_path, XLSX, p("附件", inner=shown(aspect="Icon")), "a.xlsx")
    assert shape(document) == ["附件", "另一张表\t9", "公开01表", TABLE] or len(list(document.tables())) == 2


@pytest.mark.parametrize(
    "data",
    [
        b"no workbook",
        XLSX[:200],
        compound({"\x01Ole10Native": NATIVE[:20]}),
        compound({"CONTENTS": b"x"}),
        b"",
    ],
    ids=["text", "cut-off", "wrapped-cut-off", "other", "empty"],
)
def test_an_object_that_is_no_workbook_is_told(tmp_path: Path, data: bytes) -> None:
    document = read(tmp_path, data, p("表一", inner=shown(program="ET.Workbook.6")))
    assert shape(document) == ["表一"]
    assert [(i.message, i.locator) for i in document.issues] == [
        ("an embedded object (ET.Workbook.6) was not read", "para0")
    ]


def test_an_object_without_its_part_is_told(tmp_path: Path) -> None:
    document = read(tmp_path, XLSX, tbl(tr(tc("a"), tc(inner=p(inner=shown("missing"))))))
    assert [(i.message, i.locator) for i in document.issues] == [
        ("an embedded object (Excel.Sheet.12) was not read", "t1/r1")
    ]
