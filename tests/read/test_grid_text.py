"""Tables ruled in part or not at all: columns and rows from where the words stand."""

from __future__ import annotations

import pytest

from pipeline.read.pdf_paths import Rule
from tests.read.printed import ending, read, rows, text

NAMES = ["一般公共服务支出", "人大事务", "行政运行", "社会保障和就业支出"]
CODES = ["201", "20101", "2010101", "208"]
AMOUNTS = [("1,234.56", "1,000.00"), ("34.50", "30.00"), ("7.00", ""), ("12,000.10", "8.00")]
HEAD = ["科目编码", "科目名称", "合计", "基本支出"]
TRUTH = [HEAD, *([c, n, *a] for c, n, a in zip(CODES, NAMES, AMOUNTS, strict=True))]


def _line(top: float, code: str, name: str, amounts: tuple[str, ...]):
    chars = (text(60, top, code) if code else []) + (text(140, top, name) if name else [])
    for x1, amount in zip((400, 500), amounts, strict=False):
        chars += ending(x1, top, amount) if amount else []
    return chars


def _head(top: float):
    return (
        text(60, top, HEAD[0]) + text(140, top, HEAD[1]) + text(370, top, HEAD[2]) + text(460, top, HEAD[3])
    )


def _body(top: float, pitch: float = 18):
    lines = enumerate(zip(CODES, NAMES, AMOUNTS, strict=True))
    return [char for i, row in lines for char in _line(top + i * pitch, *row)]


def test_no_rules_at_all():
    chars = text(250, 60, "示例支出表") + text(440, 80, "单位：万元") + _head(100) + _body(118)
    (table,), rest = read(chars, [], [])
    assert rows(table) == TRUTH and table.method == "text"
    assert rest == ["示例支出表", "单位：万元"]


def test_rules_over_and_under_the_header_only():
    across = [Rule(at, 55, 505) for at in (95, 115, 195)]
    (table,), rest = read(_head(100) + _body(120), across, [])
    assert rows(table) == TRUTH and table.method == "half_ruled" and rest == []


def test_a_rule_under_every_row():
    across = [Rule(96 + 18 * i, 55, 505) for i in range(6)]
    (table,), _ = read(_head(100) + _body(118), across, [])
    assert rows(table) == TRUTH and table.method == "half_ruled"


def test_frame_and_row_rules_without_columns():
    across = [Rule(96 + 18 * i, 55, 505) for i in range(6)]
    (table,), _ = read(_head(100) + _body(118), across, [Rule(55, 96, 186), Rule(505, 96, 186)])
    assert rows(table) == TRUTH


def test_headings_that_share_one_above_them():
    head = text(60, 107, HEAD[0]) + text(140, 107, HEAD[1]) + text(410, 100, "本年支出")
    head += text(370, 114, HEAD[2]) + text(460, 114, HEAD[3])
    (table,), _ = read(head + _body(132), [], [])
    assert rows(table)[:2] == [[HEAD[0], HEAD[1], "本年支出", ""], ["", "", HEAD[2], HEAD[3]]]
    assert rows(table)[2:] == TRUTH[1:]


def test_names_that_wrap_below_their_amount():
    chars = (
        _head(100)
        + _line(118, "201", "一般公共服务支出一般公共", ("1.00", "2.00"))
        + text(140, 131, "服务支出")
    )
    chars += _line(149, "202", "外交支出", ("3.00", "4.00")) + _line(
        167, "203", "国防支出国防支出国防", ("5.00", "6.00")
    )
    (table,), _ = read(chars + text(140, 180, "支出"), [], [])
    assert rows(table)[1:] == [
        ["201", "一般公共服务支出一般公共\n服务支出", "1.00", "2.00"],
        ["202", "外交支出", "3.00", "4.00"],
        ["203", "国防支出国防支出国防\n支出", "5.00", "6.00"],
    ]


def test_amounts_between_the_two_lines_of_a_name():
    chars = _head(100)
    for i, code in enumerate(("201", "202", "203")):
        top = 120 + 30 * i
        chars += text(140, top, "示例支出示例支出") + _line(top + 6.5, code, "", (f"{i}.00", f"{i}.50"))
        chars += text(140, top + 13, "后半")
    (table,), _ = read(chars, [], [])
    assert rows(table)[1:] == [
        [c, "示例支出示例支出\n后半", f"{i}.00", f"{i}.50"] for i, c in enumerate(("201", "202", "203"))
    ]


