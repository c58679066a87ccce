"""Small BIFF8 workbooks, written record by record: no library in use still writes them."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field

_END, _FREE = 0xFFFFFFFE, 0xFFFFFFFF
Value = str | float | bool


@dataclass
class XlsSheet:
    """A sheet: rows of values (None: no cell; a pair: value and format code), merged areas, what is hidden."""

    name: str
    rows: Sequence[Sequence[Value | tuple[Value, str] | None]]
    merged: Sequence[tuple[int, int, int, int]] = ()
    visibility: int = 0
    hidden_rows: Sequence[int] = ()
    hidden_cols: Sequence[int] = ()
    formats: list[str] = field(default_factory=list)
    pictures: Sequence[bytes] = ()  # only an xlsx workbook shows them


def _record(number: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", number, len(data)) + data


def _text(text: str, length: str = "<H") -> bytes:
    return struct.pack(length, len(text)) + b"\1" + text.encode("utf-16-le")


def _begin(kind: int) -> bytes:
    return _record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0, 1997, 0, 6))


def _cell(row: int, col: int, value: Value, style: int) -> bytes:
    head = struct.pack("<HHH", row, col, style)
    if isinstance(value, bool):
        return _record(0x0205, head + struct.pack("<BB", value, 0))
    if isinstance(value, str):
        return _record(0x0204, head + _text(value))
    return _record(0x0203, head + struct.pack("<d", value))


def _sheet(sheet: XlsSheet, styles: dict[str, int]) -> bytes:
    out = _begin(0x0010)
    for col in sheet.hidden_cols:
        out += _record(0x007D, struct.pack("<HHHHHH", col, col, 2000, 0, 1, 0))
    for row in sheet.hidden_rows:
        out += _record(0x0208, struct.pack("<HHHHHHI", row, 0, 9, 300, 0, 0, 0x120))
    for row, values in enumerate(sheet.rows):
        for col, value in enumerate(values):
            if value is not None:
                plain, code = value if isinstance(value, tuple) else (value, "General")
                out += _cell(row, col, plain, styles[code])
    areas = b"".join(struct.pack("<4H", r0, r1, c0, c1) for r0, c0, r1, c1 in sheet.merged)
    out += _record(0x00E5, struct.pack("<H", len(sheet.merged)) + areas) if sheet.merged else b""
    return out + _record(0x000A)


def _globals(sheets: Sequence[XlsSheet], codes: list[str], offsets: list[int]) -> bytes:
    out = _begin(0x0005) + _record(0x0042, struct.pack("<H", 1200))
    out += _record(
        0x0031, struct.pack("<HHHHHBBBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 0, 0) + _text("宋体", "<B")
    )
    for number, code in enumerate(codes):
        out += _record(0x041E, struct.pack("<H", 164 + number) + _text(code))
    for number in range(len(codes)):
        out += _record(0x00E0, struct.pack("<HHH", 0, 164 + number, 1).ljust(20, b"\0"))
    for sheet, offset in zip(sheets, offsets, strict=True):
        out += _record(0x0085, struct.pack("<IBB", offset, sheet.visibility, 0) + _text(sheet.name, "<B"))
    return out + _record(0x000A)


def _stream(sheets: Sequence[XlsSheet]) -> bytes:
    cells = (v for s in sheets for row in s.rows for v in row)
    codes = ["General", *dict.fromkeys(v[1] for v in cells if isinstance(v, tuple))]
    styles = {code: number for number, code in enumerate(codes)}
    bodies = [_sheet(s, styles) for s in sheets]
    at = len(_globals(sheets, codes, [0] * len(sheets)))
    offsets = [at + sum(map(len, bodies[:i])) for i in range(len(bodies))]
    return _globals(sheets, codes, offsets) + b"".join(bodies)


def xls(*sheets: XlsSheet) -> bytes:
    """A workbook of `sheets` in its OLE container."""
    stream = _stream(sheets)
    size = max(len(stream), 4096)
    n_sectors = -(-size // 512)
    header = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0"))
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<IIIIIIIII", header, 44, 1, 1, 0, 4096, _END, 0, _END, 0, 0)
    struct.pack_into("<109I", header, 76, 0, *[_FREE] * 108)
    chain = [*range(3, 2 + n_sectors), _END]
    table = [0xFFFFFFFD, _END, *chain]
    directory = _entry("Root Entry", 5, 1, _END, 0) + _entry("Workbook", 2, _FREE, 2, size)
    sectors = struct.pack("<128I", *table, *[_FREE] * (128 - len(table))) + directory.ljust(512, b"\0")
    return bytes(header) + sectors + stream.ljust(n_sectors * 512, b"\0")


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    raw = name.encode("utf-16-le")
    head = raw.ljust(64, b"\0") + struct.pack("<HBB3I", len(raw) + 2, kind, 1, _FREE, _FREE, child)
    return head + b"\0" * 36 + struct.pack("<III", start, size, 0)
