"""Archives opened: their members one after another, each with a stream of its bytes. Nothing is written here.

ZIP, tar, gzip, bzip2 and xz are read by Python's own modules. RAR and 7z go through bsdtar, which reads nearly
everything and here only writes a tar stream into a pipe, so that no name in an archive ever reaches its file system
calls.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import shutil
import subprocess
import tarfile
import tempfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO

import pypdfium2 as pdfium

from pipeline.core.issues import ErrorClass, ReadError
from pipeline.read import media, zips
from pipeline.read.archive_parts import refuse_part
from pipeline.read.member_names import tar_name, zip_name

FAULTS = (*zips.FAULTS, tarfile.TarError, gzip.BadGzipFile, lzma.LZMAError, zlib.error, OSError, RuntimeError)
_LINK = 0o120000
_KIND = 0o170000
_ADVICE = "install bsdtar (on Debian and Ubuntu: make office)"


Stream = IO[bytes] | gzip.GzipFile | bz2.BZ2File | lzma.LZMAFile


@dataclass(frozen=True, slots=True)
class Entry:
    """A member: its name as the archive gives it, how to open it, or why it is refused."""

    name: str
    open: Callable[[], Stream] | None
    error_class: ErrorClass | None = None
    error: str = ""


def _zip_entries(path: Path) -> Iterator[Entry]:
    with zips.open_zip(path) as archive:
        for info in archive.infolist():
            name = zip_name(info)
            if info.is_dir() or name.endswith("\\"):
                continue
            mode = info.external_attr >> 16
            if mode & _KIND == _LINK:
                yield Entry(name, None, ErrorClass.UNREADABLE, "a symbolic link")
            elif info.flag_bits & 1:
                yield Entry(name, None, ErrorClass.ENCRYPTED, "the member needs a password")
            else:
                yield Entry(name, lambda info=info: archive.open(info))  # type: ignore[misc]


def _tar_entries(archive: tarfile.TarFile) -> Iterator[Entry]:
    for info in archive:
        if info.isdir():
            continue
        name = tar_name(info.name)
        if info.isreg():
            yield Entry(name, lambda info=info: archive.extractfile(info) or _nothing())  # type: ignore[misc]
        else:
            yield Entry(name, None, ErrorClass.UNREADABLE, "a link or a device")


def _nothing() -> IO[bytes]:
    raise tarfile.ReadError("the member has no bytes")


def _compressed_entries(path: Path, opened: Callable[[Path], Stream], suffix: str) -> Iterator[Entry]:
    """The members of a compressed tar archive, or the one file that is compressed."""
    with opened(path) as file:
        is_tar = file.read(512)[257:262] == b"ustar"
    if is_tar:
        with (
            opened(path) as file,
            tarfile.open(fileobj=file, mode="r|", encoding="utf-8", errors="surrogateescape") as archive,
        ):
            yield from _tar_entries(archive)
    else:
        name = path.name.removesuffix(suffix) if path.name.endswith(suffix) else f"{path.name}.content"
        yield Entry(name, partial(opened, path))


def _plain_tar_entries(path: Path) -> Iterator[Entry]:
    with tarfile.open(path, "r:", encoding="utf-8", errors="surrogateescape") as archive:
        yield from _tar_entries(archive)


def _bsdtar_entries(path: Path) -> Iterator[Entry]:
    """The members of an archive that bsdtar reads."""
    refuse_part(path)
    program = shutil.which("bsdtar")
    if program is None:
        raise ReadError(ErrorClass.NEEDS_TOOL, _ADVICE)
    command = [program, "--format", "pax", "-cf", "-", f"@{path.absolute()}"]
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            env={"LANG": "C.UTF-8"},
        )
        try:
            yield from _piped(process)
        finally:
            process.kill()
            process.wait()
        if process.returncode:
            errors.seek(0)
            raise _refusal(errors.read(4096).decode("utf-8", "replace").strip())


def _piped(process: subprocess.Popen[bytes]) -> Iterator[Entry]:
    """The members in the tar stream that a process writes; its own exit code tells whether that is whole."""
    pipe = process.stdout
    if pipe is None:
        return
    with pipe:
        try:
            with tarfile.open(fileobj=pipe, mode="r|", encoding="utf-8", errors="surrogateescape") as archive:
                yield from _tar_entries(archive)
        except tarfile.ReadError:
            if process.wait() == 0:
                raise
            return
        while pipe.read(1 << 20):
            pass
    process.wait()


def _refusal(said: str) -> ReadError:
    """Why bsdtar stopped."""
    low = said.lower()
    if "encrypt" in low or "passphrase" in low or "password" in low:
        return ReadError(ErrorClass.ENCRYPTED, "the archive needs a password")
    if "truncated" in low:
        return ReadError(ErrorClass.TRUNCATED, "the archive ends too early")
    return ReadError(ErrorClass.CORRUPT, f"the archive cannot be read: {said.rpartition(': ')[2][:200]}")


def _pdf_entries(path: Path) -> Iterator[Entry]:
    """The files embedded in a PDF."""
    try:
        pdf = pdfium.PdfDocument(path)
    except pdfium.PdfiumError:
        return
    try:
        for number in range(pdf.count_attachments()):
            attachment = pdf.get_attachment(number)
            yield Entry(
                attachment.get_name() or f"attachment{number + 1}",
                lambda attachment=attachment: io.BytesIO(bytes(attachment.get_data())),  # type: ignore[misc]
            )
    finally:
        pdf.close()


ENTRIES: dict[str, Callable[[Path], Iterator[Entry]]] = {
    media.ZIP: _zip_entries,
    media.TAR: _plain_tar_entries,
    media.GZIP: partial(_compressed_entries, opened=gzip.GzipFile, suffix=".gz"),
    media.BZIP2: partial(_compressed_entries, opened=bz2.BZ2File, suffix=".bz2"),
    media.XZ: partial(_compressed_entries, opened=lzma.LZMAFile, suffix=".xz"),
    media.RAR: _bsdtar_entries,
    media.SEVEN_ZIP: _bsdtar_entries,
    media.PDF: _pdf_entries,
}
"""How to open each kind that holds other files."""
ARCHIVES = frozenset(ENTRIES) - {media.PDF}
