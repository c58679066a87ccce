"""Money: the only place that makes a Decimal out of printed text.

Amounts are yuan. What was printed and the unit that governed it are kept beside the value, because rounding (and so
proof) depends on them: 3.5 in 万元 is known to 500 yuan, 35,000.00 in 元 to half a fen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from pipeline.core.text import fold


class Unit(StrEnum):
    """Printed money units."""

    YUAN = "元"
    THOUSAND = "千元"
    WAN = "万元"
    MILLION = "百万元"
    YI = "亿元"

    @property
    def factor(self) -> Decimal:
        """Yuan in one of this unit."""
        return _FACTOR[self]


_FACTOR = {
    Unit.YUAN: Decimal(1),
    Unit.THOUSAND: Decimal(1000),
    Unit.WAN: Decimal(10_000),
    Unit.MILLION: Decimal(1_000_000),
    Unit.YI: Decimal(100_000_000),
}
FEN = Decimal("0.01")


class NotAnAmount(ValueError):
    """The text is not one number: empty, a dash, a word, or more than one number."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in yuan with the text and unit it was printed in."""

    yuan: Decimal
    text: str
    unit: Unit

    @property
    def rounding(self) -> Decimal:
        """Half a unit of the last printed digit, in yuan: the most that printing can have changed the value."""
        return half_digit(self.text) * self.unit.factor


@lru_cache(maxsize=1 << 14)
def half_digit(text: str) -> Decimal:
    """Half a unit of the last digit of printed `text`, in its own unit: 0.005 for "1,234.56"."""
    match = _DECIMALS.search(_clean(text))
    places = len(match.group(1)) if match else 0
    return Decimal(5).scaleb(-places - 1)


_DECIMALS = re.compile(r"\.(\d+)")
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d*)?|\d+(?:\.\d*)?|\.\d+")
_WHOLE = re.compile(r"\d[\d,]*(?:\.\d*)?|\.\d+")
_CUT = re.compile(r",\d{0,2}$")  # 28,129,9 is a longer number of which a page break or an edge left that much
_MOST = Decimal(10) ** 15  # yuan; a hundred times what the whole country spends
_LONGEST = 18  # digits before the point; more are several numbers run together
_AROUND = re.compile(r"[￥¥$元]|人民币")
_UNIT_TAIL = re.compile(r"(亿元|百万元|万元|千元|元)$")
_SPACED_SIGN = re.compile(r"^(?:[-+￥¥$]|人民币)\s+\S+$|^\S+\s+(?:亿元|百万元|万元|千元|元)$")
_NOTHING = {"", "-", "--", "---", "/", "\\", "无", "—", "*", "**", "…", "...", "×", "#"}


def _clean(text: str) -> str:
    """Folded, without white space or the quotes that sheets leave behind."""
    return re.sub(r"[\s'\"]", "", fold(text)).replace("，", ",")


def is_nothing(text: str) -> bool:
    """True for what a form prints where there is no amount: empty, -, /, 无. Never for 0 or 0.00."""
    return _clean(text).strip("（）") in _NOTHING


def parse_number(text: str) -> Decimal:
    """The one number printed in `text`, in whatever unit.

    Takes thousands commas (also misplaced: 6,89.36), full-width and letter-spaced digits, a sign in front or
    behind, accounting brackets （123.45） for minus, and a leading ￥.

    Raises:
        NotAnAmount: no digits, a dash or 无 (which are not zero), or anything besides the number.
    """
    value = number_in(text)
    if value is None:
        raise NotAnAmount(text)
    return value


