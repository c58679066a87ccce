"""Tables that Word runs together: where one ends and the next begins."""

from __future__ import annotations

from pathlib import Path

from pipeline.read import open_document
from tests.read.docx_files import docx, tbl, tc, tr
from tests.read.pages import shape


def test_a_row_that_names_a_table_begins_the_next(tmp_path: Path) -> None:
    rows = (
        tr(tc("收入表", span=2)), tr(tc("甲"), tc("1")), tr(tc("支出表（续）", span=2)), tr(tc("乙", span=2)), tr(tc("丙"), tc("2")),
    )  # fmt: skip
    document = open_document(docx(tmp_path / "决算.docx", tbl(*rows)))
    assert shape(document) == [
        [["收入表", "^"], ["甲", "1"]],
        [["支出表（续）", "^"], ["乙", "^"], ["丙", "2"]],
    ]
    assert [(t.index, t.n_rows) for t in document.tables()] == [(1, 2), (2, 3)]


def test_a_name_beside_a_merged_cell_begins_no_table(tmp_path: Path) -> None:
    rows = (tr(tc("甲", merge="restart"), tc("1")), tr(tc(merge=""), tc("附表")), tr(tc("乙"), tc("2")))
    document = open_document(docx(tmp_path / "决算.docx", tbl(*rows)))
    assert shape(document) == [[["甲", "1"], ["^", "附表"], ["乙", "2"]]]
