"""Pages whose fonts map their characters to no letters or to wrong ones: they are read as they look."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.read import ocr, open_document
from tests.read.images import needs_ocr
from tests.read.mapped import mapped
from tests.synth.blocks import Cell, Form, Table
from tests.synth.look import Look
from tests.synth.pdf import render

HEAD = ["科目编码", "科目名称", "合计", "基本支出", "项目支出"]
ROWS = [
    ["201", "一般公共服务支出", "1,234.56", "1,200.00", "34.56"],
    ["20103", "政府办公厅（室）及相关机构事务", "1,234.56", "1,200.00", "34.56"],
    ["208", "社会保障和就业支出", "98.71", "98.71", ""],
    ["20805", "行政事业单位养老支出", "98.71", "98.71", ""],
    ["221", "住房保障支出", "86.20", "86.20", ""],
]
PRIVATE, SHIFTED = 0xE0, None


def _printed() -> bytes:
    """A page with a form of rules."""
    cells = [[Cell(text) for text in row] for row in (HEAD, *ROWS)]
    return render([Form("支出决算表", Table(cells, [1, 3, 1.4, 1.4, 1.4]), right="单位：万元")], Look())


def _garbled(data: bytes, first: int | None) -> bytes:
    """The page with a map that gives its characters other letters: private ones from page `first` on, or neighbours."""
    pages = range(0x4E, 0xA0)
    to = [first + i % 20 if first else 0x4E + (i + 7) % len(pages) for i in range(len(pages))]
    ranges = [f"<{page:02X}00> <{page:02X}FF> <{other:02X}5B>" for page, other in zip(pages, to, strict=True)]
    ranges.append(f"<0020> <007E> <{first:02X}20>" if first else "<0020> <007E> <4E20>")
    return mapped(data, ranges)


@needs_ocr
@pytest.mark.parametrize("first", [PRIVATE, SHIFTED], ids=["private", "shifted"])
def test_garbled_page_is_read_as_it_looks(first: int | None, tmp_path: Path) -> None:
    path = tmp_path / "page.pdf"
    path.write_bytes(_garbled(_printed(), first))
    document = open_document(path)
    assert document.pages[-1].text_source == "ocr"
    (table,) = document.tables()
    assert [[table.text(r, c) for c in range(table.n_cols)] for r in range(table.n_rows)] == [HEAD, *ROWS]


def test_garbled_page_is_told_without_recognition(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "is_there", lambda: False)
    path = tmp_path / "page.pdf"
    path.write_bytes(_garbled(_printed(), PRIVATE))
    *_, issue = open_document(path).issues
    assert (issue.kind, issue.page) == ("unread", 2)
    assert "yujuesuan[ocr]" in issue.message


def test_the_same_page_with_its_letters_is_digital(tmp_path: Path) -> None:
    path = tmp_path / "page.pdf"
    path.write_bytes(_printed())
    assert open_document(path).text_source == "digital"
