"""Pages in GBK that say nothing of it, or call themselves Word or Excel: their Chinese characters are kept."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from pipeline.core.model import Document, Table
from pipeline.read import open_document
from tests.synth.document import disclosure

HOSTILE = Path(__file__).parents[3] / "shared" / "corpus" / "hostile" / "synthetic"
_LEAST = 0.995


def _chinese(text: str) -> Counter[str]:
    return Counter(c for c in text if "\u4e00" <= c <= "\u9fff")


def _texts(document: Document) -> str:
    return "".join(c.text for b in document.blocks() for c in (b.cells if isinstance(b, Table) else [b]))


def _kept(page: str, document: Document) -> float:
    """The share of the Chinese characters in the body of a page that are read."""
    body = _chinese(page[page.index("<body") :])
    return (body & _chinese(_texts(document))).total() / body.total()


@pytest.mark.skipif(not HOSTILE.is_dir(), reason="../shared/corpus/hostile is not here")
@pytest.mark.parametrize(
    "name", ["h18_really_html_gbk.doc", "h21_really_html.xls", "h23_gbk_no_charset.html"]
)
def test_pages_under_other_names(name: str) -> None:
    path = HOSTILE / name
    assert _kept(path.read_bytes().decode("gb18030"), open_document(path)) >= _LEAST


def test_a_disclosure_that_lies_about_its_encoding(tmp_path: Path) -> None:
    path = tmp_path / "附件.doc"
    path.write_bytes(disclosure("mixed", 5).render("gbk"))
    word = tmp_path / "附件.docx"
    word.write_bytes(disclosure("mixed", 5).render("docx"))
    whole = _chinese(_texts(open_document(word)))
    assert (whole & _chinese(_texts(open_document(path)))).total() >= _LEAST * whole.total()
