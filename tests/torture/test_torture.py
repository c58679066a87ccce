"""A few rounds of each trial; `make torture` runs them at full length."""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random

import pytest

from tests.read.test_office_network import asked, referring  # noqa: F401 - a fixture
from tests.synth.office_files import needs_office
from tests.torture.commits import both_at_once, commit_trials
from tests.torture.converter import conversions
from tests.torture.disk import KB, disk_trials
from tests.torture.fuzz import fuzz
from tests.torture.hostile import CORPUS, sweep
from tests.torture.kill import kill_rounds, write_inputs
from tests.torture.outside import trace_run
from tests.torture.poison import poison_rounds


def test_killed_runs_resume(tmp_path: Path) -> None:
    reader = kill_rounds(tmp_path, rounds=2, seed=1)
    assert reader.faults == []
    assert reader.n_reads > 10


def test_killed_at_steps_of_the_commit(tmp_path: Path) -> None:
    assert commit_trials(tmp_path, every=12) >= 5


def test_two_runs_at_once(tmp_path: Path) -> None:
    assert sum(both_at_once(tmp_path, rounds=1)) == 1


def test_poison_beside_good(tmp_path: Path) -> None:
    poison_rounds(tmp_path, n_documents=60, seed=1)


def test_full_disks(tmp_path: Path) -> None:
    try:
        lines = list(disk_trials(tmp_path, left=(64 * KB,)))
    except PermissionError as error:
        pytest.skip(f"no file system can be mounted: {error}")
    assert len(lines) == 4


@needs_office
def test_conversions(tmp_path: Path) -> None:
    assert conversions(tmp_path, 6) == {"whole": 5, "killed": 1}


def test_mutated_files(tmp_path: Path) -> None:
    assert fuzz(tmp_path, seed=1, n=60).total() == 60


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_nothing_is_opened_or_connected_outside(tmp_path: Path, asked: tuple[str, list[str]]) -> None:  # noqa: F811
    inputs = tmp_path / "in"
    write_inputs(inputs, 3, Random(1))
    referring(inputs / "a.docx", asked[0])
    (inputs / "b.html").write_text(
        f"<img src='{asked[0]}'><link rel=stylesheet href='{asked[0]}'><p>表", "utf-8"
    )
    field = r"{\rtf1 {\field{\*\fldinst INCLUDEPICTURE \"ADDRESS\"}}}"
    (inputs / "c.rtf").write_text(field.replace("ADDRESS", asked[0]), "utf-8")
    found, code = trace_run(inputs, tmp_path)
    assert code == 0
    assert found.n_calls > 1000
    assert (found.connects, found.reads, found.writes) == ([], [], [])
    assert asked[1] == []


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS.exists(), reason="../shared/corpus/hostile is not here")
def test_hostile_files(tmp_path: Path) -> None:
    ended = sweep(tmp_path, CORPUS)
    assert ended.n_files > 400
    assert ended.n_expected >= 50
    assert ended.wrong == []
