"""The document between readers and extractors: pages of paragraphs and tables, each with its place.

A reader of any format makes this; everything after it sees nothing else. Coordinates are PDF points with the
origin at the top left of the page as shown (rotation applied); formats without geometry leave boxes None.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from pipeline.core.text import squash


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in points, origin top left."""

    x0: float
    top: float
    x1: float
    bottom: float

    def union(self, other: Box) -> Box:
        """The smallest box that holds both."""
        return Box(
            min(self.x0, other.x0),
            min(self.top, other.top),
            max(self.x1, other.x1),
            max(self.bottom, other.bottom),
        )

    @property
    def width(self) -> float:
        """Horizontal extent in points."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """Vertical extent in points."""
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was read: page (1-based, 0 where the format has none), stable locator, box if any."""

    page: int
    locator: str
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` of a paragraph stand on `page` in `box` (one printed line, usually)."""

    start: int
    end: int
    page: int
    box: Box | None = None


def picture_locator(number: int) -> str:
    """What the locators of all that a picture of a document shows begin with."""
    return f"pic{number}"


def _within(page: int, picture: int) -> str:
    """The part of a document that a locator begins with."""
    if picture:
        return f"{picture_locator(picture)}/"
    return f"p{page}/" if page else ""


@dataclass(slots=True)
class Paragraph:
    """Running text, its printed lines joined; it may go on over a page break.

    `text` is as printed, without the line breaks that the margin caused. `spans` cover it line by line, in order.
    `index` counts paragraphs of the document from 0 and is part of the locator. `level` is the heading level
    where the format states one (Word styles), else 0. `picture` is the number of the picture in the document that
    shows it, 0 for text; then `index` counts from 0 in there.
    """

    text: str
    page: int
    index: int
    spans: tuple[Span, ...] = ()
    level: int = 0
    picture: int = 0

    def place(self, start: int = 0, end: int | None = None) -> Place:
        """The place of characters `start` to `end`: page and box of the first line that holds any of them."""
        stop = len(self.text) if end is None else end
        hit = [s for s in self.spans if s.end > start and s.start < max(stop, start + 1)]
        page = hit[0].page if hit else self.page
        box: Box | None = None
        for span in hit:
            if span.page == page and span.box is not None:
                box = span.box if box is None else box.union(span.box)
        return Place(page, f"{_within(page, self.picture)}para{self.index}/{start}-{stop}", box)

    @property
    def box(self) -> Box | None:
        """The box of the whole paragraph on its first page."""
        return self.place().box


@dataclass(slots=True)
class Cell:
    """One cell of a table: its grid position and spans (0-based), text as printed with its line breaks."""

    row: int
    col: int
    text: str
    row_span: int = 1
    col_span: int = 1
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class SheetArea:
    """Where a table stands in a workbook: the sheet, and its row and column (0-based) of each of the grid's."""

    name: str
    rows: tuple[int, ...]
    cols: tuple[int, ...]

    def address(self, cell: Cell) -> str:
        """The address that a spreadsheet program gives the cell: Sheet1!C5."""
        column, letters = self.cols[cell.col] + 1, ""
        while column:
            column, rest = divmod(column - 1, 26)
            letters = chr(ord("A") + rest) + letters
        return f"{self.name}!{letters}{self.rows[cell.row] + 1}"


@dataclass
class Table:
    """A table as printed on one page (or in one place of a pageless document).

    `cells` are in row-major order and never overlap; grid positions that no cell covers are empty.
    `index` counts tables of the page (of the document where there are no pages) from 1.
    `method` tells how the reader found it: ruled, half_ruled, text (no rules), native (the format has tables).
    """

    page: int
    index: int
    n_rows: int
    n_cols: int
    cells: list[Cell]
    box: Box | None = None
    method: str = "native"
    lost_text: str = ""  # characters inside the table's box that ended in no cell
    area: SheetArea | None = None  # of a table in a workbook
    picture: int = 0  # number of the picture in the document that shows it; then `index` counts in there

    @cached_property
    def grid(self) -> list[list[Cell | None]]:
        """Rows x cols; a cell that spans several positions stands in each of them."""
        grid: list[list[Cell | None]] = [[None] * self.n_cols for _ in range(self.n_rows)]
        for cell in self.cells:
            for r in range(cell.row, min(cell.row + cell.row_span, self.n_rows)):
                for c in range(cell.col, min(cell.col + cell.col_span, self.n_cols)):
                    grid[r][c] = cell
        return grid

    @cached_property
    def starting(self) -> list[list[Cell]]:
        """The cells that start in each row, left to right, empty ones included."""
        return [
            [cell for c, cell in enumerate(row) if cell is not None and cell.row == r and cell.col == c]
            for r, row in enumerate(self.grid)
        ]

    def text(self, row: int, col: int) -> str:
        """The printed text at a grid position; "" where there is no cell."""
        cell = self.grid[row][col]
        return "" if cell is None else cell.text

    def place(self, cell: Cell) -> Place:
        """The place of a cell: p3/t1/r5/c2, rows and columns 1-based; in a workbook Sheet1!B5; pic2/t1/r5/c2."""
        if self.area is not None:
            return Place(self.page, self.area.address(cell), cell.box)
        locator = f"{_within(self.page, self.picture)}t{self.index}/r{cell.row + 1}/c{cell.col + 1}"
        return Place(self.page, locator, cell.box)


Block = Paragraph | Table


@dataclass(slots=True)
class Page:
    """A page as shown: its blocks in reading order, and what was on it besides."""

    number: int
    width: float = 0.0
    height: float = 0.0
    blocks: list[Block] = field(default_factory=list)
    furniture: list[str] = field(
        default_factory=list
    )  # page numbers, running heads: printed, but not content
    n_chars: int = 0
    n_images: int = 0
    text_source: str = "digital"
    close: dict[str, tuple[str, ...]] = field(default_factory=dict)  # other readings of cells, by locator


@dataclass(frozen=True, slots=True)
class ReadIssue:
    """Something a reader saw but could not read: it becomes a finding, and the document partial."""

    kind: str
    message: str
    page: int = 0
    locator: str = ""


@dataclass(eq=False)
class Document:
    """A source file as read. `doc_id` is the sha256 of its bytes, hex. Compared and hashed by identity."""

    doc_id: str
    file_name: str
    media_type: str
    n_bytes: int
    pages: list[Page]
    source_uri: str = ""
    title: str = ""  # from the file's own metadata, where it has any
    n_pages: int = 0  # 0 where the format has no pages
    text_source: str = "digital"
    issues: list[ReadIssue] = field(default_factory=list)

    def blocks(self) -> Iterator[Block]:
        """Every paragraph and table in reading order."""
        for page in self.pages:
            yield from page.blocks

    def tables(self) -> Iterator[Table]:
        """Every table in reading order."""
        return (b for b in self.blocks() if isinstance(b, Table))

    def paragraphs(self) -> Iterator[Paragraph]:
        """Every paragraph in reading order."""
        return (b for b in self.blocks() if isinstance(b, Paragraph))

    @cached_property
    def squashed(self) -> str:
        """The folded text of all paragraphs without white space, one a line."""
        return "\n".join(squash(p.text) for p in self.paragraphs())
