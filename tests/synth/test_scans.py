"""Scans in short: a clean one and a spoiled one. `make scans` measures every family and every scanner."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.read import ocr
from pipeline.run.document import process
from tests.synth.blocks import Cell, Form, Table
from tests.synth.document import disclosure
from tests.synth.look import Look
from tests.synth.pdf import render
from tests.synth.scan import SCANNERS, scanned
from tests.synth.scans import count, excerpt, read

pytestmark = pytest.mark.skipif(not ocr.is_there(), reason="the extra `ocr` is not installed")


def test_same_seed_same_scan() -> None:
    data = excerpt(disclosure("chongqing_budget", 1), 3, rows=10).render("pdf")
    assert scanned(data, SCANNERS["worst"]) == scanned(data, SCANNERS["worst"])


@pytest.mark.parametrize(
    ("name", "seed", "scanner", "least"),
    [("unruled_budget", 2, "clean", 0.99), ("prior_final", 2, "worst", 0.8)],
)
def test_scan(name: str, seed: int, scanner: str, least: float, tmp_path: Path) -> None:
    made = excerpt(disclosure(name, seed), seed, rows=20)
    found = count(read(made, SCANNERS[scanner], tmp_path), tmp_path)
    proved, wrong = found.proved()
    assert wrong == 0, found.wrong
    assert found.exact >= least * found.gold, found.missed
    assert proved > 30


def test_what_is_printed_wrong_on_a_scan_stays(tmp_path: Path) -> None:
    head = ["科目编码", "科目名称", "合计", "基本支出", "项目支出"]
    rows = [
        ["", "合计", "833.00", "520.00", "313.00"],
        ["201", "一般公共服务支出", "833.00", "520.00", "313.00"],
        ["20103", "政府办公厅（室）及相关机构事务", "833.00", "520.00", "313.00"],
        ["2010301", "行政运行", "583.00", "500.00", "33.00"],  # 533.00 by its row and by its column
        ["2010302", "一般行政管理事务", "300.00", "20.00", "280.00"],
    ]
    cells = [[Cell(text) for text in row] for row in (head, *rows)]
    form = Form("支出决算表", Table(cells, [1.2, 3, 1.4, 1.4, 1.4]), right="单位：万元")
    path = tmp_path / "scan.pdf"
    path.write_bytes(scanned(render([form], Look()), SCANNERS["coarse"]))
    found = {
        (r["function_code"], r["component"]): (r["amount_text"], r["proof"])
        for r in process(path).tables()["function_lines"]
    }
    assert found["2010301", "total"] == ("583.00", "conflict")
    assert found["2010301", "project"] == ("33.00", "proved")