def test_code_beside_the_first_half_of_a_name_and_the_amount_between():
    chars = _head(100)
    for i, code in enumerate(("2010101", "2010102", "2010103")):
        top = 120 + 30 * i
        chars += text(60, top, code) + text(140, top, "示例支出") + ending(400, top + 6.5, f"{i}.00")
        chars += text(140, top + 13, "后半")
    (table,), _ = read(chars, [], [])
    assert [r[:3] for r in rows(table)[1:]] == [
        [c, "示例支出\n后半", f"{i}.00"] for i, c in enumerate(("2010101", "2010102", "2010103"))
    ]


def test_row_with_a_code_and_no_amount_is_a_row():
    chars = _head(100) + _line(118, "201", "一般公共服务支出", ()) + _body(136)
    (table,), _ = read(chars, [], [])
    assert rows(table)[1] == ["201", "一般公共服务支出", "", ""] and rows(table)[2:] == TRUTH[1:]


PROSE = "本单位二〇二四年度收入总计一千二百三十四万元，比上年增加五十六万元，"
ENTRIES = [f"{n}、示例部分的标题" for n in "一二三四五"]
NO_TABLES = {
    "paragraphs": [
        PROSE,
        "支出为1,234.56万元，其中基本支出1,000.00万元，项目",
        "支出234.56万元，增长12.5%，主要是",
        PROSE,
    ],
    "contents": [entry + "." * 40 + str(3 + i) for i, entry in enumerate(ENTRIES)],
    "contents without leaders": [entry + " " * 60 + str(3 + i) for i, entry in enumerate(ENTRIES)],
    "list": [f"{i}. 示例事项，2024年完成{i}项" for i in range(1, 7)],
    "captions": ["部门：示例局" + " " * 50 + "单位：万元", "示例支出表", PROSE],
    "one total": [PROSE, "合计" + " " * 50 + "12.00", PROSE],
    "chart": ["1%" + " " * 30 + "4%", " 12%" + " " * 20 + "9%", "30%" + " " * 28 + "50%", "基本支出"],
}


@pytest.mark.parametrize("kind", NO_TABLES)
def test_what_is_no_table(kind: str):
    lines = NO_TABLES[kind]
    chars = [c for i, line in enumerate(lines) for c in text(60, 100 + 18 * i, line)]
    tables, rest = read(chars, [], [])
    assert tables == [] and len(rest) == len(lines)


def test_shared_headings_of_three_levels_and_columns_without_an_entry():
    head = text(60, 114, "科目编码") + text(140, 114, "科目名称") + text(385, 100, "本年预算")
    head += text(320, 121, "合计") + text(400, 114, "财政拨款") + text(520, 107, "上缴上级")
    head += text(520, 120, "支出") + text(370, 128, "一般预算") + text(440, 128, "基金预算")
    body = []
    for i, (code, name) in enumerate(zip(CODES, NAMES, strict=True)):
        top = 150 + 18 * i
        body += text(60, top, code) + text(140, top, name) + ending(350, top, f"{i + 1}.00")
        body += ending(415, top, f"{i}.50") + ending(485, top, f"{i}.25")
    (table,), _ = read(head + body, [], [])
    assert rows(table)[:3] == [
        ["科目编码", "科目名称", "本年预算", "", "", "上缴上级\n支出"],
        ["", "", "合计", "财政拨款", "", ""],
        ["", "", "", "一般预算", "基金预算", ""],
    ]
    assert rows(table)[3] == ["201", NAMES[0], "1.00", "0.50", "0.25", ""]


def test_words_printed_wide_are_one_and_a_rule_shows_what_a_heading_spans():
    across = [Rule(95, 55, 505), Rule(114, 55, 360), Rule(134, 55, 505)]
    head = text(180, 100, "项") + text(220, 100, "目") + text(460, 108, "决算数")
    head += text(60, 118, "科目编码") + text(200, 118, "科目名称")
    body = []
    for i, (code, name) in enumerate(zip(CODES, NAMES, strict=True)):
        body += text(60, 140 + 18 * i, code) + text(180, 140 + 18 * i, name)
        body += ending(500, 140 + 18 * i, f"{i}.50")
    (table,), _ = read(head + body, [*across, Rule(210, 55, 505)], [])
    assert rows(table)[:2] == [["项 目", "", "决算数"], ["科目编码", "科目名称", ""]]


def test_a_header_whose_last_line_is_the_end_of_one_heading():
    head = text(60, 100, "科目编码示例") + text(60, 112, "编码") + text(140, 104, HEAD[1])
    head += text(370, 104, HEAD[2]) + text(460, 104, HEAD[3])
    (table,), rest = read(head + _body(138), [], [])
    assert rows(table)[0] == ["科目编码示例\n编码", *HEAD[1:]] and rest == []


def test_a_frame_only_bounds_the_table_inside():
    across = [Rule(95, 55, 505), Rule(195, 55, 505)]
    down = [Rule(55, 95, 195), Rule(505, 95, 195)]
    (table,), rest = read(text(60, 70, "示例支出表") + _head(100) + _body(118), across, down)
    assert rows(table) == TRUTH and table.method == "half_ruled" and rest == ["示例支出表"]


