"""A second reading settles whose fault a contradiction is."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from random import Random

import pytest

from pipeline.core.model import Document, Paragraph, Table
from pipeline.core.records import Fact, Finding
from pipeline.read import open_document
from pipeline.run import second_reading, second_text
from pipeline.run.document import extracted, process
from pipeline.run.doubts import paragraph_of
from pipeline.run.second_reading import REREAD, settled
from tests.check.injected import ABOUT, inject

FILE = Path(__file__).resolve().parents[2] / "data" / "samples" / "files" / "central-1.pdf"


@pytest.fixture(scope="module")
def document() -> Document:
    return open_document(FILE, FILE.name)


def _misread(document: Document) -> tuple[Document, str]:
    """The document with one cell misread, and where."""
    made = next(inject(document, Random("again"), 1))
    copy = deepcopy(document)
    cell = next(c for t in copy.tables() for c in t.cells if t.place(c).locator == made.locator)
    cell.text = cell.text.replace(made.before, made.after)
    return copy, made.locator


def _open(findings: list[Finding]) -> list[Finding]:
    return [f for f in findings if f.kind in ABOUT and f.severity != "info"]


def test_a_reading_that_closes_the_identity_is_taken(document: Document) -> None:
    misread, place = _misread(document)
    first = extracted(misread)
    assert _open(first.findings)
    second = settled(first, misread, FILE.read_bytes, extracted)
    assert not _open(second.findings)
    facts: list[Fact] = list(second.records)
    assert {r.locator for r in facts if r.pattern_id.endswith(REREAD)} == {place}


def test_where_both_readings_agree_the_disclosure_is_to_blame(
    document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    misread, _ = _misread(document)
    printed = {p.number: [b for b in deepcopy(p).blocks if isinstance(b, Table)] for p in misread.pages}
    monkeypatch.setattr(second_reading, "tables_again", lambda _, numbers: {n: printed[n] for n in numbers})
    first = extracted(misread)
    for finding in _open(first.findings):
        finding.party, finding.severity = "unknown", "warning"
    kept = settled(first, misread, FILE.read_bytes, extracted)
    assert kept is first
    assert {f.party for f in _open(kept.findings)} == {"disclosure"}
    assert all("两种读法一致" in f.message for f in _open(kept.findings))


def _misheard(document: Document) -> tuple[Document, Paragraph]:
    """The document with one digit of a sentence misread, and the paragraph as printed."""
    for paragraph in document.paragraphs():
        copy = deepcopy(document)
        twin = next(p for p in copy.paragraphs() if p.index == paragraph.index)
        at = paragraph.text.find("万元") - 1
        if at > 0 and paragraph.text[at].isdigit():
            twin.text = (
                paragraph.text[: at - 3] + str(9 - int(paragraph.text[at - 3])) + paragraph.text[at - 2 :]
            )
            if _open(extracted(copy).findings):
                return copy, paragraph
    raise AssertionError


def test_a_sentence_is_read_again_as_well(document: Document) -> None:
    misread, printed = _misheard(document)
    first = extracted(misread)
    second = settled(first, misread, FILE.read_bytes, extracted)
    assert not _open(second.findings)
    facts: list[Fact] = list(second.records)
    again = [r for r in facts if r.pattern_id.endswith(REREAD)]
    assert again
    assert {paragraph_of(r.locator) for r in again} == {printed.index}


def test_a_sentence_that_is_printed_wrong_is_never_mended(
    document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    misread, _ = _misheard(document)
    lines = {id(s.box): p.text[s.start : s.end] for p in misread.paragraphs() for s in p.spans}
    monkeypatch.setattr(
        second_text,
        "lines_again",
        lambda _, boxes: {n: [lines[id(b)] for b in own] for n, own in boxes.items()},
    )
    first = extracted(misread)
    kept = settled(first, misread, FILE.read_bytes, extracted)
    assert kept is first
    assert _open(kept.findings)


def test_a_second_reading_of_other_words_is_none(document: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    misread, _ = _misheard(document)
    monkeypatch.setattr(
        second_text, "lines_again", lambda _, boxes: {n: ["别的字"] * len(own) for n, own in boxes.items()}
    )
    first = extracted(misread)
    parties = [f.party for f in first.findings]
    assert [f.party for f in settled(first, misread, FILE.read_bytes, extracted).findings] == parties


def test_nothing_is_read_again_where_nothing_is_in_doubt() -> None:
    def refuse() -> bytes:
        raise AssertionError

    document = open_document(FILE, FILE.name)
    first = extracted(document)
    assert settled(first, document, refuse, extracted) is first


def test_a_fault_of_the_second_reader_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ValueError("broken")

    monkeypatch.setattr("pipeline.run.document.settled", fail)
    result = process(FILE)
    assert result.status["status"] == "ok"
    assert [f.message for f in result.findings if "second reading" in f.message] == [
        "second reading: ValueError('broken')"
    ]
