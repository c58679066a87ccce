"""One truth, every digital format: a disclosure reads the same whether Word, HTML or a workbook holds it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from pipeline.run.document import process
from tests.synth.document import Disclosure, disclosure
from tests.synth.family import families

TABLES = ("function_lines", "economic_lines", "amounts", "performance_projects", "performance_indicators")
BY_FORMAT = {"doc_id", "page", "locator", "bbox", "seq"}


def facts(folder: Path, drawn: Disclosure, form: str) -> dict[str, Counter[tuple[Any, ...]]]:
    """The rows of every table without what says where they stand."""
    path = folder / "附件.pdf"
    path.write_bytes(drawn.render(form))
    tables = process(path).tables()
    return {
        name: Counter(
            tuple((key, str(value)) for key, value in row.items() if key not in BY_FORMAT)
            for row in tables.get(name, [])
        )
        for name in TABLES
    }


@pytest.mark.parametrize("name", [*sorted(families()), "mixed"])
def test_every_format_holds_the_same_facts(tmp_path: Path, name: str) -> None:
    drawn = disclosure(name, 5)
    expected = facts(tmp_path, drawn, "docx")
    assert expected["function_lines"].total() > 50
    for form in ("gbk", "xlsx", "xls"):
        assert facts(tmp_path, drawn, form) == expected, form
