"""One truth, every digital format: a disclosure reads the same whether Word, HTML, a workbook or a page holds it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.synth.agreement import disagreements, facts
from tests.synth.document import disclosure
from tests.synth.family import families

TURNS = (("gbk", "xlsx", "csv"), ("xls", "html", "ofd"), ("mht", "xls", "csv"), ("gbk", "xlsx", "ofd"))
NAMES = [*sorted(families()), "mixed"]
CASES = [(name, form) for i, name in enumerate(NAMES) for form in TURNS[i % len(TURNS)]]


@pytest.mark.parametrize(("name", "form"), CASES, ids=[f"{n}.{f}" for n, f in CASES])
def test_a_format_holds_the_same_facts_as_word(tmp_path: Path, name: str, form: str) -> None:
    assert not disagreements(tmp_path, disclosure(name, 5), form)


def test_facts_are_compared_by_all_they_say(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(disclosure("central", 5).render("docx"))
    found = facts(path)
    assert found["function_lines"].total() > 50
    columns = {key for key, _ in next(iter(found["function_lines"]))}
    assert {"amount_yuan", "function_code", "phase", "fund", "component", "proof", "raw_text"} <= columns
    assert "locator" not in columns
