"""The codes of number formats, taken apart into sections and tokens.

A code has up to four sections, for positive, negative, zero and text; a section may state a condition instead.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from pipeline.read.date_format import DATE_LETTERS

MAX_SECTIONS = 4
_DIGITS = frozenset("0#?")
_GENERAL = ("general", "g/通用格式")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a section: digit, literal, point, comma, percent, exponent, text, date, or a [bracket]."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """One section, and the condition under which it holds where it states one."""

    tokens: tuple[Token, ...]
    operator: str = ""
    bound: Decimal = Decimal(0)

    def holds(self, value: Decimal) -> bool:
        """Whether the condition is met."""
        above, equal = value > self.bound, value == self.bound
        return {
            ">": above, ">=": above or equal, "<": not above and not equal, "<=": not above, "=": equal,
            "<>": not equal,
        }[self.operator]  # fmt: skip

    @property
    def is_date(self) -> bool:
        """Whether it shows a date or a time."""
        return any(t.kind == "date" for t in self.tokens)

    @property
    def is_general(self) -> bool:
        """Whether it has no digits of its own, and so shows the number as it is."""
        return any(t.kind == "general" for t in self.tokens)

    @property
    def is_plain(self) -> bool:
        """Whether it shows an exponent, a fraction or text, for which the number itself says more."""
        kinds = {t.kind for t in self.tokens}
        slash = any(t.kind == "literal" and t.text == "/" for t in self.tokens)
        return bool(kinds & {"exponent", "text"}) or (slash and any(t.text == "?" for t in self.tokens))


def _tokens(code: str) -> Iterator[Token]:
    """The tokens of a format code, ";" between its sections among them."""
    at = 0
    while at < len(code):
        char = code[at]
        if char == '"':
            end = code.find('"', at + 1)
            end = len(code) if end < 0 else end
            yield Token("literal", code[at + 1 : end])
            at = end + 1
        elif char in "\\!":
            yield Token("literal", code[at + 1 : at + 2])
            at += 2
        elif char in "_*":
            yield Token("literal", " " if char == "_" else "")
            at += 2
        elif char == "[":
            end = code.find("]", at)
            end = len(code) if end < 0 else end
            yield _bracket(code[at + 1 : end])
            at = end + 1
        else:
            token = _plain(code, at)
            yield token
            at += len(token.text)


def _bracket(text: str) -> Token:
    """A condition, a currency, an elapsed time; colours and languages say nothing."""
    if text[:1] in "<>=" and text:
        return Token("condition", text)
    if text.startswith("$"):
        return Token("literal", text[1:].partition("-")[0])
    if text and set(text.lower()) <= set("hms") and len(set(text.lower())) == 1:
        return Token("date", f"[{text.lower()}]")
    return Token("literal", "")


def _plain(code: str, at: int) -> Token:
    """The token that begins at a character without quotes."""
    char, rest = code[at], code[at:]
    if char in _DIGITS:
        return Token("digit", char)
    kind = {".": "point", ",": "comma", "%": "percent", "@": "text", ";": "section"}.get(char)
    if kind:
        return Token(kind, char)
    if rest[:2].upper() in ("E+", "E-"):
        return Token("exponent", rest[:2])
    for name in _GENERAL:
        if rest.lower().startswith(name):
            return Token("general", rest[: len(name)])
    for marker in ("AM/PM", "A/P", "上午/下午"):
        if rest.upper().startswith(marker):
            return Token("date", rest[: len(marker)])
    if char.lower() in DATE_LETTERS:
        same = len(rest) - len(rest.lower().lstrip(char.lower()))
        return Token("date", rest[:same])
    return Token("literal", char)


def _section(tokens: list[Token]) -> Section:
    condition = next((t.text for t in tokens if t.kind == "condition"), "")
    operator = condition[: len(condition) - len(condition.lstrip("<>="))]
    kept = tuple(t for t in tokens if t.kind != "condition")
    try:
        bound = Decimal(condition[len(operator) :] or "0")
    except ArithmeticError:
        return Section(kept)
    return Section(kept, operator if operator in (">", ">=", "<", "<=", "=", "<>") else "", bound)


@lru_cache(maxsize=1024)
def sections(code: str) -> tuple[Section, ...]:
    """The sections of a format code."""
    parts: list[list[Token]] = [[]]
    for token in _tokens(code):
        if token.kind == "section":
            parts.append([])
        else:
            parts[-1].append(token)
    return tuple(_section(p) for p in parts[:MAX_SECTIONS])
