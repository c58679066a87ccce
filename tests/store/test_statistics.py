"""Stata and SPSS files say what the dataset says: numbers, text, names, labels; nothing is rounded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.core.resources import SAMPLES
from pipeline.run.local import run, sources
from pipeline.store.errors import QueryError, StoreError
from pipeline.store.reader import Reader, open_reader
from pipeline.store.statistics import STATISTICS


def answer(**columns: object) -> Iterator[pa.RecordBatch]:
    return iter([pa.RecordBatch.from_pydict(columns)])


def read(path: Path) -> pd.DataFrame:
    if path.suffix == ".dta":
        return pd.read_stata(path, preserve_dtypes=False)
    return pytest.importorskip("pyreadstat").read_sav(str(path))[0]


@pytest.fixture(params=["dta", "sav"])
def kind(request: pytest.FixtureRequest) -> str:
    if request.param == "sav":
        pytest.importorskip("pyreadstat", reason="the extra `spss` is not installed")
    return str(request.param)


def test_every_kind_of_value_comes_back(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"x.{kind}"
    long = "预算" * 1500
    STATISTICS[kind](
        answer(
            yuan=[Decimal("1234567890123.45"), None, Decimal("-0.01")], n=[1, None, 3], whole=[7, 8, 9], share=[0.5, None, 1.5],
            text=["=1+1", None, "局"], raw=[long, "", "x"], here=[True, False, True], years=[[2023, 2024], None, []],
            day=[dt.date(2024, 3, 1), None, None], big=[2**40, 1, 2],
        ),
        path,
    )  # fmt: skip
    frame = read(path)
    assert frame["yuan"].tolist()[::2] == [1234567890123.45, -0.01]
    assert frame["yuan"].isna().tolist() == frame["n"].isna().tolist() == frame["share"].isna().tolist()
    assert frame["text"].tolist() == ["=1+1", "", "局"]
    assert frame["raw"][0] == long
    assert [int(v) for v in frame["whole"]] == [7, 8, 9]
    assert [int(v) for v in frame["here"]] == [1, 0, 1]
    assert frame["years"].tolist() == ["[2023, 2024]", "", "[]"]
    assert frame["day"].tolist() == ["2024-03-01", "", ""]
    assert int(frame["big"][0]) == 2**40


def test_names_are_allowed_and_told_apart(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"x.{kind}"
    names = ["万元", "count_star()", "_n", "if", "2024", "x" * 40, "x" * 41, "A", "a"]
    STATISTICS[kind](answer(**{n: [i] for i, n in enumerate(names)}), path)
    frame = read(path)
    assert [int(v) for v in frame.iloc[0]] == list(range(len(names)))
    assert len({c.lower() for c in frame.columns}) == len(names)


def test_what_a_double_does_not_hold_is_refused(kind: str, tmp_path: Path) -> None:
    with pytest.raises(QueryError, match="yuan"):
        STATISTICS[kind](answer(yuan=[Decimal("123456789012345678.25")]), tmp_path / f"x.{kind}")


def test_no_rows_and_labels(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"x.{kind}"
    schema = pa.schema([("amount_yuan", pa.decimal128(20, 2)), ("raw_text", pa.string())])
    STATISTICS[kind](iter([pa.RecordBatch.from_pylist([], schema=schema)]), path)
    assert list(read(path).columns) == ["amount_yuan", "raw_text"]
    if kind == "dta":
        with pd.read_stata(path, iterator=True) as reader:
            assert reader.variable_labels()["amount_yuan"] == "金额（元）"


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("statistics") / "dataset"
    run(
        sources([SAMPLES / "files" / "zhejiang_budget-1.txt", SAMPLES / "files" / "yunnan_final-1.docx"]), out
    )
    return out


@pytest.fixture(scope="module")
def reader(dataset: Path) -> Iterator[Reader]:
    reader = open_reader(dataset)
    yield reader
    reader.close()


def test_a_dataset_is_exported_whole(dataset: Path, reader: Reader, kind: str, tmp_path: Path) -> None:
    told = CliRunner().invoke(app, ["export", str(dataset), str(tmp_path / "out"), "--format", kind])
    assert told.exit_code == 0, told.output
    expected = reader.rows("SELECT function_code, amount_yuan FROM function_lines ORDER BY doc_id, seq")
    frame = read(tmp_path / "out" / f"function_lines.{kind}").sort_values(["doc_id", "seq"])
    assert frame["function_code"].tolist() == [r["function_code"] or "" for r in expected]
    assert frame["amount_yuan"].tolist() == [float(r["amount_yuan"]) for r in expected]


def test_an_answer_is_exported(dataset: Path, kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"x.{kind}"
    sql = "SELECT 1.5 AS a, '局' AS b"
    assert (
        CliRunner().invoke(app, ["export", str(dataset), str(path), "--format", kind, "--sql", sql]).exit_code
        == 0
    )
    assert read(path)["b"].tolist() == ["局"]
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_without_the_extra_spss_is_refused_in_words(
    dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyreadstat", None)
    with pytest.raises(StoreError, match="spss"):
        STATISTICS["sav"](answer(a=[1]), tmp_path / "x.sav")
    told = CliRunner().invoke(
        app, ["export", str(dataset), str(tmp_path / "y.sav"), "--format", "sav", "--sql", "SELECT 1 AS a"]
    )
    assert told.exit_code == 1
    assert "yujuesuan[spss]" in told.output
    assert list(tmp_path.iterdir()) == []
