"""One file of an archive in several: named as such, whatever tools there are."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from pipeline.core.issues import ADVICE, ErrorClass, ReadError
from pipeline.read import archives, open_document
from pipeline.read.sniff import sniff
from pipeline.read.unpack import unpack
from tests.read.archive_files import zipped

RAR5 = b"Rar!\x1a\x07\x01\0" + b"crc4" + bytes([5, 1, 0, 1, 0]) + b"\0" * 600
RAR5_EXTRA = b"Rar!\x1a\x07\x01\0" + b"crc4" + bytes([0x87, 0x00, 1, 1, 3, 1]) + b"\0" * 600
RAR4 = b"Rar!\x1a\x07\0" + b"\x12\x34\x73" + bytes([1, 1]) + b"\0" * 600
SEVEN = b"7z\xbc\xaf\x27\x1c\0\4" + b"crc4" + struct.pack("<QQI", 5000, 300, 0) + b"\0" * 600


@pytest.mark.parametrize(
    ("data", "name"),
    [(RAR5, "a.part1.rar"), (RAR5_EXTRA, "a.part2.rar"), (RAR4, "a.rar"), (SEVEN, "a.7z.001")],
    ids=["rar5", "rar5-extra", "rar4", "7z"],
)
def test_a_part_is_told_without_any_tool(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes, name: str
) -> None:
    monkeypatch.setattr(archives.shutil, "which", lambda _: None)
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(ReadError) as caught:
        unpack(path, sniff(path), tmp_path, 1 << 20)
    assert caught.value.error_class == ErrorClass.ARCHIVE_PART
    assert "join all parts" in ADVICE[ErrorClass.ARCHIVE_PART]


@pytest.mark.parametrize(
    ("data", "name"),
    [(SEVEN, "a.7z"), (RAR5.replace(b"\1\0\1\0", b"\1\0\0\0"), "a.rar")],
    ids=["7z-cut-off", "rar-whole"],
)
def test_others_are_no_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes, name: str) -> None:
    monkeypatch.setattr(archives.shutil, "which", lambda _: None)
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(ReadError) as caught:
        unpack(path, sniff(path), tmp_path, 1 << 20)
    assert caught.value.error_class == ErrorClass.NEEDS_TOOL


@pytest.mark.parametrize("is_last", [False, True], ids=["first", "last"])
def test_parts_of_a_zip(tmp_path: Path, *, is_last: bool) -> None:
    data = zipped({"决算.pdf": b"x" * 100})
    at = data.rindex(b"PK\x05\x06") + 4
    data = data[:at] + b"\1\0" + data[at + 2 :] if is_last else b"PK\x07\x08" + data[:80]
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    with pytest.raises(ReadError) as caught:
        open_document(path)
    assert caught.value.error_class == ErrorClass.ARCHIVE_PART
