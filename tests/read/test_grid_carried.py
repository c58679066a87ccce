"""Unruled tables that go on over a page break, where a column of theirs is empty."""

from __future__ import annotations

from pipeline.read.grid import tables_of
from pipeline.read.grid_carried import edges_of
from pipeline.read.grid_words import word_lines
from pipeline.read.pdf_paths import Drawing, Rule
from tests.read.printed import ending, rows, text

HEAD = [(60, "科目编码"), (140, "科目名称"), (280, "合计"), (360, "上级补助"), (440, "项目支出")]
ROWS = [("201", "一般公共服务支出"), ("20101", "人大事务"), ("2010101", "行政运行"), ("208", "社会保障支出")]
RULED = [Rule(96 + 18 * i, 55, 505) for i in range(6)]


def _page(headed: bool, shift: float = 0):
    """Rows with a total and an amount for projects; nothing under the heading between them."""
    chars = [c for x, name in HEAD for c in text(x, 100, name)] if headed else []
    for i, (code, name) in enumerate(ROWS):
        top = 118 + 18 * i
        chars += text(60 + shift, top, code) + text(140 + shift, top, name)
        chars += ending(320 + shift, top, "1,234.50") + ending(480 + shift, top, "34.50")
    return chars


def _read(chars, across, edges=()):
    return tables_of(1, chars, Drawing(across, [], 0), edges)[0]


def test_an_empty_column_is_kept_over_the_page_break():
    edges = edges_of(_read(_page(headed=True), RULED))
    (table,) = _read(_page(headed=False), RULED[1:], edges)
    assert rows(table) == [[*row, "1,234.50", "", "34.50"] for row in ROWS]
    assert edges_of([table]) == edges


def test_the_rest_of_a_cut_row_is_no_header():
    edges = edges_of(_read(_page(headed=True), RULED))
    (table,) = _read(text(140, 100, "发展支出") + _page(headed=False), RULED, edges)
    assert rows(table)[:2] == [["", "发展支出", "", "", ""], [*ROWS[0], "1,234.50", "", "34.50"]]


def test_a_last_row_alone_on_its_page_is_read():
    edges = edges_of(_read(_page(headed=True), RULED))
    (table,) = _read([c for c in _page(headed=False) if c.top < 130], RULED[1:3], edges)
    assert rows(table) == [[*ROWS[0], "1,234.50", "", "34.50"]]


def test_a_dash_stands_apart_from_the_name_in_the_next_column():
    (line,) = word_lines(text(200, 100, "-") + text(209, 100, "四、城乡社区支出"))
    assert [w.text for w in line.words] == ["-", "四、城乡社区支出"]


def test_rows_without_rules_keep_it_too():
    edges = edges_of(_read(_page(headed=True), RULED))
    (table,) = _read(_page(headed=False), [], edges)
    assert rows(table)[0] == [*ROWS[0], "1,234.50", "", "34.50"]


def test_columns_that_do_not_lie_in_those_before_are_no_table():
    edges = edges_of(_read(_page(headed=True), RULED))
    assert _read(_page(headed=False, shift=50), RULED[1:], edges) == []


def test_a_table_with_a_header_of_its_own_has_its_own_columns():
    edges = edges_of(_read(_page(headed=True), RULED))
    (table,) = _read([c for c in _page(headed=True) if not 350 < c.x0 < 430], RULED, edges)
    assert table.n_cols == 4


def test_edges_of_ruled_tables_are_not_carried():
    across, down = [Rule(y, 50, 500) for y in (95, 115, 135)], [Rule(x, 95, 135) for x in (50, 200, 500)]
    chars = text(60, 100, "项目") + text(210, 100, "金额") + text(60, 120, "合计") + text(210, 120, "1.00")
    tables, _ = tables_of(1, chars, Drawing(across, down, 0))
    assert tables[0].method == "ruled" and edges_of(tables) == []


def test_vertical_rules_give_the_columns_of_rows_without_a_header():
    down = [Rule(x, 110, 195) for x in (55, 135, 240, 340, 420, 505)]
    chars, drawing = _page(headed=False), Drawing([], down, 0)
    (table,) = tables_of(1, chars, drawing)[0]
    assert rows(table) == [[*row, "1,234.50", "", "34.50"] for row in ROWS]
