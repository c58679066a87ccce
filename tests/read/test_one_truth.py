"""One form in every digital format: the same functional lines from each."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

import pytest

from extractors import function_forms
from pipeline.core.model import Document, Table
from pipeline.core.records import FunctionLine
from tests.extractors.grids import context, document, table
from tests.read.pages import opened
from tests.synth.xls_records import XlsSheet, xls
from tests.synth.xlsx_parts import written

FORMS = {
    "levels-apart": (
        "一般公共预算财政拨款支出决算表",
        """科目编码 | ^ | ^ | 科目名称 | 合计 | 基本支出 | 项目支出
           类 | 款 | 项 | ~ | ~ | ~ | ~
           合计 | ^ | ^ | ^ | 1,203.50 | 1,202.25 | 1.25
           201 | | | 一般公共服务支出 | 1,203.50 | 1,202.25 | 1.25
           201 | 01 | | 人大事务 | 1,203.50 | 1,202.25 | 1.25
           201 | 01 | 01 | 行政运行 | 1,203.50 | 1,202.25 | 1.25""",
    ),
    "codes-joined": (
        "支出决算表",
        """项目 | ^ | 本年支出合计 | 基本支出 | 项目支出 | 上缴上级支出
           功能分类科目编码 | 科目名称 | ~ | ~ | ~ | ~
           栏次 | ^ | 1 | 2 | 3 | 4
           合计 | ^ | 30.00 | 20.00 | 10.00 ||
           205 | 教育支出 | 30.00 | 20.00 | 10.00 ||
           20508 | 进修及培训 | 30.00 | 20.00 | 10.00 ||
           2050803 | 培训支出 | 30.00 | 20.00 | 10.00 ||""",
    ),
    "funds-beside": (
        "财政拨款收入支出决算总表",
        """收入 | ^ | 支出 | ^ | ^ | ^
           项目 | 金额 | 项目 | 合计 | 一般公共预算财政拨款 | 政府性基金预算财政拨款
           一、一般公共预算财政拨款 | 8.00 | 一、一般公共服务支出 | 5.00 | 5.00 ||
           二、政府性基金预算财政拨款 | 2.00 | 二、城乡社区支出 | 5.00 | 3.00 | 2.00
           总计 | 10.00 | 总计 | 10.00 | 8.00 | 2.00""",
    ),
}  # fmt: skip


def _text(value: str) -> Any:
    """A cell as it is typed into a workbook: amounts as numbers, codes and all else as text."""
    digits = value.replace(",", "")
    return (float(digits), "#,##0.00") if "." in digits and digits.replace(".", "").isdecimal() else value


def _html(title: str, form: Table, encoding: str) -> bytes:
    rows = ""
    for r in range(form.n_rows):
        cells = (c for c in form.cells if c.row == r)
        tds = (f"<td rowspan={c.row_span} colspan={c.col_span}>{escape(c.text)}</td>" for c in cells)
        rows += f"<tr>{''.join(tds)}</tr>"
    return f"<html><body><p>{title}</p><p>单位：万元</p><table>{rows}</table></body></html>".encode(encoding)


def _xlsx(title: str, form: Table) -> bytes:
    def fill(book: Any) -> None:
        sheet = book.active
        sheet["A1"], sheet["A2"] = title, "单位：万元"
        for cell in form.cells:
            place = sheet.cell(cell.row + 3, cell.col + 1)
            value = _text(cell.text)
            place.value, place.number_format = value if isinstance(value, tuple) else (value, "@")
            if cell.row_span + cell.col_span > 2:
                sheet.merge_cells(
                    None,
                    place.row,
                    place.column,
                    place.row + cell.row_span - 1,
                    place.column + cell.col_span - 1,
                )

    return written(fill)


def _xls(title: str, form: Table) -> bytes:
    rows: list[list[Any]] = [[title], ["单位：万元"], *([None] * form.n_cols for _ in range(form.n_rows))]
    merged = []
    for cell in form.cells:
        row = cell.row + 2
        rows[row][cell.col] = _text(cell.text) or None
        merged.append((row, cell.col, row + cell.row_span - 1, cell.col + cell.col_span - 1))
    return xls(XlsSheet("表", rows, [m for m in merged if m[:2] != m[2:]]))


def _lines(doc: Document) -> list[dict[str, Any]]:
    """The functional lines without what differs by format: where they stand."""
    found = [r for r in function_forms.extract(doc, context()) if isinstance(r, FunctionLine)]
    return [{k: v for k, v in vars_of(r).items() if k not in ("page", "locator", "bbox")} for r in found]


def vars_of(record: FunctionLine) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__dataclass_fields__}


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("kind", ["xlsx", "xls", "html-gbk", "html-utf-8"])
def test_every_format_gives_the_same_functional_lines(tmp_path: Path, name: str, kind: str) -> None:
    title, drawing = FORMS[name]
    form = table(drawing)
    expected = _lines(document([title, "单位：万元", form]))
    data = {
        "xlsx": lambda: _xlsx(title, form),
        "xls": lambda: _xls(title, form),
        "html-gbk": lambda: _html(title, form, "gb18030"),
        "html-utf-8": lambda: _html(title, form, "utf-8"),
    }[kind]()
    assert len(expected) >= 4
    assert _lines(opened(tmp_path, data, "决算.pdf")) == expected
