"""The first two levels of an indicator table: carried down, and put together where a page break cut them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from extractors.performance_drafts import compact, fits, printed
from extractors.performance_headers import Head, own_cells
from pipeline.core.model import Cell, Table
from pipeline.core.patterns import load
from pipeline.core.records import PerformanceIndicator
from pipeline.core.text import squash

_LEVELS = ("level1", "level2")


@dataclass(slots=True)
class Row:
    """The texts of one row by role, as printed, and the cells they stand in."""

    table: Table
    row: int
    cells: dict[str, Cell]
    starts: set[int]

    def own(self, role: str) -> Cell | None:
        """The cell of a role that starts in this row and holds text."""
        cell = self.cells.get(role)
        return cell if cell is not None and id(cell) in self.starts and cell.text.strip() else None

    def text(self, role: str) -> str | None:
        """The printed text under a role, a merged cell's included."""
        return printed(self.cells.get(role))

    @property
    def raw(self) -> str:
        """The cells that start in the row exactly as printed, parted by tabs."""
        return "\t".join(c.text for c in own_cells(self.table, self.row))


def read_row(table: Table, row: int, head: Head) -> Row:
    """The cells of a row by role; a cell that runs through several columns counts for the first of them only."""
    cells: dict[str, Cell] = {}
    taken: set[int] = set()
    for slot in head.slots:
        cell = head.cell(table, row, slot.role) if slot.role not in cells else None
        if cell is not None and id(cell) not in taken:
            cells[slot.role] = cell
            taken.add(id(cell))
    return Row(table, row, cells, {id(c) for c in own_cells(table, row)})


@dataclass(slots=True)
class Tree:
    """The levels above the current row, carried down until printed anew."""

    level1: str | None = None
    level2: str | None = None
    _cells: dict[str, Cell] = field(default_factory=dict)
    _rests: dict[str, Cell] = field(default_factory=dict)  # hold the rest of a name that a page break cut
    _table: Table | None = None

    def reset(self) -> None:
        """Forget the levels: another project begins."""
        self.level1 = self.level2 = None
        self._cells.clear()

    def descend(self, row: Row) -> None:
        """Take what the row prints of the first two levels; carry the rest down."""
        same = self._table is row.table
        self._table = row.table
        first, second = row.cells.get("level1"), row.cells.get("level2")
        text1 = None if first is self._rests.get("level1") else compact(first)
        text2 = None if second is self._rests.get("level2") else compact(second)
        if text1 and text1 != self.level1:
            self.level1, self.level2 = text1, None
        elif not text1 and same and self._ended("level1", first, row.row):
            self.level1 = self.level2 = None
        if text2:
            self.level2 = text2
        elif same and self._ended("level2", second, row.row):
            self.level2 = None
        for role, cell in (("level1", first), ("level2", second)):
            if cell is not None and cell.text.strip():
                self._cells[role] = cell
        if not compact(first) and self.level2:
            self.level1 = _first_level(self.level2, self.level1)

    def rename(self, role: str, text: str, cell: Cell) -> None:
        """Give a level the whole of its name, of which `cell` holds the rest, for this row and those under it."""
        setattr(self, role, text)
        self._cells[role] = self._rests[role] = cell

    def _ended(self, role: str, cell: Cell | None, row: int) -> bool:
        """True when the cell that held a level ends above this row and another, whose text was lost, begins here.

        A single cell may stand for the blank ones below it, except where rules are drawn and none was found here.
        """
        last = self._cells.get(role)
        if last is None or row < last.row + last.row_span:
            return False
        if cell is None:
            return last.row_span > 1 or (self._table is not None and self._table.method == "ruled")
        return last.row_span > 1 and cell.row_span > 1


def _first_level(level2: str, carried: str | None) -> str | None:
    """The first level of a second level that is known to every tree, where the carried one contradicts it."""
    for pattern in load("performance/names").patterns:
        if "level1" in pattern.sets and pattern.regex.search(squash(level2)):
            known: str = pattern.sets["level1"]
            others = {p.sets["level1"] for p in load("performance/names").patterns if "level1" in p.sets}
            return known if carried is None or carried in others else carried
    return carried


def _is_level(text: str) -> bool:
    """True for a whole name of the first or second level that every tree knows."""
    names = load("performance/names").patterns
    return fits(text, "name.first_level") or any("level1" in p.sets and p.regex.search(text) for p in names)


def rejoin(row: Row, tree: Tree, rows: Sequence[PerformanceIndicator]) -> bool:
    """Join levels that the page break cut (产出 above it, 指标 below), in the records above too; True for any."""
    joined = False
    for role in _LEVELS:
        cell, above = row.own(role), getattr(tree, role)
        if cell is None or above is None:
            continue
        rest = squash(cell.text)
        if _is_level(rest) or not _is_level(squash(above + rest)):
            continue
        for record in reversed(rows):
            if getattr(record, role) != above:
                break
            setattr(record, role, above + rest)
        tree.rename(role, above + rest, cell)
        row.starts.discard(id(cell))
        joined = True
    return joined


def look_back(row: Row, rows: list[PerformanceIndicator]) -> None:
    """Give the last rows of the page before the levels that their merged cell prints on this page only."""
    for role in ("level2", "level1"):
        text = compact(row.own(role))
        for record in reversed(rows):
            if text is None or getattr(record, role) is not None:
                break
            setattr(record, role, text)
            if role == "level2":
                record.level1 = _first_level(text, record.level1)
