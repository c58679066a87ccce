"""The face for notebooks: lazy frames, typed forms, three ways not to get a number."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

import pipeline
from pipeline.core.resources import SAMPLES
from pipeline.run.local import run, sources
from pipeline.store.errors import QueryError, StoreError

FILES = SAMPLES / "files"


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> pipeline.Dataset:
    out = tmp_path_factory.mktemp("notebook") / "dataset"
    run(sources([FILES / "central-1.pdf", FILES / "guangzhou_budget-1.pdf"]), out)
    return pipeline.open_dataset(out)


def test_importing_does_no_work() -> None:
    code = "import sys, pipeline; print([m for m in sys.modules if m.split('.')[0] in ('duckdb', 'pyarrow', 'pandas')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    with pytest.raises(AttributeError):
        _ = pipeline.nothing


def test_frames_agree(dataset: pipeline.Dataset) -> None:
    answer = dataset.lines(level="class")
    rows = answer.rows()
    total = sum((r["amount_yuan"] for r in rows), Decimal(0))
    assert rows
    assert answer.pandas()["amount_yuan"].sum() == total
    assert answer.polars()["amount_yuan"].sum() == total
    assert answer.arrow().num_rows == len(rows)
    assert dataset.lines(form="").arrow().num_rows > len(rows)
    assert len(dataset.departments().rows()) == 2


def test_the_only_row(dataset: pipeline.Dataset) -> None:
    code = dataset.lines().rows()[0]["function_code"]
    assert dataset.sql("SELECT $a AS a", a=code).one() == {"a": code}
    with pytest.raises(pipeline.NotThere):
        dataset.lines("9999999").one()
    with pytest.raises(pipeline.NoAnswer):
        dataset.lines().one()
    with pytest.raises(pipeline.NotThere):
        dataset.table("documents; --")
    with pytest.raises(QueryError):
        dataset.lines(colour="red").rows()


def test_no_dataset(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        pipeline.open_dataset(tmp_path)


def test_a_file_as_forms() -> None:
    disclosure = pipeline.Disclosure(FILES / "central-1.pdf")
    form = disclosure.expenditure
    classes = [x for x in form if x.level == "class" and x.component == "total"]
    assert form.total == sum(form[x.function_code or ""] for x in classes)
    assert len(form.pandas()) == len(form)
    assert disclosure.identity.fiscal_year
    with pytest.raises(pipeline.NotThere):
        form.amount("9999999")


def test_three_ways_not_to_get_a_number(tmp_path: Path) -> None:
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 nothing")
    with pytest.raises(pipeline.CannotParse):
        _ = pipeline.Disclosure(tmp_path / "broken.pdf").expenditure
    with pytest.raises(FileNotFoundError):
        _ = pipeline.Disclosure(tmp_path / "nowhere.pdf").expenditure
    with pytest.raises((pipeline.NotThere, pipeline.NoAnswer)):
        _ = pipeline.Disclosure(FILES / "zhejiang_budget-1.txt").form("state_capital")
    with pytest.raises(pipeline.NotThere):
        pipeline.Disclosure(FILES / "central-1.pdf").amount("no.such_concept")
