"""A lattice -> the cells it draws, merged ones with their spans; lines that mean nothing are left out."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from pipeline.core.model import Box
from pipeline.read.grid_rules import Lattice
from pipeline.read.pdf_chars import Char

_SLIVER = 10.0  # points: a column or row no wider that holds no text is a flaw of the drawing


@dataclass(slots=True)
class Slot:
    """A cell by the lines of its lattice: rows `top` to `bottom`, columns `left` to `right`."""

    top: int
    bottom: int
    left: int
    right: int
    chars: list[Char] = field(default_factory=list)
    n_open: int = 0  # sides on which no rule runs


@dataclass(slots=True)
class Sheet:
    """The cells of one table, where its lines run, and its outermost columns and rows that no rule closes."""

    xs: list[float]
    ys: list[float]
    slots: list[Slot]
    lost: list[Char] = field(default_factory=list)
    open_columns: list[tuple[int, int]] = field(default_factory=list)
    open_rows: list[tuple[int, int]] = field(default_factory=list)

    def box(self, slot: Slot) -> Box:
        """Where a cell lies."""
        return Box(self.xs[slot.left], self.ys[slot.top], self.xs[slot.right], self.ys[slot.bottom])

    @property
    def bounds(self) -> Box:
        """Where the table lies."""
        return Box(self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])

    def locator(self) -> Callable[[float, float], Slot | None]:
        """A function that gives the cell that holds a point."""
        held: dict[tuple[int, int], Slot] = {}
        for slot in self.slots:
            held[slot.top, slot.left] = slot
            if slot.bottom - slot.top == slot.right - slot.left == 1:
                continue
            for r in range(slot.top, slot.bottom):
                for c in range(slot.left, slot.right):
                    held[r, c] = slot

        def at(x: float, y: float) -> Slot | None:
            return held.get((bisect_right(self.ys, y) - 1, bisect_right(self.xs, x) - 1))

        return at


def _unparted(lattice: Lattice, r: int, c: int) -> list[tuple[int, int]]:
    """The squares beside one that no wall parts from it."""
    left, top = lattice.left_walls, lattice.top_walls
    near = []
    if c and not left[r][c]:
        near.append((r, c - 1))
    if not left[r][c + 1] and c + 2 < len(lattice.xs):
        near.append((r, c + 1))
    if r and not top[r][c]:
        near.append((r - 1, c))
    if not top[r + 1][c] and r + 2 < len(lattice.ys):
        near.append((r + 1, c))
    return near


def _regions(lattice: Lattice) -> Iterable[set[tuple[int, int]]]:
    """Squares of the lattice that no wall parts, together."""
    n_rows, n_cols = len(lattice.ys) - 1, len(lattice.xs) - 1
    seen: set[tuple[int, int]] = set()
    for start in ((r, c) for r in range(n_rows) for c in range(n_cols)):
        if start in seen:
            continue
        todo = _unparted(lattice, *start)
        region = {start, *todo}
        if not todo:
            yield region  # most squares are cells of their own
            continue
        while todo:
            near = _unparted(lattice, *todo.pop())
            todo += [n for n in near if n not in region]
            region.update(near)
        seen |= region
        yield region


def _rectangles(region: set[tuple[int, int]]) -> Iterable[Slot]:
    """A region as rectangles, row by row from the top; one where it is a rectangle."""
    if len(region) == 1:
        ((top, first),) = region
        yield Slot(top, top + 1, first, first + 1)
        return
    left = set(region)
    while left:
        top, first = min(left)
        right = first
        while (top, right) in left:
            right += 1
        bottom = top + 1
        while all((bottom, c) in left for c in range(first, right)):
            bottom += 1
        left -= {(r, c) for r in range(top, bottom) for c in range(first, right)}
        yield Slot(top, bottom, first, right)


def _n_open(lattice: Lattice, slot: Slot) -> int:
    """On how many sides of a cell no rule runs."""
    left, top, r, c = lattice.left_walls, lattice.top_walls, slot.top, slot.left
    if slot.bottom - r == slot.right - c == 1:
        return 4 - left[r][c] - left[r][c + 1] - top[r][c] - top[r + 1][c]
    rows, cols = range(slot.top, slot.bottom), range(slot.left, slot.right)
    sides = (
        [lattice.left_walls[r][slot.left] for r in rows],
        [lattice.left_walls[r][slot.right] for r in rows],
        [lattice.top_walls[slot.top][c] for c in cols],
        [lattice.top_walls[slot.bottom][c] for c in cols],
    )
    return sum(2 * sum(side) < len(side) for side in sides)


def sheet_of(lattice: Lattice) -> Sheet:
    """The cells that a lattice draws."""
    slots = [slot for region in _regions(lattice) for slot in _rectangles(region)]
    for slot in slots:
        slot.n_open = _n_open(lattice, slot)
    slots.sort(key=lambda s: (s.top, s.left))
    return Sheet(lattice.xs, lattice.ys, slots, [], lattice.open_columns, lattice.open_rows)


def _kept(
    lines: list[float], spans: list[tuple[int, int, bool]], open_bands: list[tuple[int, int]]
) -> dict[int, int]:
    """The number that each line gets once lines that part nothing are gone; lines of no cell get none.

    `spans` are (first, last, has text) of every cell along this axis.
    """
    filled = {(first, last) for first, last, text in spans if text}
    group: list[int] = []  # lines so near each other that they are one
    out: dict[int, int] = {}
    number = -1
    for i in sorted({n for first, last, _ in spans for n in (first, last)}):
        near = group and (lines[i] - lines[group[0]] < _SLIVER or (group[-1], i) in open_bands)
        if not near or any((j, i) in filled for j in group):
            number, group = number + 1, []
        group.append(i)
        out[i] = number
    return out


def tidied(sheet: Sheet) -> Sheet:
    """The sheet without empty cells that the rules leave open, and without slivers of columns and rows."""
    slots = [s for s in sheet.slots if s.chars or s.n_open < 3]
    if not slots:
        return Sheet(sheet.xs, sheet.ys, [], sheet.lost)
    col = _kept(sheet.xs, [(s.left, s.right, bool(s.chars)) for s in slots], sheet.open_columns)
    row = _kept(sheet.ys, [(s.top, s.bottom, bool(s.chars)) for s in slots], sheet.open_rows)
    out = []
    for s in slots:
        new = Slot(row[s.top], row[s.bottom], col[s.left], col[s.right], s.chars, s.n_open)
        if new.top < new.bottom and new.left < new.right:
            out.append(new)
    return Sheet(_lines(sheet.xs, col), _lines(sheet.ys, row), out, sheet.lost)


def _lines(lines: list[float], number: dict[int, int]) -> list[float]:
    """The position of each new line: the outermost of those it stands for."""
    out: dict[int, float] = {}
    for i, n in number.items():
        out[n] = out.get(n, lines[i]) if n == 0 else lines[i]
    return list(out.values())
