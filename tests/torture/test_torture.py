"""A few rounds of each trial; `make torture` runs many."""

from __future__ import annotations

from pathlib import Path

from tests.torture.kill import kill_rounds
from tests.torture.poison import poison_rounds


def test_killed_runs_resume(tmp_path: Path) -> None:
    reader = kill_rounds(tmp_path, rounds=2, seed=1)
    assert reader.faults == []
    assert reader.n_reads > 10


def test_poison_beside_good(tmp_path: Path) -> None:
    poison_rounds(tmp_path, n_documents=60, seed=1)
