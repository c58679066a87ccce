"""From a row back to its page, in words."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.core.resources import SAMPLES
from pipeline.explore.evidence import find_rows, row_id
from pipeline.explore.plots import plot, write_plots
from pipeline.run.local import run, sources
from pipeline.store.errors import QueryError
from pipeline.store.questions import questions
from pipeline.store.reader import Reader, open_reader


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("evidence") / "dataset"
    run(sources([SAMPLES / "files" / "central-1.pdf", SAMPLES / "files" / "zhejiang_budget-1.txt"]), out)
    return out


@pytest.fixture(scope="module")
def reader(dataset: Path) -> Reader:
    return open_reader(dataset)


def test_proved_rows_show_an_identity_that_closes(reader: Reader) -> None:
    sql = "SELECT doc_id, seq FROM function_lines WHERE proof = 'proved' USING SAMPLE 25 ROWS (reservoir, 7)"
    rows = reader.rows(sql)
    assert rows
    for row in rows:
        (evidence,) = find_rows(reader, row_id("function_lines", row))
        assert any(s.closes for s in evidence.identities), evidence.id
        assert any(side.is_this for s in evidence.identities for side in (*s.left, *s.right))


def test_a_locator_names_the_rows_of_its_cell(reader: Reader) -> None:
    row = reader.rows("SELECT doc_id, seq, locator FROM amounts WHERE bbox IS NOT NULL LIMIT 1")[0]
    found = find_rows(reader, f"{row['doc_id'][:12]}:{row['locator']}")
    assert row_id("amounts", row) in {e.id for e in found}


@pytest.mark.parametrize(
    "name", ["abc", "zzzzzzzz/amounts/0", "ffffffff/amounts/0", "ffffffff/amounts/x", "x:y"]
)
def test_what_is_not_there_is_told(reader: Reader, name: str) -> None:
    with pytest.raises(QueryError):
        find_rows(reader, name)


def test_explain_on_the_terminal(dataset: Path, reader: Reader) -> None:
    row = reader.rows(
        "SELECT doc_id, seq, raw_text, pattern_id FROM function_lines WHERE proof = 'proved' LIMIT 1"
    )[0]
    told = CliRunner().invoke(app, ["explain", str(dataset), row_id("function_lines", row)])
    assert told.exit_code == 0
    for part in (row["raw_text"], row["pattern_id"], "✓", "central-1.pdf", "bbox"):
        assert part in told.output or "zhejiang" in told.output
    whole = CliRunner().invoke(app, ["explain", str(dataset), str(SAMPLES / "files" / "central-1.pdf")])
    assert "function_lines:" in whole.output
    assert CliRunner().invoke(app, ["explain", str(dataset), "ffffffff"]).exit_code == 1


def test_questions_are_drawn_with_names_as_text(reader: Reader, tmp_path: Path) -> None:
    names = write_plots(reader, tmp_path)
    assert len(names) >= 4
    for name in names:
        drawn = ElementTree.parse(tmp_path / name).getroot()
        assert len(list(drawn.iter("{http://www.w3.org/2000/svg}rect"))) > 1, name
    row = {"fiscal_year": 2024, "department": "<script>局&", "万元": 12.5}
    assert "&lt;script&gt;局&amp;" in plot(questions()["biggest-departments"], [row])
