"""The document between truth and renderers: paragraphs and tables, each printed thing with the facts it states."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .facts import Fact

if TYPE_CHECKING:
    from .look import Look


@dataclass(frozen=True)
class Cell:
    """A table cell; spans as in HTML. A line break in the text is one the layout wants."""

    text: str = ""
    facts: tuple[Fact, ...] = ()
    align: str = "l"
    cols: int = 1
    rows: int = 1
    bold: bool = False


@dataclass(frozen=True)
class Table:
    """Rows of anchor cells (a spanned place has no cell), the first `header` of them the head."""

    rows: list[list[Cell]]
    widths: list[float]
    header: int = 1
    repeat_row: int | None = None  # a body row that continuation pages print again under the head
    font: float = 9.0


@dataclass(frozen=True)
class Text:
    """A paragraph. role: cover, part, title, heading, body, note, label, contents. `number`: drawn, not stored."""

    text: str
    role: str = "body"
    facts: tuple[Fact, ...] = ()
    number: str = ""


@dataclass(frozen=True)
class Form:
    """A form: title, its label (公开01表), the line above the table, the table, the notes under it."""

    title: str
    table: Table
    label: str = ""
    left: str = ""
    right: str = ""
    notes: tuple[str, ...] = ()
    wide: bool = False
    new_page: bool = True
    look: Look | None = None


@dataclass(frozen=True)
class PageBreak:
    """What follows starts a page."""


@dataclass(frozen=True)
class Picture:
    """A PNG and how large it is shown, in points, with the facts that it shows."""

    png: bytes
    width: float
    height: float
    facts: tuple[Fact, ...] = ()


Block = Text | Form | PageBreak | Picture


@dataclass
class Grid:
    """Where each anchor cell of a table stands."""

    width: int
    height: int
    places: list[tuple[int, int, Cell]] = field(default_factory=list)


def lay(table: Table) -> Grid:
    """Resolve the spans: every anchor cell with its row and column."""
    taken: set[tuple[int, int]] = set()
    grid = Grid(len(table.widths), len(table.rows))
    for r, row in enumerate(table.rows):
        c = 0
        for cell in row:
            while (r, c) in taken:
                c += 1
            grid.places.append((r, c, cell))
            taken.update((r + i, c + j) for i in range(cell.rows) for j in range(cell.cols))
            c += cell.cols
    return grid


def facts_of(blocks: list[Block]) -> Iterator[Fact]:
    """All facts, in reading order."""
    for block in blocks:
        if isinstance(block, Text | Picture):
            yield from block.facts
        elif isinstance(block, Form):
            for row in block.table.rows:
                for cell in row:
                    yield from cell.facts
