from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest

from pipeline.core.issues import ErrorClass, ReadError
from pipeline.read import media, open_document, zips
from pipeline.read.sniff import sniff
from tests.read.ole_files import ole


def zipped(*names: str, size: int = 1) -> bytes:
    """A ZIP container of parts with `size` bytes each."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, b"0" * size)
    return out.getvalue()


def written(folder: Path, data: bytes, name: str = "file.bin") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


KINDS = [
    ("pdf", b"%PDF-1.7\n...", media.PDF),
    ("pdf-after-a-mark", b"\xef\xbb\xbf\n  %PDF-1.4\n\x00\x01\x02", media.PDF),
    ("docx", zipped("[Content_Types].xml", "word/document.xml"), media.DOCX),
    ("docx-without-types", zipped("word/document.xml"), media.DOCX),
    ("docx-with-a-workbook-inside", zipped("[Content_Types].xml", "word/embeddings/a.xlsx"), media.DOCX),
    ("xlsx", zipped("[Content_Types].xml", "xl/workbook.xml"), media.XLSX),
    ("xlsb", zipped("[Content_Types].xml", "xl/workbook.bin"), media.XLSB),
    ("pptx", zipped("[Content_Types].xml", "ppt/presentation.xml"), media.PPTX),
    ("ofd", zipped("OFD.xml", "Doc_0/Document.xml"), media.OFD),
    ("archive", zipped("预算/word.docx", "决算.pdf"), media.ZIP),
    ("archive-of-nothing", zipped(), media.ZIP),
    ("doc", ole("WordDocument", "1Table"), media.DOC),
    ("xls", ole("Workbook"), media.XLS),
    ("xls-5", ole("Book"), media.XLS),
    ("ole", ole("Contents"), media.OLE),
    ("html", b"<!DOCTYPE html><html>", media.HTML),
    ("html-behind-a-declaration", b'<?xml version="1.0"?>\n<!-- x -->\n<html xmlns="">', media.HTML),
    ("html-fragment", "  <table><tr><td>决算</td></tr></table>".encode(), media.HTML),
    ("html-gbk", "<html><title>部门决算</title>".encode("gb18030"), media.HTML),
    ("html-utf16", "\ufeff<html><body>决算".encode("utf-16-le"), media.HTML),
    ("mht", b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n', media.MHT),
    ("xml", b'<?xml version="1.0"?><data/>', media.XML),
    ("json", b'{"pages": [{"text": "x"}]}', media.JSON),
    ("json-array", b'[ { "a": 1 } ]', media.JSON),
    ("text-with-a-code", "[2010301]行政运行\n".encode(), media.TEXT),
    ("rtf", b"{\\rtf1\\ansi", media.RTF),
    ("png", b"\x89PNG\r\n\x1a\n\0\0", media.PNG),
    ("rar", b"Rar!\x1a\x07\x01\x00", media.RAR),
    ("text", "部门决算公开\n收入支出决算总表\n".encode(), media.TEXT),
    ("text-gbk", "部门决算公开\n".encode("gb18030"), media.TEXT),
    ("text-with-an-angle", "小于<15万元的项目\n".encode(), media.TEXT),
    ("binary", bytes(range(256)) * 4, media.BINARY),
]


@pytest.mark.parametrize(("data", "kind"), [k[1:] for k in KINDS], ids=[k[0] for k in KINDS])
def test_the_content_decides(tmp_path: Path, data: bytes, kind: str) -> None:
    assert sniff(written(tmp_path, data, "部门决算.pdf")) == kind
    assert sniff(written(tmp_path, data, "部门决算.txt")) == kind


def refusal(path: Path) -> ReadError:
    with pytest.raises(ReadError) as caught:
        open_document(path)
    return caught.value


def _many_entries() -> bytes:
    return zipped(*(f"p{i}" for i in range(zips.MAX_ENTRIES + 1)))


def _huge_directory() -> bytes:
    data = bytearray(zipped("word/document.xml"))
    struct.pack_into("<I", data, len(data) - 22 + 12, 1 << 30)
    return bytes(data)


def _damaged_directory() -> bytes:
    data = zipped("[Content_Types].xml", "word/document.xml")
    at = data.rindex(b"PK\x01\x02")
    return data[:at] + b"XX" + data[at + 2 :]


REFUSED = [
    ("empty", b"", ErrorClass.EMPTY_INPUT),
    ("zip-cut-off", zipped("[Content_Types].xml", "word/document.xml")[:-30], ErrorClass.TRUNCATED),
    ("zip-damaged", _damaged_directory(), ErrorClass.CORRUPT),
    ("zip-of-one-huge-part", zipped("word/document.xml", size=11 << 20), ErrorClass.ARCHIVE_BOMB),
    ("zip-of-many-entries", _many_entries(), ErrorClass.ARCHIVE_BOMB),
    ("zip-of-a-huge-directory", _huge_directory(), ErrorClass.ARCHIVE_BOMB),
    ("office-password", ole("EncryptedPackage", "EncryptionInfo"), ErrorClass.ENCRYPTED),
    ("ole-header-only", ole("WordDocument")[:300], ErrorClass.TRUNCATED),
    ("ole-cut-off", ole("WordDocument")[:1024], ErrorClass.TRUNCATED),
    ("ole-of-nonsense", ole()[:48] + b"\xfe\xff\xff\x7f" + ole()[52:], ErrorClass.CORRUPT),
    ("pdf-cut-off", b"%PDF-1.4\n1 0 obj\n<<", ErrorClass.TRUNCATED),
    ("pdf-damaged", b"%PDF-1.4\n1 0 obj\n<<\n%%EOF", ErrorClass.CORRUPT),
    ("slides-named-text", zipped("[Content_Types].xml", "ppt/presentation.xml"), ErrorClass.UNSUPPORTED),
    ("binary", bytes(range(256)) * 4, ErrorClass.UNSUPPORTED),
]


@pytest.mark.parametrize(("data", "error"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED])
def test_what_cannot_be_read_is_named(tmp_path: Path, data: bytes, error: ErrorClass) -> None:
    assert refusal(written(tmp_path, data, "决算.txt")).error_class == error


def test_the_refusal_says_what_the_content_is(tmp_path: Path) -> None:
    slides = written(tmp_path, zipped("[Content_Types].xml", "ppt/presentation.xml"), "决算.docx")
    assert "a PowerPoint file" in refusal(slides).reason


def test_a_file_beyond_the_size_limit_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "huge.pdf"
    with path.open("wb") as file:
        file.write(b"%PDF-1.7")
        file.truncate((512 << 20) + 1)
    assert refusal(path).error_class == ErrorClass.TOO_LARGE


def test_the_source_is_kept(tmp_path: Path) -> None:
    path = written(tmp_path, "部门决算".encode())
    assert open_document(path, "https://example.invalid/a.txt").source_uri == "https://example.invalid/a.txt"
