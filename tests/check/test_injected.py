"""One digit of one amount changed at random: found, not blamed on our reading, and no longer proved."""

from __future__ import annotations

import csv
from pathlib import Path
from random import Random

import pytest

from pipeline.read import open_document
from tests.check.altered import trial
from tests.check.injected import Injected, inject

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "data" / "samples" / "files"
CORPUS = ROOT.parent / "shared" / "corpus" / "dev"
LEAST = 0.98
NAMES = (
    "central-1.pdf", "sichuan_final-1.pdf", "old_final-1.pdf", "shanghai_budget-1.pdf", "funds_budget-2.pdf",
    "shenzhen_budget-1.docx", "stages_final-1.docx", "zhejiang_budget-1.txt",
)  # fmt: skip


def _labelled() -> list[Path]:
    """Some labelled PDFs, the same every time; tests/check/injected.py can be run over all."""
    tables = sorted((CORPUS / "gold").glob("*/document.csv"))
    rows = [next(csv.DictReader(t.read_text("utf-8-sig").splitlines())) for t in tables]
    files = [CORPUS / "files" / row["file"] for row in rows if row["report_kind"] != "performance"]
    return Random("labelled").sample([f for f in files if f.suffix == ".pdf"], 4)


def _made(paths: list[Path], count: int) -> list[tuple[str, Injected]]:
    return [
        (path.name, made)
        for path in paths
        for made in inject(open_document(path, path.name), Random(f"misprint/{path.name}"), count)
    ]


def _judge(made: list[tuple[str, Injected]]) -> None:
    blamed = [(name, m) for name, m in made if any(f.party == "extraction" for f in m.new)]
    assert not blamed
    kept = [(name, m.locator, m.before, m.after) for name, m in made if "proved" in m.proofs]
    assert not kept
    missed = [(name, m.locator, m.before, m.after) for name, m in made if not m.found]
    assert len(missed) <= (1 - LEAST) * len(made), missed


def test_a_digit_changed_in_an_invented_document_is_found() -> None:
    made = _made([SAMPLES / name for name in NAMES], 3)
    assert len(made) >= 20
    _judge(made)


@pytest.mark.corpus
def test_a_digit_changed_in_a_labelled_document_is_found() -> None:
    if not (CORPUS / "gold").exists():
        pytest.skip("../shared is not here")
    made = _made(_labelled(), 3)
    assert len(made) >= 10
    _judge(made)


def test_a_digit_printed_wrong_is_found_through_the_whole_path() -> None:
    """Drawn, read, checked and read again: the second reading never mends what is printed."""
    tally = trial(["shanghai_final", "jiangsu_budget"], [7], 2)
    assert len(tally.made) == 4
    assert not tally.blamed_on_us, tally.words()
    assert not tally.kept, tally.words()
    assert not tally.missed, tally.words()
