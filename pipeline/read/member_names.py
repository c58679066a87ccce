"""Names of the members of archives: what they say, and which of them no honest archive holds."""

from __future__ import annotations

import zipfile

from pipeline.core.issues import ReadError
from pipeline.read.encoding import decode

_UTF8 = 0x800  # the flag of an entry whose name says that it is UTF-8


def _readable(raw: bytes) -> str | None:
    """Bytes of a name as text, by the evidence of the bytes; None where that is none."""
    try:
        decoded = decode(raw)
    except ReadError:
        return None
    return None if decoded.damaged else decoded.text


def zip_name(entry: zipfile.ZipInfo) -> str:
    """The name of an entry. One without the flag of UTF-8 is in the encoding of its writer, here mostly GBK."""
    name = entry.filename
    if entry.flag_bits & _UTF8 or name.isascii():
        return name
    try:
        return _readable(name.encode("cp437")) or name
    except UnicodeEncodeError:
        return name


def tar_name(name: str) -> str:
    """The name of a member of a tar archive, whose bytes that are no UTF-8 were kept as surrogates."""
    raw = name.encode("utf-8", "surrogateescape")
    return _readable(raw) or raw.decode("utf-8", "backslashreplace")


def clean(name: str) -> tuple[str, str]:
    """(the name with slashes, why it must not be followed; "" where it may be)."""
    path = name.replace("\\", "/")
    if path.startswith("/") or (path[1:2] == ":" and path[0].isascii() and path[0].isalpha()):
        return path, "its name is that of a place outside of the archive"
    if ".." in path.split("/"):
        return path, "its name leads out of the archive"
    if any(ord(c) < 32 for c in path):
        return path.encode("unicode_escape").decode("ascii"), "its name holds control characters"
    return path.removeprefix("./"), ""


def is_clutter(path: str) -> bool:
    """Whether a member is what systems leave beside documents: hidden files, resource forks, thumbnails."""
    parts = path.rstrip("/").split("/")
    return any(p.startswith(".") or p == "__MACOSX" for p in parts) or parts[-1] in (
        "Thumbs.db",
        "desktop.ini",
    )


def stored_name(path: str) -> str:
    """The last part of a member's name, short enough for a file."""
    name = path.rpartition("/")[2] or "member"
    stem, dot, suffix = name.rpartition(".")
    if not dot or len(suffix) > 8:
        stem, suffix = name, ""
    while len(f"{stem}.{suffix}".encode("utf-8", "replace")) > 200:
        stem = stem[:-1]
    return f"{stem}.{suffix}" if suffix else stem
