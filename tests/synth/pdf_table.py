"""A table laid out for a page width: row heights, wrapped lines, and its cut into pieces that fit pages."""

from __future__ import annotations

from dataclasses import dataclass, field

from reportlab.pdfbase import pdfmetrics

from .blocks import Cell, Table, lay

FONT = "STSong-Light"
PAD = 2.5


def wrap(text: str, width: float, size: float) -> list[str]:
    """Lines no wider than the width; breaks of the text are kept, a run of ASCII is not torn where it fits."""
    out: list[str] = []
    for part in text.split("\n"):
        line = ""
        for token in _tokens(part):
            if line and pdfmetrics.stringWidth(line + token, FONT, size) > width:
                out.append(line)
                line = ""
            while pdfmetrics.stringWidth(token, FONT, size) > width and len(token) > 1:
                cut = _fit(token, width, size)
                out.append(token[:cut])
                token = token[cut:]
            line += token
        out.append(line)
    return out


def _fit(token: str, width: float, size: float) -> int:
    n = 1
    while n < len(token) and pdfmetrics.stringWidth(token[: n + 1], FONT, size) <= width:
        n += 1
    return n


def _tokens(text: str) -> list[str]:
    """Ideographs one by one, runs of figures and letters whole."""
    out: list[str] = []
    for ch in text:
        if (out and ch.isascii() and ch != " " and out[-1][-1].isascii() and out[-1][-1] != " ") or (
            out and ch in "，。；：、）％%"
        ):
            out[-1] += ch
        else:
            out.append(ch)
    return out


@dataclass
class Placed:
    """A cell with its grid place, its span and the lines it prints."""

    row: int
    col: int
    rows: int
    cols: int
    cell: Cell
    lines: list[str]


@dataclass
class Piece:
    """Part of a table on one page: rows by number with their heights, and which lines of a cut row it shows."""

    rows: list[int]
    heights: list[float]
    skip: dict[int, int] = field(default_factory=dict)  # row -> lines printed on the page before
    stop: dict[int, int] = field(default_factory=dict)  # row -> lines that go on the next page

    @property
    def height(self) -> float:
        """Points."""
        return sum(self.heights)


class Laid:
    """A table with widths and heights in points."""

    def __init__(self, table: Table, width: float, least: float = 0.0) -> None:
        self.table, self.size = table, table.font
        self.line = table.font * 1.32
        self.least = max(least, self.line + 4)
        scale = width / sum(table.widths)
        self.widths = [w * scale for w in table.widths]
        self.lefts = [sum(self.widths[:i]) for i in range(len(self.widths) + 1)]
        self.cells = [self._place(r, c, cell) for r, c, cell in lay(table).places]
        self.heights = self._heights()

    def _place(self, row: int, col: int, cell: Cell) -> Placed:
        room = self.lefts[min(col + cell.cols, len(self.widths))] - self.lefts[col] - 2 * PAD
        lines = wrap(cell.text, room, self.size) if cell.text else []
        return Placed(row, col, cell.rows, cell.cols, cell, lines)

    def _heights(self) -> list[float]:
        heights = [self.least] * len(self.table.rows)
        for p in sorted(self.cells, key=lambda p: p.rows):
            need = len(p.lines) * self.line + 4
            have = sum(heights[p.row : p.row + p.rows])
            if need > have:
                heights[p.row + p.rows - 1] += need - have
        return heights

    def pieces(self, first: float, room: float, repeat: bool, cut: bool) -> list[Piece]:
        """Rows dealt out to pages: `first` points on this page, `room` on those that follow."""
        head = list(range(self.table.header))
        again = [self.table.repeat_row] if self.table.repeat_row is not None else []
        out = [Piece([], [])]
        left = first
        for row in range(len(self.table.rows)):
            height = self.heights[row]
            if height > left and (out[-1].rows and row >= self.table.header):
                torn = self._tear(row, left) if cut else None
                if torn is not None:
                    out[-1].rows.append(row)
                    out[-1].heights.append(left)
                    out[-1].stop[row] = torn
                rows = [*head, *again] if repeat else []
                out.append(Piece(list(rows), [self.heights[r] for r in rows]))
                left = room - sum(out[-1].heights)
                if torn is not None:
                    out[-1].skip[row] = torn
                    height = max(self.least, self.heights[row] - torn * self.line)
            out[-1].rows.append(row)
            out[-1].heights.append(height)
            left -= height
        return out

    def _tear(self, row: int, left: float) -> int | None:
        """How many lines of a row fit; None when it is not worth a cut."""
        most = max((len(p.lines) for p in self.cells if p.row == row and p.rows == 1), default=0)
        fit = int((left - 4) // self.line)
        return fit if 1 <= fit < most else None
