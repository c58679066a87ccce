"""What a page of HTML shows, in order, while it is being read: paragraphs, pictures, tables, placed blocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pipeline.core.model import Cell
from pipeline.read.pdf_lines import is_wide

BREAK = "\0"  # a line break of the author's; the parser lets no such character through
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\xad"))
_BLANKS = {ord(c): " " for c in "\t\f\v"}
_LINKED = 0.9  # share of a paragraph that is a link: it leads somewhere, and says little


@dataclass(slots=True)
class Para:
    """A paragraph; a line break in its text is one of the author's."""

    text: str
    level: int = 0
    hidden: bool = False
    n_links: int = 0  # links to somewhere else, if they are all that it says
    aside: bool = False  # inside navigation, a footer or a control


@dataclass(slots=True)
class Picture:
    """A picture large enough, or alone enough, to show what the text does not say; small ones seldom do."""

    name: str
    alone: bool = True
    hidden: bool = False
    source: str = ""
    is_large: bool = True


@dataclass(slots=True)
class Grid:
    """A table that holds data, its cells in place."""

    cells: list[Cell]
    n_rows: int
    n_cols: int
    hidden: bool = False


@dataclass(slots=True)
class Placed:
    """A block of text that its style puts at a place, in pixels; what is not stated is estimated."""

    text: str
    left: float
    top: float
    width: float
    height: float
    hidden: bool = False


Item = Para | Picture | Grid | Placed
Fragment = list["Item | Fragment"]


def flat(fragment: Fragment) -> Iterator[Item]:
    """The items of nested fragments in order, whatever the depth."""
    stack: list[Iterator[Item | Fragment]] = [iter(fragment)]
    while stack:
        item = next(stack[-1], None)
        if item is None:
            stack.pop()
        elif isinstance(item, list):
            stack.append(iter(item))
        else:
            yield item


def _one_line(text: str) -> str:
    """Text as shown on one line: a line break of the source is a blank, but none between two characters."""
    out = ""
    for line in text.replace("\r", "\n").split("\n"):
        line = line.translate(_BLANKS).strip(" ")
        if not line:
            continue
        glue = "" if not out or (is_wide(out[-1]) and is_wide(line[0])) else " "
        out += glue + line
    return " ".join(piece for piece in out.split(" ") if piece)


def shown(text: str, *, as_typed: bool = False) -> str:
    """What is shown of the text of a paragraph; `as_typed`: its line breaks and blanks count (pre)."""
    if as_typed:
        lines = [line.rstrip() for line in text.replace(BREAK, "\n").splitlines()]
    else:
        lines = [_one_line(line) for line in text.split(BREAK)]
    return "\n".join(lines).translate(_INVISIBLE).replace("\xa0", " ").strip()


@dataclass(slots=True)
class _Draft:
    """The text of the paragraph that is open."""

    pieces: list[str] = field(default_factory=list)
    n_chars: int = 0
    n_linked: int = 0
    links: set[int] = field(default_factory=set)
    level: int = 0
    as_typed: bool = False
    aside: bool = False

    def para(self, *, hidden: bool) -> Para | None:
        text = shown("".join(self.pieces), as_typed=self.as_typed)
        if not text:
            return None
        n_links = len(self.links) if self.n_linked >= _LINKED * self.n_chars else 0
        return Para(text, self.level, hidden, n_links, self.aside)


@dataclass(slots=True)
class Flow:
    """The content of a cell, of a placed block or of the page. Hidden text never mixes with what is shown."""

    items: Fragment = field(default_factory=list)
    n_grids: int = 0
    n_paras: int = 0
    n_chars: int = 0
    n_placed: int = 0
    _visible: _Draft = field(default_factory=_Draft)
    _hidden: _Draft = field(default_factory=_Draft)
    _pictures: list[Picture] = field(default_factory=list)

    def add_text(self, text: str, *, hidden: bool, link: int, aside: bool, typed: bool, level: int) -> None:
        """Text of the paragraph that is open; `link` is the number of the link that it is part of, or 0."""
        draft = self._hidden if hidden else self._visible
        n_letters = sum(map(str.isalnum, text))
        draft.pieces.append(text)
        draft.n_chars += n_letters
        if link and n_letters:
            draft.n_linked += n_letters
            draft.links.add(link)
        draft.level = max(draft.level, level)
        draft.as_typed |= typed
        draft.aside |= aside

    def add_picture(self, picture: Picture) -> None:
        """A picture in the paragraph that is open."""
        self._pictures.append(picture)

    def end_paragraph(self) -> None:
        """The paragraph that is open ends, if there is one."""
        visible = self._visible.para(hidden=False) if self._visible.pieces else None
        hidden = self._hidden.para(hidden=True) if self._hidden.pieces else None
        for para in (visible, hidden):
            if para is not None:
                self.items.append(para)
                self.n_paras += 1
                self.n_chars += len(para.text)
        self.items += [p for p in self._pictures if visible is None or not p.alone]
        self._visible, self._hidden, self._pictures = _Draft(), _Draft(), []

    def add_grid(self, grid: Grid) -> None:
        """A table, after the paragraphs before it."""
        self.end_paragraph()
        self.items.append(grid)
        self.n_grids += 1

    def add_flow(self, inner: Flow) -> None:
        """All that an inner flow holds."""
        self.end_paragraph()
        if inner.items:
            self.items.append(inner.items)
        self.n_grids += inner.n_grids
        self.n_paras += inner.n_paras
        self.n_chars += inner.n_chars
        self.n_placed += inner.n_placed


def lines(items: Iterable[Item]) -> list[str]:
    """The lines that paragraphs and placed blocks print."""
    texts = [i.text for i in items if isinstance(i, Para | Placed) and not i.hidden]
    return [line for text in texts for line in text.split("\n")]
