from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.read import media
from tests.read.pages import opened, shape, texts

CSV = '支出决算表,,\r\n部门：示例局,,单位：元\r\n科目编码,科目名称,决算数\r\n201,一般公共服务支出,"1,234.50"\r\n2010101,"行政\r\n运行",34.5\r\n'
ROWS = [
    ["部门：示例局", "", "单位：元"],
    ["科目编码", "科目名称", "决算数"],
    ["201", "一般公共服务支出", "1,234.50"],
    ["2010101", "行政\n运行", "34.5"],
]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_records_become_the_sheet_that_they_open_as(tmp_path: Path, encoding: str, delimiter: str) -> None:
    text = CSV if delimiter == "," else CSV.replace(",", ";").replace("1;234", "1,234")
    document = opened(tmp_path, text, "决算.xls", encoding)
    assert document.media_type == media.CSV
    assert shape(document) == ["支出决算表", ROWS]
    (table,) = document.tables()
    assert table.place(table.cells[-1]).locator == "csv!C5"


NO_RECORDS = [
    ("commas-of-numbers", "行政运行1,234.56\n培训支出2,345.67\n住房公积金3,456.78\n"),
    ("prose", "甲,乙。\n丙。\n丁,戊,己。\n庚\n"),
    ("two-lines", "甲,乙\n丙,丁\n"),
    ("open-quote", "甲,乙\n" * 3 + '"' + "丙" * 200_000),
]


@pytest.mark.parametrize("text", [n[1] for n in NO_RECORDS], ids=[n[0] for n in NO_RECORDS])
def test_text_with_commas_stays_text(tmp_path: Path, text: str) -> None:
    document = opened(tmp_path, text, "决算.txt")
    assert document.media_type == media.TEXT
    assert "".join(texts(document)).startswith(text[:3])
