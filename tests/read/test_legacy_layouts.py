"""What Word documents of offices hold besides plain tables, after the way through the old format and back."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from pipeline.read import conversions, open_document
from tests.read.docx_files import OFFICE, RELATIONS, lists, lvl, numbered, p, r, root, tbl, tc, tr
from tests.read.pages import shape
from tests.read.test_embedded import TABLE, XLSX, shown
from tests.synth.office_files import needs_office, saved_as

_MIME = "application/vnd.openxmlformats-"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    f'<Default Extension="rels" ContentType="{_MIME}package.relationships+xml"/>'
    '<Default Extension="png" ContentType="image/png"/>'
    f'<Default Extension="xlsx" ContentType="{_MIME}officedocument.spreadsheetml.sheet"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_MIME}officedocument.wordprocessingml.document.main+xml"/>'
    f'<Override PartName="/word/numbering.xml" ContentType="{_MIME}officedocument.wordprocessingml.numbering+xml"/>'
    "</Types>"
)
_REVISED = (
    '<w:del w:id="1" w:author="a" w:date="2024-01-01T00:00:00Z"><w:r><w:delText>删去</w:delText></w:r></w:del>'
    '<w:ins w:id="2" w:author="a" w:date="2024-01-01T00:00:00Z"><w:r><w:t>插入</w:t></w:r></w:ins>'
)
_LISTS = lists(lvl(0, "%1、", "chineseCounting"), lvl(1, "（%2）", "chineseCounting"))
_MERGED = tbl(
    tr(tc("项目", merge="restart"), tc("金额", span=2)),
    tr(tc(merge=""), tc("预算数"), tc("决算数")),
    tr(tc("教育支出"), tc("1.00"), tc("2.50")),
)
_NESTED = tbl(tr(tc("外"), tc(inner=tbl(tr(tc("内一"), tc("内二"))) + p())))
_BOX = (
    '<w:r><w:pict><v:shape id="b1" type="#_x0000_t202" style="position:absolute;width:200pt;height:100pt">'
    f"<v:textbox><w:txbxContent>{p('框内文字') + tbl(tr(tc('框表'), tc('3.00'))) + p()}</w:txbxContent></v:textbox>"
    "</v:shape></w:pict></w:r>"
)
_TABBED = "".join(
    p(inner=f"<w:r><w:t>{a}</w:t><w:tab/><w:t>{b}</w:t></w:r>") for a, b in (("甲", "乙"), ("丙", "1"))
)
BODY = (
    numbered("部门概况", 1) + numbered("主要职责", 1, 1) + numbered("机构设置", 1, 1) + numbered("收支情况", 1)
    + p("表一", inner=shown().replace("<v:shape ", '<v:shape id="s1" o:ole="" ').replace(
        "<o:OLEObject ", '<o:OLEObject Type="Embed" ShapeID="s1" ObjectID="_1" '))
    + p("收支", inner=_REVISED + r("隐藏", "<w:vanish/>") + r("。"))
    + p("２０２４年支出１，２３４．５６万元") + _MERGED + p("间") + _NESTED + p("框前", inner=_BOX) + _TABBED + p("附注")
)  # fmt: skip
READ = [
    "一、 部门概况", "（一） 主要职责", "（二） 机构设置", "二、 收支情况", "表一", TABLE, "收支插入。",
    "２０２４年支出１，２３４．５６万元",
    [["项目", "金额", "^"], ["^", "预算数", "决算数"], ["教育支出", "1.00", "2.50"]],
    "间", [["外", ""]], [["内一", "内二"]], "框前", "框内文字", [["框表", "3.00"]], "甲\t乙", "丙\t1", "附注",
]  # fmt: skip


@pytest.fixture(autouse=True)
def _kept_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(conversions.VARIABLE, "")


def whole(path: Path, body: str) -> Path:
    """A Word document with a list, a picture and an embedded workbook, whole enough for another program."""
    links = (
        ("x", "package", "embeddings/a.xlsx"),
        ("i", "image", "media/i.png"),
        ("n", "numbering", "numbering.xml"),
    )
    related = "".join(f'<Relationship Id="{i}" Type="{OFFICE}/{kind}" Target="{t}"/>' for i, kind, t in links)
    start = f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
    picture = io.BytesIO()
    Image.new("RGB", (400, 300), "white").save(picture, "PNG")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", RELATIONS.format(start))
        archive.writestr("word/_rels/document.xml.rels", RELATIONS.format(related))
        archive.writestr("word/document.xml", root("document", f"<w:body>{body}<w:sectPr/></w:body>"))
        archive.writestr("word/numbering.xml", _LISTS)
        archive.writestr("word/media/i.png", picture.getvalue())
        archive.writestr("word/embeddings/a.xlsx", XLSX)
    return path


@needs_office
def test_lists_objects_revisions_and_boxes_read_the_same(tmp_path: Path) -> None:
    source = whole(tmp_path / "决算.docx", BODY)
    assert shape(open_document(source)) == READ
    old = open_document(saved_as(source, "doc"))
    assert shape(old) == READ
    assert not old.issues


@needs_office
def test_a_workbook_of_a_program_that_nobody_knows_is_read(tmp_path: Path) -> None:
    old = saved_as(whole(tmp_path / "决算.docx", BODY), "doc")
    known = bytes.fromhex("1008020000000000c000000000000046")
    data = old.read_bytes()
    assert known in data
    old.write_bytes(data.replace(known, bytes(range(16))))
    assert TABLE in shape(open_document(old))


@needs_office
def test_tables_that_old_word_runs_together_are_apart(tmp_path: Path) -> None:
    first = tbl(
        tr(tc("收入支出决算总表", span=2)), tr(tc("项目"), tc("金额")), tr(tc("教育支出"), tc("1.00"))
    )
    second = tbl(
        tr(tc("项目支出绩效自评表", span=3)),
        tr(tc("项目名称"), tc("示例", span=2)),
        tr(tc("一级"), tc("二级"), tc("三级")),
    )
    expected = [
        [["收入支出决算总表", "^"], ["项目", "金额"], ["教育支出", "1.00"]],
        [["项目支出绩效自评表", "^", "^"], ["项目名称", "示例", "^"], ["一级", "二级", "三级"]],
    ]
    source = whole(tmp_path / "决算.docx", first + second + p("附注"))
    assert shape(open_document(source)) == [*expected, "附注"]
    assert shape(open_document(saved_as(source, "doc"))) == [*expected, "附注"]
