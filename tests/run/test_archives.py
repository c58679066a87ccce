"""Archives in a run: each member a document of its own, the archive a row, nothing unpacked twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.core.issues import ErrorClass
from pipeline.run import archives
from pipeline.run.local import UNPACKED, Done, run, sources
from tests.read.archive_files import tarred, zipped, zipped_as
from tests.run.test_local import TEXT, rows

PAGE = TEXT.encode()


def statuses(out: Path) -> dict[object, tuple[object, object]]:
    found = rows(out, "SELECT source_uri, status, error_class FROM documents")
    return {uri: (status, why) for uri, status, why in found}


def test_members_are_documents_under_the_address_of_their_archive(tmp_path: Path) -> None:
    inside = tmp_path / "in"
    inside.mkdir()
    (inside / "预算.zip").write_bytes(
        zipped({"局/决算.txt": PAGE, "内.tar": tarred({"又.txt": PAGE + b"\n"})})
    )
    (inside / "决算.txt").write_bytes(PAGE)
    out = tmp_path / "out"
    run(sources([inside]), out)
    assert statuses(out) == {
        "决算.txt": ("ok", None),
        "预算.zip": ("ok", None),
        "预算.zip!/局/决算.txt": ("skipped", ErrorClass.DUPLICATE),
        "预算.zip!/内.tar": ("ok", None),
        "预算.zip!/内.tar!/又.txt": ("ok", None),
    }
    assert rows(out, "SELECT error, media_type FROM documents WHERE source_uri = '预算.zip'") == [
        ("members: 2", "application/zip")
    ]
    assert rows(out, "SELECT count(*) FROM function_lines")[0][0] == 4


def test_an_unchanged_archive_is_not_unpacked_again(tmp_path: Path) -> None:
    path = tmp_path / "预算.zip"
    path.write_bytes(zipped({"决算.txt": PAGE, "坏.pdf": b"", "../x": b""}))
    out = tmp_path / "out"
    run(sources([path]), out)
    before = statuses(out)
    times = {p: p.stat().st_mtime_ns for p in (out / UNPACKED).rglob("*")}
    seen: list[Done] = []
    report = run(sources([path]), out, on_done=seen.append)
    assert statuses(out) == before
    assert len(before) == 4
    assert {p: p.stat().st_mtime_ns for p in (out / UNPACKED).rglob("*")} == times
    assert [d.reused for d in seen] == [True, False, True, True]  # what was refused is told again
    assert report.published is not None


def test_members_that_were_removed_are_unpacked_again(tmp_path: Path) -> None:
    path = tmp_path / "预算.zip"
    path.write_bytes(zipped({"决算.txt": PAGE}))
    out = tmp_path / "out"
    run(sources([path]), out)
    before = statuses(out)
    (out / UNPACKED).rename(tmp_path / "gone")
    run(sources([path]), out)
    assert statuses(out) == before


@pytest.mark.parametrize(("depth", "last"), [(2, ("ok", None)), (3, ("failed", ErrorClass.ARCHIVE_BOMB))])
def test_archives_in_archives_only_so_deep(tmp_path: Path, depth: int, last: tuple[str, object]) -> None:
    data = zipped({"决算.txt": PAGE})
    for _ in range(depth - 1):
        data = zipped({"内.zip": data})
    path = tmp_path / "外.zip"
    path.write_bytes(data)
    out = tmp_path / "out"
    run(sources([path]), out)
    assert statuses(out)["外.zip" + "!/内.zip" * (depth - 1)] == last


def test_what_is_refused_has_a_row_and_the_archive_is_partial(tmp_path: Path) -> None:
    path = tmp_path / "预算.zip"
    path.write_bytes(zipped({"决算.txt": PAGE, "../../外.txt": PAGE}))
    locked = tmp_path / "锁.zip"
    locked.write_bytes(zipped_as(b"a.pdf", flags=1))
    broken = tmp_path / "断.tar"
    broken.write_bytes(tarred({"a.txt": PAGE * 20})[:700])
    out = tmp_path / "out"
    run(sources([path, locked, broken]), out)
    found = statuses(out)
    assert found["预算.zip"] == ("partial", ErrorClass.UNREADABLE)
    assert found["预算.zip!/../../外.txt"] == ("failed", ErrorClass.UNREADABLE)
    assert found["锁.zip"] == ("failed", ErrorClass.ENCRYPTED)
    assert found["锁.zip!/a.pdf"] == ("failed", ErrorClass.ENCRYPTED)
    assert found["断.tar"] == ("failed", ErrorClass.CORRUPT)
    assert not list(tmp_path.rglob("外.txt"))


def test_a_tree_of_archives_unpacks_to_no_more_than_one_may(tmp_path: Path) -> None:
    path = tmp_path / "外.tar"
    path.write_bytes(tarred({"一.tar": tarred({"a": b"a" * 9000}), "二.tar": tarred({"b": b"b" * 9000})}))
    source = sources([path])[0]
    unpacking = archives.Archives(tmp_path / "un")
    result = unpacking.unpacked(source)
    assert result is not None
    inner = [member for member, _ in unpacking.members(source, result.doc_id)]
    used = sum(member.path.stat().st_size for member in inner)
    assert sum(member.may_unpack for member in inner) <= source.may_unpack - used
    assert all(member.may_unpack > 0 for member in inner)


def test_drafts_of_killed_runs_are_removed(tmp_path: Path) -> None:
    draft = tmp_path / "un" / "ab" / "abc.1.tmp"
    draft.mkdir(parents=True)
    archives.Archives(tmp_path / "un").forget_drafts()
    assert not draft.exists()


def test_what_no_source_needs_any_more_is_removed(tmp_path: Path) -> None:
    inputs, out = tmp_path / "in", tmp_path / "out"
    inputs.mkdir()
    kept, gone = inputs / "留.zip", inputs / "去.zip"
    kept.write_bytes(zipped({"决算.txt": PAGE, "内.tar": tarred({"又.txt": PAGE + b"\n"})}))
    gone.write_bytes(zipped({"决算.txt": PAGE + b"\n\n"}))
    run(sources([inputs]), out)
    folders = set((out / UNPACKED).glob("*/*"))
    assert len(folders) == 3
    gone.unlink()
    run(sources([inputs]), out)
    left = set((out / UNPACKED).glob("*/*"))
    assert len(left) == 2
    assert left < folders
    assert len(set((out / UNPACKED).glob("*"))) == len({folder.parent for folder in left})
    assert ("留.zip!/内.tar!/又.txt") in statuses(out)
