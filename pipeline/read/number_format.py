"""What a cell of a spreadsheet shows of its number by the code of its format: that is what the sheet prints."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal

from pipeline.read.date_format import shown_date
from pipeline.read.format_code import MAX_SECTIONS, Section, Token, sections

_EXACT = Context(prec=15)  # digits that a spreadsheet keeps
_WIDE = Context(prec=60)
_MAX_EXPONENT = 30  # beyond it a number is shown with its exponent

BUILT_IN: dict[int, str] = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: "¥#,##0;¥-#,##0", 6: "¥#,##0;¥-#,##0",
    7: "¥#,##0.00;¥-#,##0.00", 8: "¥#,##0.00;¥-#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00",
    14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
    20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm", 27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"',
    30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"',
    34: 'AM/PMh"时"mm"分"', 35: 'AM/PMh"时"mm"分"ss"秒"', 36: 'yyyy"年"m"月"',
    37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00",
    41: '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', 42: '_ ¥* #,##0_ ;_ ¥* -#,##0_ ;_ ¥* "-"_ ;_ @_ ',
    43: '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ',
    44: '_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* "-"??_ ;_ @_ ', 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0",
    48: "##0.0E+0", 50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"',
    54: 'm"月"d"日"', 55: 'AM/PMh"时"mm"分"', 56: 'AM/PMh"时"mm"分"ss"秒"', 57: 'yyyy"年"m"月"',
    58: 'm"月"d"日"',
}  # fmt: skip
"""The formats that workbooks name by number only, as Chinese editions show them."""


def _chosen(parts: tuple[Section, ...], value: Decimal) -> tuple[Section, Decimal]:
    """The section that a number is shown by, and the number to show: its sign may be in the section."""
    numeric = [s for s in parts if not any(t.kind == "text" for t in s.tokens)] or list(parts[:1])
    if any(s.operator for s in numeric):
        for section in numeric:
            if not section.operator or section.holds(value):
                return section, value
        return numeric[-1], value
    if value < 0 and len(numeric) > 1:
        return numeric[1], abs(value)
    if value == 0 and len(numeric) > 2:
        return numeric[2], value
    return numeric[0], value


def general(value: Decimal) -> str:
    """A number without a format: at most 15 digits, none of them noise of binary fractions."""
    rounded = _EXACT.plus(value)
    if rounded == 0:
        return "0"
    if abs(rounded.adjusted()) > _MAX_EXPONENT:
        return f"{rounded.normalize(_EXACT):E}"
    text = f"{rounded:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _scaled(section: Section, value: Decimal) -> Decimal:
    """The number that the digits print: a percent sign multiplies, commas behind the last digit divide."""
    tokens = [t for t in section.tokens if t.kind in ("digit", "comma", "percent", "point")]
    percents = sum(t.kind == "percent" for t in tokens)
    tokens = [t for t in tokens if t.kind != "percent"]
    commas = 0
    last = max((i for i, t in enumerate(tokens) if t.kind == "digit"), default=-1)
    while last + 1 + commas < len(tokens) and tokens[last + 1 + commas].kind == "comma":
        commas += 1
    return _WIDE.scaleb(value, 2 * percents - 3 * commas)


def _is_grouped(tokens: tuple[Token, ...]) -> bool:
    """Whether thousands are parted: a comma stands between digits."""
    kinds = "".join({"digit": "0", "comma": ",", "point": "."}.get(t.kind, "") for t in tokens).partition(
        "."
    )[0]
    return "," in kinds.strip(",")


def _fixed(section: Section, value: Decimal) -> str:
    """A number in the digits of a section, with what stands between them."""
    tokens = section.tokens
    point = next((i for i, t in enumerate(tokens) if t.kind == "point"), len(tokens))
    before = [t for t in tokens[:point] if t.kind == "digit"]
    behind = [t for t in tokens[point:] if t.kind == "digit"]
    exact = abs(_EXACT.plus(value))
    rounded = exact.quantize(Decimal(1).scaleb(-len(behind)), ROUND_HALF_UP, _WIDE)
    whole, _, decimals = f"{rounded:f}".partition(".")
    whole = whole.lstrip("0").rjust(sum(t.text == "0" for t in before), "0")
    kept = decimals.rstrip("0")
    least = max((i + 1 for i, t in enumerate(behind) if t.text != "#"), default=0)
    decimals = kept.ljust(least, "0")
    sign = "-" if value < 0 and rounded else ""
    return sign + _filled(tokens, point, len(before), whole, decimals)


def _filled(tokens: tuple[Token, ...], point: int, n_places: int, whole: str, decimals: str) -> str:
    """The tokens of a section with digits in their places; those too many stand before the first place."""
    grouped = _is_grouped(tokens)
    out: list[str] = []
    left = n_places
    rest, behind = whole, decimals
    for i, token in enumerate(tokens):
        if token.kind == "digit" and i < point:
            n = len(rest) - (left - 1) if left else 0
            piece = rest[: max(n, 0)]
            rest = rest[len(piece) :]
            left -= 1
            out.append(_grouped(piece, len(rest)) if grouped else piece)
        elif token.kind == "digit":
            out.append(behind[:1])
            behind = behind[1:]
        elif token.kind == "point":
            out.append("." if decimals else "")
        elif token.kind not in ("comma", "general"):
            out.append(token.text)
    return "".join(out)


def _grouped(piece: str, behind: int) -> str:
    """Digits with commas, `behind` more digits following."""
    return "".join(
        d + ("," if (n := len(piece) - i - 1 + behind) and n % 3 == 0 else "") for i, d in enumerate(piece)
    )


def shown_number(value: Decimal, code: str, *, since_1904: bool = False) -> str:
    """What a cell with a number shows by its format code; what it shows as a fraction or with an exponent, plain."""
    parts = sections(code)
    section, value = _chosen(parts, value)
    if section.is_date:
        pieces = [t.text if t.kind in ("date", "point", "digit") else f'"{t.text}' for t in section.tokens]
        return shown_date(value, pieces, since_1904=since_1904) or general(value)
    if section.is_general or section.is_plain:
        prefix, suffix = _around_general(section)
        return prefix + general(value) + suffix
    return _fixed(section, _scaled(section, value)).strip()


def _around_general(section: Section) -> tuple[str, str]:
    """The literals before and behind a number shown as it is."""
    at = next((i for i, t in enumerate(section.tokens) if t.kind == "general"), None)
    if at is None:
        return "", ""
    before, behind = section.tokens[:at], section.tokens[at + 1 :]
    return (
        "".join(t.text for t in before if t.kind == "literal").lstrip(),
        "".join(t.text for t in behind if t.kind == "literal").rstrip(),
    )


def shown_text(text: str, code: str) -> str:
    """What a cell with text shows by its format code."""
    parts = sections(code)
    if len(parts) < MAX_SECTIONS or not text:
        return text
    return "".join(text if t.kind == "text" else t.text for t in parts[-1].tokens).strip() or text
