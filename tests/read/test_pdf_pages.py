"""Whole PDFs: what the page shows is read, once, and in reading order."""

from __future__ import annotations

from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from pipeline.core.text import squash
from pipeline.read.pdf import read_pdf
from tests.read.drawn import HEIGHT, WIDTH, pdf, put


def _paragraphs(path: Path) -> list[str]:
    return [p.text for p in read_pdf(path).paragraphs()]


def test_text_outside_its_clip_is_not_shown(tmp_path: Path):
    def draw(canvas: Canvas):
        put(canvas, 60, 100, "示例说明甲")
        canvas.saveState()
        clip = canvas.beginPath()
        clip.rect(50, HEIGHT - 300, 400, 100)
        canvas.clipPath(clip, stroke=0)
        put(canvas, 60, 100, "藏起来的")
        put(canvas, 60, 250, "示例说明乙")
        canvas.restoreState()

    assert _paragraphs(pdf(tmp_path / "a.pdf", draw)) == ["示例说明甲", "示例说明乙"]


def test_a_number_that_runs_over_the_edge_is_whole(tmp_path: Path):
    def draw(canvas: Canvas):
        put(canvas, 60, 100, "示例说明甲")
        put(canvas, WIDTH - 14, 130, "26.20")
        put(canvas, WIDTH + 20, 130, "99")

    assert _paragraphs(pdf(tmp_path / "a.pdf", draw)) == ["示例说明甲", "26.20"]


def test_titles_written_after_the_rows_come_first(tmp_path: Path):
    def draw(canvas: Canvas):
        canvas.grid([60, 200, 400], [HEIGHT - 200, HEIGHT - 220, HEIGHT - 240])
        put(canvas, 64, 205, "项目")
        put(canvas, 204, 205, "预算数")
        put(canvas, 64, 225, "合计")
        put(canvas, 204, 225, "12.00")
        put(canvas, 200, 100, "示例收支表")

    document = read_pdf(pdf(tmp_path / "a.pdf", draw))
    assert [type(b).__name__ for b in document.blocks()] == ["Paragraph", "Table"]
    table = next(document.tables())
    assert [c.text for c in table.cells] == ["项目", "预算数", "合计", "12.00"]


def test_page_turned_sideways_reads_the_same(tmp_path: Path):
    def upright(canvas: Canvas):
        canvas.grid([60, 200, 400], [HEIGHT - 200, HEIGHT - 220, HEIGHT - 240])
        for x, top, text in ((64, 205, "项目"), (204, 205, "预算数"), (64, 225, "合计"), (204, 225, "1.00")):
            put(canvas, x, top, text)

    def turned(canvas: Canvas):
        canvas.setPageRotation(90)  # swaps the sides of the page too
        canvas.translate(0, -300)
        upright(canvas)

    def drawn_sideways(canvas: Canvas):
        canvas.rotate(90)
        canvas.translate(0, -HEIGHT)
        upright(canvas)

    for draw in (turned, drawn_sideways):
        table = next(read_pdf(pdf(tmp_path / "a.pdf", draw)).tables())
        assert [(c.row, c.col, c.text) for c in table.cells] == [
            (0, 0, "项目"),
            (0, 1, "预算数"),
            (1, 0, "合计"),
            (1, 1, "1.00"),
        ]


def test_page_numbers_are_furniture_and_sentences_go_on_over_the_break(tmp_path: Path):
    line = "本单位二〇二四年度收入总计比上年增加的主要原因是新增项目支出并且人员有所增加以及"

    def page(number: int):
        def draw(canvas: Canvas):
            for i in range(30):
                put(canvas, 80, 80 + i * 20, line)
            put(canvas, 290, 800, f"- {number} -")

        return draw

    document = read_pdf(pdf(tmp_path / "a.pdf", page(1), page(2)))
    assert [[squash(f) for f in p.furniture] for p in document.pages] == [["-1-"], ["-2-"]]
    assert [p.text for p in document.paragraphs()] == [line * 60]


def test_cells_that_only_their_colour_shows(tmp_path: Path):
    def draw(canvas: Canvas):
        for r, row in enumerate((("项目", "预算数"), ("合计", "12.00"), ("基本支出", "12.00"))):
            for c, text in enumerate(row):
                canvas.setFillGray(0.8 if r == 0 else 0.95)
                canvas.rect(60 + 150 * c, HEIGHT - 120 - 20 * r, 149, 19, stroke=0, fill=1)
                canvas.setFillGray(0)
                put(canvas, 64 + 150 * c, 105 + 20 * r, text)

    (table,) = read_pdf(pdf(tmp_path / "a.pdf", draw)).tables()
    assert [c.text for c in table.cells] == ["项目", "预算数", "合计", "12.00", "基本支出", "12.00"]
    assert (table.n_rows, table.n_cols) == (3, 2)


def test_bars_and_marked_lines_are_no_table(tmp_path: Path):
    def draw(canvas: Canvas):
        for i, height in enumerate((50, 90, 140)):
            canvas.setFillGray(0.6)
            canvas.rect(100 + 60 * i, HEIGHT - 400, 40, height, stroke=0, fill=1)
            canvas.rect(60, HEIGHT - 112 - 14 * i, 400, 14, stroke=0, fill=1)
            canvas.setFillGray(0)
            put(canvas, 104 + 60 * i, 385, f"{i}.00")
            put(canvas, 60, 100 + 14 * i, "示例说明文字")

    assert list(read_pdf(pdf(tmp_path / "a.pdf", draw)).tables()) == []


def test_lines_that_are_not_justified_are_joined_but_no_heading_is_to_what_stands_below(tmp_path: Path):
    heading = (80, "（一）示例经费财政拨款支出决算总体情况说明".ljust(37, "示"))
    ragged = [
        (80, "示例局支出决算为多少万元，完成年初预算".ljust(36, "示")),  # two characters short of the margin
        (60, "的四成，主要原因是按项目推进情况".ljust(38, "例")),
        (60, "例均无变化；基本支出14,206"),
        (60, "万元，占74.59%。"),
    ]
    full = [
        (80, "另一段文字".ljust(38, "文")),
        *[(60, "字写满了一行".ljust(40, "字"))] * 6,
        (60, "到此为止。"),
    ]
    lines = [heading, *ragged, *full]

    def draw(canvas: Canvas):
        for n, (x, text) in enumerate(lines):
            put(canvas, x, 100 + 16 * n, text)

    joined = ["".join(text for _, text in part) for part in ([heading], ragged, full)]
    assert _paragraphs(pdf(tmp_path / "a.pdf", draw)) == joined
