"""What a file is, by its bytes: the name and the extension of a crawled file prove nothing."""

from __future__ import annotations

from pathlib import Path

from pipeline.core.issues import ErrorClass, ReadError
from pipeline.read import media, ole, zips
from pipeline.read.encoding import opening, text_share

MAX_BYTES = 512 << 20
_HEAD = 65536

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"{\\rtf", media.RTF),
    (b"Rar!\x1a\x07", media.RAR),
    (b"7z\xbc\xaf\x27\x1c", media.SEVEN_ZIP),
    (b"\x1f\x8b\x08", media.GZIP),
    (b"\xfd7zXZ\x00", media.XZ),
    (b"\x89PNG\r\n\x1a\n", media.PNG),
    (b"\xff\xd8\xff", media.JPEG),
    (b"GIF8", media.GIF),
    (b"II*\x00", media.TIFF),
    (b"MM\x00*", media.TIFF),
)
_BZIP2_BLOCKS = (b"1AY&SY", b"\x17\x72\x45\x38\x50\x90")  # how its first block begins, or its end
_HTML_TAGS = (
    "!doctype html", "html", "head", "body", "table", "meta", "title", "script", "style", "div", "p>", "p ",
    "span", "h1", "h2", "h3", "link", "center", "font", "tr", "td", "br", "ul", "form", "iframe", "article",
    "section",
)  # fmt: skip
_XML_SHEETS = ("<workbook", "<ss:workbook")
_HTML_SIGNS = ("<!doctype html", "<html", "<head>", "<body", "<table")


def _magic(head: bytes) -> str | None:
    """The kind that the first bytes tell, for kinds with a fixed beginning."""
    for start, kind in _MAGIC:
        if head.startswith(start):
            return kind
    if head.startswith(b"BZh") and head[4:10] in _BZIP2_BLOCKS:
        return media.BZIP2
    if head.startswith(b"BM") and head[6:10] == b"\0\0\0\0":
        return media.BMP
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return media.WEBP
    if head[257:262] == b"ustar":
        return media.TAR
    return None


def _after_prolog(text: str) -> str:
    """`text` behind its XML declaration and comments, for a page may begin with either."""
    text = text.lstrip()
    while text.startswith(("<?", "<!--")):
        end = "?>" if text.startswith("<?") else "-->"
        _, found, rest = text.partition(end)
        if not found:
            break
        text = rest.lstrip()
    return text


def _markup(head: bytes) -> str | None:
    """HTML, MHT, JSON or XML by the marks at the beginning."""
    text = opening(head).lower()
    start = _after_prolog(text)
    if start.startswith("<") and start[1:].startswith(_HTML_TAGS):
        return media.HTML
    if start.startswith(_XML_SHEETS) and "urn:schemas-microsoft-com:office:spreadsheet" in text:
        return media.XML_SHEETS
    if text.lstrip().startswith(("mime-version:", "from:", "content-type:", "date:", "subject:")) and (
        "multipart/related" in text or "text/html" in text
    ):
        return media.MHT
    if any(sign in text[:4096] for sign in _HTML_SIGNS):
        return media.HTML
    if _is_json(text):
        return media.JSON
    return media.XML if text.lstrip().startswith("<?xml") else None


def _is_json(text: str) -> bool:
    """True for an object, or an array of texts or objects; [2010301] begins a line of text."""
    start = "".join(text[:4096].split())[:2]
    return start in ('{"', "{}", '["', "[{", "[[")


def _plain(head: bytes) -> str:
    """PDF with something before it, markup, plain text, or binary data."""
    is_text = text_share(head) > 0.98
    if is_text and (kind := _markup(head)):
        return kind
    if b"%PDF-" in head[:1024]:
        return media.PDF
    return media.TEXT if is_text else media.BINARY


def sniff(path: Path) -> str:
    """The media type of a file by its content.

    Raises:
        ReadError: empty, too large, encrypted, a damaged container or one that unpacks to far too much.
    """
    size = path.stat().st_size
    if size == 0:
        raise ReadError(ErrorClass.EMPTY_INPUT, "zero bytes")
    if size > MAX_BYTES:
        raise ReadError(ErrorClass.TOO_LARGE, f"{size} bytes, the limit is {MAX_BYTES}")
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(b"%PDF-"):
        return media.PDF
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return zips.media_type(path)
    if head.startswith(ole.MAGIC):
        return ole.media_type(path)
    return _magic(head) or _plain(head)
