"""Labels: what a row of a form is about: a functional code, an economic code, a total, or an entity.

Codes come joined, in three columns, own level only, in front of or behind the name, or not at all; whatever a
form prints, a line ends with a whole code or with none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from extractors.form_model import Block, Piece
from extractors.headers import Column
from extractors.identity_clues import is_body
from extractors.label_text import Label, Tree, is_total_name, split_label
from pipeline.core.codes import TOTAL, function_code, is_economic
from pipeline.core.reference import Reference, name_key
from pipeline.core.text import list_mark_kind, without_list_mark

_NAME_COLUMN = Column(-1, (), "name")

_LEVEL_WIDTH = {"class": 3, "section": 2, "item": 2}
_ECONOMIC = ("economic", "gov_economic")
_DIGITS = re.compile(r"\d{1,7}")


@dataclass(slots=True)
class LabelReader:
    """Reads the labels of one block of one form, row after row, keeping the tree."""

    reference: Reference
    year: int | None
    known: dict[tuple[str, str], str] = field(
        default_factory=dict
    )  # (parent code, name) -> code, from coded forms
    tree: Tree = field(default_factory=Tree)
    economic_parent: str = ""

    def read(self, piece: Piece, block: Block, row: int) -> Label:
        """The label of `row`; its codes are put together from all label columns of the block."""
        label = Label()
        levels: dict[str, list[tuple[str, str]]] = {}
        for column in block.labels:
            text = piece.text(row, column)
            if not text:
                continue
            if label.cell is None or column.role in ("name", "code"):
                label.cell = piece.cell(row, column)
            if column.role in _LEVEL_WIDTH or (column.role == "code" and _is_level(block, column.index)):
                level = _level_of(block, column.index, column.role)
                levels.setdefault(column.dimension, []).append((level, text))
            elif column.role == "entity" and is_total_name(text):
                label.is_total, label.name = True, label.name or text
            elif column.role == "entity":
                label.entity = label.entity or text
            else:
                self._take(label, column, text)
        if label.is_total and label.name and not is_total_name(label.name):
            label.is_total = False  # 小计 beside a name: the row is what the name says
        for dimension, own in levels.items():
            self._from_levels(label, own, dimension)
        self._finish(label)
        if label.function_code and label.function_code != TOTAL:
            self.tree.enter(label.function_code)
        return label

    def _take(self, label: Label, column: Column, text: str) -> None:
        """One label cell that may hold code, name, both, or a total word."""
        if column.role == "code" and len(text) == 2 and text.isdigit():
            label.function_code, label.pattern_id = f"?{text}", "label.own_level"
            return
        pattern_id, parts = split_label(text)
        if not pattern_id and is_total_name(text):
            pattern_id, parts = "label.total", {"total": text}
        label.pattern_id = label.pattern_id or pattern_id
        if "total" in parts:
            label.is_total, label.name = True, label.name or parts["total"]
            return
        if "code" in parts:
            self._set_code(label, column.dimension, parts["code"])
        if column.dimension == "economic":
            label.economic_name = label.economic_name or parts.get("name", "")
        label.name = label.name or parts.get("name") or parts.get("personnel") or parts.get("operating") or ""

    def _set_code(self, label: Label, dimension: str, code: str) -> None:
        """File a whole code under the classification its first digit belongs to."""
        if code[0] == "2" and len(code) in (3, 5, 7):
            label.function_code = code
        elif code[0] == "5" or dimension == "gov_economic":
            label.gov_economic_code = code
        elif code[0] == "3":
            label.economic_code = code

    def _from_levels(self, label: Label, levels: list[tuple[str, str]], dimension: str) -> None:
        """Put a code of one classification together from its 类 款 项; what a row leaves out stands above it."""
        given = {level: text for level, text in levels if _DIGITS.fullmatch(text)}
        for level, text in levels:
            if level not in given:
                self._take(label, _NAME_COLUMN, text)
        if not given or label.is_total:
            return
        label.pattern_id = "label.levels"
        if len(given.get("section", "")) == 5 and 0 < len(given.get("item", "")) <= 2:
            given = {"item": given["section"] + _two(given["item"])}
        whole = max(given.values(), key=len)
        top = given.get("class", "")
        if len(whole) >= 5:
            self._set_code(label, "function", whole)
        elif len(top) == 3 and top[0] in "35":
            code = top + _two(given.get("section", "")) + _two(given.get("item", ""))
            if is_economic(code):
                self._set_code(label, "economic" if top[0] == "3" else "gov_economic", code)
        elif dimension not in _ECONOMIC and (class_code := top.zfill(3) if top else self.tree.class_code):
            label.function_code = self._below(class_code, given)
        elif dimension != "gov_economic" and self.economic_parent and "section" in given:
            label.economic_code = self.economic_parent + _two(given["section"])

    def _below(self, class_code: str, given: dict[str, str]) -> str | None:
        """The whole code that the section and item digits of a row make under a class."""
        section = _two(given.get("section", ""))
        if not section and "item" in given and self.tree.section_code.startswith(class_code):
            section = self.tree.section_code[3:]
        if "item" in given and not section:
            return None
        code = class_code + section + _two(given.get("item", ""))
        return code if function_code(code) else None

    def _finish(self, label: Label) -> None:
        """Complete own-level digits with the name, and remember the code a name has."""
        if label.is_total:
            return
        name = without_list_mark(label.name)
        if self._is_code_of_a_body(label, name):
            label.entity, label.name, label.pattern_id = label.entity or name, "", ""
            label.function_code = label.economic_code = label.gov_economic_code = None
            return
        if label.function_code and label.function_code.startswith("?"):
            label.function_code = self._complete(label.function_code[1:], name)
        if label.economic_code and len(label.economic_code) == 3:
            self.economic_parent = label.economic_code
        if label.function_code:
            self.known.setdefault(
                (label.function_code[:-2] if len(label.function_code) > 3 else "", name), label.function_code
            )

    def _is_code_of_a_body(self, label: Label, name: str) -> bool:
        """True for 301 云汀市示例局: units have codes of three digits too, under the same header."""
        code = label.function_code or label.economic_code or label.gov_economic_code or ""
        known = self.reference
        return (
            len(code) == 3
            and is_body(name)
            and not known.function_codes(name, year=self.year)
            and not known.economic_codes(name, year=self.year)
        )

    def _complete(self, digits: str, name: str) -> str | None:
        """The whole code that ends in `digits`: the one whose official name fits, else None."""
        options = [parent + digits for parent in (self.tree.section_code, self.tree.class_code) if parent]
        fitting = [o for o in options if o in self.reference.function_codes(name, year=self.year)]
        if len(fitting) == 1:
            return fitting[0]
        return options[0] if len(options) == 1 else None

    def resolve_name(self, label: Label) -> None:
        """Give a line printed by name only its code: below the open section, the open class, or as a class.

        Codes that other forms of the document print for the same name under the same parent come first. A name
        numbered as the classes before it are is a class too, and closes the one that is open.
        """
        name, mark = without_list_mark(label.name), list_mark_kind(label.name)
        if mark and mark == self.tree.class_mark:
            self.tree = Tree(class_mark=mark)
        for parent, length in ((self.tree.section_code, 7), (self.tree.class_code, 5), ("", 3)):
            if length > 3 and not parent:
                continue
            code = self.known.get((parent, name)) or self._named(name, parent, length)
            if code:
                label.function_code, label.named_only, label.pattern_id = code, True, "label.by_name"
                self.tree.enter(code)
                if length == 3:
                    self.tree.class_mark = mark
                return

    def _named(self, name: str, parent: str, length: int) -> str | None:
        """The only code of `length` digits below `parent` with this name; a class's own name beats one like it."""
        codes = self.reference.function_codes(name, under=parent or None, year=self.year)
        code = _only(c for c in codes if len(c) == length)
        if code and parent and not self.is_official(code, name):
            classes = self.reference.function_codes(name, level="class", year=self.year)
            return None if any(self.is_official(c, name) for c in classes) else code
        return code

    def is_official(self, code: str, name: str) -> bool:
        """True for the name that the list of the year gives a code."""
        return name_key(self.reference.function_name(code, self.year) or "") == name_key(name)

    def resolve_economic_name(self, label: Label) -> None:
        """Give a line printed by name only its 部门 economic code: below the open class, then a class."""
        name = without_list_mark(label.name)
        for parent in (self.economic_parent, ""):
            codes = self.reference.economic_codes(name, under=parent or None, year=self.year)
            code = _only(c for c in codes if (len(c) == 5) == bool(parent) and c[0] == "3")
            if code:
                label.economic_code, label.named_only, label.pattern_id = code, True, "label.by_name"
                if len(code) == 3:
                    self.economic_parent = code
                return


def _only(codes: Iterable[str]) -> str | None:
    """The single code of `codes`, None when there is none or a choice."""
    found = list(dict.fromkeys(codes))
    return found[0] if len(found) == 1 else None


def _two(digits: str) -> str:
    """Two digits, a lost leading zero put back; empty stays empty."""
    return digits.zfill(2) if digits else ""


def _side_by_side(block: Block, index: int) -> list[int]:
    """The code columns of one classification that stand side by side with column `index`, itself included."""
    runs: list[list[int]] = [[]]
    before: Column | None = None
    for column in block.labels:
        if before is None or (column.role, column.dimension) != (before.role, before.dimension):
            runs.append([])
        runs[-1].append(column.index)
        before = column
    return next((run for run in runs if index in run), [])


def _is_level(block: Block, index: int) -> bool:
    """True when several code columns stand side by side: they are 类, 款 and 项 in that order."""
    return len(_side_by_side(block, index)) > 1


def _level_of(block: Block, index: int, role: str) -> str:
    """class, section or item of a level column."""
    if role in _LEVEL_WIDTH:
        return role
    return ("class", "section", "item")[min(_side_by_side(block, index).index(index), 2)]
