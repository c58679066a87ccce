from __future__ import annotations

import bz2
import gzip
import io
import lzma
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest

from pipeline.core.issues import ErrorClass, ReadError
from pipeline.read import archives, media, zips
from pipeline.read.member_names import clean, is_clutter, stored_name
from pipeline.read.sniff import sniff
from pipeline.read.unpack import Unpacked, unpack
from tests.read.archive_files import tarred, zipped, zipped_as

PLENTY = 1 << 30
needs_bsdtar = pytest.mark.skipif(
    shutil.which("bsdtar") is None, reason="bsdtar is not installed (make office)"
)


def unpacked(folder: Path, data: bytes, name: str = "附件.bin", most_bytes: int = PLENTY) -> Unpacked:
    path, out = folder / name, folder / "out"
    path.write_bytes(data)
    out.mkdir()
    before = {p for p in folder.rglob("*") if out not in p.parents}
    found = unpack(path, sniff(path), out, most_bytes)
    assert {p for p in folder.rglob("*") if out not in p.parents} == before
    return found


def contents(folder: Path, found: Unpacked) -> dict[str, bytes]:
    return {m.name: (folder / "out" / m.stored).read_bytes() for m in found.members if m.stored}


def refused(found: Unpacked) -> dict[str, str]:
    return {m.name: m.error_class for m in found.members if not m.stored}


HONEST = {"预算/一.pdf": b"one", "预算/二.pdf": b"two", "说明.txt": b""}


@pytest.mark.parametrize(
    "data",
    [
        zipped({**HONEST, "__MACOSX/._x": b"", ".DS_Store": b"", "a/Thumbs.db": b""}),
        tarred(HONEST),
        tarred(HONEST, "gz"),
        tarred(HONEST, "bz2"),
        tarred(HONEST, "xz"),
    ],
    ids=["zip", "tar", "tar.gz", "tar.bz2", "tar.xz"],
)
def test_members_come_with_their_names_and_bytes(tmp_path: Path, data: bytes) -> None:
    found = unpacked(tmp_path, data)
    assert contents(tmp_path, found) == HONEST
    assert found.fault is None


@pytest.mark.parametrize("module", [gzip, bz2, lzma], ids=["gz", "bz2", "xz"])
def test_a_file_that_is_only_compressed_has_its_name(tmp_path: Path, module: Any) -> None:
    suffix = {gzip: "gz", bz2: "bz2", lzma: "xz"}[module]
    found = unpacked(tmp_path, module.compress(b"text"), f"决算.txt.{suffix}")
    assert contents(tmp_path, found) == {"决算.txt": b"text"}


def test_an_empty_file_that_is_compressed_is_a_member(tmp_path: Path) -> None:
    assert contents(tmp_path, unpacked(tmp_path, bz2.compress(b""), "空.txt.bz2")) == {"空.txt": b""}


@needs_bsdtar
@pytest.mark.parametrize("cut", [0, 60])
def test_7z_by_way_of_bsdtar(tmp_path: Path, cut: int) -> None:
    (tmp_path / "预算").mkdir()
    (tmp_path / "预算" / "一.pdf").write_bytes(b"one" * 100)
    made = tmp_path / "made.7z"
    subprocess.run(
        ["bsdtar", "--format", "7zip", "-cf", made, "预算"], cwd=tmp_path, check=True, env={"LANG": "C.UTF-8"}
    )
    data = made.read_bytes()
    found = unpacked(tmp_path, data[: len(data) - cut])
    if cut:
        assert found.fault is not None
        assert found.fault.error_class in (ErrorClass.TRUNCATED, ErrorClass.CORRUPT)
    else:
        assert contents(tmp_path, found) == {"预算/一.pdf": b"one" * 100}


@pytest.mark.parametrize("head", [b"Rar!\x1a\x07\x01\0", b"7z\xbc\xaf\x27\x1c"], ids=["rar", "7z"])
def test_without_bsdtar_the_refusal_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, head: bytes
) -> None:
    monkeypatch.setattr(archives.shutil, "which", lambda _: None)
    with pytest.raises(ReadError) as caught:
        unpacked(tmp_path, head.ljust(600, b"\0"))
    assert caught.value.error_class == ErrorClass.NEEDS_TOOL
    assert "bsdtar" in caught.value.reason


@needs_bsdtar
@pytest.mark.parametrize("head", [b"Rar!\x1a\x07\x01\0", b"7z\xbc\xaf\x27\x1c"], ids=["rar", "7z"])
def test_damaged_rar_and_7z_are_told(tmp_path: Path, head: bytes) -> None:
    found = unpacked(tmp_path, head.ljust(600, b"\x13"))
    assert found.members == []
    assert found.fault is not None


@pytest.mark.parametrize(
    ("raw", "flags", "name"),
    [
        ("部门预算表".encode("gb18030"), 0, "部门预算表"),
        ("单位决算公开/附件一.xls".encode("gb18030"), 0, "单位决算公开/附件一.xls"),
        ("部门预算表.pdf".encode(), 0, "部门预算表.pdf"),
        ("部门预算表.pdf".encode(), 0x800, "部门预算表.pdf"),
        ("预算\\表.pdf".encode("gb18030"), 0, "预算/表.pdf"),
        ("Müller.pdf".encode("cp437"), 0, "Müller.pdf"),
    ],
)
def test_names_are_read_by_their_bytes(tmp_path: Path, raw: bytes, flags: int, name: str) -> None:
    assert list(contents(tmp_path, unpacked(tmp_path, zipped_as(raw, flags=flags)))) == [name]


