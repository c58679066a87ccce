"""Classification codes as strings: 3 digits a class (类), 5 a section (款), 7 an item (项)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.core.text import squash

TOTAL = "TOTAL"
LEVELS = {3: "class", 5: "section", 7: "item"}


@dataclass(frozen=True, slots=True)
class FunctionCode:
    """A functional classification code, whole: 201, 20129 or 2012901, or TOTAL."""

    text: str

    @property
    def level(self) -> str:
        """class, section, item or total."""
        return "total" if self.text == TOTAL else LEVELS[len(self.text)]

    @property
    def class_code(self) -> str | None:
        """The three digits of the 类."""
        return None if self.text == TOTAL else self.text[:3]

    @property
    def section_code(self) -> str | None:
        """The five digits of the 款, None for a class line."""
        return self.text[:5] if len(self.text) >= 5 and self.text != TOTAL else None

    @property
    def item_code(self) -> str | None:
        """The seven digits of the 项, None above it."""
        return self.text if len(self.text) == 7 else None

    @property
    def parent(self) -> str | None:
        """The code one level up; None for a class and for TOTAL."""
        return self.text[:-2] if self.text != TOTAL and len(self.text) > 3 else None


_FUNCTION = re.compile(r"2\d{2}(?:\d{2}){0,2}")
_ECONOMIC = re.compile(r"[35]\d{2}(?:\d{2}){0,2}")


def function_code(text: str) -> FunctionCode | None:
    """The functional code that `text` (white space aside) is, or None."""
    clean = squash(text)
    return FunctionCode(clean) if _FUNCTION.fullmatch(clean) else None


def is_economic(text: str) -> bool:
    """True for a 部门 (3xx) or 政府 (5xx) economic code of 3, 5 or 7 digits."""
    return bool(_ECONOMIC.fullmatch(squash(text)))
