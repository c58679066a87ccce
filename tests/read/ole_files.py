"""Minimal OLE compound files: a header, the table, the directory, and the streams behind them."""

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


def _stream(name: str, size: int, start: int, right: int) -> bytes:
    raw = name.encode("utf-16-le")
    head = struct.pack("<HBB3I", len(raw) + 2, 2, 1, 0xFFFFFFFF, right, 0xFFFFFFFF)
    return raw.ljust(64, b"\0") + head + b"\0" * 36 + struct.pack("<III", start, size, 0)


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file with `streams` (three at most, 60 KB together) at its root, small ones padded to be no such."""
    header = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0"))
    struct.pack_into("<H", header, 30, 9)
    struct.pack_into("<II", header, 44, 1, 1)
    struct.pack_into("<I", header, 56, 0)
    struct.pack_into("<I", header, 68, 0xFFFFFFFE)
    struct.pack_into("<109I", header, 76, 0, *[0xFFFFFFFF] * 108)
    table, body = [0xFFFFFFFD, 0xFFFFFFFE], b""
    directory = _entry("Root Entry", 0xFFFFFFFF, 1 if streams else 0xFFFFFFFF)
    for number, (name, data) in enumerate(streams.items(), start=1):
        start, n_sectors = len(table), max(-(-len(data) // 512), 1)
        table += [*range(start + 1, start + n_sectors), 0xFFFFFFFE]
        body += data.ljust(n_sectors * 512, b"\0")
        directory += _stream(name, len(data), start, number + 1 if number < len(streams) else 0xFFFFFFFF)
    sector = struct.pack("<128I", *table, *[0xFFFFFFFF] * (128 - len(table)))
    return bytes(header) + sector + directory.ljust(512, b"\0") + body
