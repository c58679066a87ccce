"""Documents that libraries read only in part without a word: all of their rows are read, or what is missing is told."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from reportlab.pdfgen.canvas import Canvas

from pipeline.core.model import Document
from pipeline.read import ocr, open_document
from pipeline.run.confine import Limits
from pipeline.run.document import process
from pipeline.run.isolate import Outcome, each_in_child
from tests.read.docx_files import docx, p, tbl, tc, tr
from tests.torture.hostile import CORPUS

N_ROWS, N_NESTED = 200_000, 20_000


def sizes(path: Path) -> dict[str, Any]:
    """What of a document is read."""
    document: Document = open_document(path)
    tables = list(document.tables())
    return {
        "tables": len(tables),
        "rows": [t.n_rows for t in tables][:5],
        "cells": sum(len(t.cells) for t in tables),
    }


def in_a_child(path: Path) -> Outcome[Path]:
    """The sizes of a document, read within the limits of a run."""
    (outcome,) = each_in_child([path], sizes, Limits(), 1)
    assert outcome.answer is not None, outcome.error
    assert outcome.peak_mb < 1536
    return outcome


def test_a_table_of_200_000_rows(tmp_path: Path) -> None:
    rows = "".join(tr(tc(f"{n:07d}") + tc(f"{n * 7919 % 999_983}.{n % 100:02d}")) for n in range(N_ROWS))
    outcome = in_a_child(docx(tmp_path / "a.docx", f"<w:tbl>{rows}</w:tbl>"))
    assert outcome.answer == {"tables": 1, "rows": [N_ROWS], "cells": 2 * N_ROWS}


def test_nested_tables(tmp_path: Path) -> None:
    body = "".join(
        tbl(tr(f"<w:tc>{tbl(tr(tc(f'{n * 7919 % 999_983}')))}{p(str(n))}</w:tc>")) for n in range(N_NESTED)
    )
    outcome = in_a_child(docx(tmp_path / "a.docx", body))
    assert outcome.answer is not None
    assert outcome.answer["tables"] == 2 * N_NESTED
    assert outcome.answer["cells"] == 2 * N_NESTED


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS.exists(), reason="../shared/corpus/hostile is not here")
@pytest.mark.parametrize(
    ("name", "tables", "cells"),
    [
        ("h06_table_200k_rows.docx", 1, N_ROWS),
        ("h09_20k_tables_each_nested.docx", 2 * N_NESTED + 1, 2 * N_NESTED),
    ],
)
def test_the_files_that_showed_it(name: str, tables: int, cells: int) -> None:
    began = time.monotonic()
    answer = in_a_child(CORPUS / "synthetic" / name).answer
    assert answer is not None
    assert answer["tables"] == tables
    assert answer["cells"] >= cells
    print(f"{name}: {answer}, {time.monotonic() - began:.1f} s")


def drawn(path: Path, pages: int, *, empty: int = 0) -> Path:
    """A PDF of pages with text, the last `empty` of them with an image only."""
    canvas = Canvas(str(path))
    for number in range(pages):
        if number < pages - empty:
            canvas.drawString(72, 700, f"page {number} of a long document, with more than a stamp on it")
        else:
            canvas.drawInlineImage(str(_dot(path.parent)), 72, 72, 400, 600)
        canvas.showPage()
    canvas.save()
    return path


def _dot(folder: Path) -> Path:
    from PIL import Image

    path = folder / "dot.png"
    Image.new("RGB", (400, 600), "white").save(path)
    return path


def test_more_pages_than_most(tmp_path: Path) -> None:
    result = process(drawn(tmp_path / "a.pdf", 120))
    assert result.status["pages"] == 120
    assert result.document is not None
    assert all(page.n_chars > 30 for page in result.document.pages)


def test_a_page_without_text_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "is_there", lambda: False)
    result = process(drawn(tmp_path / "a.pdf", 3, empty=1))
    assert result.document is not None
    assert [i.page for i in result.document.issues if i.kind == "unread"] == [3]
    assert result.status["status"] != "ok"
