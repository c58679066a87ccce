"""Workbooks inside a document that shows them as a picture: their cells, for the place where the picture stands.

A workbook pasted into a document brings all of its sheets along. What the picture shows is the one that was open, so
that only this one is read; of a workbook that is attached as an icon every sheet is.
"""

from __future__ import annotations

import struct
import tempfile
from collections.abc import Callable
from pathlib import Path

from pipeline.core.issues import ErrorClass, ReadError
from pipeline.core.model import Block, Document, Page, Paragraph, ReadIssue, Table
from pipeline.read import media, ole, zips
from pipeline.read.sniff import sniff
from pipeline.read.xls import read_xls
from pipeline.read.xlsx import active_sheet, read_xlsx

_READERS: dict[str, Callable[[Path], Document]] = {media.XLSX: read_xlsx, media.XLS: read_xls}
_WINDOW, _GLOBALS_END = 0x003D, 0x000A  # records of an old workbook
_OPEN_TAB = 10  # where the first of them says which sheet was open


def _packaged(data: bytes) -> bytes:
    """The file that was wrapped to be attached: behind a size, a kind, two names and the path of a copy."""
    at = 6
    for _ in range(2):
        at = data.index(b"\0", at) + 1
    at += 8 + struct.unpack_from("<I", data, at + 4)[0]
    size = struct.unpack_from("<I", data, at)[0]
    return data[at + 4 : at + 4 + size]


def _unwrapped(data: bytes) -> bytes:
    """The workbook in an OLE object, which may be one itself or hold one as a stream."""
    if not data.startswith(ole.MAGIC):
        return data
    wrapped = ole.stream(data, "Package")
    if wrapped:
        return wrapped
    native = ole.stream(data, "\x01Ole10Native")
    try:
        return _packaged(native) if native else data
    except (ValueError, struct.error) as error:
        raise ReadError(ErrorClass.CORRUPT, "a wrapped file without its end") from error


def _open_tab(data: bytes) -> int:
    """The number of the sheet that was open in an old workbook."""
    stream = ole.stream(data, "Workbook") or ole.stream(data, "Book")
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        if kind == _WINDOW and length > _OPEN_TAB + 1:
            return int(struct.unpack_from("<H", stream, at + 4 + _OPEN_TAB)[0])
        if kind == _GLOBALS_END:
            break
        at += 4 + length
    return 0


def _shown(pages: list[Page], tab: int) -> list[Page]:
    """The page of the sheet that was open; the first that holds anything where that one is empty."""
    chosen = pages[tab : tab + 1]
    if not any(page.blocks for page in chosen):
        chosen = [page for page in pages if page.blocks][:1]
    return chosen


def _without_tab_name(blocks: list[Block]) -> list[Block]:
    """The blocks of a sheet without its tab, which names a form in a workbook and is not shown in a document."""
    if len(blocks) > 1 and isinstance(blocks[0], Paragraph) and isinstance(blocks[1], Table):
        area = blocks[1].area
        if area is not None and area.name == blocks[0].text:
            return blocks[1:]
    return blocks


def _opened(data: bytes, *, whole: bool) -> tuple[list[Page], list[ReadIssue]]:
    """The sheets to read of a workbook, and what could not be read of it."""
    with tempfile.TemporaryDirectory(prefix="yujuesuan-object-") as folder:
        path = Path(folder) / "object"
        path.write_bytes(data)
        kind = sniff(path)
        reader = _READERS.get(kind)
        if reader is None:
            raise ReadError(ErrorClass.UNSUPPORTED, f"it is {media.NAMES[kind]}")
        document = reader(path)
        if whole:
            return document.pages, document.issues
        if kind == media.XLSX:
            with zips.open_zip(path) as archive:
                tab = active_sheet(archive)
        else:
            tab = _open_tab(data)
        return _shown(document.pages, tab), [i for i in document.issues if i.kind == "unread"]


def embedded_blocks(data: bytes, *, whole: bool) -> tuple[list[Block], list[ReadIssue]]:
    """Lines and tables of an embedded workbook, and what could not be read of it.

    Args:
        data: the embedded part.
        whole: every sheet, instead of the one that the picture shows.

    Raises:
        ReadError: it is no workbook, or one that cannot be read or holds nothing.
    """
    pages, issues = _opened(_unwrapped(data), whole=whole)
    blocks = [b for page in pages for b in (page.blocks if whole else _without_tab_name(page.blocks))]
    if not blocks:
        raise ReadError(ErrorClass.NO_TEXT, "the workbook is empty")
    return blocks, issues
