"""Large builds: what is held in the place of views says the same, and every view answers over made documents."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from benchmarks.explore import measure, template, write_dataset
from pipeline.explore.site import Site
from pipeline.store import held
from pipeline.store.errors import QueryError
from pipeline.store.held import HELD, held_tables
from pipeline.store.reader import open_reader

_ANY = {"spending": "function_name, function_name_official, level, proof, page, seq", "code_names": "name"}
"""Columns that a view takes from any of several rows alike: which one differs from question to question."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("made") / "dataset"
    write_dataset(root, 400, template())
    return root


@pytest.fixture
def cached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(held.VARIABLE, str(tmp_path / "cache"))
    monkeypatch.setattr(held, "_FEW", 1000)
    return tmp_path / "cache" / "held"


def test_held_tables_say_what_the_views_say(made: Path, cached: Path) -> None:
    plain, quick = open_reader(made), open_reader(made, held=True)
    assert [p.suffix for p in cached.iterdir()] == [".duckdb"]
    for name in HELD:
        sql = (
            f"SELECT * EXCLUDE ({_ANY[name]}) FROM {name} ORDER BY ALL"
            if name in _ANY
            else f"SELECT * FROM {name} ORDER BY ALL"
        )
        assert quick.table(sql).equals(plain.table(sql)), name
    assert quick.rows("SELECT count(*) AS n FROM documents")[0]["n"] >= 400
    plain.close()
    quick.close()


def test_held_tables_are_made_once_and_old_ones_go(made: Path, cached: Path) -> None:
    cached.mkdir(parents=True)
    for i in range(9):
        (cached / f"{i}.duckdb").write_bytes(b"")
        os.utime(cached / f"{i}.duckdb", (i, i))
    first = held_tables(made)
    assert first is not None
    number = first.stat().st_ino
    again = held_tables(made)
    assert again is not None
    assert again.stat().st_ino == number
    assert len(list(cached.iterdir())) <= 6
    assert not (cached / "0.duckdb").exists()


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO held.documents SELECT * FROM documents", "DROP TABLE held.spending", "DETACH held",
        "CREATE TABLE held.x AS SELECT 1", "ATTACH '{path}' AS again", "SELECT * FROM read_text('{path}')",
        "COPY held.documents TO '{path}'", "UPDATE held.code_names SET name = 'x'",
    ],
)  # fmt: skip
def test_held_tables_can_only_be_read(made: Path, cached: Path, sql: str) -> None:
    reader = open_reader(made, held=True)
    (path,) = cached.iterdir()
    before = path.read_bytes()
    with pytest.raises(QueryError):
        reader.rows(sql.format(path=path))
    assert path.read_bytes() == before
    reader.close()


def test_without_a_cache_the_build_is_asked_as_it_is(
    made: Path, cached: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(held.VARIABLE, "")
    assert held_tables(made) is None
    monkeypatch.setenv(held.VARIABLE, "/dev/null")
    assert held_tables(made) is None
    reader = open_reader(made, held=True)
    assert reader.rows("SELECT count(*) AS n FROM documents")[0]["n"] >= 400
    reader.close()


def test_every_view_answers_over_made_documents(
    made: Path, cached: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = Site(made, None)
    found = measure(site, 1)
    site.reader.close()
    assert len(found) >= 15
    assert found["home"][1] < 2.0
    assert "department" in capsys.readouterr().out
