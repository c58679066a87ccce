from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline.core.issues import ErrorClass, ReadError
from pipeline.core.model import Document
from pipeline.read import media
from tests.read.pages import opened, shape
from tests.synth.xlsx_parts import raw, written


def book(folder: Path, *rows: list[Any], **more: Any) -> Document:
    """The document in a workbook of one sheet; `more` names cells and their formats, or areas to merge."""

    def fill(workbook: Any) -> None:
        sheet = workbook.active
        for row in rows:
            sheet.append(row)
        for area in more.get("merged", ()):
            sheet.merge_cells(area)
        for cell, code in more.get("formats", {}).items():
            sheet[cell].number_format = code

    return opened(folder, written(fill), "决算.xlsx")


def test_cells_are_read_as_shown(tmp_path: Path) -> None:
    document = book(
        tmp_path,
        ["代码", "名称", "金额", "占比", "日期"],
        ["0201", "行政运行", 1234.5, 0.9588, datetime(2024, 1, 5)],
        [2010102.0, "一般⏎事务".replace("⏎", "\n"), 0.1 + 0.2, True, None],
        formats={"C2": "#,##0.00", "D2": "0.00%", "E2": 'yyyy"年"m"月"d"日"'},
    )
    assert document.media_type == media.XLSX
    assert shape(document) == [
        "表一",
        [
            ["代码", "名称", "金额", "占比", "日期"],
            ["0201", "行政运行", "1,234.50", "95.88%", "2024年1月5日"],
            ["2010102", "一般\n事务", "0.3", "TRUE", ""],
        ],
    ]


def test_titles_stand_above_the_table_and_notes_below(tmp_path: Path) -> None:
    note = "注：本表反映部门本年度一般公共预算财政拨款支出情况，金额均为虚构。"
    document = book(
        tmp_path,
        ["支出决算表"],
        ["公开03表"],
        ["部门：示例局", None, "单位：元"],
        ["科目编码", "科目名称", "决算数"],
        ["201", "一般公共服务支出", 3],
        ["205"],
        [note],
    )
    assert shape(document) == [
        "支出决算表",
        "公开03表",
        [
            ["部门：示例局", "", "单位：元"],
            ["科目编码", "科目名称", "决算数"],
            ["201", "一般公共服务支出", "3"],
            ["205", "", ""],
        ],
        note,
    ]


def test_locators_are_the_addresses_of_the_sheet(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        [],
        ["支出决算表"],
        [],
        [None, "科目", None, "金额"],
        [None, "教育支出", None, 7],
    ]
    (table,) = book(tmp_path, *rows).tables()
    assert [table.place(c).locator for c in table.cells] == ["表一!B4", "表一!D4", "表一!B5", "表一!D5"]
    far = raw('<sheetData><row r="9"><c r="AA9"><v>1</v></c><c r="XFD9"><v>2</v></c></row></sheetData>')
    (table,) = opened(tmp_path, far).tables()
    assert [table.place(c).locator for c in table.cells] == ["S!AA9", "S!XFD9"]


def test_merged_cells_span_and_what_they_cover_is_not_shown(tmp_path: Path) -> None:
    cells = "".join(
        f'<c r="{r}" t="str"><v>{t}</v></c>'
        for r, t in [
            ("A1", "科目"),
            ("B1", "支出"),
            ("C1", "盖住"),
            ("A2", "盖住"),
            ("B2", "基本"),
            ("C2", "项目"),
        ]
    )
    merged = "".join(f'<mergeCell ref="{r}"/>' for r in ("A1:A2", "B1:C1", "B1:XFD1", "Z9:AA1048576", "oops"))
    document = opened(tmp_path, raw(f"<sheetData>{cells}</sheetData><mergeCells>{merged}</mergeCells>"))
    assert shape(document) == [[["科目", "支出", "^"], ["^", "基本", "项目"]]]


def test_forms_of_one_sheet_are_parted_at_a_gap_with_a_title(tmp_path: Path) -> None:
    document = book(
        tmp_path,
        ["收入决算表"],
        ["科目", "金额"],
        ["事业收入", "1.00"],
        [],
        ["其他收入", "2.00"],
        [],
        ["二、小计"],
        ["附属收入", "3.00"],
        [],
        ["支出决算表"],
        ["科目", "金额"],
        ["教育支出", "3.00"],
    )
    assert shape(document) == [
        "收入决算表",
        [
            ["科目", "金额"],
            ["事业收入", "1.00"],
            ["其他收入", "2.00"],
            ["二、小计", ""],
            ["附属收入", "3.00"],
        ],
        "支出决算表",
        [["科目", "金额"], ["教育支出", "3.00"]],
    ]


def test_a_sheet_of_text_is_paragraphs(tmp_path: Path) -> None:
    document = book(tmp_path, ["决算说明"], ["一、概况。\n二、收入决算一百元。"], [], [None, "三、其他"])
    assert shape(document) == ["决算说明", "一、概况。", "二、收入决算一百元。", "三、其他"]


