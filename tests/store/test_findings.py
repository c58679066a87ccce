"""Findings of a dataset, filtered, and the command that lists them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.run.local import run, sources
from pipeline.store.findings import Wanted, findings
from pipeline.store.snapshots import Snapshots

TEXT = """云汀市示例局2024年度部门决算

十、其他重要事项的情况说明
（二）政府采购支出情况
2024年度，云汀市示例局政府采购支出总额2.4万元，其中：政府采购货物支出2.4万元、政府采购工程支出0万元、政府采购服务支出0万元。授予中小企业合同金额0万元，占政府采购支出总额的100%。
"""


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("findings")
    (folder / "a.txt").write_text(TEXT, "utf-8")
    run(sources([folder / "a.txt"]), folder / "out")
    return folder / "out"


def _found(dataset: Path, **wanted: object) -> list[str | None]:
    snapshot = Snapshots(dataset).current()
    assert snapshot is not None
    rows = findings(snapshot, Wanted(**wanted))  # type: ignore[arg-type]
    return [row["identity_id"] for row in rows]


def test_filters_keep_what_is_asked_for(dataset: Path) -> None:
    assert _found(dataset) == ["N06"]
    assert _found(dataset, party=("disclosure", "unknown"), place="云汀", document="a.txt") == ["N06"]
    assert not _found(dataset, party=("extraction",))
    assert not _found(dataset, place="44")
    assert not _found(dataset, document="b.txt")


def test_the_command_exports_and_tells(dataset: Path) -> None:
    call = CliRunner().invoke
    rows = list(csv.DictReader(io.StringIO(call(app, ["findings", str(dataset), "--csv"]).stdout)))
    assert [(r["identity_id"], r["department"]) for r in rows] == [("N06", "云汀市示例局")]
    told = json.loads(call(app, ["findings", str(dataset), "--json", "--kind", "identity"]).stdout)
    assert told["message"] == rows[0]["message"]
    shown = call(app, ["findings", str(dataset)]).stdout
    assert "disclosure: 1" in shown
    assert call(app, ["findings", str(dataset), "--csv", "--json"]).exit_code == 2
