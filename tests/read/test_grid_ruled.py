"""Ruled tables: every way in which rules are drawn, merged, broken off or left out."""

from __future__ import annotations

from itertools import pairwise

from pipeline.read.pdf_paths import Rule
from tests.read.printed import ending, lattice, read, rows, text

XS, YS = [50.0, 150.0, 300.0, 400.0], [100.0, 120.0, 140.0, 160.0]
TRUTH = [["科目编码", "科目名称", "金额"], ["2010101", "行政运行", "12.50"], ["2010102", "一般事务", "7.00"]]


def _print(x: list[float] = XS, y: list[float] = YS):
    chars = []
    for top, line in zip(y, TRUTH, strict=False):
        chars += text(x[0] + 4, top + 5, line[0]) + text(x[1] + 4, top + 5, line[1])
        chars += ending(x[3] - 4, top + 5, line[2])
    return chars


def _one(chars, across, down):
    tables, rest = read(chars, across, down)
    assert [t.lost_text for t in tables] == [""]
    return tables[0], rest


def test_plain_lattice():
    table, rest = _one(_print(), *lattice(XS, YS))
    assert rows(table) == TRUTH and rest == []
    assert (table.method, table.n_rows, table.n_cols) == ("ruled", 3, 3)


def test_double_rules_and_near_misses_are_one():
    across, down = lattice(XS, YS)
    across += [Rule(r.at + 1.8, r.start + 1, r.end - 2) for r in across]
    down += [Rule(r.at - 1.5, r.start, r.end) for r in down]
    assert rows(_one(_print(), across, down)[0]) == TRUTH


def test_rules_drawn_cell_by_cell_with_gaps():
    across = [Rule(y, a + 1.2, b - 1.2) for y in YS for a, b in pairwise(XS)]
    down = [Rule(x, a + 1.2, b - 1.2) for x in XS for a, b in pairwise(YS)]
    assert rows(_one(_print(), across, down)[0]) == TRUTH


def test_dashes():
    across = [Rule(y, x, x + 3) for y in YS for x in range(50, 398, 7)]
    down = [Rule(x, y, y + 3) for x in XS for y in range(100, 158, 7)]
    assert rows(_one(_print(), across, down)[0]) == TRUTH


def test_merged_cells_have_spans():
    across = [Rule(100, 50, 400), Rule(120, 150, 400), Rule(140, 50, 400), Rule(160, 50, 400)]
    down = [Rule(50, 100, 160), Rule(150, 100, 160), Rule(300, 120, 160), Rule(400, 100, 160)]
    chars = text(54, 115, "科目") + text(200, 105, "支出") + text(160, 125, "基本") + text(310, 125, "项目")
    table, _ = _one(chars + text(54, 145, "合计") + ending(396, 145, "3.00"), across, down)
    spans = {c.text: (c.row, c.col, c.row_span, c.col_span) for c in table.cells if c.text}
    assert spans == {
        "科目": (0, 0, 2, 1),
        "支出": (0, 1, 1, 2),
        "基本": (1, 1, 1, 1),
        "项目": (1, 2, 1, 1),
        "合计": (2, 0, 1, 1),
        "3.00": (2, 2, 1, 1),
    }


def test_first_row_after_a_page_break_without_a_rule_above_it():
    across, down = lattice(XS, YS)
    assert rows(_one(_print(), across[1:], down)[0]) == TRUTH


def test_last_row_before_a_page_break_without_a_rule_below_it():
    across, down = lattice(XS, YS)
    assert rows(_one(_print(), across[:-1], down)[0]) == TRUTH


def test_outer_columns_without_a_side_rule():
    across, down = lattice(XS, YS)
    assert rows(_one(_print(), across, down[1:-1])[0]) == TRUTH


def test_rules_that_stick_out_make_no_column():
    across, down = lattice(XS, YS)
    across = [Rule(r.at, r.start, r.end + 9) for r in across]
    assert rows(_one(_print(), across, down)[0]) == TRUTH


def test_borders_that_nearly_meet_make_no_column_of_their_own():
    across, down = lattice(XS, YS)
    down[1] = Rule(150, 100, 120)
    table, _ = _one(_print(), across, [*down, Rule(155, 120, 160)])
    assert rows(table) == TRUTH


def test_number_that_overflows_its_cell_stays_whole():
    chars = ending(296, 105, "1.00") + ending(396, 105, "123,456,789,012,345,678.90")
    table, _ = _one(chars + text(54, 105, "合计"), *lattice(XS, YS[:2]))
    assert rows(table) == [["合计", "1.00", "123,456,789,012,345,678.90"]]


