"""Characters of symbol fonts, which Word stores as code points of the private area."""

from __future__ import annotations

_SYMBOL = {
    0xA3: "≤", 0xB3: "≥", 0xB1: "±", 0xB4: "×", 0xB0: "°", 0xB7: "•", 0xB8: "÷", 0xB9: "≠",
    0xBB: "≈", 0xA5: "∞",
    0xAE: "→", 0xAC: "←", 0xAD: "↑", 0xAF: "↓", 0xD7: "·", 0xE5: "∑", 0xD6: "√", 0xB2: "″", 0xA2: "′",
    0x61: "α", 0x62: "β", 0x67: "γ", 0x64: "δ", 0x6D: "μ", 0x70: "π", 0x73: "σ", 0x57: "Ω",
    0x44: "Δ", 0x53: "Σ",
}  # fmt: skip
_WINGDINGS = {
    0x6C: "●", 0x6D: "❍", 0x6E: "■", 0x6F: "□", 0x70: "□", 0x71: "❑", 0x72: "❒", 0x75: "◆",
    0x76: "❖", 0x9F: "•",
    0xA1: "○", 0xA7: "▪", 0xA8: "□", 0xAB: "★", 0xB2: "✧", 0xD8: "➢", 0xE0: "→", 0xDF: "←",
    0xE8: "➔", 0xF0: "⇨",
    0xFB: "☒", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
    **{0x81 + i: chr(ord("①") + i) for i in range(10)},
    **{0x8C + i: chr(ord("❶") + i) for i in range(10)},
}  # fmt: skip
_WINGDINGS_2 = {
    0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0xA3: "□", 0xA2: "■", 0x98: "●",
    0x96: "•", 0x99: "○",
    **{0x6A + i: chr(ord("①") + i) for i in range(10)},
}  # fmt: skip

_FONTS = {"symbol": _SYMBOL, "wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2}


def symbol(code: int, font: str) -> str | None:
    """The character of a symbol font at `code`, which may lie in the private area (F000); None if unknown."""
    known = _FONTS.get(font.lower())
    if known is None:
        return None
    place = code & 0xFF if 0xF000 <= code <= 0xF0FF else code
    return known.get(place, chr(place) if font.lower() == "symbol" and 0x20 <= place < 0x7F else None)


def shown(text: str, font: str) -> str:
    """`text` with the private code points of a symbol font as the characters they show."""
    if font.lower() not in _FONTS or not any("\uf000" <= c <= "\uf0ff" for c in text):
        return text
    return "".join((symbol(ord(c), font) or c) if "\uf000" <= c <= "\uf0ff" else c for c in text)
