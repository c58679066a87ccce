"""Scans in short: a clean one and a spoiled one. `make scans` measures every family and every scanner."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.read import ocr
from tests.synth.document import disclosure
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
