"""Headers: what the path of texts over a column means.

A column is known by its words, never by its number. The words are data: patterns/forms/columns.toml.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from pipeline.core.codes import is_economic
from pipeline.core.money import Unit, number_in, unit_in
from pipeline.core.patterns import load
from pipeline.core.text import without_list_mark
from pipeline.core.uses import remembered

_BUDGETS = frozenset({"general_public_budget", "government_fund", "state_capital"})
LABEL_ROLES = frozenset(
    {"code", "class", "section", "item", "name", "economic", "gov_economic", "entity", "project"}
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: the header texts over it from top to bottom, and what they say.

    `role` is a label role, "amount", or what the column holds besides (line_no, ratio, change, note,
    part: 其中 of a source of revenue).
    `dimension` of a label column: function, economic, gov_economic, entity or project.
    `component`, `source`, `fund`, `phase`, `unit` of an amount column are None where the header does not say.
    """

    index: int
    path: tuple[str, ...]
    role: str
    dimension: str = "function"
    component: str | None = None
    source: str | None = None
    fund: str | None = None
    phase: str | None = None
    unit: Unit | None = None
    years: tuple[int, ...] = ()

    @property
    def leaf(self) -> str:
        """The lowest header text; "" for a column without any."""
        return self.path[-1] if self.path else ""

    @property
    def is_carried_on(self) -> bool:
        """True for money carried into the next year, and for its parts."""
        return any(words(t).component == "carryover_next" for t in self.path)

    @property
    def joined(self) -> str:
        """The whole path as one text."""
        return "/".join(self.path)


@dataclass(frozen=True, slots=True)
class Words:
    """What one header text says, by every family of patterns."""

    role: str | None = None
    neutral: bool = False
    component: str | None = None
    source: str | None = None
    fund: str | None = None
    phase: str | None = None

    @property
    def says_something(self) -> bool:
        """True when any pattern knew the text."""
        return self != Words()


_UNIT_SUFFIX = re.compile(r"（(?:单位：?)?(?:亿|百万|万|千)?元）$")
_YEAR = re.compile(r"20\d{2}")


@remembered(4096)
def words(text: str) -> Words:
    """What the squashed header `text` says; the first pattern of each family that fits decides."""
    found: dict[str, object] = {}
    plain = _UNIT_SUFFIX.sub("", text)
    bare = without_list_mark(plain)
    for pattern in load("forms/columns").patterns:
        family = pattern.id.split(".")[0]
        if not set(pattern.sets) - set(found) or (family == "source" and "source" in found):
            continue
        if pattern.regex.search(plain) or pattern.regex.search(bare):
            for key, value in pattern.sets.items():
                found.setdefault(key, value)
    return Words(**found)  # type: ignore[arg-type]


def resolve(index: int, path: tuple[str, ...]) -> Column:
    """The meaning of a column from its header path."""
    said = [words(t) for t in reversed(path)]  # leaf first
    unit = next((u for t in reversed(path) if (u := unit_in(t))), None)
    years = next((tuple(map(int, found)) for t in reversed(path) if (found := _YEAR.findall(t))), ())
    role = said[0].role if said else None
    if role is None and said and said[0] == Words() and len(said) > 1:
        role = said[1].role if said[1].role in ("economic", "gov_economic") else None
    if role is None:
        role = next((w.role for w in said if w.role in ("ratio", "change")), None)
    if role is None and _is_part_of_source(path, said):
        role = "part"
    if role in LABEL_ROLES or role in ("line_no", "ratio", "change", "note", "part"):
        return Column(index, path, role or "", _dimension(said), unit=unit)
    phase = next((w.phase for w in said if w.phase), None)
    fund = next((w.fund for w in said if w.fund), None)
    column = Column(index, path, "amount", fund=fund, phase=phase, unit=unit, years=years)
    return replace(column, component=_component(said), source=_source(said))


def _is_part_of_source(path: tuple[str, ...], said: list[Words]) -> bool:
    """True for 其中：… under a source of revenue, whose amounts it is part of, unless it is one of the budgets."""
    if not path or not path[-1].startswith("其中：") or said[0].source in _BUDGETS:
        return False
    return said[0].component in (None, "other") and any(w.source not in (None, "total") for w in said[1:])


def _dimension(said: list[Words]) -> str:
    """What a label column classifies by, from the words over it."""
    for word in said:
        if word.role in ("economic", "gov_economic", "entity", "project"):
            return word.role
    return "function"


def _component(said: list[Words]) -> str | None:
    """The component a path states: the lowest text that has one; `other` for a lowest text nobody knows.

    Money carried into the next year stays so, whatever it was part of.
    """
    if any(w.component == "carryover_next" for w in said):
        return "carryover_next" if said[0].component in (None, "carryover_next", "total") else "other"
    for word in said:
        if word.component:
            return word.component
        if not (word.neutral or word.phase or word.fund):
            return "other" if word == Words() and len(said) > 0 else None
    return None


def _source(said: list[Words]) -> str | None:
    """The revenue source a path states; money carried over stays so whatever fund it comes from."""
    if any(w.source == "carryover" for w in said):
        return "carryover"
    for word in said:
        if word.source and word.source != "total":
            return word.source
        if not (word.neutral or word.phase or word.source):
            return "other"
    return "total" if said else None


_CODE = re.compile(r"\d{2,3}|\d{5}|\d{7}")


def content_role(texts: list[str]) -> str | None:
    """What the cells of a column look like: code, economic, name, amount, line_no; None for a mixture."""
    filled = [t for t in texts if t]
    if not filled:
        return None
    if len(filled) > 2 and all(t.isdigit() for t in filled) and _counts_up([int(t) for t in filled]):
        return "line_no"
    amounts = sum(_is_number(t) for t in filled)
    codes = sum(_CODE.fullmatch(t) is not None for t in filled)
    economic = sum(is_economic(t) and not t.startswith("2") for t in filled)
    if codes >= 0.8 * len(filled):
        return "economic" if economic >= 0.5 * len(filled) else "code"
    if amounts >= 0.6 * len(filled):
        return "amount"
    return "name" if amounts == 0 else None


def _counts_up(numbers: list[int]) -> bool:
    """True for 1 2 3 … from any start: lines numbered, nothing counted."""
    return numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _is_number(text: str) -> bool:
    return number_in(text) is not None
