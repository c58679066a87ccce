"""Characters and rules as a page holds them, drawn without a PDF."""

from __future__ import annotations

from pipeline.core.model import Table
from pipeline.read.grid import tables_of
from pipeline.read.pdf_chars import Char
from pipeline.read.pdf_lines import lines_of
from pipeline.read.pdf_paths import Drawing, Rule


def text(x: float, top: float, string: str, size: float = 10) -> list[Char]:
    """A string from `x` on: Chinese characters a square wide, others half."""
    out = []
    for letter in string:
        width = size if letter >= "\u2e80" else size / 2
        if letter != " ":
            out.append(Char(letter, x, top, x + width, top + size))
        x += width
    return out


def ending(x1: float, top: float, string: str, size: float = 10) -> list[Char]:
    """A string set to the right, ending at `x1`."""
    chars = text(0, top, string, size)
    shift = x1 - chars[-1].x1
    return [Char(c.text, c.x0 + shift, c.top, c.x1 + shift, c.bottom) for c in chars]


def lattice(xs: list[float], ys: list[float]) -> tuple[list[Rule], list[Rule]]:
    """The horizontal and vertical rules of a table without merged cells."""
    return [Rule(y, xs[0], xs[-1]) for y in ys], [Rule(x, ys[0], ys[-1]) for x in xs]


def read(chars: list[Char], across: list[Rule], down: list[Rule]) -> tuple[list[Table], list[str]]:
    """The tables and the lines outside them."""
    tables, rest = tables_of(1, chars, Drawing(across, down, 0))
    return tables, [line.text for line in lines_of(rest)]


def rows(table: Table) -> list[list[str]]:
    """The printed text of every grid position, spanned ones left empty."""
    return [
        ["" if cell is None or (cell.row, cell.col) != (r, c) else cell.text for c, cell in enumerate(row)]
        for r, row in enumerate(table.grid)
    ]
