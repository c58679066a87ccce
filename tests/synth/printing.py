"""How figures are printed: unit, decimals, commas, and what stands for nothing."""

from __future__ import annotations

from dataclasses import dataclass

FEN = {"元": 100, "千元": 100_000, "万元": 1_000_000, "亿元": 10_000_000_000}
NUMERALS = "零一二三四五六七八九十"


@dataclass(frozen=True)
class Style:
    """A way to print money. `zero` is what a form prints for nothing: "", "0.00" or "-"."""

    unit: str = "万元"
    decimals: int = 2
    commas: bool = True
    zero: str = ""


def number(value: int, scale: int, decimals: int, commas: bool = False) -> str:
    """value / scale with so many decimals, rounded half away from zero."""
    sign, value = ("-" if value < 0 else ""), abs(value)
    whole = (value * 10**decimals * 2 + scale) // (scale * 2)
    left, right = divmod(whole, 10**decimals)
    text = f"{left:,}" if commas else str(left)
    return sign * bool(whole) + text + (f".{right:0{decimals}d}" if decimals else "")


def money(fen: int, style: Style) -> str:
    """Money as a form prints it; the style's zero for nothing."""
    if fen == 0 and style.zero != "0.00":
        return style.zero
    return number(fen, FEN[style.unit], style.decimals, style.commas)


def plain(text: str) -> str:
    """The printed amount as labels hold it: without commas."""
    return text.replace(",", "")


def percent(part: int, whole: int, decimals: int = 2) -> str:
    """100 part / whole, or an empty string when there is no whole."""
    return number(part * 100, whole, decimals) if whole else ""


def chinese(value: int) -> str:
    """1..99 as 一, 十二, 二十三."""
    tens, ones = divmod(value, 10)
    head = ("" if tens == 1 else NUMERALS[tens]) + "十" if tens else ""
    return head + (NUMERALS[ones] if ones or not tens else "")
