from __future__ import annotations

import time
from pathlib import Path

import pytest

from pipeline.core.issues import ErrorClass, ReadError
from pipeline.core.model import Table
from pipeline.read import open_document
from pipeline.read.encoding import decode
from pipeline.read.text import blocks_of

SENTENCE = "某某局2024年度收入总计一百万元，支出总计一百万元，与上年相比增加。\n"

ENCODINGS = [
    ("utf-8", SENTENCE.encode()),
    ("utf-8 with a mark", "\ufeff".encode() + SENTENCE.encode()),
    ("gb18030", SENTENCE.encode("gb18030")),
    ("utf-16-le with a mark", ("\ufeff" + SENTENCE).encode("utf-16-le")),
    ("utf-16-be with a mark", ("\ufeff" + SENTENCE).encode("utf-16-be")),
    ("utf-16-le without", SENTENCE.encode("utf-16-le")),
    ("utf-16-be without", SENTENCE.encode("utf-16-be")),
]


@pytest.mark.parametrize("data", [e[1] for e in ENCODINGS], ids=[e[0] for e in ENCODINGS])
def test_the_encoding_is_found(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    assert [b.text for b in open_document(path).paragraphs()] == [SENTENCE.strip()]


@pytest.mark.parametrize(
    "data",
    [
        "Les crédits ouverts s'élèvent à une somme réévaluée".encode("latin-1"),
        "決算報告書ヲ提出スル".encode("shift-jis"),
    ],
    ids=["latin-1", "shift-jis"],
)
def test_an_encoding_that_gives_no_chinese_is_uncertain(data: bytes) -> None:
    with pytest.raises(ReadError) as caught:
        decode(data * 3)
    assert caught.value.error_class == ErrorClass.ENCODING_UNCERTAIN


def test_a_last_character_cut_off_is_left_out() -> None:
    assert decode("决算公开".encode()[:-1]).text == "决算公"


def test_few_unreadable_bytes_are_told(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(SENTENCE.encode("gb18030") * 40 + b"\xff\xff\n")
    document = open_document(path)
    assert [(i.kind, i.message[:2]) for i in document.issues] == [("unread", "2 ")]


def shape(text: str) -> list[str]:
    """Every block: a paragraph's text, or a table as rows of cells."""
    return [
        "/".join("|".join(b.text(r, c) for c in range(b.n_cols)) for r in range(b.n_rows))
        if isinstance(b, Table)
        else b.text
        for b in blocks_of(text)
    ]


def test_a_line_is_a_paragraph() -> None:
    assert shape("一、部门职责\r\n\r\n  负责。\n\n二、机构\n") == ["一、部门职责", "负责。", "二、机构"]


def test_a_row_a_line() -> None:
    text = "表一\n科目\t预算\t决算\n教育\t1.00\t2.00\n\t\t\n合计\t1.00\n结束"
    assert shape(text) == ["表一", "科目|预算|决算/教育|1.00|2.00/合计|1.00|", "结束"]


def test_line_breaks_inside_cells_of_a_row_a_line() -> None:
    broken = "编码\t名称\t预算数\n（万元）\t备注\n201\t甲\t1\t无\n202\t乙\t2\t无\n203\t丙\t3\t无\n"
    assert shape(broken) == ["编码|名称|预算数\n（万元）|备注/201|甲|1|无/202|乙|2|无/203|丙|3|无"]
    quoted = '编码\t"名称\n（全称）"\t"说 ""明"""\n201\t甲\t1\n'
    assert shape(quoted) == ['编码|名称\n（全称）|说 "明"/201|甲|1']


def test_rows_that_lost_their_empty_last_cells_are_rows() -> None:
    text = "甲\t1\t2\t戊\t3\n乙\t1\t2\n2.丙\t1\t2\n丁\t1\t2\t己\t3\n庚\t1\t2\t辛\t3\n壬\t1\t2\t癸\t3\n"
    assert shape(text)[0].split("/")[1:3] == ["乙|1|2||", "2.丙|1|2||"]


def test_a_caption_with_tabs_is_not_joined_to_the_header_below() -> None:
    text = "部门：甲\t单位：元\n类\t\t上年\n201\t甲\t1\t2\n202\t乙\t1\t2\n203\t丙\t1\t2\n204\t丁\t1\t2\n"
    assert shape(text)[0].startswith("部门：甲|单位：元||/类||上年|/201|甲|1|2")


def test_a_quote_that_never_closes_swallows_nothing() -> None:
    assert shape('"甲\t1\n乙\t2\n丙\t3\n') == ['"甲|1/乙|2/丙|3']


CELLS = """项目支出绩效自评表
\t项目

名称
\t甲项目

\t基本情况

\t一级指标
\t目标值
\t完成值
（必填）
\t得分

\t产出
\t3
\t3
\t

\t
\t100%
\t100%
\t10


\t项目支出绩效自评表（2024年度）

\t项目名称
\t乙项目

\t备注
\t

附件2
说明
"""


def test_a_cell_a_line() -> None:
    assert shape(CELLS) == [
        "项目支出绩效自评表",
        "项目\n名称|甲项目|甲项目|甲项目/基本情况|基本情况|基本情况|基本情况/一级指标|目标值|完成值\n（必填）|得分/产出|3|3|/|100%|100%|10",
        "项目支出绩效自评表（2024年度）|项目支出绩效自评表（2024年度）/项目名称|乙项目/备注|",
        "附件2",
        "说明",
    ]


def test_a_title_between_cells_ends_the_table() -> None:
    text = "\t甲\n\t1\n\n\t乙\n\t2\n\n收入决算表\n\n\t丙\n\t3\n\n\t丁\n\t4\n"
    assert shape(text) == ["甲|1/乙|2", "收入决算表", "丙|3/丁|4"]


@pytest.mark.parametrize(
    "text",
    [
        "\t本部门负责全区的某某工作，贯彻执行有关方针政策。\n\t承担组织协调职责，完成上级交办的其他任务。\n",
        "一、\t部门职责\n二、\t机构设置\n三、\t收支情况\n",
        "收入总表\t3\n支出总表\t4\n财政拨款表\t7\n",
        "单位：某局\t金额单位：万元\n正文开始。\n",
        "甲  乙  丙\n丁  戊  己\n庚  辛  壬\n",
        "支出  1.00  2.00\n说明文字\n",
        "a|b|c\n正文\n",
    ],
    ids=["indented", "list", "contents", "one-row", "no-numbers", "one-aligned-row", "one-barred-row"],
)
def test_what_is_no_table(text: str) -> None:
    assert not [b for b in blocks_of(text) if isinstance(b, Table)]


def test_bars_and_wide_blanks_part_cells() -> None:
    bars = "| 科目 | 决算 |\n|---|---|\n| 教育 | 1.00 |\n"
    assert shape(bars) == ["科目|决算/教育|1.00"]
    drawn = "┌──┬──┐\n│科目│决算│\n├──┼──┤\n│教育│1.00│\n└──┴──┘\n完"
    assert shape(drawn) == ["科目|决算/教育|1.00", "完"]
    blanks = "科目    预算    决算\n教育    1.00    2.00\n卫生    3.00    4.00\n合计    4.00    6.00\n"
    assert shape(blanks) == ["科目|预算|决算/教育|1.00|2.00/卫生|3.00|4.00/合计|4.00|6.00"]


def test_lines_that_a_margin_broke_are_joined() -> None:
    body = "本部门贯彻执行有关方针政策并承担组织协调职责完成上级交办的其他任务"
    wrapped = "\n".join(body[i : i + 8] for i in range(0, len(body), 8))
    text = f"一、职责\n{wrapped}\n二、机构\n{wrapped}\n　　{wrapped}\n"
    assert shape(text) == ["一、职责", body, "二、机构", body, body]


def test_lines_of_many_lengths_are_left_alone() -> None:
    lines = ["标题" * n for n in range(1, 20)]
    assert shape("\n".join(lines)) == lines


def test_cells_have_places_and_lone_cells_span_their_row() -> None:
    (table,) = (b for b in blocks_of("收入总表\t\n科目\t1\n合计\t1\n") if isinstance(b, Table))
    assert table.place(table.cells[-1]).locator == "t1/r3/c2"
    (table,) = (b for b in blocks_of("\t甲\n\n\t乙\n\t1\n\n\t丙\n\t2\n") if isinstance(b, Table))
    assert [(c.text, c.col_span) for c in table.cells][:2] == [("甲", 2), ("乙", 1)]


@pytest.mark.parametrize("line", ["甲\t乙", "\t甲", "甲  乙  丙", "甲|乙|丙", "\t", "\t甲\n", '"甲\t乙'])
def test_long_texts_take_time_in_proportion(line: str) -> None:
    begun = time.perf_counter()
    blocks_of(f"{line}\n" * 20_000)
    assert time.perf_counter() - begun < 10


def cell_lines(*rows: str) -> str:
    """Rows of cells parted by "|", each cell on a line of its own as a Word table saved as text has them."""
    return "\n".join("\n".join(f"\t{cell}" for cell in row.split("|")) + "\n" for row in rows)


MERGED = [
    (
        "groups over names, empty cells under what is merged downwards",
        ["科目|本年支出|其中|", "编码|名称||基本|项目|", "201|教育|3|1|2|", "202|卫生|7|3|4|"],
        "科目|科目|本年支出|其中|其中|/编码|名称||基本|项目|/201|教育|3|1|2|/202|卫生|7|3|4|",
    ),
    (
        "groups of like size",
        [
            "收入|支出",
            "项目|行次|金额|项目|行次|金额",
            "一、拨款|1|5.00|一、教育|7|5.00",
            "合计|2|5.00|合计|8|5.00",
        ],
        "收入|收入|收入|支出|支出|支出/项目|行次|金额|项目|行次|金额/一、拨款|1|5.00|一、教育|7|5.00/合计|2|5.00|合计|8|5.00",
    ),
    (
        "groups that end with the names",
        ["项目|收入", "编码|名称|合计|拨款|其他", "201|教育|3|3|", "202|卫生|4|4|", "合计|7|7|"],
        "项目|项目|收入|收入|收入/编码|名称|合计|拨款|其他/201|教育|3|3|/202|卫生|4|4|/合计|合计|7|7|",
    ),
    (
        "one row of names over codes and names",
        ["科目|预算|决算", "201|教育|3|3", "202|卫生|4|4"],
        "科目|科目|预算|决算/201|教育|3|3/202|卫生|4|4",
    ),
    (
        "names that come again begin a group",
        ["编码|甲|乙", "|小计|人员|小计|项目|其他", "201|5|5|9|8|1", "202|5|5|9|8|1"],
        "编码|甲|甲|乙|乙|乙/|小计|人员|小计|项目|其他/201|5|5|9|8|1/202|5|5|9|8|1",
    ),
    (
        "names under the group whose name they hold",
        [
            "收入|支出",
            "项目|数|支出科目|数|支出分类|数",
            "拨款|1.00|教育|1.00|工资|1.00",
            "合计|1.00|合计|1.00|合计|1.00",
        ],
        "收入|收入|支出|支出|支出|支出/项目|数|支出科目|数|支出分类|数/拨款|1.00|教育|1.00|工资|1.00/合计|1.00|合计|1.00|合计|1.00",
    ),
    (
        "names alike under one group",
        ["科目|甲年|乙年", "|合计|基本支出|项目支出|增减额|增减率", "教育|1|2|3|4|5", "卫生|1|2|3|4|5"],
        "科目|甲年|甲年|甲年|乙年|乙年/|合计|基本支出|项目支出|增减额|增减率/教育|1|2|3|4|5/卫生|1|2|3|4|5",
    ),
    (
        "a header with more columns than the body",
        ["科目|名称|合计", "类|款||", "201|教育|1.00", "202|卫生|2.00", "合计|3.00"],
        "科目|科目|名称|合计/类|款||/201|201|教育|1.00/202|202|卫生|2.00/合计|合计|合计|3.00",
    ),
    (
        "totals of blocks side by side",
        [
            "人员|公用",
            "编码|名称|数|编码|名称|数|编码|名称|数",
            "301|工资|5.00|302|办公|1.00|310|设备|2.00",
            "302|差旅|1.00|303|印刷|1.00|311|其他|1.00",
            "人员合计|6.00|公用合计|5.00",
            "合计|11.00",
        ],
        "人员|人员|人员|公用|公用|公用|公用|公用|公用/编码|名称|数|编码|名称|数|编码|名称|数/301|工资|5.00|302|办公|1.00|310|设备|2.00/302|差旅|1.00|303|印刷|1.00|311|其他|1.00/人员合计|人员合计|6.00|公用合计|公用合计|公用合计|公用合计|公用合计|5.00/合计|合计|合计|合计|合计|合计|合计|合计|11.00",
    ),
    (
        "a long header over few rows",
        [
            "项目|名称|支出",
            "类|款|项||合计|基本|项目",
            "合计|9.00||9.00",
            "223|国资|9.00||9.00",
            "22301|改革|9.00||9.00",
        ],
        "项目|项目|项目|名称|支出|支出|支出/类|款|项||合计|基本|项目/合计|合计|合计|合计|9.00||9.00/223|223|223|国资|9.00||9.00/22301|22301|22301|改革|9.00||9.00",
    ),
    (
        "rows too unlike to tell",
        ["甲|1", "乙|2|3", "丙|4|5|6", "丁|7"],
        "甲|1||/乙|2|3|/丙|4|5|6/丁|7||",
    ),
]


@pytest.mark.parametrize(("rows", "expected"), [m[1:] for m in MERGED], ids=[m[0] for m in MERGED])
def test_columns_of_merged_cells(rows: list[str], expected: str) -> None:
    assert shape(cell_lines(*rows)) == [expected]


def test_wide_headers_take_time_in_proportion() -> None:
    wide = "|".join(f"名{i}" for i in range(3000))
    begun = time.perf_counter()
    shape(cell_lines("|".join(f"组{i}" for i in range(1500)), wide, *["|".join(["1"] * 3000)] * 3))
    assert time.perf_counter() - begun < 10
