"""Families beside the samples, other seeds, other formats: the records equal the truth."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.run.document import process
from tests.synth.document import disclosure
from tests.synth.judge import tallies
from tests.synth.labels import write

CASES = (
    ("old_final", 2, "txt"),
    ("sichuan_final", 3, "docx"),
    ("yunnan_final", 4, "pdf"),
    ("shenzhen_budget", 2, "pdf"),
    ("shaanxi_budget", 3, "pdf"),
    ("unruled_budget", 2, "docx"),
    ("unruled_final", 2, "led"),
    ("guizhou_budget", 2, "led"),
    ("mixed", 2, "pdf"),
    ("mixed", 8, "pdf"),
    ("mixed", 18, "pdf"),
    ("mixed", 24, "pdf"),
)


@pytest.mark.parametrize(("name", "seed", "form"), CASES, ids=[f"{n}-{s}.{f}" for n, s, f in CASES])
def test_truth(name: str, seed: int, form: str, tmp_path: Path) -> None:
    made = disclosure(name, seed)
    path = write(made, form, tmp_path / "files", tmp_path / "gold")
    found = tallies(process(path), tmp_path / "gold" / f"{made.name}-{path.suffix[1:]}")
    wrong = {
        table: {"missed": t.missed, "invented": [key for key, _ in t.invented]}
        for table, t in found.items()
        if t.missed or t.invented
    }
    assert not wrong
    assert found["function"].gold > 90