@pytest.mark.parametrize(
    "name", ["../a", "b/../../a", "/etc/a", "C:/a", "C:\\a", "\\\\host\\a", "..\\a", "a\nb"]
)
def test_names_that_lead_outside_are_refused(tmp_path: Path, name: str) -> None:
    found = unpacked(tmp_path, zipped_as(name.encode(), b"evil"))
    assert list(refused(found).values()) == [ErrorClass.UNREADABLE]
    assert contents(tmp_path, found) == {}


def test_links_and_devices_are_refused(tmp_path: Path) -> None:
    found = unpacked(tmp_path, tarred({"a.txt": b"a"}, link="link", device="null"))
    assert contents(tmp_path, found) == {"a.txt": b"a"}
    assert refused(found) == {"link": ErrorClass.UNREADABLE, "null": ErrorClass.UNREADABLE}


def test_symbolic_links_in_a_zip_are_refused(tmp_path: Path) -> None:
    found = unpacked(tmp_path, zipped_as(b"link", b"/etc/passwd", mode=0o120777))
    assert refused(found) == {"link": ErrorClass.UNREADABLE}


def test_a_member_behind_a_password_is_told_alone(tmp_path: Path) -> None:
    found = unpacked(tmp_path, zipped_as(b"a.pdf", flags=1))
    assert refused(found) == {"a.pdf": ErrorClass.ENCRYPTED}


def test_a_damaged_member_leaves_the_others(tmp_path: Path) -> None:
    data = zipped({"a.txt": b"a" * 50, "b.txt": b"b" * 50})
    at = data.index(b"a.txt") + 5
    found = unpacked(tmp_path, data[:at] + b"\xff" + data[at + 1 :])
    assert refused(found) == {"a.txt": ErrorClass.CORRUPT}
    assert contents(tmp_path, found) == {"b.txt": b"b" * 50}


def test_a_cut_off_tar_keeps_what_came_before(tmp_path: Path) -> None:
    data = tarred({"a.txt": b"a" * 600, "b.txt": b"b" * 5000})
    found = unpacked(tmp_path, data[:4000])
    assert contents(tmp_path, found) == {"a.txt": b"a" * 600}


def test_equal_names_are_kept_apart(tmp_path: Path) -> None:
    found = unpacked(tmp_path, tarred({"a/x.txt": b"1"})[:1024] + tarred({"a/x.txt": b"2"}))
    assert contents(tmp_path, found) == {"a/x.txt": b"1", "a/x.txt (2)": b"2"}


def bomb() -> bytes:
    return zipped({"zeros": b"\0" * (30 << 20)})


@pytest.mark.parametrize(
    "data",
    [
        gzip.compress(b"\0" * (30 << 20)),
        tarred({"zeros": b"\0" * (30 << 20)}, "gz"),
    ],
    ids=["gzip", "tar.gz"],
)
def test_what_unpacks_to_far_more_is_a_bomb(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(ReadError) as caught:
        unpacked(tmp_path, data)
    assert caught.value.error_class == ErrorClass.ARCHIVE_BOMB
    assert sum(p.stat().st_size for p in (tmp_path / "out").rglob("*") if p.is_file()) == 0


def test_a_zip_bomb_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    with pytest.raises(ReadError) as caught:
        unpacked(tmp_path, bomb())
    assert caught.value.error_class == ErrorClass.ARCHIVE_BOMB


def test_no_more_bytes_than_the_caller_allows(tmp_path: Path) -> None:
    with pytest.raises(ReadError) as caught:
        unpacked(tmp_path, tarred({"a": b"a" * 100, "b": b"b" * 100}), most_bytes=150)
    assert caught.value.error_class == ErrorClass.ARCHIVE_BOMB


def test_no_more_members_than_allowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zips, "MAX_ENTRIES", 3)
    with pytest.raises(ReadError) as caught:
        unpacked(tmp_path, tarred({f"{i}.txt": b"" for i in range(4)}))
    assert caught.value.error_class == ErrorClass.ARCHIVE_BOMB


def test_files_in_a_pdf_are_its_members(tmp_path: Path) -> None:
    pdf = pdfium.PdfDocument.new()
    pdf.new_page(100, 100)
    pdf.new_attachment("附表.xlsx").set_data(b"data")
    out = io.BytesIO()
    pdf.save(out)
    found = unpacked(tmp_path, out.getvalue())
    assert contents(tmp_path, found) == {"附表.xlsx": b"data"}


def test_clean_names_are_left_alone() -> None:
    assert clean("./预算/一..pdf") == ("预算/一..pdf", "")
    assert not is_clutter("预算/一.pdf")
    assert len(stored_name("长" * 300 + ".pdf").encode()) <= 200
    assert stored_name("a/" + "b" * 10 + ".pdf") == "bbbbbbbbbb.pdf"


def test_every_kind_that_holds_files_has_a_name() -> None:
    assert set(archives.ENTRIES) <= set(media.NAMES)
