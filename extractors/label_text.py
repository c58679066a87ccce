"""The text of a label: code, name and total words told apart in one cell, and what a row says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.core.model import Cell
from pipeline.core.money import is_amount
from pipeline.core.patterns import load
from pipeline.core.text import without_list_mark
from pipeline.core.uses import remembered


@dataclass(slots=True)
class Label:
    """What one row of a block says it is. Codes are whole, TOTAL, or None; `cell` holds the label."""

    name: str = ""
    economic_name: str = ""  # what the 部门 economic column says, where a row names other classes before it
    function_code: str | None = None
    economic_code: str | None = None
    gov_economic_code: str | None = None
    is_total: bool = False
    entity: str = ""
    cell: Cell | None = None
    named_only: bool = False  # no code printed: the code was found by name
    pattern_id: str = ""

    @property
    def is_empty(self) -> bool:
        """True when the row has no label at all."""
        return not (
            self.name or self.function_code or self.economic_code or self.gov_economic_code or self.is_total
        )

    @property
    def is_shifted(self) -> bool:
        """True where an amount stands for the name: the row lost a cell, and nothing in it is in its place."""
        return ("." in self.name or "," in self.name) and is_amount(self.name)


@dataclass(slots=True)
class Tree:
    """The class, section and item that the rows so far have opened; it goes on over page breaks."""

    class_code: str = ""
    section_code: str = ""
    class_mark: str = ""  # the kind of list mark that numbers the classes, where names alone are printed

    def enter(self, code: str) -> None:
        """Take note of a whole code that a row has."""
        self.class_code = code[:3]
        self.section_code = code[:5] if len(code) >= 5 else ""


@remembered(1 << 14)
def split_label(text: str) -> tuple[str, Mapping[str, str]]:
    """Pattern id and parts (code, name, total) of a squashed label; ("", {"name": text}) for a bare name."""
    for pattern in load("forms/labels").patterns:
        if match := pattern.regex.match(text):
            parts = pattern.groups(match)
            if "class" in parts:
                parts["code"] = parts["class"] + parts["section"] + parts.get("item", "")
            return pattern.id, parts
    return "", {"name": text} if text else {}


@remembered(1 << 14)
def is_total_name(name: str) -> bool:
    """True for 合计, 总计, 一、本年支出合计 and their kin."""
    return split_label(without_list_mark(name))[0] == "label.total"
