"""A document's place in a build takes little room, however many documents say the same."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from pipeline.core.schema import table_columns
from pipeline.store.placed import PLACED_BY, Placed


def read(**values: Any) -> dict[str, Any]:
    """A row of `documents` as a child tells it: its texts are nobody else's."""
    row = {c.name: None for c in table_columns("documents")} | values
    told: dict[str, Any] = json.loads(json.dumps(row, ensure_ascii=False))
    return told


def test_it_says_what_the_row_says() -> None:
    row = read(doc_id="a" * 64, fiscal_year=2024, region="示例市", department=None, pages=7)
    placed = Placed(row)
    assert isinstance(placed, Mapping)
    assert dict(placed) == {name: row[name] for name in PLACED_BY}
    assert len(placed) == len(PLACED_BY)
    with pytest.raises(KeyError):
        placed["pages"]


def test_what_many_say_is_there_once() -> None:
    one, other = (Placed(read(doc_id=c * 64, region="示例市云溪区", department="示例局")) for c in "ab")
    assert one["region"] is other["region"]
    assert one["department"] is other["department"]
