"""A difference between builds comes with its cause."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.store.diff import Change, diff, summary
from pipeline.store.publish import Publishing, StagedDocument, publish
from pipeline.store.staging import Staging
from tests.store.test_publish import document, line

A, B, C = "a" * 64, "b" * 64, "c" * 64


def staged(root: Path, version: str, doc_id: str, uri: str, amounts: list[str]) -> StagedDocument:
    shared = {"fiscal_year": 2024, "province_code": "31", "extractor_version": version}
    row = document(doc_id, source_uri=uri, file_name=uri, **shared)
    lines = [line(doc_id, i, a) for i, a in enumerate(amounts)]
    path = Staging(root / "staging", version).write(doc_id, {"documents": [row], "function_lines": lines})
    return StagedDocument(path, row)


def snapshot(root: Path, documents: list[StagedDocument], **parts: str) -> Path:
    publish(root, documents, Publishing("".join(parts.values()), parts))
    return (root / "current").resolve()


def changes(before: Path, after: Path) -> dict[tuple[str, str], tuple[str, int, int, int]]:
    return {(c.table, c.doc_id): (c.cause, c.added, c.removed, c.changed) for c in diff(before, after)}


@pytest.fixture
def before(tmp_path: Path) -> Path:
    documents = [
        staged(tmp_path, "v1", A, "a.pdf", ["1.00", "2.00"]),
        staged(tmp_path, "v1", B, "b.pdf", ["3.00"]),
    ]
    return snapshot(tmp_path / "one", documents, code="1", patterns="1", reference="1")


def test_the_same(before: Path, tmp_path: Path) -> None:
    assert diff(before, before) == []


def test_new_removed_and_revised_files(before: Path, tmp_path: Path) -> None:
    documents = [
        staged(tmp_path, "v1", A, "a.pdf", ["1.00", "2.00"]),
        staged(tmp_path, "v1", C, "b.pdf", ["4.00"]),
    ]
    after = snapshot(tmp_path / "two", documents, code="1", patterns="1", reference="1")
    found = changes(before, after)
    assert found["function_lines", B] == ("revised file: old version", 0, 1, 0)
    assert found["function_lines", C] == ("revised file: new version", 1, 0, 0)
    assert not [k for k in found if k[1] == A]
    assert (
        changes(before, snapshot(tmp_path / "three", documents[:1], code="1"))["function_lines", B][0]
        == "removed file"
    )


def test_a_changed_extractor_is_named(before: Path, tmp_path: Path) -> None:
    documents = [
        staged(tmp_path, "v2", A, "a.pdf", ["1.00", "2.50"]),
        staged(tmp_path, "v2", B, "b.pdf", ["3.00"]),
    ]
    after = snapshot(tmp_path / "two", documents, code="1", patterns="2", reference="1")
    assert changes(before, after) == {("function_lines", A): ("extractor: patterns changed", 0, 0, 1)}


def test_what_was_read_alike_is_no_change_of_the_extractor(before: Path, tmp_path: Path) -> None:
    documents = [
        staged(tmp_path, "v2", A, "a.pdf", ["1.00", "2.50"]),
        staged(tmp_path, "v1", B, "b.pdf", ["3.50"]),
    ]
    after = snapshot(tmp_path / "two", documents, code="1", patterns="1", reference="2")
    found = changes(before, after)
    assert found["function_lines", A][0] == "extractor: reference changed"
    assert found["function_lines", B][0] == "same extractor"


def test_summary_adds_up() -> None:
    parts = [Change("amounts", d, "", "new file", 2, 0, 1) for d in "ab"]
    assert list(summary(parts)) == [("amounts", "new file", 4, 0, 2)]


def test_money_is_compared_exactly(tmp_path: Path) -> None:
    one = snapshot(tmp_path / "one", [staged(tmp_path, "v1", A, "a.pdf", ["9999999999999999.98"])], code="1")
    two = snapshot(tmp_path / "two", [staged(tmp_path, "v2", A, "a.pdf", ["9999999999999999.99"])], code="2")
    assert Decimal("9999999999999999.98") != Decimal("9999999999999999.99")
    assert changes(one, two)["function_lines", A][3] == 1
