"""What a version loses on the same files is named; what goes with files that are gone is no loss of the version."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.store.publish import Publishing, StagedDocument, publish
from pipeline.store.regression import regression
from pipeline.store.staging import Staging
from tests.store.test_publish import document, line


def build(root: Path, statuses: dict[str, str], n_lines: int = 10) -> Path:
    staging = Staging(root / "staging", "v")
    staged = []
    for letter, status in statuses.items():
        error = None if status == "ok" else "CORRUPT"
        row = document(letter * 64, fiscal_year=2024, province_code="31", status=status, error_class=error)
        lines = [line(row["doc_id"], k, "1.00") for k in range(n_lines if status == "ok" else 0)]
        path = staging.write(row["doc_id"], {"documents": [row], "function_lines": lines})
        staged.append(StagedDocument(path, row))
    publish(root / "out", staged, Publishing("v"))
    return root / "out"


def test_what_is_lost(tmp_path: Path) -> None:
    one = build(tmp_path / "one", {"a": "ok", "b": "ok", "c": "failed", "d": "ok"})
    two = build(tmp_path / "two", {"a": "ok", "b": "failed", "c": "ok"})
    found = regression((one / "current").resolve(), (two / "current").resolve())
    assert {(t.before, t.after, t.count, t.is_loss) for t in found.turns} == {
        ("ok", "CORRUPT", 1, True),
        ("CORRUPT", "ok", 1, False),
    }
    assert found.rows["function_lines"] == (20, 20)
    assert len(found.losses) == 1
    ended = CliRunner().invoke(app, ["diff", str(one), str(two), "--strict"])
    assert ended.exit_code == 5
    assert "lost: 1 documents ok -> CORRUPT" in ended.output


@pytest.mark.parametrize(("n_lines", "n_losses"), [(200, 0), (199, 0), (190, 1)])
def test_rows_of_the_same_files(tmp_path: Path, n_lines: int, n_losses: int) -> None:
    one = build(tmp_path / "one", {"a": "ok"}, 200)
    two = build(tmp_path / "two", {"a": "ok"}, n_lines)
    found = regression((one / "current").resolve(), (two / "current").resolve())
    assert len(found.losses) == n_losses
