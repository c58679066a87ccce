from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.core.issues import ErrorClass, ReadError
from tests.read.pages import body, rows, shape

TABLES = [
    (
        "spans",
        "<table><tr><td rowspan=2>科目</td><td colspan=2>支出</td></tr><tr><td>基本<td>项目</tr>"
        "<tr><td>教育<td>1<td>2</table>",
        [["科目", "支出", "^"], ["^", "基本", "项目"], ["教育", "1", "2"]],
    ),
    (
        "break-in-a-cell",
        "<table><tr><td>行政<br>运行</td><td><p>1</p><p>2</p></td></tr><tr><td>a<td>b</table>",
        [["行政\n运行", "1\n2"], ["a", "b"]],
    ),
    (
        "rows-left-open",
        "<table><tbody><tr><th>a<th>b<tr><td>1<td><15万元</table>",
        [["a", "b"], ["1", "<15万元"]],
    ),
    (
        "no-rows-no-order",
        "<table><td>a</td><div><td>b</td></div><tr><td>1</td><td>2</td></tr></table>",
        [["a", "b"], ["1", "2"]],
    ),
    (
        "hidden-row",
        "<table><tr><td>a<td>b</tr><tr style='display:none'><td>x<td>y</tr><tr><td>1<td>2</table>",
        [["a", "b"], ["1", "2"]],
    ),
    (
        "empty-edges",
        "<table><tr><td>a<td>b<td></tr><tr><td>1<td>2<td>&nbsp;</tr><tr><td><td><td></tr></table>",
        [["a", "b"], ["1", "2"]],
    ),
    (
        "columns-that-no-cell-begins",
        "<table><tr><td colspan=3>a<td colspan=9>b</tr><tr><td colspan=3>1<td colspan=9>2</table>",
        [["a", "b"], ["1", "2"]],
    ),
    (
        "span-to-the-end",
        "<table><tr><td rowspan=0>a<td>b</tr><tr><td>1</tr><tr><td>2</table>",
        [["a", "b"], ["^", "1"], ["^", "2"]],
    ),
    (
        "spans-that-overlap",
        "<table><tr><td>a<td rowspan=2>b</tr><tr><td colspan=2>c<td>d</table>",
        [["a", "b", ""], ["c", "^", "d"]],
    ),
    (
        "all-in-one-row",
        "<table><tr><td>201<br>20101<br>2010101<td><p>甲<p>乙<p>丙<td></td><td>3<br>2<br>1</table>",
        [["201", "甲", "", "3"], ["20101", "乙", "", "2"], ["2010101", "丙", "", "1"]],
    ),
    (
        "styled-blocks",
        "<style>.r{display:table-row} .c{display:table-cell}</style><div style='display:table'>"
        "<div class=r><div class=c>a</div><div class=c>b</div></div>"
        "<div class=r><div class=c>1</div><div class=c>2</div></div></div>",
        [["a", "b"], ["1", "2"]],
    ),
]


@pytest.mark.parametrize(("html", "expected"), [t[1:] for t in TABLES], ids=[t[0] for t in TABLES])
def test_a_table_is_read_cell_by_cell(tmp_path: Path, html: str, expected: list[list[str]]) -> None:
    assert shape(body(tmp_path, html)) == [expected]


SMALL = "<table><tr><td>a<td>b<tr><td>1<td>2</table>"
GRID = [["a", "b"], ["1", "2"]]
LONG = ["甲" * 150] * 12
LAYOUT = [
    ("frame", "<table><tr><td>正文一</td></tr><tr><td>正文二</td></tr></table>", ["正文一", "正文二"]),
    ("caption-row", "<table><tr><td>部门：示例局<td>单位：元</table>", ["部门：示例局", "单位：元"]),
    (
        "around-a-table",
        f"<table><tr><td>栏<td><p>前</p>{SMALL}<p>后</p></table>",
        ["栏", "前", GRID, "后"],
    ),
    (
        "form-with-a-table-inside",
        f"<table><tr><td>项目<td>甲<tr><td>预算<td>3<tr><td colspan=2>{SMALL}</table>",
        [[["项目", "甲"], ["预算", "3"]], GRID],
    ),
    ("article-beside-a-list", f"<table><tr><td>栏<td><p>{'<p>'.join(LONG)}</table>", ["栏", *LONG]),
    ("caption", SMALL.replace("<tr>", "<caption>总表</caption><tr>", 1), ["总表", GRID]),
    ("text-between-rows", SMALL.replace("<tr>", "前<tr>", 1), ["前", GRID]),
]