def test_sheets_come_in_order_and_hidden_ones_are_marked(tmp_path: Path) -> None:
    def fill(workbook: Any) -> None:
        for name in ("支出表", "数据"):
            sheet = workbook.create_sheet(name)
            sheet.append(["科目", "金额"])
            sheet.append([name, "1.00"])
        workbook["数据"].sheet_state = "veryHidden"
        workbook["支出表"].row_dimensions[2].hidden = True
        workbook["支出表"].column_dimensions["B"].hidden = True
        workbook["支出表"].column_dimensions["F"].hidden = True

    document = opened(tmp_path, written(fill))
    assert [t.place(t.cells[2]).locator for t in document.tables()] == ["支出表!A2", "数据!A2"]
    assert [(i.kind, i.message, i.locator) for i in document.issues] == [
        ("format", "sheet 支出表: 1 hidden rows and 1 hidden columns", "支出表"),
        ("format", "sheet 数据 is hidden", "数据"),
    ]


def test_formulas_show_their_stored_value(tmp_path: Path) -> None:
    cells = (
        '<c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>"x"</f><v>合计</v></c>'
        '<c r="A2" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="B2"><f>A1</f></c><c r="C2"><f>A1</f><v/></c>'
    )
    document = opened(tmp_path, raw(f"<sheetData>{cells}</sheetData>"))
    assert shape(document) == [[["2", "合计"], ["#DIV/0!", ""]]]
    assert [i.message for i in document.issues] == ["sheet S: 2 formulas without a stored value"]


def test_strings_of_every_kind(tmp_path: Path) -> None:
    strings = (
        '<si><r><t>行政</t></r><r><t xml:space="preserve">运行 </t></r><rPh sb="0" eb="1"><t>xing</t></rPh></si>'
        "<si><t>甲_x000D_\n乙_x5F_x005F_x0041_</t></si>"
    )
    cells = (
        '<c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="A2" t="s"><v>99</v></c>'
        '<c r="B2" t="inlineStr"><is><t>丙</t></is></c><c t="b"><v>0</v></c><c r="?" t="d"><v>2024-01-05</v></c>'
    )
    document = opened(tmp_path, raw(f"<sheetData>{cells}</sheetData>", strings))
    assert shape(document) == [[["行政运行", "甲\n乙_x5F_x0041_", "", ""], ["", "丙", "FALSE", "2024-01-05"]]]


def test_pictures_in_the_sheets_are_told(tmp_path: Path) -> None:
    files = {"xl/media/image1.png": "x" * 30_000, "xl/media/icon.png": "x"}
    document = opened(tmp_path, raw("<sheetData/>", parts=files))
    assert [(i.kind, i.message) for i in document.issues] == [
        ("unread", "1 pictures were not read: image1.png")
    ]


def refused(folder: Path, data: bytes) -> ErrorClass:
    with pytest.raises(ReadError) as caught:
        opened(folder, data, "决算.xlsx")
    return caught.value.error_class


def test_two_cells_at_the_ends_of_a_sheet(tmp_path: Path) -> None:
    ends = '<dimension ref="A1:XFD1048576"/><sheetData><c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c></sheetData>'
    assert refused(tmp_path, raw(ends)) == ErrorClass.TOO_LARGE


def test_one_long_string_in_many_cells(tmp_path: Path) -> None:
    cells = "".join(f'<c r="A{i}" t="s"><v>0</v></c>' for i in range(1, 3000))
    assert refused(tmp_path, raw(f"<sheetData>{cells}</sheetData>", f"<si><t>{'长' * 30_000}</t></si>")) == (
        ErrorClass.TOO_LARGE
    )


def test_merged_areas_without_end(tmp_path: Path) -> None:
    ends = '<c r="A1"><v>1</v></c><c r="ZZ20000"><v>1</v></c>'
    area = '<mergeCells><mergeCell ref="A1:ZZ20000"/></mergeCells>'
    assert refused(tmp_path, raw(f"<sheetData>{ends}</sheetData>{area}")) == ErrorClass.TOO_LARGE


def test_a_declared_extent_costs_nothing(tmp_path: Path) -> None:
    sheet = '<dimension ref="A1:XFD1048576"/><cols><col min="3" max="16384" hidden="1"/></cols>'
    document = opened(tmp_path, raw(sheet + '<sheetData><c r="A1"><v>1</v></c></sheetData>'))
    assert (shape(document), document.issues) == (["1"], [])


def test_a_damaged_sheet_does_not_cost_the_others(tmp_path: Path) -> None:
    data = written(lambda workbook: workbook.create_sheet("坏").append([1, 2]))
    broken = data.replace(b"xl/worksheets/sheet2.xml", b"xl/worksheets/sheetX.xml")
    document = opened(tmp_path, broken)
    assert [(i.kind, i.message) for i in document.issues] == [("unread", "sheet 坏: the sheet is missing")]


def test_a_workbook_of_which_nothing_can_be_read(tmp_path: Path) -> None:
    assert refused(tmp_path, raw("<sheetData><c></sheetData>")) == ErrorClass.CORRUPT
    entity = '<!DOCTYPE x [<!ENTITY a "1">]><worksheet/>'
    assert refused(tmp_path, raw("", parts={"xl/worksheets/sheet1.xml": entity})) == ErrorClass.CORRUPT
