"""The encoding of text, by evidence: a wrong guess gives no error, only other characters.

UTF-8 proves itself. GB18030 accepts nearly any bytes, so that its reading must also look like Chinese: most
of the characters among the 3,755 that GB 2312 calls common.
"""

from __future__ import annotations

import codecs
from collections import Counter
from dataclasses import dataclass

from pipeline.core.issues import ErrorClass, ReadError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_COMMON = 0.8  # share of common characters in a plausible Chinese text
_LEGIBLE = 0.9  # share of characters of all kinds in a plausible one
_MAX_DAMAGE = 0.002  # share of characters that may be unreadable
_CONTROLS = bytes(b for b in range(32) if b not in b"\t\n\v\f\r\x1a\x1b") + b"\x7f"


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the encoding it was in, and how many characters of it could not be read."""

    text: str
    encoding: str
    damaged: int = 0


def _bom(data: bytes) -> tuple[str, int] | None:
    """The encoding that a byte order mark tells, and the length of the mark."""
    return next(((name, len(mark)) for mark, name in _BOMS if data.startswith(mark)), None)


def _is_common(char: str) -> bool:
    """Whether GB 2312 has `char` among its common characters (first plane, rows 16 to 55)."""
    try:
        return 0xB0 <= char.encode("gb2312")[0] <= 0xD7
    except UnicodeEncodeError:
        return False


def _is_chinese(char: str) -> bool:
    """Whether `char` is a common character or a mark of Chinese print."""
    return (
        _is_common(char) or "\u3000" <= char <= "\u3015" or "\uff01" <= char <= "\uff5e" or char in "“”‘’—…·"
    )


def _common_share(text: str) -> float:
    """The share of common characters among the non-ASCII letters of `text`; 0 where it has none."""
    letters = [c for c in text[: 1 << 18] if c > "\x7f" and (c.isalpha() or c == "\ufffd")]
    common = {c: _is_common(c) for c in set(letters)}
    return sum(common[c] for c in letters) / len(letters) if letters else 0.0


def _legible_share(text: str) -> float:
    """The share of characters that a Chinese text is made of."""
    counts = Counter(text)
    good = sum(n for c, n in counts.items() if " " <= c <= "~" or c in "\t\r\n" or _is_chinese(c))
    return good / len(text) if text else 0.0


def _utf16_side(data: bytes) -> str | None:
    """UTF-16 without a mark, by the zero bytes of its digits and line ends and by the text that it gives."""
    sample = data[:4096]
    if sample.count(0) * 100 < len(sample):
        return None
    sides = ("utf-16-le", "utf-16-be")
    shares = {side: _legible_share(sample.decode(side, errors="replace")) for side in sides}
    best = max(sides, key=shares.__getitem__)
    return best if shares[best] >= _LEGIBLE else None


def _unicode(data: bytes) -> str | None:
    """The Unicode encoding of `data` where a mark or its zero bytes tell it, else None."""
    marked = _bom(data)
    return marked[0] if marked else _utf16_side(data)


def text_share(data: bytes) -> float:
    """The share of bytes that text may hold; that of UTF-16 is 1."""
    if not data or _unicode(data):
        return 1.0
    return 1 - (len(data) - len(data.translate(None, _CONTROLS))) / len(data)


def opening(head: bytes) -> str:
    """The beginning of a text, good enough to see its tags: all markup is ASCII in the encodings in use."""
    marked = _bom(head)
    return head[marked[1] if marked else 0 :].decode(_unicode(head) or "latin-1", errors="replace")


def _whole(data: bytes, encoding: str) -> Decoded:
    """`data` in `encoding`, unreadable bytes replaced and counted; a cut-off last character left out."""
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    text = decoder.decode(data, final=False)
    return Decoded(text, encoding, text.count("\ufffd"))


def decode(data: bytes) -> Decoded:
    """The text in `data`.

    Raises:
        ReadError: no encoding gives a plausible text.
    """
    marked = _bom(data)
    if marked:
        return _whole(data[marked[1] :], marked[0])
    side = _utf16_side(data)
    if side:
        return _whole(data, side)
    utf8 = _whole(data, "utf-8")
    if utf8.damaged <= len(utf8.text) * _MAX_DAMAGE:
        return utf8
    chinese = _whole(data, "gb18030")
    if chinese.damaged <= len(chinese.text) * _MAX_DAMAGE and _common_share(chinese.text) >= _COMMON:
        return chinese
    raise ReadError(ErrorClass.ENCODING_UNCERTAIN, "neither UTF-8 nor a plausible GB18030 text")