@pytest.mark.parametrize(("html", "expected"), [t[1:] for t in LAYOUT], ids=[t[0] for t in LAYOUT])
def test_what_only_lays_out_content_is_no_table(tmp_path: Path, html: str, expected: list[object]) -> None:
    assert shape(body(tmp_path, html)) == expected


def test_pictures_inside_a_table_are_told(tmp_path: Path) -> None:
    document = body(tmp_path, f"{SMALL[:-8]}<tr><td><img src=表.png><td></td></table>")
    assert [i.message for i in document.issues] == ["a picture was not read: 表.png"]


def test_tables_are_numbered_over_the_document(tmp_path: Path) -> None:
    first, second = body(tmp_path, SMALL + "<p>间</p>" + SMALL).tables()
    assert (first.place(first.cells[0]).locator, second.place(second.cells[3]).locator) == (
        "t1/r1/c1",
        "t2/r2/c2",
    )


def test_huge_spans_are_clipped_to_the_grid(tmp_path: Path) -> None:
    cell = "<td colspan=65534 rowspan=65534>"
    document = body(
        tmp_path, f"<table><tr>{cell}a{cell}b</tr>" + f"<tr>{cell}c{cell}d</tr>" * 150 + "</table>"
    )
    (table,) = document.tables()
    assert (table.n_rows, table.n_cols, len(table.cells)) == (151, 302, 302)


def test_spans_that_overlap_without_end_are_refused(tmp_path: Path) -> None:
    row = "<tr>" + "<td rowspan=65534>x" * 20
    with pytest.raises(ReadError) as caught:
        body(tmp_path, "<table>" + row * 3000 + "</table>")
    assert caught.value.error_class == ErrorClass.TOO_LARGE


def placed(*blocks: tuple[str, float, float]) -> str:
    return "".join(
        f"<p style='position:absolute;left:{left}px;top:{top}px'>{text}</p>" for text, left, top in blocks
    )


def test_placed_blocks_that_stand_in_columns_are_a_table(tmp_path: Path) -> None:
    html = placed(
        ("一般公共预算财政拨款支出决算表", 200, 40), ("单位：万元", 500, 80),
        ("科目编码", 60, 120), ("科目名称", 200, 121), ("决算数", 500, 120),
        ("201", 60, 150), ("一般公共服务支出", 160, 150), ("1,234.56", 500, 151),
        ("2010101", 60, 180), ("行政运行", 160, 180), ("34.56", 524, 180),
    )  # fmt: skip
    assert shape(body(tmp_path, f"<div style='position:relative'>{html}</div>")) == [
        "一般公共预算财政拨款支出决算表",
        "单位：万元",
        [
            ["科目编码", "科目名称", "决算数"],
            ["201", "一般公共服务支出", "1,234.56"],
            ["2010101", "行政运行", "34.56"],
        ],
    ]


def test_placed_cells_with_sizes_keep_their_spans(tmp_path: Path) -> None:
    blocks = [
        ("科目", 0, 0, 100, 60), ("支出", 100, 0, 200, 30), ("基本", 100, 30, 100, 30), ("项目", 200, 30, 100, 30),
        ("教育支出", 0, 60, 100, 30), ("1.00", 100, 60, 100, 30), ("2.00", 200, 60, 100, 30),
    ]  # fmt: skip
    html = "".join(
        f"<div style='position:absolute;left:{x}pt;top:{y}pt;width:{w}pt;height:{h}pt'>{text}</div>"
        for text, x, y, w, h in blocks
    )
    assert shape(body(tmp_path, html)) == [
        [["科目", "支出", "^"], ["^", "基本", "项目"], ["教育支出", "1.00", "2.00"]]
    ]


def test_pages_of_placed_lines_are_read_one_after_the_other(tmp_path: Path) -> None:
    line = "本年度支出决算为一百万元其中基本支出六十万元项目支出四十万元"
    first = placed((line, 60, 40), ("用于示例。", 60, 70), ("第二段。", 60, 100))
    sheets = [f"<div style='position:relative'>{page}</div>" for page in (first, placed(("下页。", 60, 40)))]
    assert shape(body(tmp_path, "".join(sheets))) == [line + "用于示例。", "第二段。", "下页。"]


def test_a_placed_part_of_the_page_keeps_its_own_flow(tmp_path: Path) -> None:
    inner = f"<p>{'正文。' * 200}</p>{SMALL}"
    document = body(tmp_path, f"<div style='position:absolute;left:0;top:90px'>{inner}</div>")
    assert shape(document) == ["正文。" * 200, rows(next(document.tables()))]
