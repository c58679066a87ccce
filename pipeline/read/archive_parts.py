"""Archives in several files: one part alone holds no whole member list, and is told from a damaged archive."""

from __future__ import annotations

import struct
from pathlib import Path

from pipeline.core.issues import ErrorClass, ReadError

_RAR4, _RAR5, _SEVEN_ZIP = b"Rar!\x1a\x07\x00", b"Rar!\x1a\x07\x01\x00", b"7z\xbc\xaf\x27\x1c"
_MAIN4, _MAIN5 = 0x73, 1  # kinds of the header that says what the archive is
_VOLUME = 1  # its flag for one of several
_HEAD = 64
_SEVEN_ZIP_HEAD = 32


def _number(data: bytes, at: int) -> tuple[int, int]:
    """(a number of seven bits a byte, the place behind it)."""
    value = shift = 0
    while at < len(data) and shift < 63:
        value |= (data[at] & 0x7F) << shift
        shift += 7
        at += 1
        if not data[at - 1] & 0x80:
            break
    return value, at


def _is_rar5_volume(head: bytes) -> bool:
    """Whether the first header behind the signature and its checksum is that of a volume."""
    _, at = _number(head, len(_RAR5) + 4)
    kind, at = _number(head, at)
    flags, at = _number(head, at)
    if flags & 1:
        _, at = _number(head, at)  # the size of an extra area
    return kind == _MAIN5 and bool(_number(head, at)[0] & _VOLUME)


def _is_volume(head: bytes) -> bool:
    """Whether a RAR archive says that it is one of several."""
    if head.startswith(_RAR5):
        return _is_rar5_volume(head)
    return head.startswith(_RAR4) and len(head) > 12 and head[9] == _MAIN4 and bool(head[10] & _VOLUME)


def _lacks_its_list(head: bytes, size: int) -> bool:
    """Whether the member list of a 7z archive lies beyond its end."""
    if not head.startswith(_SEVEN_ZIP) or len(head) < _SEVEN_ZIP_HEAD:
        return False
    offset, length = struct.unpack_from("<QQ", head, 12)
    return bool(offset + length + _SEVEN_ZIP_HEAD > size)


def refuse_part(path: Path) -> None:
    """Tell a RAR volume, and the first of the files a 7z archive was cut into, which are numbered .001 and on.

    Raises:
        ReadError: it is one.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if _is_volume(head):
        raise ReadError(ErrorClass.ARCHIVE_PART, "a volume of a RAR archive in several")
    if path.suffix[1:].isdecimal() and _lacks_its_list(head, path.stat().st_size):
        raise ReadError(ErrorClass.ARCHIVE_PART, "the first part of a 7z archive in several")
