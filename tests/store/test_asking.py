"""Queries by strangers, and what leaves the house as a spreadsheet."""

from __future__ import annotations

import csv
import io
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.core.resources import SAMPLES
from pipeline.run.confine import Limits
from pipeline.run.local import run, sources
from pipeline.run.unmatched import unmatched
from pipeline.store.bundle import write_zip
from pipeline.store.errors import QueryError, StoreError
from pipeline.store.export import write_csv, write_file, write_parquet, write_xlsx
from pipeline.store.inert import clean_text, inert, is_trigger
from pipeline.store.questions import question, questions
from pipeline.store.reader import QueryLimits, Reader, open_reader


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("asking") / "dataset"
    run(sources([SAMPLES / "files"]), out)
    return out


@pytest.fixture(scope="module")
def reader(dataset: Path) -> Reader:
    return open_reader(dataset)


@pytest.mark.parametrize("name", list(questions()))
def test_every_question_runs(reader: Reader, name: str) -> None:
    table = reader.table(question(name).filled())
    assert table.num_columns > 1
    if name not in ("failures", "contradictions"):
        assert table.num_rows > 0


HOSTILE = [
    "COPY documents TO '{out}'",
    "COPY documents TO '{root}/stolen.csv'",
    "CREATE TABLE t AS SELECT 1",
    "DROP VIEW documents",
    "INSERT INTO documents VALUES (1)",
    "ATTACH '{out}' AS x",
    "INSTALL httpfs",
    "LOAD httpfs",
    "SET memory_limit = '99GB'",
    "PRAGMA enable_profiling",
    "CALL pragma_version()",
    "EXPORT DATABASE '{out}'",
    "SELECT 1; SELECT 2",
    "SELECT 1; COPY documents TO '{out}'",
    "",
    "SELEC 1",
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM read_text('{root}/../../.ledger.sqlite')",
    "SELECT * FROM glob('/etc/*')",
    "SELECT * FROM '/etc/passwd'",
    "SELECT * FROM read_parquet('https://example.org/x.parquet')",
    "SELECT * FROM query('COPY documents TO ''{out}''')",
    "SELECT * FROM parquet_scan('/etc/*')",
    "SELECT getenv('HOME')",
    "SELECT * FROM local_value",
    "SELECT * FROM sqlite_scan('{root}/../../.ledger.sqlite', 'x')",
]


@pytest.mark.parametrize("sql", HOSTILE)
def test_hostile_sql_is_refused_and_leaves_nothing(reader: Reader, tmp_path: Path, sql: str) -> None:
    local_value = pa.table({"secret": [1]})
    before = sorted(reader.root.rglob("*"))
    with pytest.raises(QueryError):
        reader.rows(sql.format(out=tmp_path / "x", root=reader.root))
    assert sorted(reader.root.rglob("*")) == before
    assert list(tmp_path.iterdir()) == []
    assert local_value.num_rows == 1


def test_a_query_without_end_is_stopped(dataset: Path) -> None:
    reader = open_reader(dataset, QueryLimits(seconds=0.5))
    with pytest.raises(QueryError, match=r"0\.5"):
        reader.rows("SELECT count(*) FROM range(100000000000) a, range(100000) b")
    assert reader.rows("SELECT 1 AS one") == [{"one": 1}]
    reader.close()


def test_memory_is_limited(dataset: Path) -> None:
    reader = open_reader(dataset, QueryLimits(memory_mb=64))
    with pytest.raises(QueryError, match=r"(?i)memory"):
        reader.rows("SELECT list(range) FROM (SELECT range::VARCHAR AS range FROM range(20000000))")
    reader.close()


