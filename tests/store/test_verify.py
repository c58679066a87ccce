"""Verification names every damaged file; repair makes it good again; the other partitions stay as they are."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from pipeline.run.local import Options, run, sources
from pipeline.store.errors import StoreError
from pipeline.store.snapshots import Snapshots
from pipeline.store.verify import verify

TEXT = """示例市云溪局{year}年度部门决算
一、收入支出决算总体情况说明
{year}年度收、支总计{n}00.00万元。
"""


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("in")
    for n, year in enumerate(range(2018, 2024), 1):
        (folder / f"{year}.txt").write_text(TEXT.format(year=year, n=n), "utf-8")
    return folder


def parquet_files(snapshot: Path) -> list[Path]:
    return sorted(snapshot.rglob("*.parquet"))


def contents(out: Path) -> dict[str, bytes]:
    snapshot = Snapshots(out).current()
    assert snapshot is not None
    return {p.relative_to(snapshot).as_posix(): p.read_bytes() for p in parquet_files(snapshot)}


def test_every_flipped_bit_is_named(inputs: Path, tmp_path: Path) -> None:
    run(sources([inputs]), tmp_path / "out")
    snapshot = Snapshots(tmp_path / "out").current()
    assert snapshot is not None
    assert verify(snapshot) == []
    chance = random.Random(7)
    files = parquet_files(snapshot)
    for _ in range(200):
        path = chance.choice(files)
        good = path.read_bytes()
        at = chance.randrange(len(good))
        path.write_bytes(good[:at] + bytes([good[at] ^ (1 << chance.randrange(8))]) + good[at + 1 :])
        assert [d.path for d in verify(snapshot)] == [path.relative_to(snapshot).as_posix()]
        path.write_bytes(good)
    assert verify(snapshot) == []


@pytest.mark.parametrize("harm", ["truncate", "delete", "zero", "foreign"])
def test_repair(inputs: Path, tmp_path: Path, harm: str) -> None:
    out = tmp_path / "out"
    run(sources([inputs]), out)
    good = contents(out)
    snapshot = Snapshots(out).current()
    assert snapshot is not None
    path = next(p for p in parquet_files(snapshot) if "amounts/fiscal_year=2020" in p.as_posix())
    if harm == "truncate":
        path.write_bytes(path.read_bytes()[:-40])
    elif harm == "delete":
        path.unlink()
    elif harm == "zero":
        path.write_bytes(bytes(path.stat().st_size))
    else:
        path.with_name("part-x.parquet").write_bytes(path.read_bytes())
    named = [d.path.rpartition("/")[0] for d in verify(snapshot)]
    assert named == ["amounts/fiscal_year=2020/" + path.parent.name]
    read: list[str] = []
    run(
        sources([inputs]),
        out,
        Options(repair=True),
        lambda done: read.append("" if done.reused else done.source.uri),
    )
    assert [uri for uri in read if uri] == ([] if harm == "foreign" else ["2020.txt"])
    assert contents(out) == good
    current = Snapshots(out).current()
    assert current is not None
    assert verify(current) == []


def test_no_manifest(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="manifest"):
        verify(tmp_path)
