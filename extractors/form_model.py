"""What a form is made of: pieces (one a table), blocks (labels with their amounts), the form as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from extractors.captions import Caption
from extractors.header_rows import is_index_row
from extractors.headers import Column
from pipeline.core.model import Cell, Table
from pipeline.core.money import Unit
from pipeline.core.text import squash

SIDES = ("summary", "grant_summary", "government_fund", "state_capital", "general_budget")


@dataclass(slots=True)
class Block:
    """Label columns and the amount columns that belong to them; `side` is what the header says of them."""

    labels: list[Column]
    amounts: list[Column]
    side: str | None = None  # revenue | expenditure


@dataclass(slots=True)
class Piece:
    """The part of a form that stands in one table: its columns, its blocks, and its first data row.

    `beside` is the piece that holds the labels of this one's rows, where a wide form runs over two pages.
    """

    table: Table
    columns: list[Column]
    blocks: list[Block]
    first_row: int
    caption: Caption
    beside: Piece | None = None
    _found: tuple[Table, int, list[int]] | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def rows(self) -> list[int]:
        """The numbers of the data rows, index rows left out; found once as long as the table is the same."""
        if self._found is None or self._found[0] is not self.table or self._found[1] != self.first_row:
            rows = [row for row in range(self.first_row, self.table.n_rows) if self._is_data(row)]
            self._found = (self.table, self.first_row, rows)
        return self._found[2]

    def _is_data(self, row: int) -> bool:
        """True for a row that prints something and does not only number the columns."""
        cells = {id(c): c for c in self.table.grid[row] if c is not None}.values()
        texts = [squash(c.text) for c in cells if c.text.strip()]
        return bool(texts) and not is_index_row(texts)

    def cell(self, row: int, column: Column) -> Cell | None:
        """The cell of a column in a row; None where nothing is printed."""
        cell = self.table.grid[row][column.index]
        return cell if cell is not None and cell.text.strip() else None

    def cells(self, row: int, columns: Iterable[Column]) -> Iterator[tuple[Column, Cell]]:
        """The printed cells that start in a row, with their columns; one over several columns is the first's alone."""
        seen: set[int] = set()
        for column in columns:
            cell = self.cell(row, column)
            if cell is not None and cell.row == row and cell.col not in seen:
                seen.add(cell.col)
                yield column, cell

    def text(self, row: int, column: Column) -> str:
        """The squashed text of a column in a row."""
        cell = self.cell(row, column)
        return squash(cell.text) if cell else ""

    def amount_columns(self, block: Block, row: int) -> list[Column]:
        """The amount columns of a row: those of the block behind where its label runs through the block."""
        label = next((c for column in block.labels if (c := self.cell(row, column))), None)
        end = label.col + label.col_span if label else 0
        if any(c.index >= end for c in block.amounts):
            return block.amounts
        behind = (
            b for b in self.blocks if b.amounts[0].index >= end and all(c.index < end for c in b.labels)
        )
        return next((b.amounts for b in behind), block.amounts)

    def is_run_into(self, block: Block, row: int) -> bool:
        """True where a label cell that begins left of the block runs into it: the row is another block's."""
        cells = [c for column in block.labels if (c := self.cell(row, column))]
        return bool(cells) and cells[0].col < min(c.index for c in block.labels)


@dataclass(eq=False)
class Form:
    """A form as a whole: `kind` is the dataset's form word; fund and component hold where no column says."""

    kind: str
    title: str
    pattern_id: str
    fund: str = "all"
    component: str | None = None
    direction: str | None = None
    unit: Unit | None = None
    unit_guessed: bool = False
    is_excerpt: bool = False  # a picture of a piece of a form, without its title and unit
    pieces: list[Piece] = field(default_factory=list)

    @property
    def page(self) -> int:
        """The page of the first piece."""
        return self.pieces[0].table.page

    @cached_property
    def is_by_government(self) -> bool:
        """True when its columns are 政府 economic classes, which share some names with the 部门 ones."""
        names = (c.leaf for p in self.pieces for c in p.columns if c.role == "amount")
        return "按政府" in self.title or any(n.startswith(("机关工资福利", "机关商品")) for n in names)

    @cached_property
    def newest_year(self) -> int | None:
        """The newest year that its columns name; None where they name none."""
        return max((y for p in self.pieces for c in p.columns for y in c.years), default=None)

    @property
    def entity(self) -> str:
        """The body that the captions name; "" where none does."""
        return next((p.caption.entity for p in self.pieces if p.caption.entity), "")

    def cut_off(self, piece: Piece, block: Block, row: int) -> str:
        """The rest of the label of a piece's last row, where a page break cut the row in two; else ""."""
        after = next((b for a, b in zip(self.pieces, self.pieces[1:], strict=False) if a is piece), None)
        number = piece.blocks.index(block)
        if after is None or number >= len(after.blocks) or row != piece.table.n_rows - 1:
            return ""
        rest = after.blocks[number]
        # Under a head that is printed again the total may be printed again as well, before the rest of the row.
        for first in after.rows[: 2 if after.first_row else 1]:
            if not any(after.text(first, c) for c in rest.amounts):
                return "".join(after.text(first, c) for c in rest.labels if c.role != "entity")
        return ""


@dataclass(slots=True)
class Printings:
    """Numbers the printings of every form word, from 1 in order of use."""

    _used: dict[str, list[int]] = field(default_factory=dict)

    def number(self, word: str, printing: int) -> int:
        """The number among those of `word` of the printing that is the document's form `printing`."""
        used = self._used.setdefault(word, [])
        if printing not in used:
            used.append(printing)
        return used.index(printing) + 1
