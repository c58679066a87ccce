"""A changed pattern has only the documents read again that used it, and the dataset is that of reading all of them."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.core.resources import ROOT, SAMPLES
from pipeline.run.confine import Limits
from pipeline.run.document import process
from pipeline.run.extraction import Options
from pipeline.run.local import LEDGER, run, sources
from pipeline.run.narrowing import reach
from pipeline.run.version import pattern_units, used_bits
from pipeline.store.diff import diff
from pipeline.store.ledger import Ledger
from tests.run.test_local import TEXT, files_of

CHANGED = (
    "narrative/projects"  # what sentences call projects: some samples have such sentences, some have none
)
_HOLDING = ("pipeline", "extractors", "patterns", "data/reference")
_INPUTS = sorted(p for p in (SAMPLES / "files").iterdir() if p.suffix in (".docx", ".txt"))


@dataclass
class Project:
    """The program and its patterns in a folder where they can be changed, with documents to read."""

    root: Path
    inputs: Path

    def pattern_file(self, name: str) -> Path:
        return self.root / "patterns" / f"{name}.toml"

    def change(self, name: str, old: str, new: str) -> None:
        text = self.pattern_file(name).read_text("utf-8")
        assert old in text
        self.pattern_file(name).write_text(text.replace(old, new, 1), "utf-8")

    def run(self, out: Path) -> tuple[set[str], dict[str, Any]]:
        """Names of the documents that were read, and the report with what was `printed`."""
        command = [sys.executable, "-m", "pipeline.cli", "run", str(self.inputs), "--out", str(out), "--json"]
        done = subprocess.run(command, cwd=self.root, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        said = [json.loads(line) for line in done.stderr.splitlines() if line.startswith("{")]
        report = max((out / "reports").glob("*.json"))
        read = {s["source"] for s in said if not s["reused"]}
        return read, json.loads(report.read_text("utf-8")) | {"printed": done.stdout}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    made = Project(tmp_path / "project", tmp_path / "in")
    for folder in _HOLDING:
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / folder, made.root / folder, ignore=ignored)
    made.inputs.mkdir()
    for path in _INPUTS:
        shutil.copy(path, made.inputs)
    return made


def users(unit: str) -> set[str]:
    """The samples that are read with a unit of the pattern files."""
    return {path.name for path in _INPUTS if unit in process(path).used}


def test_only_documents_that_used_it_are_read_again(project: Project, tmp_path: Path) -> None:
    out, fresh = tmp_path / "out", tmp_path / "fresh"
    concerned = users(f"{CHANGED}:projects.told")
    assert 0 < len(concerned) < len(_INPUTS)
    everything, first = project.run(out)
    assert everything == {p.name for p in _INPUTS}
    assert first["changed_parts"] == {}
    before = (out / "current").resolve()

    project.change(CHANGED, "regex = '''", "regex = '''(?#changed)")
    read, report = project.run(out)
    assert read == concerned
    assert report["changed_parts"] == {f"patterns/{CHANGED}": len(concerned)}
    assert (report["changed_for_all"], report["taken_over"]) == ([], len(_INPUTS) - len(concerned))
    page = max((out / "reports").glob("*.html")).read_text("utf-8")
    assert f"patterns/{CHANGED}" in page
    assert f"patterns/{CHANGED}" in report["printed"]
    project.run(fresh)
    assert files_of(out) == files_of(fresh)
    read, report = project.run(out)
    assert (read, report["changed_parts"], report["taken_over"]) == (set(), {}, 0)

    assert diff(before, (out / "current").resolve()) == []
    shutil.copy(ROOT / "patterns" / f"{CHANGED}.toml", project.pattern_file(CHANGED))
    assert project.run(out)[0] == set()  # the version before is still held


def test_examples_and_comments_concern_no_document(project: Project, tmp_path: Path) -> None:
    _, first = project.run(tmp_path / "out")
    project.change(CHANGED, "[[pattern]]", "# said otherwise\n[[pattern]]")
    project.change(CHANGED, "reject = [", 'reject = ["另一句", ')
    read, second = project.run(tmp_path / "out")
    assert read == set()
    assert second["version"] == first["version"]


def test_a_changed_part_concerns_the_patterns_that_refer_to_it(project: Project, tmp_path: Path) -> None:
    project.run(tmp_path / "out")
    parts = project.root / "patterns" / "parts.toml"
    parts.write_text(parts.read_text("utf-8").replace("[parts]", "[parts]\nunused = '一'", 1), "utf-8")
    assert project.run(tmp_path / "out")[0] == set()
    parts.write_text(parts.read_text("utf-8").replace("\nend = '", "\nend = '(?#changed)", 1), "utf-8")
    read, report = project.run(tmp_path / "out")
    assert read == {p.name for p in _INPUTS}
    assert report["changed_for_all"] == []
    assert f"patterns/{CHANGED}" not in report["changed_parts"]


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("extractors/captions.py", "code"),
        ("data/reference/department_aliases.csv", "reference"),
        ("patterns/identities/more.toml", "patterns/identities/more"),
    ],
)
def test_what_may_concern_every_document_has_all_read_again(
    project: Project, tmp_path: Path, path: str, part: str
) -> None:
    project.run(tmp_path / "out")
    with (project.root / path).open("a", encoding="utf-8") as file:
        file.write("\n" if path.endswith(".csv") else "# more\n")
    read, report = project.run(tmp_path / "out")
    assert read == {p.name for p in _INPUTS}
    assert (report["changed_parts"], report["changed_for_all"]) == ({part: len(_INPUTS)}, [part])
    assert report["taken_over"] == 0


def test_whose_uses_nobody_knows_is_read_again_after_any_change(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    run(sources([tmp_path / "a.txt"]), tmp_path / "out", Options(limits=Limits(seconds=0.0)))
    with Ledger(tmp_path / "out" / LEDGER) as ledger:
        (version,) = ledger.versions()
        assert list(ledger.uses(version.version)) == [used_bits(pattern_units())]
        made = ledger.extraction(hashlib.sha256(TEXT.encode()).hexdigest(), version.version)
    assert made is not None
    assert (made.row["error_class"], made.row["extractor_version"]) == ("TIMEOUT", version.version)


def test_a_ledger_without_uses_has_all_read_again(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    todo = sources([tmp_path / "a.txt"])
    run(todo, tmp_path / "out")
    with sqlite3.connect(tmp_path / "out" / LEDGER) as db:
        db.execute("ALTER TABLE extractions DROP COLUMN used")
        db.execute("UPDATE extractions SET version = 'before'")
        db.execute("DROP TABLE versions")
    report = run(todo, tmp_path / "out")
    assert (report.n_reused, report.narrowing.kept) == (0, 0)
    assert run(todo, tmp_path / "out").n_reused == 1


def test_uses_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    (tmp_path / "empty.pdf").write_bytes(b"")
    run(sources([tmp_path / "a.txt", tmp_path / "empty.pdf"]), tmp_path / "out")
    with Ledger(tmp_path / "out" / LEDGER) as ledger:
        n_documents, files = reach(ledger)
    assert n_documents == 2
    assert files["identity"][""] == 1
    assert files["words"][""] == 0
    assert {unit for units in files.values() for unit, n in units.items() if unit and n} == set(
        process(tmp_path / "a.txt").used
    )
    told = CliRunner().invoke(app, ["uses", str(tmp_path / "out"), "--full"])
    assert told.exit_code == 0
    assert "identity:name.body" in told.stdout


def test_uses_do_not_depend_on_what_was_read_before() -> None:
    """What is kept over documents would hide what a document uses."""
    program = (
        "import json, sys; from pathlib import Path; from pipeline.run.document import process\n"
        "print(json.dumps({p: sorted(process(Path(p)).used) for p in sys.argv[1:]}))"
    )
    paths = [str(p) for p in sorted((SAMPLES / "files").iterdir())]

    def uses(chosen: list[str]) -> dict[str, list[str]]:
        command = [sys.executable, "-c", program, *chosen]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        said: dict[str, list[str]] = json.loads(done.stdout)
        return said

    together = uses(paths)
    assert together == uses(paths[::-1])
    for path in (paths[0], *(str(p) for p in _INPUTS[:3])):
        assert uses([path])[path] == together[path]
