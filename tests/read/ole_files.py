"""Minimal OLE compound files: a header, one table sector and one directory sector."""

from __future__ import annotations

import struct


def _entry(name: str, left: int, child: int) -> bytes:
    raw = name.encode("utf-16-le")
    fields = struct.pack("<HBB3I", len(raw) + 2, 2, 1, left, 0xFFFFFFFF, child)
    return raw.ljust(64, b"\0") + fields + b"\0" * 48


def ole(*streams: str) -> bytes:
    """A compound file whose root holds `streams` (three at most), all of them empty."""
    header = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0"))
    struct.pack_into("<H", header, 30, 9)
    struct.pack_into("<II", header, 44, 1, 1)
    struct.pack_into("<I", header, 68, 0xFFFFFFFE)
    struct.pack_into("<109I", header, 76, 0, *[0xFFFFFFFF] * 108)
    table = struct.pack("<128I", 0xFFFFFFFD, 0xFFFFFFFE, *[0xFFFFFFFF] * 126)
    directory = _entry("Root Entry", 0xFFFFFFFF, 1 if streams else 0xFFFFFFFF)
    for i, name in enumerate(streams, start=1):
        directory += _entry(name, i + 1 if i < len(streams) else 0xFFFFFFFF, 0xFFFFFFFF)
    return bytes(header) + table + directory.ljust(512, b"\0")
