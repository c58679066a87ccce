"""ZIP containers: which document they hold and whether unpacking is safe, before a parser sees them."""

from __future__ import annotations

import struct
import zipfile
import zlib
from pathlib import Path

from pipeline.core.issues import ErrorClass, ReadError
from pipeline.read import media

MAX_ENTRIES = 10_000
MAX_UNPACKED = 512 << 20
MAX_RATIO = 200
_RATIO_FROM = 10 << 20  # small parts may pack as well as they like
_MAX_DIRECTORY = 16 << 20

_END = b"PK\x05\x06"
_SPANNED = b"PK\x07\x08"  # what the first of several parts begins with
_END_SIZE = 22
_MAX_COMMENT = 65535

FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    struct.error,
    NotImplementedError,
    OverflowError,
    ValueError,
)

_OPEN_DOCUMENT = ((b"opendocument.text", media.ODT), (b"opendocument.spreadsheet", media.ODS))


def _preflight_directory(path: Path) -> None:
    """Refuse a file whose end is missing or whose directory alone would fill the memory."""
    with path.open("rb") as file:
        is_first = file.read(4) == _SPANNED
        size = file.seek(0, 2)
        file.seek(max(0, size - _END_SIZE - _MAX_COMMENT))
        tail = file.read()
    at = tail.rfind(_END)
    is_last = at >= 0 and 0 < int.from_bytes(tail[at + 4 : at + 6], "little") < 0xFFFF
    if is_first or is_last:
        raise ReadError(ErrorClass.ARCHIVE_PART, "one part of a ZIP archive in several")
    if at < 0 or len(tail) - at < _END_SIZE:
        raise ReadError(ErrorClass.TRUNCATED, "a ZIP container without its directory at the end")
    directory_size = int.from_bytes(tail[at + 12 : at + 16], "little")
    if _MAX_DIRECTORY < directory_size < 0xFFFFFFFF:
        raise ReadError(ErrorClass.ARCHIVE_BOMB, f"a directory of {directory_size} bytes")


def _preflight_entries(archive: zipfile.ZipFile) -> None:
    """Refuse a container that unpacks to far more than it holds."""
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        raise ReadError(ErrorClass.ARCHIVE_BOMB, f"{len(entries)} entries, the limit is {MAX_ENTRIES}")
    total = sum(e.file_size for e in entries)
    if total > MAX_UNPACKED:
        raise ReadError(ErrorClass.ARCHIVE_BOMB, f"unpacks to {total} bytes, the limit is {MAX_UNPACKED}")
    for entry in entries:
        if entry.file_size > _RATIO_FROM and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
            raise ReadError(
                ErrorClass.ARCHIVE_BOMB, f"{entry.file_size} bytes packed in {entry.compress_size}"
            )


def open_zip(path: Path) -> zipfile.ZipFile:
    """The container, safe to unpack.

    Raises:
        ReadError: the end is missing, the directory is damaged, or it unpacks to far more than it holds.
    """
    _preflight_directory(path)
    try:
        archive = zipfile.ZipFile(path)
    except FAULTS as error:
        raise ReadError(ErrorClass.CORRUPT, f"the ZIP directory cannot be read: {error}") from error
    try:
        _preflight_entries(archive)
    except ReadError:
        archive.close()
        raise
    return archive


def part(archive: zipfile.ZipFile, name: str) -> bytes:
    """The unpacked bytes of one entry.

    Raises:
        ReadError: the entry is missing, encrypted or damaged.
    """
    try:
        if archive.getinfo(name).flag_bits & 1:
            raise ReadError(ErrorClass.ENCRYPTED, "the entry is encrypted", name)
        return archive.read(name)
    except KeyError as error:
        raise ReadError(ErrorClass.CORRUPT, "the part is missing", name) from error
    except FAULTS as error:
        raise ReadError(ErrorClass.CORRUPT, f"the part cannot be unpacked: {error}", name) from error


def _holds(archive: zipfile.ZipFile) -> str:
    """The kind of document in a container, by the names of its parts."""
    names = {e.filename.replace("\\", "/").lower() for e in archive.infolist()}
    roots = {n.partition("/")[0] for n in names if "/" in n}
    if "ofd.xml" in names:
        return media.OFD
    if "mimetype" in names:
        declared = part(archive, "mimetype")[:100]
        for sign, kind in _OPEN_DOCUMENT:
            if sign in declared:
                return kind
    if "[content_types].xml" not in names and "_rels/.rels" not in names and "word/document.xml" not in names:
        return media.ZIP
    if "word" in roots:
        return media.DOCX
    if "xl" in roots:
        return media.XLSB if "xl/workbook.bin" in names else media.XLSX
    return media.PPTX if "ppt" in roots else media.ZIP


def media_type(path: Path) -> str:
    """The media type of the document in a ZIP container; the container's own when it is an archive.

    Raises:
        ReadError: damaged, or it unpacks to far more than it holds.
    """
    with open_zip(path) as archive:
        return _holds(archive)
