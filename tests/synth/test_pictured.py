"""Forms that are pictures in documents that are text otherwise give what they state, and say that it was recognised."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.read import ocr
from pipeline.run.document import process
from tests.synth.document import disclosure
from tests.synth.labels import tables
from tests.synth.pictured import pictured
from tests.synth.scans import count, excerpt

pytestmark = pytest.mark.skipif(not ocr.is_there(), reason="the extra `ocr` is not installed")


@pytest.mark.parametrize("form", ["docx", "html", "mht", "xlsx", "ofd"])
def test_pictures_of_forms_are_read_where_they_stand(form: str, tmp_path: Path) -> None:
    made = pictured(excerpt(disclosure("chongqing_budget", 1), 1, rows=20))
    path = tmp_path / "document"
    path.write_bytes(made.render(form))
    for name, content in tables(made, path.name).items():
        (tmp_path / name).write_text(content, encoding="utf-8", newline="")
    result = process(path)
    found = count(result, tmp_path)
    assert not found.missed
    assert not found.wrong
    assert result.status["text_source"] == "mixed"
    rows = result.tables()["function_lines"]
    inside = [r for r in rows if r["place"] == "form"]
    assert len(inside) > 10
    assert {r["text_source"] for r in inside} == {"ocr"}
    if form != "ofd":
        assert {r["locator"].partition("/")[0] for r in inside} == {"pic1"}
        assert {r["text_source"] for r in rows if r["place"] == "text"} == {"digital"}
