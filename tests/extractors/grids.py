"""Documents made of hand-drawn grids: `|` parts cells, `^` carries the cell on the left on, `~` the cell above."""

from __future__ import annotations

from extractors.context import Context
from pipeline.core.model import Block, Cell, Document, Page, Paragraph, Table
from pipeline.core.records import Identity
from pipeline.core.reference import Reference


def table(drawing: str, *, page: int = 1, index: int = 1) -> Table:
    """A table from lines of cells; leading and trailing blank lines do not count."""
    rows = [[c.strip() for c in line.strip().strip("|").split("|")] for line in drawing.strip().splitlines()]
    width = max(len(r) for r in rows)
    rows = [r + [""] * (width - len(r)) for r in rows]
    cells: list[Cell] = []
    grid: list[list[Cell | None]] = [[None] * width for _ in rows]
    for r, texts in enumerate(rows):
        for c, text in enumerate(texts):
            left, above = (grid[r][c - 1] if c else None), (grid[r - 1][c] if r else None)
            if text == "^" and left is not None:
                left.col_span = max(left.col_span, c - left.col + 1)
                grid[r][c] = left
            elif text == "~" and above is not None:
                above.row_span = max(above.row_span, r - above.row + 1)
                grid[r][c] = above
            else:
                grid[r][c] = Cell(r, c, text.replace("⏎", "\n"))
                cells.append(grid[r][c])  # type: ignore[arg-type]
    return Table(page, index, len(rows), width, cells)


def document(*pages: list[str | Table]) -> Document:
    """A document of pages of paragraphs (strings) and tables, in reading order."""
    out, number = [], 0
    for n, blocks in enumerate(pages, 1):
        page = Page(n)
        for block in blocks:
            item: Block = block if isinstance(block, Table) else Paragraph(block, n, number)
            number += not isinstance(block, Table)
            if isinstance(item, Table):
                item.page = n
            page.blocks.append(item)
        out.append(page)
    return Document("0" * 64, "made-up.pdf", "application/pdf", 1, out, n_pages=len(out))


def context(kind: str = "final", year: int | None = 2024) -> Context:
    """A context for a made-up document."""
    return Context(Identity(report_kind=kind, fiscal_year=year, department="云汀市示例局"), Reference())
