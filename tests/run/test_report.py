"""The run report: figures that add up, names that cannot hurt the page, metrics a collector takes."""

from __future__ import annotations

import json
import re
from pathlib import Path

from lxml import html

from pipeline.core.source import Source
from pipeline.run.local import run
from pipeline.run.report import RunReport


def test_a_run_writes_its_report(tmp_path: Path) -> None:
    bad = tmp_path / "<script>alert(1)<script>.pdf"
    bad.write_bytes(b"%PDF-1.4 nothing")
    good = tmp_path / "a.txt"
    good.write_text(
        "示例市云溪局2024年度部门决算\n一、收入支出决算总体情况说明\n2024年度收、支总计100.00万元。\n",
        "utf-8",
    )
    out = tmp_path / "out"
    report = run([Source(bad, "<script>alert(1)<script>.pdf"), Source(good, good.name)], out)
    data = json.loads((out / "reports" / "000001.json").read_text("utf-8"))
    assert data["documents"] == 2 == sum(data["statuses"].values())
    assert data["statuses"]["failed"] == 1 == sum(data["failures"].values())
    assert data["rows"] == report.counts
    assert sum(sum(p.values()) for p in data["provinces"].values()) == 2
    assert data["failed"][0]["advice"]
    assert {d["source_uri"] for d in data["slowest"]} == {"a.txt", "<script>alert(1)<script>.pdf"}
    page = html.fromstring((out / "reports" / "000001.html").read_text("utf-8"))
    assert page.xpath("//script") == []
    assert page.xpath("//*[@src or @href]") == []
    assert "<script>alert(1)<script>.pdf" in page.text_content()
    metrics = (out / "reports" / "metrics.prom").read_text("utf-8")
    assert 'yujuesuan_documents{status="failed"} 1' in metrics
    assert metrics.endswith("# EOF\n")
    assert all(
        re.match(r"#|yujuesuan_\w+(\{\w+=\"[^\"]*\"\})? [-+.e\d]+$", line) for line in metrics.splitlines()
    )


def test_an_empty_run() -> None:
    assert RunReport().proved_share is None
    assert RunReport().as_dict()["documents"] == 0
