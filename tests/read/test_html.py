from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.core.issues import ErrorClass, ReadError
from pipeline.read import media
from tests.read.pages import body, opened, rows, shape, texts

FORM = (
    "<p>收入支出决算总表</p><table><tr><td>科目编码</td><td>科目名称</td><td>决算数</td></tr>"
    "<tr><td>2010101</td><td>行政运行</td><td>1,234.56</td></tr></table>"
)
ROWS = [["科目编码", "科目名称", "决算数"], ["2010101", "行政运行", "1,234.56"]]

ENCODINGS = [
    ("no-charset", "gb18030", ""),
    ("lying-charset", "gb18030", '<meta charset="utf-8">'),
    ("right-charset", "gb18030", '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">'),
    ("utf-8", "utf-8", ""),
    ("utf-8-that-says-gbk", "utf-8", '<meta charset="gbk">'),
    ("utf-8-with-a-mark", "utf-8-sig", ""),
    ("utf-16", "utf-16", ""),
]


@pytest.mark.parametrize(("encoding", "meta"), [e[1:] for e in ENCODINGS], ids=[e[0] for e in ENCODINGS])
@pytest.mark.parametrize("name", ["决算.html", "决算.doc", "决算.xls", "决算.pdf"])
def test_the_encoding_is_found_by_evidence(tmp_path: Path, encoding: str, meta: str, name: str) -> None:
    document = opened(tmp_path, f"<html><head>{meta}</head><body>{FORM}</body></html>", name, encoding)
    assert document.media_type == media.HTML
    assert shape(document) == ["收入支出决算总表", ROWS]


def test_bytes_of_no_plausible_encoding_are_refused(tmp_path: Path) -> None:
    arabic = "<html><body>" + "وثيقة الميزانية السنوية للوزارة" * 9
    with pytest.raises(ReadError) as caught:
        opened(tmp_path, arabic, encoding="cp1256")
    assert caught.value.error_class == ErrorClass.ENCODING_UNCERTAIN


ORDINARY = [
    ("breaks-of-the-source", "<p>一般公共\n   服务支出\n of 2024</p>", ["一般公共服务支出 of 2024"]),
    ("raw-angle", "<p>低于<15万元的项目 <b>不计</b></p><p>后</p>", ["低于<15万元的项目 不计", "后"]),
    ("quote-angle", "<p>低于‹15万元的项目</p>", ["低于‹15万元的项目"]),
    ("entities", "<p>A&amp;B&nbsp;&lt;3&#12289;&hellip;</p>", ["A&B <3、…"]),
    ("line-breaks", "<div>单位：示例局<br>单位：万元<br/></div>", ["单位：示例局", "单位：万元"]),
    ("typed", "<pre>第一行\n  第二行</pre>", ["第一行", "第二行"]),
    ("word", "<p class=MsoNormal>决<span lang=EN-US>2024</span>算<o:p>&nbsp;</o:p></p>", ["决2024算"]),
    ("word-islands", "<xml><w:A>甲</w:A></xml><!--[if gte mso 9]>乙<![endif]--><p>丙</p>", ["丙"]),
    ("scripts", "<script>var a='<p>甲</p>'</script><style>p{}</style><p>丙</p>", ["丙"]),
    ("open-paragraphs", "<p>甲<p>乙<ul><li>丙<li>丁</ul>戊", ["甲", "乙", "丙", "丁", "戊"]),
    ("behind-the-end", "<p>甲</p></body></html><p>乙</p>", ["甲", "乙"]),
    ("cell-of-no-table", "<tr><td>甲</td></tr>", ["甲"]),
    ("hidden", "<p>甲乙丙丁<span style='DISPLAY: none'>戊</span></p><p hidden>己</p>", ["甲乙丙丁"]),
    ("hidden-by-rule", "<style>.n {display:none}</style><p class='m n'>己</p><p>甲乙丙</p>", ["甲乙丙"]),
    ("hidden-in-print", "<style>@media print {.n {display:none}}</style><p class=n>甲</p>", ["甲"]),
    ("shown-by-a-script", "<div style='display:none'><p>甲乙丙丁戊</p></div><p>己</p>", ["甲乙丙丁戊", "己"]),
    ("nothing-inside", "<p> &nbsp;</p><div></div>", []),
]


@pytest.mark.parametrize(("html", "expected"), [o[1:] for o in ORDINARY], ids=[o[0] for o in ORDINARY])
def test_text_is_what_the_page_shows(tmp_path: Path, html: str, expected: list[str]) -> None:
    assert texts(body(tmp_path, html)) == expected


