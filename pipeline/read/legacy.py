"""Old Word and WPS documents, rich text, OpenDocument and binary workbooks: turned into docx or xlsx, then read."""

from __future__ import annotations

import contextlib
import struct
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from pipeline.core.issues import ErrorClass, ReadError
from pipeline.core.model import Document
from pipeline.core.source import digest
from pipeline.read import conversions, media, office, ole
from pipeline.read.docx import read_docx
from pipeline.read.xlsx import read_xlsx

_ENCRYPTED = 0x0100  # of the flags at byte 10 of a Word file's main stream


def _refuse_encrypted(path: Path) -> None:
    """Tell a Word file behind a password, of which LibreOffice says no more than of a damaged one."""
    head = ole.stream(path.read_bytes(), "WordDocument")[:12]
    if len(head) == 12 and struct.unpack_from("<H", head, 10)[0] & _ENCRYPTED:
        raise ReadError(ErrorClass.ENCRYPTED, "the Word document needs a password")


_READERS: dict[str, Callable[[Path], Document]] = {"docx": read_docx, "xlsx": read_xlsx}


def _converted(path: Path, key: str, suffix: str, form: str) -> Document:
    """What a document reads as, once it is docx or xlsx; by a conversion that was kept, where that is whole."""
    name = f"{key}.{form}"
    known = conversions.kept(name)
    if known is not None:
        with contextlib.suppress(ReadError):
            return _READERS[form](known)
    with tempfile.TemporaryDirectory(prefix="yujuesuan-office-") as folder:
        made = office.converted(path, suffix, form, Path(folder))
        document = _READERS[form](made)
        conversions.keep(name, made)
    return document


def _read(path: Path, kind: str, suffix: str, form: str) -> Document:
    """The document in a file of `kind`, under its own name and hash."""
    if kind == media.DOC:
        _refuse_encrypted(path)
    doc_id, size = digest(path)
    document = _converted(path, f"{doc_id}-{office.identity()}", suffix, form)
    document.doc_id, document.file_name, document.media_type, document.n_bytes = doc_id, path.name, kind, size
    return document


_FORMS = {
    media.DOC: (".doc", "docx"),
    media.RTF: (".rtf", "docx"),
    media.ODT: (".odt", "docx"),
    media.ODS: (".ods", "xlsx"),
    media.XLSB: (".xlsb", "xlsx"),
}
LEGACY: dict[str, Callable[[Path], Document]] = {
    kind: partial(_read, kind=kind, suffix=suffix, form=form) for kind, (suffix, form) in _FORMS.items()
}
"""The reader of each kind that must be converted."""
