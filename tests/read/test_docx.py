from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.core.model import Document, Table
from pipeline.read import open_document
from tests.read.docx_files import box, docx, lists, lvl, numbered, p, r, root, tbl, tc, tr


def read(tmp_path: Path, body: str, **parts: str) -> Document:
    return open_document(docx(tmp_path / "决算.docx", body, **parts))


def outline(document: Document) -> list[str]:
    """Every block in order: the text of a paragraph, or a table as its rows of texts."""
    return [
        "/".join("|".join(row) for row in texts(b)) if isinstance(b, Table) else b.text
        for b in document.blocks()
    ]


def texts(table: Table) -> list[list[str]]:
    return [[table.text(row, col) for col in range(table.n_cols)] for row in range(table.n_rows)]


def paragraphs(tmp_path: Path, body: str, **parts: str) -> list[str]:
    return [b.text for b in read(tmp_path, body, **parts).paragraphs()]


def only_table(tmp_path: Path, *rows: str) -> Table:
    (table,) = read(tmp_path, tbl(*rows)).tables()
    return table


def test_blocks_come_in_the_order_of_the_body(tmp_path: Path) -> None:
    document = read(tmp_path, p("一、总表") + tbl(tr(tc("合计"), tc("1.00"))) + p("二、说明"))
    assert outline(document) == ["一、总表", "合计|1.00", "二、说明"]
    assert [b.place().locator for b in document.paragraphs()] == ["para0/0-4", "para1/0-4"]
    (table,) = document.tables()
    assert (table.page, table.method, table.place(table.cells[1]).locator) == (0, "native", "t1/r1/c2")


def test_spans_and_merges_are_cells(tmp_path: Path) -> None:
    table = only_table(
        tmp_path,
        tr(tc("项目", merge="restart"), tc("收入", span=2)),
        tr(tc("", merge=""), tc("预算"), tc("决算")),
        tr(tc("", merge="continue"), tc("1"), tc("2")),
    )
    assert [(c.text, c.row, c.col, c.row_span, c.col_span) for c in table.cells] == [
        ("项目", 0, 0, 3, 1), ("收入", 0, 1, 1, 2), ("预算", 1, 1, 1, 1), ("决算", 1, 2, 1, 1),
        ("1", 2, 1, 1, 1), ("2", 2, 2, 1, 1),
    ]  # fmt: skip


def test_a_merge_ends_at_the_next_restart(tmp_path: Path) -> None:
    rows = [tr(tc("甲", merge="restart")), tr(tc("", merge="")), tr(tc("乙", merge="restart")), tr(tc("丙"))]
    table = only_table(tmp_path, *rows)
    assert [(c.text, c.row, c.row_span) for c in table.cells] == [("甲", 0, 2), ("乙", 2, 1), ("丙", 3, 1)]


def test_a_merge_that_goes_on_from_nothing_is_a_cell(tmp_path: Path) -> None:
    table = only_table(tmp_path, tr(tc("a"), tc("b")), tr(tc("孤", merge=""), tc("c")))
    assert texts(table) == [["a", "b"], ["孤", "c"]]


def test_the_old_merge_to_the_side(tmp_path: Path) -> None:
    first = '<w:tc><w:tcPr><w:hMerge w:val="restart"/></w:tcPr>' + p("宽") + "</w:tc>"
    second = "<w:tc><w:tcPr><w:hMerge/></w:tcPr>" + p("") + "</w:tc>"
    table = only_table(tmp_path, tr(first, second), tr(tc("a"), tc("b")))
    assert [(c.text, c.col_span) for c in table.cells] == [("宽", 2), ("a", 1), ("b", 1)]


def test_columns_left_out_before_a_row(tmp_path: Path) -> None:
    table = only_table(
        tmp_path,
        tr(tc("a"), tc("b")),
        tr(tc("c"), properties='<w:gridBefore w:val="1"/><w:gridAfter w:val="0"/>'),
    )
    assert texts(table) == [["a", "b"], ["", "c"]]


def test_grid_lines_that_no_cell_uses_are_left_out(tmp_path: Path) -> None:
    table = only_table(tmp_path, tr(tc("宽", span=2_000_000_000), tc("窄")), tr(tc("a"), tc("b", span=7)))
    assert table.n_cols == 3
    assert [(c.text, c.col, c.col_span) for c in table.cells] == [
        ("宽", 0, 2), ("窄", 2, 1), ("a", 0, 1), ("b", 1, 1),
    ]  # fmt: skip


