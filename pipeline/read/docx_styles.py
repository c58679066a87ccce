"""What paragraph styles say that the text needs: heading level and list, down the chain they are based on."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from pipeline.read.docx_xml import attribute, value_at, w
from pipeline.read.office_package import whole_number

BODY_TEXT = 9  # the outline level of what is no heading


@dataclass(frozen=True, slots=True)
class Style:
    """What one style states itself; None where it leaves a thing to the style it is based on."""

    based_on: str | None = None
    outline: int | None = None
    num_id: str | None = None
    level: int | None = None


class Styles:
    """The paragraph styles of a document."""

    def __init__(self, root: etree._Element | None) -> None:
        self._styles: dict[str, Style] = {}
        self._default = ""
        for node in [] if root is None else w(root, "style"):
            if attribute(node, "type") in (None, "paragraph"):
                self._add(node)

    def _add(self, node: etree._Element) -> None:
        """Take up one style."""
        name = attribute(node, "styleId") or ""
        if attribute(node, "default") in ("1", "true", "on"):
            self._default = name
        self._styles[name] = Style(
            value_at(node, "basedOn"),
            whole_number(value_at(node, "pPr/outlineLvl")),
            value_at(node, "pPr/numPr/numId"),
            whole_number(value_at(node, "pPr/numPr/ilvl")),
        )

    def _chain(self, name: str | None) -> list[Style]:
        """A style and those it is based on, nearest first."""
        chain, seen = list[Style](), set[str]()
        current = name or self._default
        while current in self._styles and current not in seen:
            seen.add(current)
            chain.append(self._styles[current])
            current = self._styles[current].based_on or ""
        return chain

    def outline(self, name: str | None) -> int:
        """The outline level that a style gives: 0 to 8 for headings, 9 for text."""
        levels = (s.outline for s in self._chain(name))
        return next((level for level in levels if level is not None), BODY_TEXT)

    def list_of(self, name: str | None) -> tuple[str | None, int | None]:
        """The list (numId) and the level in it that a style gives, if any."""
        chain = self._chain(name)
        num_id = next((s.num_id for s in chain if s.num_id is not None), None)
        return num_id, next((s.level for s in chain if s.level is not None), None)
