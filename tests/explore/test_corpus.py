"""The web page in a browser over real disclosures: every view, the mark over the cell, what is taken along.

`YUJUESUAN_BUILD` may name a dataset made of all of them; without it a few are read.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode
from urllib.request import urlopen

import openpyxl
import pytest

from pipeline.core.resources import ROOT
from pipeline.run.local import run, sources
from tests.explore.browsing import CHROMIUM, look_at_mark, visit
from tests.explore.conftest import Served, served

if TYPE_CHECKING:
    from playwright.sync_api import Page

FILES = ROOT.parent / "shared" / "corpus" / "dev" / "files"
BUILD = os.environ.get("YUJUESUAN_BUILD", "")
pytest.importorskip("playwright.sync_api")
pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not FILES.is_dir(), reason="../shared/corpus/dev is not here"),
    pytest.mark.skipif(not CHROMIUM, reason="no chromium: apt-get install chromium"),
]
_EVERY, _MOST_BYTES = 16, 400_000


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    dataset = Path(BUILD)
    if not BUILD:
        dataset = tmp_path_factory.mktemp("corpus") / "dataset"
        small = [p for p in sorted(FILES.iterdir()) if p.stat().st_size < _MOST_BYTES]
        others = [p for p in small if p.suffix not in (".pdf", ".json")][:3]
        run(sources([*small[::_EVERY], *others]), dataset)
    with served(dataset, FILES) as site:
        yield site


def test_every_view_of_real_disclosures(page: Page, corpus: Served) -> None:
    rows = corpus.reader.rows(
        "SELECT * FROM documents WHERE department IS NOT NULL AND status IN ('ok', 'partial') ORDER BY doc_id LIMIT 10"
    )
    names = [quote(f"{r['province_code']}|{r['region'] or ''}|{r['department']}") for r in rows]
    paths = [
        "/",
        "/search",
        "/findings",
        "/line/201",
        "/sql?question=classes",
        "/compare?d=" + "&d=".join(names),
    ]
    paths += [f"/department?d={n}" for n in names]
    for row in rows:
        paths += [f"/document/{row['doc_id']}"] + [
            f"/document/{row['doc_id']}?form={form}"
            for form in ("amounts", "performance_indicators", "findings")
        ]
        for table in ("function_lines", "amounts"):
            sql = f"SELECT seq FROM {table} WHERE doc_id = $d ORDER BY seq LIMIT 1"
            found = corpus.reader.rows(sql, {"d": row["doc_id"]})
            paths += [f"/evidence/{row['doc_id']}/{table}/{r['seq']}" for r in found]
    visit(page, corpus, paths)


def test_the_mark_lies_over_the_cell_of_real_pages(page: Page, corpus: Served) -> None:
    rows = corpus.reader.rows(
        "SELECT doc_id, seq, bbox, page FROM function_lines WHERE bbox IS NOT NULL AND place = 'form' "
        "AND text_source = 'digital' AND amount_yuan > 0 "
        "QUALIFY row_number() OVER (PARTITION BY doc_id ORDER BY hash(doc_id || seq)) <= 4 ORDER BY doc_id, seq LIMIT 24"
    )
    assert len(rows) >= 8
    for row in rows:
        look_at_mark(page, corpus, row)


def test_a_real_answer_opens_in_a_workbook(page: Page, corpus: Served) -> None:
    sql = "SELECT department, function_code, amount_yuan FROM spending ORDER BY doc_id, form, function_code LIMIT 300"
    expected = corpus.reader.rows(sql)
    with urlopen(f"{corpus.url}/download.xlsx?{urlencode({'sql': sql})}", timeout=60) as answer:
        sheet = openpyxl.load_workbook(io.BytesIO(answer.read()))["data"]
    cells = list(sheet.iter_rows(min_row=2, values_only=True))
    assert [(r[0], r[1], float(str(r[2]))) for r in cells] == [
        (r["department"], r["function_code"], float(r["amount_yuan"])) for r in expected
    ]
    assert sheet["C2"].number_format == "#,##0.00"
