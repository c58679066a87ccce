"""Rules and characters -> tables with cells and spans."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.core.model import Cell, Table
from pipeline.read.grid_cells import Sheet, sheet_of, tidied
from pipeline.read.grid_fill import fill
from pipeline.read.grid_rules import Group, groups_of, is_picture, joined, lattice_of, touching
from pipeline.read.grid_split import may_be_parted, with_columns_parted, with_rows_parted
from pipeline.read.grid_text import text_sheets
from pipeline.read.pdf_chars import Char
from pipeline.read.pdf_lines import text_of
from pipeline.read.pdf_paths import Drawing

_SHADED_ROWS = 3
_SHADED_SHARE = 0.6  # of the squares of a table that only shades show must be cells with text


def _is_table(sheet: Sheet) -> bool:
    """True for at least two columns with text; frames round text, charts and empty drawings are none.

    A row cut by the page break may leave a single filled cell; charts have more lines than that.
    """
    n_filled = sum(bool(s.chars) for s in sheet.slots)
    return len(sheet.xs) > 2 and (n_filled > 1 or (n_filled == 1 and len(sheet.ys) <= 3))


def _is_regular(sheet: Sheet) -> bool:
    """True for several rows of which most squares are filled cells; marks behind pieces of text are none."""
    n_rows, n_cols = len(sheet.ys) - 1, len(sheet.xs) - 1
    plain = [s for s in sheet.slots if s.chars and s.bottom - s.top == s.right - s.left == 1]
    return n_rows >= _SHADED_ROWS and len(plain) >= _SHADED_SHARE * n_rows * n_cols


def _table(sheet: Sheet, page: int, index: int, method: str) -> Table:
    """A filled sheet as a table of the model."""
    cells = [
        Cell(
            s.top,
            s.left,
            text_of(s.chars) if s.chars else "",
            s.bottom - s.top,
            s.right - s.left,
            sheet.box(s),
        )
        for s in sorted(sheet.slots, key=lambda s: (s.top, s.left))
    ]
    lost = text_of(sheet.lost)
    return Table(page, index, len(sheet.ys) - 1, len(sheet.xs) - 1, cells, sheet.bounds, method, lost)


def _ruled(chars: list[Char], groups: Sequence[Group]) -> tuple[list[Sheet], list[Char]]:
    """The ruled tables of a page, inner ones first, and the characters in none of them."""
    lattices = [x for x in (lattice_of(h, v) for h, v in groups) if x is not None]
    sheets = []
    for lattice in sorted(lattices, key=lambda x: x.area):
        sheet = sheet_of(lattice)
        outside = fill(sheet, chars)
        sheet = tidied(sheet)
        if may_be_parted(sheet):
            sheet = with_rows_parted(with_columns_parted(sheet))
        if _is_table(sheet):
            sheets.append(sheet)
            lost = {id(c) for c in sheet.lost}
            chars = [c for c in chars if id(c) in lost] + outside if lost else outside
    return sheets, chars


def tables_of(
    number: int, chars: list[Char], drawing: Drawing, edges: Sequence[float] = ()
) -> tuple[list[Table], list[Char]]:
    """The tables of a page in its upright frame, and the characters outside them.

    `edges` part the columns of the table that ended the page before, where no rule did.
    Shaded cells show a table only where no rule does: shades lie behind lines of text and in charts too.
    """
    across, down = joined(drawing.horizontal), joined(drawing.vertical)
    groups = [] if is_picture(drawing.horizontal, drawing.vertical) else touching(across, down)
    ruled, rest = _ruled(chars, groups)
    if not ruled and drawing.shades[0]:
        shaded, left = _ruled(chars, groups_of(*drawing.shades))
        if shaded and all(map(_is_regular, shaded)):
            ruled, rest = shaded, left
    aligned, rest = text_sheets(rest, across, down, edges)
    sheets = [(s, "ruled") for s in ruled] + aligned
    sheets.sort(key=lambda s: (s[0].bounds.top, s[0].bounds.x0))
    return [_table(s, number, i, method) for i, (s, method) in enumerate(sheets, 1)], rest
