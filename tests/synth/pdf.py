"""Documents as PDF: ruled, half-ruled or without rules, upright, with /Rotate or drawn sideways."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont

from .blocks import Block, Form, PageBreak, Picture, Text
from .look import Look
from .paper import LONG, SHORT, Paper, PdfPaper
from .pdf_table import FONT, PAD, Laid, Piece, Placed, wrap

MARGIN, FOOT = 62.0, 52.0
SIZES = {"cover": 22.0, "part": 18.0, "title": 15.0, "heading": 13.0, "body": 12.0, "note": 9.0, "label": 9.0,
         "contents": 11.0}  # fmt: skip


class Press:
    """Prints blocks on pages."""

    def __init__(self, look: Look, paper: Paper) -> None:
        if FONT not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(UnicodeCIDFont(FONT))
        self.look = look
        self.paper = paper
        self.page = 0
        self.width, self.height = SHORT, LONG
        self.y = 0.0
        self.open = False

    # --- pages -------------------------------------------------------------------------------------------
    def start(self, wide: bool = False, turn: str = "") -> None:
        """A new page, wide or upright."""
        self.finish()
        self.page += 1
        self.open = True
        paper = self.paper
        if not wide:
            paper.page(SHORT, LONG)
            self.width, self.height = SHORT, LONG
        elif turn:
            # reportlab turns the page box with the rotation, so that it must be given as shown
            paper.page(*((LONG, SHORT) if turn == "rotate" else (SHORT, LONG)), 90 if turn == "rotate" else 0)
            if turn == "drawn":
                self._edges(SHORT, LONG)
            paper.turn(SHORT)
            self.width, self.height = LONG, SHORT
        else:
            paper.page(LONG, SHORT)
            self.width, self.height = LONG, SHORT
        if not (wide and turn == "drawn"):
            self._edges(self.width, self.height)
        self.y = MARGIN
        self.shape = (wide, turn)

    def _edges(self, width: float, height: float) -> None:
        """Running head and page number."""
        if self.look.running:
            self.paper.font(9)
            self.paper.text(width / 2, height - 36, self.look.running, "c")
        if self.look.numbers:
            self.paper.font(9)
            self.paper.text(width / 2, 28, self.look.numbers.format(n=self.page), "c")

    def finish(self) -> None:
        """Close the page that is open."""
        if self.open:
            self.paper.end()
        self.open = False

    @property
    def room(self) -> float:
        """Points left on the page."""
        return self.height - FOOT - self.y

    # --- text --------------------------------------------------------------------------------------------
    def picture(self, block: Picture) -> None:
        """A picture, on the next page where it does not fit."""
        if self.shape[0] or self.y + block.height > self.height - FOOT:
            self.start()
        left = (self.width - block.width) / 2
        base = self.height - self.y - block.height
        self.paper.picture(block.png, left, base, left + block.width, base + block.height)
        self.y += block.height + PAD

    def text(self, block: Text) -> None:
        """A paragraph, wrapped, over as many pages as it needs."""
        size = SIZES[block.role]
        centred = block.role in ("cover", "part", "title")
        left, right = MARGIN + 10, self.width - MARGIN - 10
        indent = "　　" if block.role in ("heading", "body") else ""
        if block.role == "cover":
            self.y += 60
        for line in wrap(indent + block.number + block.text, right - left, size):
            step = size * 1.65
            if step > self.room:
                self.start(*self.shape)
            self.y += step
            self.paper.font(size)
            if centred:
                self.paper.text(self.width / 2, self.height - self.y, line, "c")
            else:
                self.paper.text(left, self.height - self.y, line)

    def _line(self, left: str, right: str, size: float, x0: float, x1: float) -> None:
        self.y += size * 1.5
        self.paper.font(size)
        self.paper.text(x0, self.height - self.y, left)
        self.paper.text(x1, self.height - self.y, right, "r")

    # --- forms -------------------------------------------------------------------------------------------
    def form(self, form: Form) -> None:
        """Label, title, caption line, table over its pages, notes."""
        look = form.look or self.look
        wide = form.wide
        turn = look.turn if wide else ""
        laid = Laid(form.table, (LONG if wide else SHORT) - 2 * 40)
        above = 70.0
        if (
            form.new_page
            or not self.open
            or self.shape != (wide, turn)
            or self.room < above + laid.heights[0] * 4
        ):
            self.start(wide, turn)
        x0, x1 = 40.0, self.width - 40.0
        if form.label:
            self._line(form.label, "", 10, x0, x1)
        for line in wrap(form.title, x1 - x0 - 20, SIZES["title"]):
            self.y += SIZES["title"] * 1.6
            self.paper.font(SIZES["title"])
            self.paper.text(self.width / 2, self.height - self.y, line, "c")
        if form.left or form.right:
            self._line(form.left, form.right, 9, x0, x1)
        self.y += 5
        pieces = laid.pieces(self.room, self.height - FOOT - MARGIN, look.repeat, look.cut)
        for i, piece in enumerate(pieces):
            if i:
                self.start(wide, turn)
            self._piece(laid, piece, x0, look)
        for note in form.notes:
            for line in wrap(note, x1 - x0, 9):
                self._line(line, "", 9, x0, x1)
        self.y += 14

    def _piece(self, laid: Laid, piece: Piece, x0: float, look: Look) -> None:
        """The rows of a table that stand on one page."""
        tops = {row: self.y + sum(piece.heights[:i]) for i, row in enumerate(piece.rows)}
        ends = {row: tops[row] + piece.heights[i] for i, row in enumerate(piece.rows)}
        for cell in laid.cells:
            mine = [r for r in range(cell.row, cell.row + cell.rows) if r in tops]
            if not mine:
                continue
            top, bottom = tops[mine[0]], ends[mine[-1]]
            left, right = (
                x0 + laid.lefts[cell.col],
                x0 + laid.lefts[min(cell.col + cell.cols, len(laid.widths))],
            )
            if look.rules == "full":
                self._rule(left, top, right, top), self._rule(left, bottom, right, bottom)
                self._rule(left, top, left, bottom), self._rule(right, top, right, bottom)
            elif look.rules == "half" and not cell.cell.cols > 20:
                self._rule(left, bottom, right, bottom)
                if cell.row == piece.rows[0]:
                    self._rule(left, top, right, top)
            if mine[0] == cell.row:
                lines = cell.lines[piece.skip.get(cell.row, 0) :] if cell.rows == 1 else cell.lines
                if cell.row in piece.stop:
                    lines = lines[: piece.stop[cell.row]]
                self._words(laid, cell, lines, (left, top, right, bottom))
        self.y += piece.height

    def _rule(self, x0: float, top: float, x1: float, bottom: float) -> None:
        self.paper.rule(x0, self.height - top, x1, self.height - bottom)

    def _words(
        self, laid: Laid, cell: Placed, lines: Sequence[str], box: tuple[float, float, float, float]
    ) -> None:
        left, top, right, bottom = box
        self.paper.font(laid.size)
        y = top + max(0.0, (bottom - top - len(lines) * laid.line) / 2) + laid.size * 1.02
        for line in lines:
            base = self.height - y
            if cell.cell.align == "c":
                self.paper.text((left + right) / 2, base, line, "c")
            elif cell.cell.align == "r":
                self.paper.text(right - PAD, base, line, "r")
            else:
                self.paper.text(left + PAD, base, line)
            y += laid.line


def pressed(press: Press, blocks: Sequence[Block]) -> None:
    """Print all blocks."""
    press.start()
    for block in blocks:
        if isinstance(block, PageBreak):
            if press.y > MARGIN:
                press.start()
        elif isinstance(block, Form):
            press.form(block)
        elif isinstance(block, Picture):
            press.picture(block)
        else:
            if press.shape[0]:
                press.start()
            press.text(block)
    press.finish()


def render(blocks: Sequence[Block], look: Look) -> bytes:
    """The PDF of a document, the same bytes for the same blocks."""
    paper = PdfPaper()
    pressed(Press(look, paper), blocks)
    return paper.file()
