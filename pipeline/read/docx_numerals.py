"""How Word draws the number of a list in each of its formats."""

from __future__ import annotations

from collections.abc import Callable

_DIGITS = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_LEGAL_TRADITIONAL = "零壹貳參肆伍陸柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
          (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip
_LARGEST = 9999  # beyond this no list goes, and a hostile start is drawn in digits


def _units(number: int, digits: str, names: str, *, ten_alone: bool) -> str:
    """`number` with its places named: 一百零五, 贰拾叁; 十二 instead of 一十二 where `ten_alone`."""
    text, gap = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if not digit:
            gap = bool(text)
            continue
        text += ("零" if gap else "") + digits[digit] + (names[place - 1] if place else "")
        gap = False
    if ten_alone and 10 <= number < 20:
        return text[1:]
    return text or digits[0]


def _thousands(number: int) -> str:
    return _units(number, _DIGITS, "十百千", ten_alone=True)


def _legal(number: int) -> str:
    return _units(number, _LEGAL, "拾佰仟", ten_alone=False)


def _legal_traditional(number: int) -> str:
    return _units(number, _LEGAL_TRADITIONAL, "拾佰仟", ten_alone=False)


def _digits(number: int) -> str:
    return "".join(_DIGITS[int(d)] for d in str(number)).replace("〇", "○")


def _counting(number: int) -> str:
    """一 to 九十九, then digit by digit, as Word does."""
    return _thousands(number) if number < 100 else _digits(number)


def _cycle(signs: str) -> Callable[[int], str]:
    """Signs one after the other, in digits beyond the last."""
    return lambda n: signs[n - 1] if 1 <= n <= len(signs) else str(n)


def _letters(number: int) -> str:
    """The letters from a to z, then aa, bb: Word repeats the letter."""
    turn, letter = divmod(number - 1, 26)
    return chr(ord("a") + letter) * min(turn + 1, 40) if number > 0 else str(number)


def _roman(number: int) -> str:
    text = ""
    for value, sign in _ROMAN:
        count, number = divmod(number, value)
        text += sign * count
    return text


def _run_of(first: str, last: int) -> Callable[[int], str]:
    """A run of code points from `first` for 1 to `last`, in digits beyond."""
    return lambda n: chr(ord(first) + n - 1) if 1 <= n <= last else str(n)


def _full_width(number: int) -> str:
    return "".join(chr(ord("\uff10") + int(d)) for d in str(number))


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimalZero": lambda n: f"{n:02d}",
    "upperLetter": lambda n: _letters(n).upper(),
    "lowerLetter": _letters,
    "upperRoman": _roman,
    "lowerRoman": lambda n: _roman(n).lower(),
    "chineseCounting": _counting,
    "japaneseCounting": _thousands,
    "taiwaneseCounting": _counting,
    "chineseCountingThousand": _thousands,
    "taiwaneseCountingThousand": _thousands,
    "japaneseDigitalTenThousand": _digits,
    "taiwaneseDigital": _digits,
    "ideographDigital": _digits,
    "chineseLegalSimplified": _legal,
    "ideographLegalTraditional": _legal_traditional,
    "japaneseLegal": _legal_traditional,
    "ideographTraditional": _cycle(_STEMS),
    "ideographZodiac": _cycle(_BRANCHES),
    "ideographEnclosedCircle": _run_of("㊀", 10),
    "decimalEnclosedCircle": _run_of("①", 20),
    "decimalEnclosedCircleChinese": _run_of("①", 20),
    "decimalEnclosedParen": _run_of("⑴", 20),
    "decimalEnclosedFullstop": _run_of("⒈", 20),
    "decimalFullWidth": _full_width,
    "decimalFullWidth2": _full_width,
    "numberInDash": lambda n: f"- {n} -",
    "ordinal": lambda n: f"{n}.",
}


def drawn(number: int, form: str) -> str:
    """`number` in a format of Word (w:numFmt); in digits where that is not known or has no such number."""
    if form == "none":
        return ""
    draw = _FORMATS.get(form)
    return str(number) if draw is None or not 0 < number <= _LARGEST else draw(number)
