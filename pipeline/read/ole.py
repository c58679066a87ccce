"""OLE compound files: which document they hold, by the streams at their root, and the bytes of such a stream.

A Word file may hold a workbook and the other way round, in storages of their own,
so that the names anywhere in the file say nothing; those that hang on the root entry do.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.core.issues import ErrorClass, ReadError
from pipeline.read import media

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENTRY = 128
_FREE = 0xFFFFFFFA  # sector numbers from here on are marks, not sectors
_NONE = 0xFFFFFFFF
_MAX_ENTRIES = 100_000
_MINI = 64  # bytes of a sector of small streams
_STREAM = 2

_KINDS = (
    ("WordDocument", media.DOC),
    ("Workbook", media.XLS),
    ("Book", media.XLS),
    ("PowerPoint Document", media.PPT),
)


class _Sectors:
    """The sectors of a compound file and the table that chains them."""

    def __init__(self, data: bytes) -> None:
        shift = struct.unpack_from("<H", data, 30)[0]
        if shift not in (9, 12):
            raise ReadError(ErrorClass.CORRUPT, f"OLE sector size 2^{shift}")
        self.data, self.size = data, 1 << shift
        self.table = self._table()

    def sector(self, number: int) -> bytes:
        """The bytes of one sector."""
        start = (number + 1) * self.size
        if start >= len(self.data):
            # The table's own count tells a sector that was cut off from one that never was.
            cut_off = number < struct.unpack_from("<I", self.data, 44)[0] * self.size // 4
            kind = ErrorClass.TRUNCATED if cut_off else ErrorClass.CORRUPT
            raise ReadError(kind, f"OLE sector {number} lies beyond the end")
        return self.data[start : start + self.size]

    def _numbers(self, sector: bytes) -> list[int]:
        """The sector numbers that a sector of the table holds."""
        return list(struct.unpack(f"<{len(sector) // 4}I", sector[: len(sector) // 4 * 4]))

    def _table(self) -> dict[int, int]:
        """Sector -> next sector."""
        places = list(struct.unpack_from("<109I", self.data, 76))
        more, seen = struct.unpack_from("<I", self.data, 68)[0], set[int]()
        while more < _FREE and more not in seen:
            seen.add(more)
            numbers = self._numbers(self.sector(more))
            places += numbers[:-1]
            more = numbers[-1] if numbers else _NONE
        table: dict[int, int] = {}
        for place in places:
            if place >= _FREE:
                continue
            numbers = self._numbers(self.sector(place))
            table.update(zip(range(len(table), len(table) + len(numbers)), numbers, strict=True))
        return table

    def chain(self, first: int, most: int = _MAX_ENTRIES * _ENTRY) -> bytes:
        """The bytes of a chain of sectors, `most` or few more."""
        parts, seen, number = list[bytes](), set[int](), first
        while number < _FREE and number not in seen and len(seen) * self.size < most:
            seen.add(number)
            parts.append(self.sector(number))
            number = self.table.get(number, _NONE)
        return b"".join(parts)

    def small(self, first: int, size: int, holder: bytes) -> bytes:
        """The bytes of a small stream, which lies in pieces in that of the root."""
        table = self._numbers(self.chain(struct.unpack_from("<I", self.data, 60)[0], len(holder)))
        parts, seen, number = list[bytes](), set[int](), first
        while number < len(table) and number not in seen and len(seen) * _MINI < size:
            seen.add(number)
            parts.append(holder[number * _MINI : (number + 1) * _MINI])
            number = table[number]
        return b"".join(parts)[:size]


@dataclass(frozen=True, slots=True)
class _Entry:
    """A directory entry: name, kind, left and right neighbour, first child, first sector, number of bytes."""

    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


def _entry(directory: bytes, number: int) -> _Entry:
    raw = directory[number * _ENTRY : (number + 1) * _ENTRY]
    length = min(max(struct.unpack_from("<H", raw, 64)[0] - 2, 0), 62)
    name = raw[:length].decode("utf-16-le", errors="replace")
    return _Entry(name, raw[66], *struct.unpack_from("<3I", raw, 68), *struct.unpack_from("<2I", raw, 116))


def _opened(data: bytes) -> tuple[_Sectors, bytes]:
    """The sectors of a compound file and its directory.

    Raises:
        ReadError: the file ends too early or its directory is damaged.
    """
    if len(data) < 512:
        raise ReadError(ErrorClass.TRUNCATED, "an OLE file shorter than its header")
    sectors = _Sectors(data)
    directory = sectors.chain(struct.unpack_from("<I", data, 48)[0])
    if len(directory) < _ENTRY:
        raise ReadError(ErrorClass.CORRUPT, "an OLE file without a directory")
    return sectors, directory


def _at_root(directory: bytes) -> Iterator[_Entry]:
    """The entries that hang on the root."""
    seen, waiting = set[int](), [_entry(directory, 0).child]
    while waiting:
        number = waiting.pop()
        if number >= len(directory) // _ENTRY or number in seen:
            continue
        seen.add(number)
        entry = _entry(directory, number)
        yield entry
        waiting += [entry.left, entry.right]


def root_names(data: bytes) -> set[str]:
    """The names of the streams and storages at the root of a compound file.

    Raises:
        ReadError: the file ends too early or its directory is damaged.
    """
    return {entry.name for entry in _at_root(_opened(data)[1])}


def stream(data: bytes, name: str) -> bytes:
    """The bytes of a stream at the root, as far as they are there; none where there is no such stream.

    Raises:
        ReadError: the file ends too early or its directory is damaged.
    """
    sectors, directory = _opened(data)
    found = next((e for e in _at_root(directory) if e.kind == _STREAM and e.name == name), None)
    if found is None:
        return b""
    if found.size >= struct.unpack_from("<I", data, 56)[0]:
        return sectors.chain(found.start, found.size)[: found.size]
    root = _entry(directory, 0)
    return sectors.small(found.start, found.size, sectors.chain(root.start, root.size))


def media_type(path: Path) -> str:
    """The media type of the document in a compound file.

    Raises:
        ReadError: encrypted (an OOXML package behind a password), damaged or cut off.
    """
    names = {name.lower() for name in root_names(path.read_bytes())}
    if "encryptedpackage" in names or "encryptioninfo" in names:
        raise ReadError(ErrorClass.ENCRYPTED, "an Office document behind a password")
    return next((kind for name, kind in _KINDS if name.lower() in names), media.OLE)
