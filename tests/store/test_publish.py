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

from pipeline.core.schema import DATASET_TABLES, PARTITIONS, TABLES, table_columns
from pipeline.store.arrow import arrow_schema, file_schema, to_batch
from pipeline.store.errors import StoreError
from pipeline.store.manifest import read_manifest
from pipeline.store.publish import Publishing, StagedDocument
from pipeline.store.publish import publish as publish_build
from pipeline.store.snapshots import Keep, Snapshots
from pipeline.store.staging import Staging, read_staged


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


def publish(
    staged: list[StagedDocument], out: Path, version: str = "v1", keep: Keep | None = None
) -> dict[str, int]:
    parts = {"code": version, "patterns": "p", "reference": "r"}
    return publish_build(out, staged, Publishing(version, parts, keep or Keep())).counts


@pytest.fixture
def staged(tmp_path: Path) -> list[StagedDocument]:
    staging = Staging(tmp_path / "staging", "v1")
    out = []
    for doc_id, region, year, province in [
        ("b" * 64, "乙区", 2024, "31"),
        ("a" * 64, "甲区", 2024, "31"),
        ("c" * 64, None, 0, "99"),
        ("d" * 64, "丁市", 2023, "00"),
    ]:
        shared = {"fiscal_year": year, "province_code": province, "region": region}
        row = document(doc_id, **shared)
        lines = [line(doc_id, i, f"{i}.10", **shared) for i in range(5)]
        out.append(StagedDocument(staging.write(doc_id, {"documents": [row], "function_lines": lines}), row))
    return out


def test_partitions_and_order(staged: list[StagedDocument], tmp_path: Path) -> None:
    out = tmp_path / "out"
    counts = publish(staged, out)
    assert counts["documents"] == 4
    assert counts["function_lines"] == 20
    path = only_file(out)
    table = pq.read_table(path, partitioning=None)
    assert table.schema.equals(file_schema("function_lines"))
    order = list(zip(table["region"].to_pylist(), table["seq"].to_pylist(), strict=True))
    assert order == [("乙区", i) for i in range(5)] + [("甲区", i) for i in range(5)]
    assert (out / "function_lines/fiscal_year=0/province_code=99").is_dir()
    whole = ds.dataset(out / "function_lines", partitioning="hive").to_table()
    assert whole.num_rows == 20


def test_central_keeps_its_zeros(staged: list[StagedDocument], tmp_path: Path) -> None:
    publish(staged, tmp_path / "out")
    with duckdb.connect(str(tmp_path / "out/dataset.duckdb"), read_only=True) as connection:
        found = connection.execute("SELECT DISTINCT province_code FROM function_lines ORDER BY 1").fetchall()
        assert found == [("00",), ("31",), ("99",)]
        for name in TABLES:
            connection.execute(f"SELECT * FROM {name}").fetchall()
        wide = connection.execute("SELECT total_yuan FROM function_wide WHERE region = '丁市'").fetchall()
        assert wide == [(Decimal("4.10"),)]


def test_a_second_build_replaces_the_first(staged: list[StagedDocument], tmp_path: Path) -> None:
    out = tmp_path / "out"
    publish(staged, out)
    counts = publish(staged[:1], out)
    assert counts["function_lines"] == 5
    assert ds.dataset(out / "function_lines", partitioning="hive").count_rows() == 5
    entries = [*DATASET_TABLES, "datapackage.json", "dataset.duckdb", "manifest.json", "current", "snapshots"]
    assert sorted(p.name for p in out.iterdir()) == sorted(entries)


def only_file(out: Path) -> Path:
    (path,) = (out / "function_lines/fiscal_year=2024/province_code=31").iterdir()
    return path


def test_unchanged_partitions_are_linked(staged: list[StagedDocument], tmp_path: Path) -> None:
    out = tmp_path / "out"
    publish(staged, out)
    before = only_file(out)
    inode, name = before.stat().st_ino, before.name
    publish(staged[:3], out)  # the year 2023 goes
    assert (only_file(out).stat().st_ino, only_file(out).name) == (inode, name)
    assert not (out / "function_lines/fiscal_year=2023").exists()
    publish(staged[1:3], out)
    assert only_file(out).name != name


def test_a_reader_of_the_old_build_goes_on(staged: list[StagedDocument], tmp_path: Path) -> None:
    out = tmp_path / "out"
    publish(staged, out)
    with duckdb.connect(str((out / "dataset.duckdb").resolve()), read_only=True) as connection:
        publish(staged[1:2], out)
        assert connection.execute("SELECT count(*) FROM function_lines").fetchall() == [(20,)]
    assert ds.dataset(out / "function_lines", partitioning="hive").count_rows() == 5


