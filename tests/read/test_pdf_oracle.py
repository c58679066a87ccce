"""pdfplumber reads the same words and the same cells from drawn pages as the reader does."""

from __future__ import annotations

import random
from pathlib import Path

import pdfplumber
import pytest
from reportlab.pdfgen.canvas import Canvas

from pipeline.core.text import squash
from pipeline.read.pdf import read_pdf
from tests.read.drawn import HEIGHT, pdf, put

WORDS = ["一般公共服务支出", "行政运行", "科目编码", "2010101", "1,234.56", "0.00", "合计", "-12.5", ""]


def _draw(seed: int):
    """A page with two tables of random shape, one with a merged heading, and a sentence between them."""
    chance = random.Random(seed)

    def draw(canvas: Canvas):
        for top in (80, 420):
            xs = [60 + 95 * i for i in range(chance.randint(3, 6))]
            pitch = chance.choice((18, 22, 30))
            ys = [top + pitch * i for i in range(chance.randint(3, 9))]
            merged = chance.random() < 0.5
            for y in ys:
                canvas.line(xs[0], HEIGHT - y, xs[-1], HEIGHT - y)
            for i, x in enumerate(xs):
                start = ys[1] if merged and 0 < i < len(xs) - 1 else ys[0]
                canvas.line(x, HEIGHT - start, x, HEIGHT - ys[-1])
            for y in ys[:-1]:
                for x in xs[:1] if merged and y == ys[0] else xs[:-1]:
                    put(canvas, x + 4, y + 4, chance.choice(WORDS))
        put(canvas, 60, 400, "示例说明：收入1,234.56万元，支出1,000.00万元。")

    return draw


@pytest.mark.parametrize("seed", range(12))
def test_same_words_and_cells(tmp_path: Path, seed: int):
    path = pdf(tmp_path / "a.pdf", _draw(seed))
    document = read_pdf(path)
    with pdfplumber.open(path) as other:
        page = other.pages[0]
        tables = [[cell for row in t.extract() for cell in row if cell] for t in page.find_tables()]
        printed = sorted(squash("".join(w["text"] for w in page.extract_words())))
    # a table in which nothing is printed is none to the reader
    assert [[c.text for c in t.cells if c.text] for t in document.tables()] == [t for t in tables if t]
    own = [c.text for t in document.tables() for c in t.cells] + [p.text for p in document.paragraphs()]
    assert sorted(squash("".join(own))) == printed
    assert all(t.lost_text == "" for t in document.tables())