def test_lines_of_a_cell(tmp_path: Path) -> None:
    broken = p("科目", inner="<w:r><w:br/><w:t>编码</w:t></w:r>")
    table = only_table(tmp_path, tr(tc(inner=broken + p("（必填）") + p()), tc(inner=p() + p("名称"))))
    assert texts(table) == [["科目\n编码\n（必填）", "名称"]]


def test_a_nested_table_comes_right_after_the_outer_one(tmp_path: Path) -> None:
    inner = tbl(tr(tc("内一")), tr(tc(inner=tbl(tr(tc("最内"))) + p())))
    body = tbl(tr(tc(inner=p("前") + inner + p("后")), tc("旁"))) + p("完")
    assert outline(read(tmp_path, body)) == ["前\n后|旁", "内一/", "最内", "完"]


def test_content_controls_links_and_simple_fields_are_transparent(tmp_path: Path) -> None:
    control = f"<w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent>{p('控件')}</w:sdtContent></w:sdt>"
    link = p(inner=f'<w:hyperlink r:id="x">{r("链接")}</w:hyperlink>')
    field = p(inner=f'<w:fldSimple w:instr="PAGE">{r("3")}</w:fldSimple>')
    assert paragraphs(tmp_path, control + link + field) == ["控件", "链接", "3"]


def test_rows_and_cells_inside_content_controls(tmp_path: Path) -> None:
    cell = f"<w:sdt><w:sdtContent>{tc('b')}</w:sdtContent></w:sdt>"
    row = f"<w:sdt><w:sdtContent>{tr(tc('c'), tc('d'))}</w:sdtContent></w:sdt>"
    assert texts(only_table(tmp_path, tr(tc("a"), cell), row)) == [["a", "b"], ["c", "d"]]


def test_tracked_changes_read_as_accepted(tmp_path: Path) -> None:
    gone = '<w:del w:id="1"><w:r><w:delText>旧</w:delText></w:r></w:del>'
    new = f'<w:ins w:id="2">{r("新")}</w:ins>'
    joined = p("前半", properties='<w:rPr><w:del w:id="3"/></w:rPr>') + p("后半")
    rows = tbl(tr(tc("删"), properties='<w:del w:id="4"/>'), tr(tc("留"), properties='<w:ins w:id="5"/>'))
    assert outline(read(tmp_path, p("共", inner=gone + new) + joined + rows)) == ["共新", "前半后半", "留"]


def field(code: str, result: str) -> str:
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'.format
    return (
        mark("begin")
        + f"<w:r><w:instrText>{code}</w:instrText></w:r>"
        + mark("separate")
        + result
        + mark("end")
    )


def test_the_code_of_a_field_is_not_text_but_its_result_is(tmp_path: Path) -> None:
    nested = p("第", inner=field("IF", r("三")) + r("部分"))
    in_code = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>' + r("代码")
    never_ends = p("起", inner=in_code) + p("下一段")
    assert paragraphs(tmp_path, nested + never_ends) == ["第三部分", "起", "下一段"]


def test_hidden_text_is_not_printed(tmp_path: Path) -> None:
    shown = r("显", '<w:vanish w:val="0"/>')
    assert paragraphs(tmp_path, p("明", inner=r("隐", "<w:vanish/>") + shown)) == ["明显"]


def test_tabs_hyphens_and_symbols(tmp_path: Path) -> None:
    inner = (
        '<w:r><w:tab/><w:t>a</w:t><w:noBreakHyphen/><w:sym w:font="Wingdings" w:char="F0FE"/>'
        '<w:sym w:font="Symbol" w:char="F0B3"/></w:r>' + r("\uf0a3", '<w:rFonts w:ascii="Symbol"/>')
    )
    body = p("x", inner=inner, properties='<w:tabs><w:tab w:val="left" w:pos="1"/></w:tabs>')
    assert paragraphs(tmp_path, body) == ["x\ta-☑≥≤"]


