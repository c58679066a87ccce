"""The numbers of lists, which Word draws but does not store: counted again, in the order of the document."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from lxml import etree

from pipeline.read.docx_numerals import drawn
from pipeline.read.docx_xml import attribute, value_at, w
from pipeline.read.office_package import whole_number

_LEVELS = 9


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: its format, the text around the numbers, where it starts and after what again."""

    form: str = "decimal"
    text: str = ""
    start: int = 1
    restart: int | None = None  # None: after any higher level; 0: never; n: after level n or higher
    legal: bool = False  # all numbers in digits
    gap: str = " "


def _level(node: etree._Element) -> Level:
    """The level that an element states."""
    form = value_at(node, "numFmt") or "decimal"
    legal = w(node, "isLgl")
    start = whole_number(value_at(node, "start"))
    return Level(
        form,
        "" if form == "bullet" else value_at(node, "lvlText") or "",
        1 if start is None else start,
        whole_number(value_at(node, "lvlRestart")),
        bool(legal) and attribute(legal[0]) not in ("0", "false", "off"),
        "" if value_at(node, "suff") == "nothing" else " ",
    )


def _levels(node: etree._Element) -> dict[int, Level]:
    """The levels that a list states, by their number."""
    levels: dict[int, Level] = {}
    for child in w(node, "lvl"):
        number = whole_number(attribute(child, "ilvl"))
        if number is not None and 0 <= number < _LEVELS:
            levels[number] = _level(child)
    return levels


@dataclass(slots=True)
class _List:
    """A list as paragraphs refer to it: its levels, the counters it shares, and the starts it sets anew."""

    shared: str
    levels: dict[int, Level]
    starts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """The lists of a document and how far each has counted."""

    def __init__(self, root: etree._Element | None) -> None:
        self._lists: dict[str, _List] = {}
        self._styles: dict[
            str, tuple[str, int]
        ] = {}  # style -> list and level that a level's pStyle ties it to
        self._counters: dict[str, list[int | None]] = {}
        self._begun: set[str] = set()
        if root is not None:
            self._read(root)

    def _read(self, root: etree._Element) -> None:
        """Take up the lists."""
        nodes = {attribute(n, "abstractNumId") or "": n for n in w(root, "abstractNum")}
        by_style = {value_at(n, "styleLink"): key for key, n in nodes.items() if w(n, "styleLink")}
        for num in w(root, "num"):
            key, num_id = value_at(num, "abstractNumId") or "", attribute(num, "numId") or ""
            if key in nodes and (link := value_at(nodes[key], "numStyleLink")):
                key = by_style.get(link, key)
            if key not in nodes:
                continue
            self._lists[num_id] = _List(key, _levels(nodes[key]))
            self._override(num, self._lists[num_id])
            for lvl in w(nodes[key], "lvl"):
                style, number = value_at(lvl, "pStyle"), whole_number(attribute(lvl, "ilvl"))
                if style and number is not None:
                    self._styles.setdefault(style, (num_id, number))

    def _override(self, num: etree._Element, target: _List) -> None:
        """What a list changes in the levels it shares with others."""
        for node in w(num, "lvlOverride"):
            number = whole_number(attribute(node, "ilvl"))
            if number is None or not 0 <= number < _LEVELS:
                continue
            for child in w(node, "lvl"):
                target.levels[number] = _level(child)
            start = whole_number(value_at(node, "startOverride"))
            if start is not None:
                target.starts[number] = start
                target.levels[number] = replace(target.levels.get(number, Level()), start=start)

    def level_of_style(self, style: str | None, num_id: str) -> int | None:
        """The level that a list ties a style to."""
        tied = self._styles.get(style or "")
        own = self._lists.get(num_id)
        if tied is None or own is None or self._lists[tied[0]].shared != own.shared:
            return None
        return tied[1]

    def _count(self, num_id: str, own: _List, level: int) -> list[int | None]:
        """Count one further at `level`; deeper levels start again."""
        counters = self._counters.setdefault(own.shared, [None] * _LEVELS)
        if num_id not in self._begun:
            self._begun.add(num_id)
            for number in own.starts:
                counters[number] = None
        now = counters[level]
        counters[level] = own.levels.get(level, Level()).start if now is None else now + 1
        for deeper in range(level + 1, _LEVELS):
            restart = own.levels.get(deeper, Level()).restart
            if restart is None or (restart and level < restart):
                counters[deeper] = None
        return counters

    def mark(self, num_id: str | None, level: int) -> str:
        """The number drawn before the next paragraph of a list, with the gap behind it; "" for none."""
        own = self._lists.get(num_id or "0")
        if own is None or not 0 <= level < _LEVELS or level not in own.levels:
            return ""
        counters = self._count(num_id or "", own, level)
        shape = own.levels[level]
        text = shape.text
        for number in range(level + 1):
            at = own.levels.get(number, Level())
            count = counters[number]
            form = "decimal" if shape.legal and at.form != "none" else at.form
            if f"%{number + 1}" in text:
                text = text.replace(f"%{number + 1}", drawn(at.start if count is None else count, form))
        return text + shape.gap if text.strip() else ""