def test_links_and_controls_around_the_content_are_furniture(tmp_path: Path) -> None:
    links = "".join(f"<li><a href='/{i}'>栏目{i}</a></li>" for i in range(4))
    document = body(
        tmp_path,
        f"<ul>{links}</ul><nav>当前位置</nav><p>正文<a href='x'>附件</a></p><p><a href='y'>附件1</a></p><p>完</p>"
        "<select><option>某局<option>某委</select><div><a href=1>甲</a> | <a href=2>乙</a> | <a href=3>丙</a></div>",
    )
    assert texts(document) == ["正文附件", "附件1", "完"]
    assert document.pages[0].furniture == [
        "栏目0", "栏目1", "栏目2", "栏目3", "当前位置", "某局", "某委", "甲 | 乙 | 丙",
    ]  # fmt: skip


def test_anchors_and_links_never_closed_do_not_hide_text(tmp_path: Path) -> None:
    named = "".join(f"<p><a name=_Toc{i} href='#t{i}'>第{i}部分</a></p>" for i in range(3))
    prose = "本部门收入支出均为虚构。" * 12
    open_link = f"<a href=/x><p>{prose}</p><p>甲。</p><p>乙。</p><p>丙。</p>"
    assert texts(body(tmp_path, named + open_link)) == [
        "第0部分", "第1部分", "第2部分", prose, "甲。", "乙。", "丙。",
    ]  # fmt: skip


def test_pictures_that_may_show_a_form_are_told(tmp_path: Path) -> None:
    document = body(
        tmp_path,
        "<div><img src='/logo.png'></div><p>正文</p><p><img src='files/表一.png'></p>"
        "<p>图标<img src=dot.gif></p><a href=/><img src=b.png width=900 height=400></a>"
        "<div><img src=c.png width=20 height=20><img src=表二.jpg style='width:600px;height:300px'></div>",
    )
    assert [(i.kind, i.message) for i in document.issues] == [
        ("unread", "2 pictures were not read: 表一.png, 表二.jpg")
    ]
    assert document.pages[0].n_images == 6


def test_the_title_of_the_page_is_kept(tmp_path: Path) -> None:
    assert opened(tmp_path, "<title> 某局\n决算 </title><p>甲").title == "某局 决算"


def test_depth_costs_neither_text_nor_time(tmp_path: Path) -> None:
    document = body(tmp_path, "<div>" * 200_000 + "深处" + "</div>" * 200_000 + "<p>后面</p>")
    assert texts(document) == ["深处", "后面"]


def test_tables_nested_without_end(tmp_path: Path) -> None:
    depth = 20_000
    document = body(tmp_path, "<table><tr><td>层" * depth + FORM + "</td></tr></table>" * depth)
    assert len(texts(document)) == depth + 1
    assert [rows(t) for t in document.tables()] == [ROWS]


SAVED = """MIME-Version: 1.0
Content-Type: multipart/related; boundary="x"

--x
Content-Type: text/html; charset="us-ascii"
Content-Transfer-Encoding: {encoding}
Content-Location: file:///C:/a.htm

{first}
--x
Content-Type: text/html
Content-Transfer-Encoding: base64
Content-Location: file:///C:/sheet001.htm

{second}
--x
Content-Type: image/png
Content-Transfer-Encoding: base64

iVBORw0KGgo=
--x--
"""


def _saved(first: str, encoding: str = "gb18030") -> bytes:
    import base64
    import quopri

    second = base64.encodebytes(f"<html><body>{FORM}</body></html>".encode(encoding)).decode()
    printable = quopri.encodestring(first.encode(encoding)).decode()
    return SAVED.format(encoding="quoted-printable", first=printable, second=second).encode()


def test_a_saved_page_is_read_from_its_main_part(tmp_path: Path) -> None:
    document = opened(tmp_path, _saved(f"<html><body><p>主页</p>{FORM}</body></html>"), "决算.mht")
    assert document.media_type == media.MHT
    assert shape(document) == ["主页", "收入支出决算总表", ROWS]


def test_a_saved_workbook_is_read_from_the_parts_that_it_frames(tmp_path: Path) -> None:
    framed = _saved("<html><frameset><frame src='sheet001.htm'></frameset></html>")
    assert shape(opened(tmp_path, framed, "决算.xls")) == ["收入支出决算总表", ROWS]


def test_a_saved_page_without_a_page_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadError) as caught:
        opened(tmp_path, b'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"\n\n--x--\n')
    assert caught.value.error_class == ErrorClass.CORRUPT
