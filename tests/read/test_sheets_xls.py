from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipeline.core.issues import ErrorClass, ReadError
from pipeline.read import media
from tests.read.pages import opened, shape
from tests.synth.xls_records import XlsSheet, xls

FORM = XlsSheet(
    "支出表",
    [
        ["支出决算表", None, None],
        ["科目编码", "支出", "盖住"],
        ["盖住", "基本支出", "项目支出"],
        [2010101.0, (1234.5, "#,##0.00"), (0.9588, "0.00%")],
        ["0201", (45292.0, 'yyyy"年"m"月"d"日"'), True],
    ],
    merged=[(0, 0, 0, 2), (1, 0, 2, 0), (1, 1, 1, 2)],
)


@pytest.mark.parametrize("name", ["决算.xls", "决算.et", "决算.doc"])
def test_cells_are_read_as_shown(tmp_path: Path, name: str) -> None:
    document = opened(tmp_path, xls(FORM), name)
    assert document.media_type == media.XLS
    assert shape(document) == [
        "支出决算表",
        [
            ["科目编码", "支出", "^"],
            ["^", "基本支出", "项目支出"],
            ["2010101", "1,234.50", "95.88%"],
            ["0201", "2024年1月1日", "TRUE"],
        ],
    ]
    (table,) = document.tables()
    assert table.place(table.cells[-1]).locator == "支出表!C5"


def test_hidden_sheets_rows_and_columns_are_read_and_marked(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["科目", "金额"], ["教育支出", 1.0]]
    first = XlsSheet("表一", rows, hidden_rows=[1, 7], hidden_cols=[1, 8])
    document = opened(tmp_path, xls(first, XlsSheet("表二", rows, visibility=1)))
    assert len(list(document.tables())) == 2
    assert [(i.kind, i.message) for i in document.issues] == [
        ("format", "sheet 表一: 1 hidden rows and 1 hidden columns"),
        ("format", "sheet 表二 is hidden"),
    ]


def test_a_damaged_workbook_is_refused(tmp_path: Path) -> None:
    data = bytearray(xls(FORM))
    data[1536:1600] = b"\xff" * 64
    with pytest.raises(ReadError) as caught:
        opened(tmp_path, bytes(data))
    assert caught.value.error_class == ErrorClass.CORRUPT


def test_a_sheet_that_cannot_be_read_does_not_cost_the_others(tmp_path: Path) -> None:
    data = xls(FORM, XlsSheet("坏", [["甲", "乙"]]))
    at = data.rindex(b"\x09\x08\x10\x00")
    document = opened(tmp_path, data[:at] + b"\xee\xee" + data[at + 2 :])
    assert len(list(document.tables())) == 1
    assert [i.kind for i in document.issues] == ["unread"]


def test_an_empty_sheet_gives_nothing(tmp_path: Path) -> None:
    assert shape(opened(tmp_path, xls(XlsSheet("空", [])))) == []
