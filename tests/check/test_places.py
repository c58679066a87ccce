from __future__ import annotations

import pytest

from pipeline.check.figures import column_of, place_key, row_of, table_of


@pytest.mark.parametrize(
    ("locator", "table", "column"),
    [
        ("p3/t1/r5/c2", "p3/t1", 2),
        ("t12/r5/c10", "t12", 10),
        ("p3/para7/0-12", "p3/para7", 0),
        ("Sheet1!C5", "Sheet1", 3),
        ("支出!表!AA10", "支出!表", 27),
    ],
)
def test_a_locator_tells_table_and_column(locator: str, table: str, column: int) -> None:
    assert (table_of(locator), column_of(locator)) == (table, column)


def test_cells_of_one_row_of_a_sheet_share_it_and_come_in_order() -> None:
    assert row_of("表!A5") == row_of("表!AB5") != row_of("表!A6")
    assert sorted(["表!B10", "表!AA9", "表!B9"], key=place_key) == ["表!B9", "表!AA9", "表!B10"]
