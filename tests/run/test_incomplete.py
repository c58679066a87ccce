"""What does not add up in a table that is not whole blames nobody."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pipeline.core.model import Box, Cell, Document, Page, Table
from pipeline.core.records import Finding, FunctionLine
from pipeline.run.incomplete import excuse

ROWS = [
    ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
    ["213", "农林水支出", "30.00", "18.00", "12.00"],
    ["2130101", "行政运行", "18.00", "18.00", ""],
    ["2130102", "一般行政管理事务", "11.00", "", "11.00"],
]
LEVELS = ("p1/t1/r2/c3", "p1/t1/r3/c3")
ROW = ("p1/t1/r2/c3", "p1/t1/r2/c4")


def _document(rows: list[list[str]], right: float = 500.0) -> Document:
    cells = [Cell(r, c, text) for r, row in enumerate(rows) for c, text in enumerate(row)]
    table = Table(1, 1, len(rows), len(rows[0]), cells, Box(50, 50, right, 300))
    return Document("d", "made.pdf", "pdf", 1, [Page(1, 595.0, 842.0, [table])])


def _read(document: Document, leave_out: str = "") -> list[FunctionLine]:
    """A row for every amount, but for that of one place."""
    return [
        FunctionLine(
            place="form", form="expenditure", function_name="x", phase="final", direction="expenditure",
            fund="all", component="total", amount_yuan=Decimal(1), unit="万元", locator=table.place(cell).locator,
        )
        for table in document.tables()
        for cell in table.cells
        if "." in cell.text and table.place(cell).locator != leave_out
    ]  # fmt: skip


def _party(
    document: Document, sides: tuple[str, str], leave_out: str = "", identity: str = "I07"
) -> tuple[str, str]:
    finding = Finding(
        kind="identity", identity_id=identity, severity="error", party="disclosure", message="≠",
        left_locator=sides[0], right_locator=sides[1], page=1,
    )  # fmt: skip
    excuse(document, _read(document, leave_out), [finding])
    return finding.party, finding.severity


def _with(row: int, col: int, text: str) -> list[list[str]]:
    rows = [list(r) for r in ROWS]
    rows[row][col] = text
    return rows


@pytest.mark.parametrize("sides", [LEVELS, ROW])
def test_a_whole_table_is_held_to_its_sums(sides: tuple[str, str]) -> None:
    assert _party(_document(ROWS), sides) == ("disclosure", "error")


def test_a_row_that_the_page_cuts_off_may_have_more_columns_a_column_has_no_more_rows() -> None:
    cut = _document(ROWS, 595.0)
    assert _party(cut, ROW) == ("unknown", "warning")
    assert _party(cut, LEVELS) == ("disclosure", "error")


def test_what_did_not_fit_a_cell_hides_an_addend() -> None:
    assert _party(_document(_with(3, 2, "####")), LEVELS) == ("unknown", "warning")
    assert _party(_document(_with(1, 4, "####")), ROW) == ("unknown", "warning")
    assert _party(_document(_with(3, 4, "####")), LEVELS) == ("disclosure", "error")


def test_only_sums_need_the_whole_table() -> None:
    cut = _document(ROWS, 595.0)
    assert _party(cut, ROW, identity="P02") == ("disclosure", "error")


def test_an_amount_of_which_no_row_was_made_may_be_what_is_missing() -> None:
    assert _party(_document(ROWS), LEVELS, leave_out="p1/t1/r4/c3") == ("unknown", "warning")
    assert _party(_document(ROWS), ROW, leave_out="p1/t1/r2/c5") == ("unknown", "warning")


def test_one_line_without_any_amount_among_lines_that_have_theirs() -> None:
    bare = [["2130199", "其他农业农村支出", "", "", ""], ["2130202", "一般行政管理事务", "", "", ""]]
    assert _party(_document([*ROWS, *bare[:1]]), LEVELS) == ("unknown", "warning")
    assert _party(_document([*ROWS, *bare]), LEVELS) == ("disclosure", "error")