def test_old_snapshots_are_pruned(staged: list[StagedDocument], tmp_path: Path) -> None:
    out = tmp_path / "out"
    for n in range(5):
        publish(staged[n % 2 :], out, keep=Keep(number=2, days=0))
    assert Snapshots(out).numbers() == [4, 5]
    publish(staged[1:], out, keep=Keep(number=2, days=1))
    assert Snapshots(out).numbers() == [4, 5, 6]


def test_a_build_that_would_be_the_same_is_none(staged: list[StagedDocument], tmp_path: Path) -> None:
    out = tmp_path / "out"
    for _ in range(5):
        publish(staged, out, keep=Keep(number=2, days=0))
    assert Snapshots(out).numbers() == [1]
    (out / "datapackage.json").unlink()
    publish(staged, out)
    assert Snapshots(out).numbers() == [1, 2]
    assert (out / "datapackage.json").exists()
    only_file(out).resolve().unlink()
    publish(staged, out)
    assert only_file(out).exists()


def test_a_failed_build_leaves_the_last(staged: list[StagedDocument], tmp_path: Path) -> None:
    out = tmp_path / "out"
    publish(staged, out)
    gone = StagedDocument(tmp_path / "nowhere.arrows", staged[0].row | {"fiscal_year": 2020})
    with pytest.raises(StoreError, match="nowhere"):
        publish([*staged, gone], out)
    assert ds.dataset(out / "function_lines", partitioning="hive").count_rows() == 20
    assert publish(staged[:1], out)["function_lines"] == 5
    assert [p.name for p in (out / "snapshots").iterdir() if p.name.endswith(".building")] == []


def test_manifest_names_every_file(staged: list[StagedDocument], tmp_path: Path) -> None:
    out = tmp_path / "out"
    publish(staged, out)
    snapshot = (out / "current").resolve()
    manifest = read_manifest(snapshot)
    named = {f.path: f for p in manifest.partitions.values() for f in p.files}
    assert set(named) == {p.relative_to(snapshot).as_posix() for p in snapshot.rglob("*.parquet")}
    for path, entry in named.items():
        assert pq.ParquetFile(snapshot / path).metadata.num_rows == entry.rows


def end_of_pages(path: Path) -> int:
    """Where the data of a file ends and its footer begins, which has no checksum of its own."""
    group = pq.ParquetFile(path).metadata.row_group(0)
    chunks = [group.column(i) for i in range(group.num_columns)]
    return max((c.dictionary_page_offset or c.data_page_offset) + c.total_compressed_size for c in chunks)


def test_flipped_bits_are_noticed(staged: list[StagedDocument], tmp_path: Path) -> None:
    publish(staged, tmp_path / "out")
    path = only_file(tmp_path / "out")
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


def test_package_describes_every_file(staged: list[StagedDocument], tmp_path: Path) -> None:
    out = tmp_path / "out"
    publish(staged, out)
    package = json.loads((out / "datapackage.json").read_text("utf-8"))
    assert [r["name"] for r in package["resources"]] == list(DATASET_TABLES)
    for resource in package["resources"]:
        assert all((out / p).exists() for p in resource["path"])
        assert [f["name"] for f in resource["schema"]["fields"]] == [
            c.name for c in table_columns(resource["name"])
        ]
        assert all(f["title"] and f["description"] for f in resource["schema"]["fields"])


@pytest.mark.parametrize("name", DATASET_TABLES)
def test_every_table_has_arrow_types(name: str) -> None:
    assert set(PARTITIONS) <= set(arrow_schema(name).names)
    assert to_batch(name, []).num_rows == 0


def test_staged_rows_come_back(staged: list[StagedDocument]) -> None:
    tables = dict(read_staged(staged[0].path))
    assert tables["documents"]["region"].to_pylist() == ["乙区"]
    assert list(tables) == ["documents", "function_lines"]
    (wanted,) = read_staged(staged[0].path, ("function_lines", "amounts"))
    assert wanted == ("function_lines", tables["function_lines"])
    assert tables["function_lines"]["amount_yuan"].to_pylist()[4] == Decimal("4.10")
    assert tables["function_lines"]["bbox"].to_pylist()[0] == {
        "x0": 1.0,
        "top": 2.0,
        "x1": 3.0,
        "bottom": 4.0,
    }


def test_text_that_no_column_may_hold() -> None:
    table = to_batch("findings", [{"message": "坏\ud800\x00字\x07"}])
    assert table["message"].to_pylist() == ["坏字"]
