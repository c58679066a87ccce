"""A run: every file a row, copies named, nothing read twice, equal input equal bytes."""

from __future__ import annotations

import os
from pathlib import Path

import duckdb
import pytest

from pipeline.core.issues import ErrorClass
from pipeline.run.local import LEDGER, Done, Options, run, sources
from pipeline.store.errors import StoreError
from pipeline.store.ledger import Ledger
from pipeline.store.lock import locked

TEXT = """示例市云溪局2024年度部门决算
目录
一、收入支出决算总体情况说明
2024年度收、支总计100.00万元。
二、一般公共预算财政拨款支出决算情况说明
1.一般公共服务支出（类）人大事务（款）行政运行（项）。年初预算为90.00万元，支出决算为100.00万元，完成年初预算的111.11%。
"""


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    (folder / "sub").mkdir(parents=True)
    (folder / "a.txt").write_text(TEXT, "utf-8")
    (folder / "sub" / "same.txt").write_text(TEXT, "utf-8")
    (folder / "empty.pdf").write_bytes(b"")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<<")
    (folder / "page.doc").write_bytes("<html><body>表</body></html>".encode("gbk"))
    (folder / ".hidden").write_text("x")
    return folder


def rows(out: Path, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(out / "dataset.duckdb"), read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_every_file_has_a_row(inputs: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    report = run(sources([inputs]), out, Options(n_children=2))
    found = rows(out, "SELECT source_uri, status, error_class FROM documents ORDER BY source_uri")
    said = {uri: (status, why) for uri, status, why in found}
    assert set(said) == {"a.txt", "sub/same.txt", "empty.pdf", "broken.pdf", "page.doc"}
    assert said["sub/same.txt"] == ("skipped", ErrorClass.DUPLICATE)
    assert said["empty.pdf"] == ("failed", ErrorClass.EMPTY_INPUT)
    assert said["broken.pdf"][0] == "failed"
    assert said["broken.pdf"][1] in (ErrorClass.CORRUPT, ErrorClass.TRUNCATED)
    assert said["a.txt"][0] == "ok"
    assert report.counts["documents"] == len(found) == report.n_documents
    unread = rows(out, "SELECT count(*) FROM findings WHERE kind = 'unread'")
    assert unread[0][0] >= 2


def test_nothing_is_read_twice(inputs: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(sources([inputs]), out)
    seen: list[Done] = []
    again = run(sources([inputs]), out, on_done=seen.append)
    assert again.n_reused == 4
    assert all(d.reused or d.row["error_class"] == ErrorClass.DUPLICATE for d in seen)


def files_of(out: Path) -> dict[str, bytes]:
    snapshot = (out / "current").resolve()
    return {
        p.relative_to(snapshot).as_posix(): p.read_bytes()
        for p in snapshot.rglob("*")
        if p.suffix in (".parquet", ".json")
    }


def test_equal_input_gives_equal_bytes(inputs: Path, tmp_path: Path) -> None:
    (inputs / "sub" / "same.txt").unlink()  # which of two equal files is the copy follows their order
    run(sources([inputs]), tmp_path / "one", Options(n_children=1))
    run(list(reversed(sources([inputs]))), tmp_path / "two", Options(n_children=3))
    assert files_of(tmp_path / "one") == files_of(tmp_path / "two")


def test_nothing_new_writes_nothing(inputs: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = run(sources([inputs]), out)
    second = run(sources([inputs]), out)
    assert first.published is not None
    assert second.published is not None
    assert (second.published.n_written, second.published.n_linked) == (0, first.published.n_written)
    (inputs / "b.txt").write_text(TEXT.replace("云溪局", "青梧局").replace("2024", "2023"), "utf-8")
    third = run(sources([inputs]), out)
    assert third.published is not None
    assert third.published.n_written == 1
    assert third.counts["documents"] == 6


def test_a_source_that_is_gone_leaves_the_dataset_and_stays_in_the_history(
    inputs: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    run(sources([inputs]), out)
    (inputs / "broken.pdf").unlink()
    (inputs / "a.txt").write_text(TEXT + "\n以上。", "utf-8")
    (inputs / "sub" / "same.txt").unlink()
    run(sources([inputs]), out)
    assert rows(out, "SELECT source_uri FROM documents ORDER BY 1") == [
        ("a.txt",),
        ("empty.pdf",),
        ("page.doc",),
    ]
    with Ledger(out / LEDGER) as ledger:
        history = [(s.uri, s.gone) for s in ledger.history()]
    assert sorted(history) == [
        ("a.txt", False), ("a.txt", True), ("broken.pdf", True), ("empty.pdf", False), ("page.doc", False),
        ("sub/same.txt", True),
    ]  # fmt: skip


def test_two_runs_at_once(inputs: Path, tmp_path: Path) -> None:
    with locked(tmp_path / "out"), pytest.raises(StoreError, match=str(os.getpid())):
        run(sources([inputs]), tmp_path / "out")
    assert run(sources([inputs]), tmp_path / "out").n_documents == 5


def test_what_a_killed_run_left_half_staged_is_removed(inputs: Path, tmp_path: Path) -> None:
    run(sources([inputs]), tmp_path / "out")
    staged = next((tmp_path / "out" / ".staging").rglob("*.arrows"))
    draft = staged.with_suffix(".4711.tmp")
    draft.write_bytes(b"half")
    run(sources([inputs]), tmp_path / "out")
    assert staged.exists()
    assert not draft.exists()


def test_a_missing_input_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="nowhere"):
        sources([tmp_path / "nowhere"])


@pytest.mark.parametrize(
    "name",
    [
        b"\xff\xfe\xb2\xc6.txt",
        "预算\n表.txt".encode(),
        b"a'b\".txt",
        ("长" * 80).encode() + b".txt",
        b"\xe2\x80\xae.txt",
    ],
)
def test_names_that_cannot_hurt(tmp_path: Path, name: bytes) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    with open(os.path.join(os.fsencode(folder), name), "wb") as file:  # noqa: PTH118, PTH123 - names that are no text
        file.write(TEXT.encode())
    report = run(sources([folder]), tmp_path / "out")
    assert report.statuses == {"ok": 1}
    ((uri,),) = rows(tmp_path / "out", "SELECT source_uri FROM documents")
    assert uri == name.decode("utf-8", "backslashreplace")