def test_a_text_box_is_read_once_and_after_its_paragraph(tmp_path: Path) -> None:
    inner = p("框内") + tbl(tr(tc("1"), tc("2")))
    assert outline(read(tmp_path, p("前", inner=box(inner) + r("文")) + p("后"))) == [
        "前文",
        "框内",
        "1|2",
        "后",
    ]


def test_a_text_box_in_a_cell_comes_after_the_table(tmp_path: Path) -> None:
    body = tbl(tr(tc(inner=p("格", inner=box(p("框")))), tc("邻")))
    assert outline(read(tmp_path, body)) == ["格|邻", "框"]


def test_notes_follow_the_block_that_refers_to_them(tmp_path: Path) -> None:
    footnotes = root(
        "footnotes",
        f'<w:footnote w:id="2">{p("脚注文字")}</w:footnote><w:footnote w:id="3">{p("无人引用")}</w:footnote>',
    )
    endnotes = root("endnotes", f'<w:endnote w:id="2">{p("尾注文字")}</w:endnote>')
    body = (
        p("正文", inner='<w:r><w:footnoteReference w:id="2"/></w:r>')
        + tbl(tr(tc(inner=p("格", inner='<w:r><w:endnoteReference w:id="2"/></w:r>')), tc("1")))
        + p("下文")
    )
    document = read(tmp_path, body, footnotes=footnotes, endnotes=endnotes)
    assert outline(document) == ["正文", "脚注文字", "格|1", "尾注文字", "下文"]


STYLES = root(
    "styles",
    '<w:style w:type="paragraph" w:default="1" w:styleId="a"/>'
    '<w:style w:type="paragraph" w:styleId="1"><w:basedOn w:val="a"/>'
    '<w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="s"><w:basedOn w:val="1"/>'
    '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="x"><w:basedOn w:val="y"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="y"><w:basedOn w:val="x"/></w:style>',
)


@pytest.mark.parametrize(
    ("properties", "level"),
    [
        ("", 0),
        ('<w:pStyle w:val="1"/>', 1),
        ('<w:pStyle w:val="s"/>', 1),
        ('<w:pStyle w:val="1"/><w:outlineLvl w:val="9"/>', 0),
        ('<w:outlineLvl w:val="2"/>', 3),
        ('<w:pStyle w:val="x"/>', 0),
        ('<w:pStyle w:val="unknown"/>', 0),
    ],
)
def test_heading_level(tmp_path: Path, properties: str, level: int) -> None:
    (paragraph,) = read(tmp_path, p("标题", properties=properties), styles=STYLES).paragraphs()
    assert paragraph.level == level


def test_a_style_may_bring_its_list(tmp_path: Path) -> None:
    numbering = lists(lvl(0, "第%1部分", "chineseCountingThousand"))
    body = p("概况", properties='<w:pStyle w:val="s"/>') + p("决算", properties='<w:pStyle w:val="s"/>')
    assert paragraphs(tmp_path, body, styles=STYLES, numbering=numbering) == [
        "第一部分 概况",
        "第二部分 决算",
    ]


def test_a_list_number_alone_in_a_cell_is_printed(tmp_path: Path) -> None:
    body = tbl(tr(tc(inner=numbered("", 1)), tc("甲")), tr(tc(inner=numbered("", 1)), tc("乙"))) + numbered(
        "", 1
    )
    assert outline(read(tmp_path, body, numbering=lists(lvl(0, "%1")))) == ["1|甲/2|乙"]


def test_a_typed_line_break_may_end_a_paragraph(tmp_path: Path) -> None:
    long = (
        "本部门按照规定编制决算并将收入和支出全部纳入决算管理和公开范围接受社会监督，其中收入包括财政拨款以"
    )
    parts = ["某某局", "决算公开", long, "及其他收入。", "（一）收入"]
    inner = "<w:r>" + "<w:br/>".join(f"<w:t>{t}</w:t>" for t in parts) + "</w:r>"
    assert paragraphs(tmp_path, p(inner=inner)) == ["某某局", "决算公开", long + "及其他收入。", "（一）收入"]


def test_the_main_part_may_lie_elsewhere_and_in_the_strict_namespace(tmp_path: Path) -> None:
    strict = root("document", f"<w:body>{p('严格')}</w:body>").replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    path = docx(tmp_path / "a.docx", "", document=strict, main="word/document2.xml")
    assert [b.text for b in open_document(path).paragraphs()] == ["严格"]
