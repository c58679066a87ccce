"""Rules and characters -> tables with cells and spans."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from pdfplumber.table import TableFinder, TableSettings

from pipeline.core.model import Box, Cell, Table
from pipeline.read.pdf_chars import Char, Frame
from pipeline.read.pdf_lines import text_of
from pipeline.read.pdf_paths import Drawing


def _edges(drawing: Drawing) -> list[dict[str, Any]]:
    """The rules as pdfplumber's edges."""
    across = [
        {"x0": r.start, "x1": r.end, "top": r.at, "bottom": r.at, "width": r.end - r.start, "height": 0,
         "orientation": "h", "object_type": "line"} for r in drawing.horizontal
    ]  # fmt: skip
    down = [
        {"x0": r.at, "x1": r.at, "top": r.start, "bottom": r.end, "width": 0, "height": r.end - r.start,
         "orientation": "v", "object_type": "line"} for r in drawing.vertical
    ]  # fmt: skip
    return across + down


def tables_of(
    number: int, chars: list[Char], drawing: Drawing, frame: Frame
) -> tuple[list[Table], list[Char]]:
    """The tables of a page in its upright frame, and the characters outside them."""
    page = SimpleNamespace(edges=_edges(drawing), bbox=(0, 0, frame.width, frame.height), chars=[])
    tables: list[Table] = []
    used: set[int] = set()
    for found in TableFinder(page, TableSettings()).tables:
        xs = sorted({round(v, 1) for c in found.cells for v in (c[0], c[2])})
        ys = sorted({round(v, 1) for c in found.cells for v in (c[1], c[3])})
        cells = []
        for x0, t, x1, b in sorted(found.cells, key=lambda c: (c[1], c[0])):
            mine = [c for c in chars if x0 <= c.mid_x < x1 and t <= c.mid_y < b]
            used.update(map(id, mine))
            r, k = ys.index(round(t, 1)), xs.index(round(x0, 1))
            cells.append(
                Cell(
                    r,
                    k,
                    text_of(mine),
                    ys.index(round(b, 1)) - r,
                    xs.index(round(x1, 1)) - k,
                    Box(x0, t, x1, b),
                )
            )
        tables.append(
            Table(number, len(tables) + 1, len(ys) - 1, len(xs) - 1, cells, Box(*found.bbox), "ruled")
        )
    return tables, [c for c in chars if id(c) not in used]