SHARED = text(95, 80, "项目") + text(225, 110, "合计") + text(345, 110, "基本支出")
NAMED = text(60, 124, "科目编码") + text(140, 124, "科目名称")


def _two_amounts(top: float):
    """Rows under a header whose first heading stands alone on a line, far above the others."""
    lines = enumerate(zip(CODES, NAMES, strict=True))
    return [
        char
        for i, (code, name) in lines
        for char in (
            *text(60, top + 18 * i, code),
            *text(140, top + 18 * i, name),
            *ending(275, top + 18 * i, "34.50"),
            *ending(385, top + 18 * i, "30.00"),
        )
    ]


def test_all_lines_between_the_unit_and_the_rows_are_the_header():
    chars = text(200, 40, "示例支出表") + text(330, 60, "单位：万元") + SHARED + NAMED + _two_amounts(150)
    (table,), rest = read(chars, [], [])
    assert rest == ["示例支出表", "单位：万元"]
    assert "项目" in rows(table)[0] and rows(table)[-1] == [CODES[3], NAMES[3], "34.50", "30.00"]


def test_all_lines_between_the_top_of_a_frame_and_the_rows_are_the_header():
    across, down = [Rule(75, 55, 400), Rule(220, 55, 400)], [Rule(55, 75, 220), Rule(400, 75, 220)]
    (table,), rest = read(text(200, 40, "示例支出表") + SHARED + NAMED + _two_amounts(150), across, down)
    assert rest == ["示例支出表"] and "项目" in rows(table)[0]


def test_a_title_and_unit_inside_the_first_rules_stand_over_the_header():
    across = [Rule(at, 55, 505) for at in (55, 115, 195)]
    chars = text(250, 60, "示例支出表") + text(420, 80, "单位：万元") + _head(100) + _body(120)
    (table,), rest = read(chars, across, [])
    assert rows(table) == TRUTH and table.method == "half_ruled"
    assert rest == ["示例支出表", "单位：万元"]


def test_a_numbered_name_without_an_amount_above_a_sum_is_a_row():
    named = text(140, 190, "四、其他收入") + text(150, 208, "本年收入合计") + ending(400, 208, "12,000.10")
    chars = _head(100) + _body(118) + named + ending(500, 208, "8.00")
    (table,), _ = read(chars, [], [])
    assert [[c for c in row if c] for row in rows(table)[-2:]] == [
        ["四、其他收入"],
        ["本年收入合计", "12,000.10", "8.00"],
    ]


def test_the_row_that_numbers_the_columns_stands_alone():
    index = text(75, 118, "栏次") + text(370, 118, "1") + text(470, 118, "2")
    (table,), _ = read(_head(100) + index + _body(136), [], [])
    assert [[c for c in row if c] for row in rows(table)[1:3]] == [["栏次", "1", "2"], TRUTH[1]]


def _spread(pitch: float) -> list[list[str]]:
    """The rows read of a list of names, two of them without an amount, `pitch` from line to line."""
    chars = text(60, 118 - pitch, "科目名称") + text(360, 118 - pitch, "金额")
    for i, name in enumerate([*NAMES, "住房保障支出", "住房改革支出", "农林水支出"]):
        chars += text(60, 118 + pitch * i, name)
        chars += ending(400, 118 + pitch * i, f"{i + 1}.00") if i not in (2, 5) else []
    (table,), _ = read(chars, [], [])
    return rows(table)


def test_a_name_as_far_from_its_neighbours_as_rows_are_is_a_row_without_an_amount():
    assert [row[1] for row in _spread(18)] == ["金额", "1.00", "2.00", "", "4.00", "5.00", "", "7.00"]


def test_a_name_as_near_as_the_lines_of_one_name_may_be_goes_on():
    assert ["行政运行\n社会保障和就业支出", "4.00"] in _spread(13)


@pytest.mark.parametrize(("above", "is_table"), [("单位：万元", True), ("云汀市示例局", False)])
def test_two_rows_below_a_header_right_below_a_unit_are_a_table(above: str, is_table: bool):
    chars = text(360, 82, above) + text(60, 100, "项目") + text(360, 100, "预算数")
    for i, name in enumerate(["合计", "公务接待费", "公务用车运行维护费"]):
        chars += text(60, 118 + 18 * i, name) + (ending(400, 118 + 18 * i, "1.50") if i < 2 else [])
    tables, _ = read(chars, [], [])
    assert [rows(t)[:3] for t in tables] == [
        [["项目", "预算数"], ["合计", "1.50"], ["公务接待费", "1.50"]]
    ] * is_table
