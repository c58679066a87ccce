"""Bounds of a share counted on few rows."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.intervals import wilson


def test_no_row_says_nothing() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


@given(st.integers(1, 5000), st.data())
def test_the_share_lies_between_its_bounds(rows: int, data: st.DataObject) -> None:
    right = data.draw(st.integers(0, rows))
    low, high = wilson(right, rows)
    assert 0 <= low <= right / rows + 1e-9
    assert right / rows - 1e-9 <= high <= 1


def test_more_rows_say_more() -> None:
    lows = [wilson(n, n)[0] for n in (1, 5, 50, 500)]
    assert lows == sorted(lows)
    assert lows[0] < 0.3 < 0.98 < lows[-1]