def test_two_numbers_that_touch_at_a_rule_stay_two():
    chars = ending(300, 105, "1,234.56") + text(300, 105, "5,678.90") + text(54, 105, "合计")
    table, _ = _one(chars, *lattice(XS, YS[:2]))
    assert rows(table) == [["合计", "1,234.56", "5,678.90"]]


def test_an_amount_and_the_code_beside_it_stay_two():
    chars = _print() + ending(XS[2] - 0.8, YS[2] + 5, "534.99") + text(XS[2] + 0.7, YS[2] + 5, "302")
    chars = [c for c in chars if not (YS[2] < c.top < YS[3] and (c.text in "一般事务" or c.x0 > 350))]
    table, _ = _one(chars, *lattice(XS, YS))
    assert rows(table)[2] == ["2010102", "534.99", "302"]


def test_frame_round_text_is_no_table():
    chars = text(60, 110, "示例说明文字") + text(60, 130, "第二行")
    tables, rest = read(chars, *lattice([50, 400], [100, 160]))
    assert tables == [] and rest == ["示例说明文字", "第二行"]


def test_table_in_a_frame_and_boxes_in_cells():
    across, down = lattice(XS, YS)
    frame = lattice([30, 560], [60, 700])
    mark = lattice([330, 338], [106, 114])
    chars = _print() + text(60, 70, "示例表")
    tables, rest = read(chars, across + frame[0] + mark[0], down + frame[1] + mark[1])
    assert [rows(t) for t in tables] == [TRUTH] and rest == ["示例表"]


def test_two_tables_on_a_page_are_numbered_from_the_top():
    second = [y + 200 for y in YS]
    across, down = lattice(XS, second)
    first = lattice(XS, YS)
    tables, _ = read(_print(XS, second) + _print(), across + first[0], down + first[1])
    assert [(t.index, rows(t)) for t in tables] == [(1, TRUTH), (2, TRUTH)]
    assert tables[0].box is not None and tables[0].box.top == 100


def test_row_cut_by_a_page_break_is_a_table_of_one_filled_cell():
    table, _ = _one(text(160, 105, "接上页的文字"), *lattice(XS, YS[:2]))
    assert rows(table) == [["", "接上页的文字", ""]]


def test_chart_is_no_table():
    across = [Rule(y, 100, 400) for y in range(100, 220, 20)]
    chars = text(70, 95, "100") + text(70, 195, "0") + text(150, 230, "基本支出")
    tables, rest = read(chars, across, [Rule(100, 100, 200), Rule(400, 100, 200)])
    assert tables == [] and rest == ["100", "0", "基本支出"]


def test_rows_that_no_rule_parts():
    across, down = lattice(XS, [100.0, 120.0, 180.0])
    chars = (
        _print(y=[100.0]) + text(54, 125, "2010101") + text(154, 125, "行政运行") + ending(346, 125, "12.50")
    )
    chars += ending(396, 125, "1.50") + text(54, 145, "2010102") + text(154, 145, "一般事务一般事务")
    chars += text(154, 157, "支出") + ending(346, 145, "7.00") + ending(396, 145, "2.00")
    table, _ = _one(chars, across, [*down, Rule(350, 120, 180)])
    assert rows(table)[1:] == [
        ["2010101", "行政运行", "12.50", "1.50"],
        ["2010102", "一般事务一般事务\n支出", "7.00", "2.00"],
    ]


def test_columns_that_no_rule_parts():
    across, down = lattice(XS, YS)
    chars = (
        text(54, 105, "科目编码")
        + text(154, 105, "科目名称")
        + text(310, 105, "合计")
        + text(360, 105, "基本支出")
    )
    for top, amounts in ((125, ("12.50", "10.00")), (145, ("7.00", "6.25"))):
        chars += text(54, top, "201") + text(154, top, "示例支出")
        chars += ending(345, top, amounts[0]) + ending(396, top, amounts[1])
    table, _ = _one(chars, across, down)
    assert rows(table) == [
        ["科目编码", "科目名称", "合计", "基本支出"],
        ["201", "示例支出", "12.50", "10.00"],
        ["201", "示例支出", "7.00", "6.25"],
    ]


def test_amounts_broken_over_two_lines_are_one_row():
    across, down = lattice([50.0, 150.0, 200.0, 250.0], YS[:1] + YS[2:3])
    chars = text(54, 110, "合计") + ending(196, 105, "123,456,7") + ending(196, 120, "89.00")
    chars += ending(246, 105, "987,654,3") + ending(246, 120, "21.00")
    table, _ = _one(chars, across, down)
    assert rows(table) == [["合计", "123,456,7\n89.00", "987,654,3\n21.00"]]
