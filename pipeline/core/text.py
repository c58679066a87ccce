"""Text folding that keeps length, so that every offset in folded text is an offset in the source."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_DASHES = "－—–―─‐‑‒−﹣﹘ー"
_PUNCTUATION = {
    "(": "（", ")": "）", "﹙": "（", "﹚": "）", "〔": "（", "〕": "）", ":": "：", "﹕": "：", "︰": "：",
    ";": "；", "．": ".", "﹒": ".", "％": "%", "﹪": "%", "，": ",", "﹐": ",", "､": "、", "｡": "。",
    "\u3000": " ", "\xa0": " ", "\u2002": " ", "\u2003": " ", "\u2009": " ", "\u202f": " ", "\t": " ",
    "\ufeff": " ", "\u200b": " ", "〈": "<", "〉": ">", "‹": "<", "›": ">", "＜": "<", "＞": ">",
    "“": '"', "”": '"', "„": '"', "＂": '"', "＇": "'", "‘": "'", "’": "'", "【": "[", "】": "]",
}  # fmt: skip


# CJK Radicals Supplement, which government fonts map characters to and Unicode gives no compatibility form for.
_RADICAL_PAIRS = (
    "⻋车⻔门⻅见⻆角⻉贝⻓长⻛风⻜飞⻢马⻥鱼⻦鸟⻨麦⻩黄⻬齐⻰龙⻚页⻄西⻘青⻝食⻤鬼"
    "⺠民⺟母⻙韦⻣骨⻑長⻁虎⻂衣⻮齿⻳龟⻪歹⻫齊⺫目⺪疋⺬示⺮竹⺶羊⺷羊⺸羊⺺聿⻊足"
    "⻌辶⻍辶⻎辶⻏阝⻐金⻒长⻗雨⻞食⻟食⻠食⻡首⻧鹵⻭歯⻯竜⻱亀⻲龜⼾户"
)
_RADICALS = dict(zip(_RADICAL_PAIRS[::2], _RADICAL_PAIRS[1::2], strict=True))


def _single(char: str) -> str:
    """The one character `char` folds to; itself when its compatibility form is longer than one."""
    if char in _PUNCTUATION:
        return _PUNCTUATION[char]
    if char in _RADICALS:
        return _RADICALS[char]
    if char in _DASHES:
        return "-"
    wide = unicodedata.normalize("NFKC", char)
    return _PUNCTUATION.get(wide, wide) if len(wide) == 1 else char


class _FoldTable(dict[int, str]):
    """A `str.translate` table that fills itself, one character at a time."""

    def __missing__(self, key: int) -> str:
        value = _single(chr(key))
        self[key] = value
        return value


_TABLE = _FoldTable()


def fold(text: str) -> str:
    """`text` with full-width digits, letters, marks and radicals folded; `len` never changes.

    Brackets and colons become full-width （）：, commas and dots ASCII, every dash "-", every quote '"',
    every blank a space, CJK radicals (⻋ ⻔) their characters. ㎡ stays, for "m2" would be longer.
    """
    return text.translate(_TABLE)


_BLANK = re.compile(r"\s+")


@lru_cache(maxsize=1 << 16)  # the cells of a document are asked for many times
def squash(text: str) -> str:
    """Folded `text` without any white space: the form in which names, titles and headers are compared."""
    return _BLANK.sub("", fold(text))


@dataclass(frozen=True, slots=True)
class Squeezed:
    """Folded text without white space, with the way back to the source offsets."""

    text: str
    origin: tuple[int, ...]

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """The source offsets that hold squeezed characters `start` to `end` (end exclusive)."""
        if start >= end:
            where = (
                self.origin[start]
                if start < len(self.origin)
                else (self.origin[-1] + 1 if self.origin else 0)
            )
            return where, where
        return self.origin[start], self.origin[end - 1] + 1


def squeeze(text: str) -> Squeezed:
    """Fold `text` and drop white space, keeping for each character left where it stood."""
    folded = fold(text)
    if not _BLANK.search(folded):
        return Squeezed(folded, tuple(range(len(folded))))
    kept = [(i, c) for i, c in enumerate(folded) if not c.isspace()]
    return Squeezed("".join(c for _, c in kept), tuple(i for i, _ in kept))


_UNHELD = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff]")


def nfc(text: str) -> str:
    """`text` in NFC without characters that no column may hold (controls, lone surrogates, NUL)."""
    clean = text if text.isascii() else unicodedata.normalize("NFC", text)
    return _UNHELD.sub("", clean)


_LIST_MARK = re.compile(
    r"""^(?:
        [（(]?[一二三四五六七八九十]{1,3}[)）、.．,，]      # 一、 （一） 八.
      | [（(]\d{1,2}[)）]、?                                # (1)
      | \d{1,2}[、.．](?!\d)                                # 1. but not 1.5
      | [①-⑳]
      | 第[一二三四五六七八九十]{1,3}(?:部分|章|节)[：:、]?
    )\s*""",
    re.VERBOSE,
)


@lru_cache(maxsize=1 << 14)
def without_list_mark(text: str) -> str:
    """`text` without the mark that numbers it: 八、社会保障和就业支出 is 社会保障和就业支出."""
    return _LIST_MARK.sub("", text.lstrip(), count=1)


_NUMERAL = re.compile(r"[一二三四五六七八九十]+|\d+|[①-⑳]")


@lru_cache(maxsize=1 << 14)
def list_mark_kind(text: str) -> str:
    """The kind of mark that numbers `text`, alike for all items of a list (八、 and 十二、); "" for none."""
    match = _LIST_MARK.match(text.lstrip())
    return _NUMERAL.sub(lambda m: "1" if m[0].isdecimal() else "一", match[0].strip()) if match else ""