@lru_cache(maxsize=1 << 16)  # a cell is tried as a number by many
def number_in(text: str) -> Decimal | None:
    """The number that `parse_number` finds; None for none."""
    words = fold(text).strip().replace("\n", "").split()
    if len(words) > 1 and any(len(w) > 1 for w in words) and not _SPACED_SIGN.match(fold(text).strip()):
        return None  # two numbers in one cell, not one number with blanks in it
    clean = _AROUND.sub("", _clean(text))
    if clean in _NOTHING:
        return None
    negative = False
    if clean.startswith("（") and clean.endswith("）"):
        clean, negative = clean[1:-1], True
    if clean[:1] in ("+", "-") or clean[-1:] == "-":
        negative ^= "-" in (clean[0], clean[-1])
        clean = clean.strip("+-")
    if not _WHOLE.fullmatch(clean) or _CUT.search(clean):
        return None
    value = Decimal(clean.replace(",", "").rstrip(".") or "0")
    if value.adjusted() >= _LONGEST:
        return None
    return -value if negative else value


def parse_amount(text: str, unit: Unit) -> Money:
    """Yuan printed as `text` where `unit` governs (caption, header or sentence).

    "1,234.56" with 万元 is 12345600.00. A unit inside the text itself ("12.5万元") wins over `unit`. A dash or an
    empty cell is not zero: it raises, because forms print 0.00 for zero and "-" for "does not apply".

    Raises:
        NotAnAmount: no digits, more than one number, or more than any account can hold.
    """
    found = amount_in(text, unit)
    if found is None:
        raise NotAnAmount(text)
    return found


@lru_cache(maxsize=1 << 16)
def amount_in(text: str, unit: Unit) -> Money | None:
    """The amount that `parse_amount` finds; None for none."""
    clean = _clean(text)
    tail = _UNIT_TAIL.search(clean)
    own = Unit(tail.group(1)) if tail else unit
    value = number_in(clean[: tail.start()] if tail else text)
    if value is None or abs(value * own.factor) >= _MOST:
        return None
    return Money((value * own.factor).quantize(FEN), text.strip(), own)


def is_amount(text: str) -> bool:
    """True when `text` is exactly one printed number, with or without a unit behind it."""
    return amount_in(text, Unit.YUAN) is not None


_PERCENT = re.compile(r"^([+-]?[\d,]*\.?\d+)%?$")


def parse_percent(text: str) -> Decimal:
    """The number before a percent sign: "12.5%" and "12.5" are 12.5.

    Raises:
        NotAnAmount: anything else.
    """
    match = _PERCENT.match(_clean(text))
    if not match:
        raise NotAnAmount(text)
    return Decimal(match.group(1).replace(",", ""))


_UNIT_WORDS = re.compile(
    r"(?:单位|金额单位|货币单位|计量单位|单元)\s*[：:]?\s*(?:人民币)?\s*[（(]?(亿元|百万元|万元|千元|元)"
    r"|[（(](?:单位)?[：:]?(亿元|百万元|万元|千元|元)[)）]"
)


def unit_in(text: str) -> Unit | None:
    """The money unit that a caption, a title or a header states (单位：万元, 金额（元）); None when it states none."""
    match = _UNIT_WORDS.search(re.sub(r"\s", "", fold(text)))
    return Unit(match.group(1) or match.group(2)) if match else None


_CN_DIGIT = {c: i for i, c in enumerate("零一二三四五六七八九")} | {
    "〇": 0, "○": 0, "两": 2, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9,
}  # fmt: skip
_CN_STEP = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}


def chinese_number(text: str) -> int:
    """The integer a run of Chinese numerals names: 二十四 is 24, 二〇二四 is 2024, 一万二千 is 12000.

    Raises:
        NotAnAmount: any other character.
    """
    if not text or any(c not in _CN_DIGIT and c not in _CN_STEP and c not in "万萬亿" for c in text):
        raise NotAnAmount(text)
    if all(c in _CN_DIGIT for c in text):
        return int("".join(str(_CN_DIGIT[c]) for c in text))
    total = section = digit = 0
    for char in text:
        if char in _CN_DIGIT:
            digit = _CN_DIGIT[char]
        elif char in _CN_STEP:
            section += (digit or 1) * _CN_STEP[char]
            digit = 0
        else:
            total = (total + section + digit) * (10_000 if char in "万萬" else 100_000_000)
            section = digit = 0
    return total + section + digit
