"""Documents as plain text: paragraphs on lines, table cells between tabs or each on a line of its own led by a tab."""

from __future__ import annotations

from collections.abc import Sequence

from .blocks import Block, Form, PageBreak, Table, Text, lay


def _grid(table: Table) -> list[list[str]]:
    """Texts at their grid places; a spanned place is empty."""
    rows = [[""] * len(table.widths) for _ in table.rows]
    for r, c, cell in lay(table).places:
        rows[r][c] = cell.text.replace("\n", "")
    return rows


def _led(table: Table) -> list[str]:
    """A line for every cell, as Word writes a table as text: merged across once, merged down again but empty."""
    rows: list[dict[int, str]] = [{} for _ in table.rows]
    for r, c, cell in lay(table).places:
        for i in range(cell.rows):
            rows[r + i][c] = "" if i else cell.text.replace("\n", "")
    return [line for row in rows for line in (*("\t" + row[c] for c in sorted(row)), "")]


def render(blocks: Sequence[Block], led: bool = False) -> bytes:
    """UTF-8 text of a document."""
    out: list[str] = []
    for block in blocks:
        if isinstance(block, Text):
            out += [block.number + block.text, ""]
        elif isinstance(block, Form):
            out += [
                line
                for line in (block.label, block.title, "\t".join(x for x in (block.left, block.right) if x))
                if line
            ]
            out += _led(block.table) if led else ["\t".join(row) for row in _grid(block.table)]
            out += ["", *block.notes, ""]
        elif isinstance(block, PageBreak):
            out.append("")
    return ("\n".join(out).rstrip("\n") + "\n").encode()