def test_no_dataset(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        open_reader(tmp_path)


def test_values_are_text_and_unknown_ones_refused(reader: Reader) -> None:
    sql = question("line-ranking").filled({"code": "'; DROP VIEW documents; --"})
    assert reader.rows(sql) == []
    with pytest.raises(QueryError, match="colour"):
        question("line-ranking").filled({"colour": "red"})
    with pytest.raises(QueryError, match="coverage"):
        question("nowhere")


TRIGGERS = [
    "=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", "＝1+1", "＋1+1", "－1+1", "＠SUM(A1)", " =1+1",
    "   =1+1", "\u3000=1+1", "\u00a0=1+1", "'=1+1", '"=1+1', "“=1+1", "‘=1+1", " '=1+1", "\u200b=1+1", "\ufeff=1+1",
    "=HYPERLINK(\"http://x.example\")", "=cmd|' /C calc'!A0", "+cmd|' /C calc'!A0", "-cmd|' /C calc'!A0",
    "@cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "=", "+", "-", "@", "\t", "\r", "\n", "\tx", "\x00=1+1", "\x01+1+1",
    "-1,2", "−1+1", "﹣1+1", "- 12",
]  # fmt: skip
HARMLESS = ["一般公共服务支出", "-12.50", "+3", "-1,234.56", "-12.5%", "a=b", "2012901", "", "（=1）", "12-3"]


def cells_of(values: list[str]) -> pa.RecordBatch:
    return pa.RecordBatch.from_pydict({"name": values, "n": [Decimal("-2.50")] * len(values)})


def test_triggers_are_inert_in_csv() -> None:
    assert len(TRIGGERS) >= 40
    out = io.BytesIO()
    write_csv(iter([cells_of(TRIGGERS + HARMLESS)]), out)
    rows = list(csv.reader(io.StringIO(out.getvalue().decode("utf-8-sig"), newline="")))[1:]
    for text, cell in zip(TRIGGERS, rows, strict=False):
        assert cell[0].startswith("'"), text
    assert [r[0] for r in rows[len(TRIGGERS) :]] == HARMLESS
    assert {r[1] for r in rows} == {"-2.50"}
    assert out.getvalue().decode("utf-8-sig").splitlines()[-1].endswith(",-2.50")


def test_triggers_are_text_in_a_workbook() -> None:
    out = io.BytesIO()
    values = [*TRIGGERS, *HARMLESS, "x\x00\x0b\x1fy"]
    write_xlsx(iter([("data", iter([cells_of(values)]))]), out)
    sheet = openpyxl.load_workbook(out)["data"]
    for row, text in enumerate(values, start=2):
        cell = sheet.cell(row, 1)
        assert cell.data_type != "f", text
        assert cell.quotePrefix == is_trigger(clean_text(text)) or not cell.value, text
        assert sheet.cell(row, 2).value == -2.5
    assert sheet.cell(len(values) + 1, 1).value == "xy"
    assert sheet.cell(len(TRIGGERS) + 3, 1).value == "-12.50"


def test_parquet_keeps_the_text(tmp_path: Path) -> None:
    write_file(iter([cells_of(TRIGGERS)]), "parquet", tmp_path / "x.parquet")
    assert pq.read_table(tmp_path / "x.parquet")["name"].to_pylist() == TRIGGERS
    assert [p.name for p in tmp_path.iterdir()] == ["x.parquet"]


def test_inert_leaves_what_is_no_formula() -> None:
    assert inert("-1,234.56") == "-1,234.56"
    assert inert("=1") == "'=1"


def test_long_numbers_keep_their_digits() -> None:
    out = io.BytesIO()
    long = Decimal("123456789012345678.25")
    write_xlsx(iter([("data", iter([pa.RecordBatch.from_pydict({"n": [long]})]))]), out)
    assert openpyxl.load_workbook(out)["data"]["A2"].value == "123456789012345678.25"


def test_a_package_opens_anywhere(
    dataset: Path, reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_zip(reader.root, tmp_path / "a.zip")
    write_zip(reader.root, tmp_path / "b.zip")
    folder = tmp_path / "elsewhere"
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        archive.extractall(folder)
    for name in ("README.md", "CITATION.cff", "dictionary.csv", "datapackage.json", "manifest.json"):
        assert (folder / name).stat().st_size > 100
    monkeypatch.chdir(folder)
    with duckdb.connect("dataset.duckdb", read_only=True) as connection:
        found = connection.execute("SELECT sum(amount_yuan) FROM spending").fetchone()
    assert found == (reader.rows("SELECT sum(amount_yuan) AS s FROM spending")[0]["s"],)


def test_answers_come_back_from_every_format(reader: Reader, tmp_path: Path) -> None:
    sql = "SELECT function_code, amount_yuan FROM function_lines WHERE amount_yuan < 0 OR level = 'class'"
    expected: list[dict[str, Any]] = reader.rows(sql)
    for kind in ("csv", "xlsx", "parquet"):
        write_file(reader.batches(sql), kind, tmp_path / f"x.{kind}")
    assert pq.read_table(tmp_path / "x.parquet").to_pylist() == expected
    with (tmp_path / "x.csv").open(encoding="utf-8-sig", newline="") as file:
        read = [
            {"function_code": r["function_code"], "amount_yuan": Decimal(r["amount_yuan"])}
            for r in csv.DictReader(file)
        ]
    assert read == expected
    rows = list(openpyxl.load_workbook(tmp_path / "x.xlsx")["data"].iter_rows(min_row=2, values_only=True))
    assert [r[0] for r in rows] == [r["function_code"] for r in expected]
    assert [Decimal(str(r[1])) for r in rows] == [r["amount_yuan"] for r in expected]
    out = io.BytesIO()
    write_parquet(reader.batches("SELECT 1 AS a WHERE false"), out)
    assert pq.read_table(out).num_rows == 0


def test_what_nothing_claimed_is_listed(tmp_path: Path) -> None:
    text = (
        "第一部分 概况\n本局某事使用经费约12.5万元用于某种用途。\n本局另一事使用经费约99万元用于某种用途。\n"
    )
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(text + name, "utf-8")
    found = unmatched(sources([tmp_path]), Limits())
    assert [(u.kind, u.documents) for u in found] == [("line", 2), ("line", 2)]
    assert "#万元" in found[0].shape
