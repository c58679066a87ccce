"""HTML as a stream of elements -> the flow of what it shows. No tree is built, so depth costs nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from pipeline.read.html_css import Style, StyleSheet, is_hidden, pixels
from pipeline.read.html_flow import BREAK, Flow, Picture
from pipeline.read.html_placed import arranged, as_placed
from pipeline.read.html_table import CellDraft, TableDraft

_UNREAD = frozenset(
    ("script", "style", "noscript", "template", "xml", "svg", "math", "iframe", "object", "applet", "title")
)
_ASIDE = frozenset(("nav", "footer", "select", "button", "datalist"))
_BLOCKS = frozenset(
    (
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog",
        "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3",
        "h4", "h5", "h6", "header", "hr", "li", "main", "menu", "nav", "ol", "optgroup", "option", "p",
        "pre", "section", "select", "summary", "table", "td", "textarea", "th", "tr", "ul",
    )
)  # fmt: skip
_HEADINGS = {f"h{i}": i for i in range(1, 7)}
_TYPED = frozenset(("pre", "textarea", "listing", "xmp"))
_KIND_OF_TAG = {"table": "table", "tr": "row", "td": "cell", "th": "cell"}
_KIND_OF_DISPLAY = {
    "table": "table", "inline-table": "table", "table-row": "row", "table-cell": "cell", "block": "block",
}  # fmt: skip
_LEAST = (300.0, 60.0)  # pixels: a picture so large may show a form
_LARGE = 150.0  # so high a one may well
_LONGEST_LINK = 120  # characters: a link that was never closed goes on for longer
_MAX_NAME = 80
_TEXT_TAGS = frozenset(("p", "center", "figure", "td"))
_DATA = 20_000  # characters of an address that is itself a picture, too large for an icon


@dataclass(slots=True)
class _Element:
    """What holds inside an open element, and what its end ends."""

    kind: str = "inline"  # inline | block | table | row | cell | placed | around
    unread: bool = False
    hidden: bool = False
    aside: bool = False
    typed: bool = False
    level: int = 0
    in_text: bool = False  # inside an element that holds text, where a picture may be one of a page
    link: int = 0  # number of the link that it stands in, 0 for none
    corner: tuple[float, float, float | None, float | None] | None = None


def _count(attributes: Mapping[str, str], name: str) -> int:
    """A span as stated; 1 where it is no number."""
    text = attributes.get(name, "1").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 1


def _corner(style: Style) -> tuple[float, float, float | None, float | None] | None:
    """Left, top, width and height of an element that its style puts at a place."""
    if style.get("position") not in ("absolute", "fixed"):
        return None
    left, top = pixels(style.get("left")), pixels(style.get("top"))
    if left is None or top is None:
        return None
    return left, top, pixels(style.get("width")), pixels(style.get("height"))


def _picture(attributes: Mapping[str, str], style: Style, element: _Element) -> Picture | None:
    """A picture that may show what the text does not say; None for icons, and for those that are links."""
    sizes = [pixels(style.get(side)) or pixels(attributes.get(side)) for side in ("width", "height")]
    stated = [s for s in sizes if s is not None]
    small = any(s < limit for s, limit in zip(sizes, _LEAST, strict=True) if s is not None)
    if small or element.aside or element.link or "onclick" in attributes:
        return None
    source = attributes.get("src", "")
    if not stated and not element.in_text and len(source) < _DATA:
        return None
    name = "" if source.startswith("data:") else source.partition("?")[0].rpartition("/")[2]
    name = attributes.get("alt") or attributes.get("title") or name
    is_large = sizes[1] is None or sizes[1] >= _LARGE
    return Picture(name[:_MAX_NAME], not stated, element.hidden, source, is_large)


class HtmlBuilder:
    """The target of the parser; `flow` holds the page when it is closed."""

    def __init__(self) -> None:
        self.flow = Flow()
        self.title = ""
        self.n_images = 0
        self.frames = 0
        self._styles = StyleSheet()
        self._open: list[_Element] = [_Element()]
        self._tags: list[str] = [""]
        self._flows = [self.flow]
        self._tables: list[TableDraft] = []
        self._cells: list[tuple[TableDraft, _Element, CellDraft]] = []
        self._link_lengths = [0]

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        tag = tag.lower()
        style = self._styles.style(attributes)
        element = self._element(tag, attributes, style)
        self._tags.append(tag)
        self._open.append(element)
        if element.unread:
            return
        if element.kind != "inline":
            self._flows[-1].end_paragraph()
        if tag == "br":
            self._text(BREAK)
        elif tag == "img":
            self._image(attributes, style, element)
        elif tag in ("frame", "iframe"):
            self.frames += 1
        elif tag == "meta" and attributes.get("name", "").lower() == "articletitle":
            self.title = " ".join(attributes.get("content", "").split()) or self.title
        self._begin(element, attributes)

    def _element(self, tag: str, attributes: Mapping[str, str], style: Style) -> _Element:
        """The element that begins, with what it takes from those around it."""
        element = replace(self._open[-1], kind="inline", corner=None)
        element.unread |= tag in _UNREAD
        element.hidden |= bool(style or attributes) and is_hidden(style, attributes)
        element.aside |= tag in _ASIDE
        element.typed |= tag in _TYPED
        element.in_text |= tag in _TEXT_TAGS
        element.level = _HEADINGS.get(tag, element.level)
        if tag == "a":
            href = attributes.get("href", "")
            element.link = 0 if not href or href.startswith("#") else len(self._link_lengths)
            self._link_lengths += [0] if element.link else []
        element.corner = _corner(style) if style else None
        element.kind = self._kind(tag, style, element)
        return element

    def _kind(self, tag: str, style: Style, element: _Element) -> str:
        kind = _KIND_OF_TAG.get(tag) or _KIND_OF_DISPLAY.get(style.get("display", ""))
        if (kind in ("row", "cell") and not self._tables) or (kind is None and tag in _BLOCKS):
            kind = "block"
        if kind in (None, "block") and element.corner is not None:
            return "placed"
        if kind == "block" and style.get("position") == "relative":
            return "around"
        return kind or "inline"

    def _begin(self, element: _Element, attributes: Mapping[str, str]) -> None:
        if element.kind == "table":
            self._tables.append(TableDraft(element.hidden))
        elif element.kind == "row":
            self._end_open_cell()
            self._tables[-1].start_row()
        elif element.kind == "cell":
            self._end_open_cell()
            draft = CellDraft(_count(attributes, "rowspan"), _count(attributes, "colspan"), Flow())
            self._cells.append((self._tables[-1], element, draft))
            self._flows.append(draft.flow)
        elif element.kind in ("placed", "around"):
            self._flows.append(Flow())

    def _end_open_cell(self) -> None:
        """The cell of the innermost table that was left open ends where the next one begins."""
        if not self._cells or self._cells[-1][0] is not self._tables[-1]:
            return
        table, element, draft = self._cells[-1]
        if self._flows[-1] is draft.flow:
            self._end_cell(table, element, draft)
            element.kind = "inline"

    def _end_cell(self, table: TableDraft, element: _Element, draft: CellDraft) -> None:
        self._cells.pop()
        self._flows.pop()
        draft.flow.end_paragraph()
        arranged(draft.flow)
        if not element.hidden or table.hidden:
            table.add_cell(draft)

    def end(self, tag: str) -> None:
        """An element ends."""
        tag = tag.lower()
        if self._tags[-1] != tag and tag not in self._tags:
            return
        while self._tags.pop() != tag:
            self._end(self._open.pop())
        self._end(self._open.pop())

    def _end(self, element: _Element) -> None:
        if element.unread or element.kind == "inline":
            return
        flow = self._flows[-1]
        flow.end_paragraph()
        if element.kind == "cell" and self._cells and self._cells[-1][1] is element:
            self._end_cell(*self._cells[-1])
        elif element.kind == "table":
            self._tables.pop().settle(self._flows[-1])
        elif element.kind in ("placed", "around"):
            self._flows.pop()
            if element.corner is None or not as_placed(flow, element.corner):
                arranged(flow)
            self._flows[-1].add_flow(flow)

    def data(self, text: str) -> None:
        """A piece of text."""
        element = self._open[-1]
        if self._tags[-1] == "style":
            self._styles.read(text)
        elif self._tags[-1] == "title" and not self.title:
            self.title = " ".join(text.split())
        elif not element.unread:
            self._text(text)

    def _text(self, text: str) -> None:
        element = self._open[-1]
        self._link_lengths[element.link] += len(text)
        self._flows[-1].add_text(
            text,
            hidden=element.hidden,
            link=element.link if self._link_lengths[element.link] <= _LONGEST_LINK else 0,
            aside=element.aside,
            typed=element.typed,
            level=element.level,
        )

    def _image(self, attributes: Mapping[str, str], style: Style, element: _Element) -> None:
        self.n_images += 1
        if picture := _picture(attributes, style, element):
            self._flows[-1].add_picture(picture)

    def comment(self, text: str) -> None:
        """A comment holds nothing that is shown."""

    def close(self) -> HtmlBuilder:
        """The end of the page."""
        while len(self._open) > 1:
            self._end(self._open.pop())
        self.flow.end_paragraph()
        arranged(self.flow)
        return self
