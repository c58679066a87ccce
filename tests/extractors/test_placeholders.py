"""Placeholders that a template left behind."""

from __future__ import annotations

import pytest

from extractors.placeholders import extract
from tests.extractors.grids import context, document, table


@pytest.mark.parametrize(
    "text",
    [
        "第二部分 云汀市XX局2024年度部门决算表",
        "××单位没有国有资本经营支出。",
        "示例局202 年度部门决算表",
        "增加（减少）5.00万元",
    ],
)
def test_a_name_nobody_filled_in_is_the_disclosures(text: str) -> None:
    found = list(extract(document([text]), context()))
    assert [(f.kind, f.identity_id, f.party) for f in found] == [("format", "F02", "disclosure")]
    assert found[0].left_locator == f"p1/para0/0-{len(text)}"


def test_a_placeholder_is_told_once_and_in_cells_too() -> None:
    again = table("XX局 | 万元\nXX局 | 12.00")
    found = list(extract(document(["云汀市示例局"], [again, "XX局"]), context()))
    assert [f.left_locator for f in found] == ["p2/t1/r1/c1"]


def test_filled_names_are_none() -> None:
    assert not list(
        extract(
            document(["云汀市示例局2024年度部门决算", "规格12××24个", "XXL号", "增加/减少的原因"]), context()
        )
    )
