"""Publication: partitions, order, bounded files, checksums, a package that describes what is there."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

from pipeline.core.schema import PARTITIONS, TABLES, table_columns
from pipeline.store.arrow import arrow_schema, file_schema, to_arrow
from pipeline.store.publish import publish
from pipeline.store.staging import Staging, read_documents, read_staged


def document(doc_id: str, **values: Any) -> dict[str, Any]:
    unknown = {
        "fiscal_year": 0,
        "province_code": "99",
        "scope": "unknown",
        "status": "ok",
        "source_uri": doc_id,
    }
    return {c.name: None for c in table_columns("documents")} | unknown | {"doc_id": doc_id} | values


def line(doc_id: str, seq: int, yuan: str, **values: Any) -> dict[str, Any]:
    return {
        "doc_id": doc_id, "seq": seq, "place": "form", "form": "expenditure", "function_code": "2010101",
        "direction": "expenditure", "component": "total",
        "amount_yuan": Decimal(yuan), "page": 1, "locator": f"p1/t1/r{seq}/c1", "proof": "unproved",
        "bbox": {"x0": 1.0, "top": 2.0, "x1": 3.0, "bottom": 4.0}, "confidence": 0.9,
    } | values  # fmt: skip


@pytest.fixture
def staged(tmp_path: Path) -> list[Path]:
    staging = Staging(tmp_path / "staging", "v1")
    out = []
    for doc_id, region, year, province in [
        ("b" * 64, "乙区", 2024, "31"),
        ("a" * 64, "甲区", 2024, "31"),
        ("c" * 64, None, 0, "99"),
        ("d" * 64, "丁市", 2023, "00"),
    ]:
        shared = {"fiscal_year": year, "province_code": province, "region": region}
        tables = {
            "documents": [document(doc_id, **shared)],
            "function_lines": [line(doc_id, i, f"{i}.10", **shared) for i in range(5)],
        }
        out.append(staging.write(doc_id, tables))
    return out


def test_partitions_and_order(staged: list[Path], tmp_path: Path) -> None:
    out = tmp_path / "out"
    counts = publish(staged, out)
    assert counts["documents"] == 4
    assert counts["function_lines"] == 20
    path = out / "function_lines/fiscal_year=2024/province_code=31/part-00000.parquet"
    table = pq.read_table(path, partitioning=None)
    assert table.schema.equals(file_schema("function_lines"))
    order = list(zip(table["region"].to_pylist(), table["seq"].to_pylist(), strict=True))
    assert order == [("乙区", i) for i in range(5)] + [("甲区", i) for i in range(5)]
    assert (out / "function_lines/fiscal_year=0/province_code=99").is_dir()
    whole = ds.dataset(out / "function_lines", partitioning="hive").to_table()
    assert whole.num_rows == 20


def test_central_keeps_its_zeros(staged: list[Path], tmp_path: Path) -> None:
    publish(staged, tmp_path / "out")
    with duckdb.connect(str(tmp_path / "out/dataset.duckdb"), read_only=True) as connection:
        connection.execute(f"SET file_search_path = '{tmp_path / 'out'}'")
        found = connection.execute("SELECT DISTINCT province_code FROM function_lines ORDER BY 1").fetchall()
        assert found == [("00",), ("31",), ("99",)]
        for name in TABLES:
            connection.execute(f"SELECT * FROM {name}").fetchall()
        wide = connection.execute("SELECT total_yuan FROM function_wide WHERE region = '丁市'").fetchall()
        assert wide == [(Decimal("4.10"),)]


def test_a_second_build_replaces_the_first(staged: list[Path], tmp_path: Path) -> None:
    out = tmp_path / "out"
    publish(staged, out)
    counts = publish(staged[:1], out)
    assert counts["function_lines"] == 5
    assert ds.dataset(out / "function_lines", partitioning="hive").count_rows() == 5
    assert sorted(p.name for p in out.iterdir()) == sorted([*TABLES, "datapackage.json", "dataset.duckdb"])


def end_of_pages(path: Path) -> int:
    """Where the data of a file ends and its footer begins, which has no checksum of its own."""
    group = pq.ParquetFile(path).metadata.row_group(0)
    chunks = [group.column(i) for i in range(group.num_columns)]
    return max((c.dictionary_page_offset or c.data_page_offset) + c.total_compressed_size for c in chunks)


def test_flipped_bits_are_noticed(staged: list[Path], tmp_path: Path) -> None:
    publish(staged, tmp_path / "out")
    path = tmp_path / "out/function_lines/fiscal_year=2024/province_code=31/part-00000.parquet"
    good = path.read_bytes()
    expected = pq.read_table(path, partitioning=None, page_checksum_verification=True)
    silent = 0
    for at in range(4, end_of_pages(path), 37):
        path.write_bytes(good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :])
        try:
            found = pq.read_table(path, partitioning=None, page_checksum_verification=True)
        except (OSError, pa.ArrowException):
            continue
        silent += not found.equals(expected)
    assert silent == 0


def test_package_describes_every_file(staged: list[Path], tmp_path: Path) -> None:
    out = tmp_path / "out"
    publish(staged, out)
    package = json.loads((out / "datapackage.json").read_text("utf-8"))
    assert [r["name"] for r in package["resources"]] == list(TABLES)
    for resource in package["resources"]:
        assert all((out / p).exists() for p in resource["path"])
        assert [f["name"] for f in resource["schema"]["fields"]] == [
            c.name for c in table_columns(resource["name"])
        ]
        assert all(f["title"] and f["description"] for f in resource["schema"]["fields"])


@pytest.mark.parametrize("name", TABLES)
def test_every_table_has_arrow_types(name: str) -> None:
    assert set(PARTITIONS) <= set(arrow_schema(name).names)
    assert to_arrow(name, []).num_rows == 0


def test_staged_rows_come_back(staged: list[Path]) -> None:
    assert read_documents(staged[0])[0]["region"] == "乙区"
    tables = dict(read_staged(staged[0]))
    assert list(tables) == list(TABLES)
    assert tables["function_lines"]["amount_yuan"].to_pylist()[4] == Decimal("4.10")
    assert tables["function_lines"]["bbox"].to_pylist()[0] == {
        "x0": 1.0,
        "top": 2.0,
        "x1": 3.0,
        "bottom": 4.0,
    }


def test_text_that_no_column_may_hold() -> None:
    table = to_arrow("findings", [{"message": "坏\ud800\x00字\x07"}])
    assert table["message"].to_pylist() == ["坏字"]
