"""Archives for tests: honest ones, and what nobody should pack."""

from __future__ import annotations

import io
import struct
import tarfile
import zipfile
from collections.abc import Mapping


def zipped(members: Mapping[str, bytes]) -> bytes:
    """A ZIP archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def zipped_as(raw_name: bytes, data: bytes = b"x", *, flags: int = 0, mode: int = 0) -> bytes:
    """A ZIP archive of one stored member, its name in bytes that say nothing of their encoding."""
    crc = struct.pack("<III", 0 if flags & 1 else zipfile.crc32(data), len(data), len(data))
    common = struct.pack("<HHHHH", 20, flags, 0, 0, 0x21) + crc + struct.pack("<HH", len(raw_name), 0)
    local = b"PK\x03\x04" + common + raw_name + data
    entry = b"PK\x01\x02" + struct.pack("<BB", 20, 3) + common + struct.pack("<HHHII", 0, 0, 0, mode << 16, 0)
    entry += raw_name
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(entry), len(local), 0)
    return local + entry + end


def tarred(members: Mapping[str, bytes], compression: str = "", *, link: str = "", device: str = "") -> bytes:
    """A tar archive, with a symbolic link or a device where a name for it is given."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=f"w:{compression}") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        for name, kind in ((link, tarfile.SYMTYPE), (device, tarfile.CHRTYPE)):
            if name:
                info = tarfile.TarInfo(name)
                info.type, info.linkname = kind, "/etc/passwd"
                archive.addfile(info)
    return out.getvalue()
