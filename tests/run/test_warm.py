"""What is loaded before the first fork."""

from __future__ import annotations

import pytest

from pipeline.core.issues import ErrorClass, ReadError
from pipeline.run.warm import load_recognition
from tests.read.images import needs_ocr


@needs_ocr
def test_a_network_that_is_missing_is_for_the_documents_to_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.read import ocr_models

    asked: list[int] = []

    def fail() -> None:
        asked.append(1)
        raise ReadError(ErrorClass.NEEDS_TOOL, "no model")

    monkeypatch.setattr(ocr_models, "_recogniser", fail)
    load_recognition()
    assert asked


def test_without_the_extra_nothing_of_it_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(name: str) -> None:
        raise AssertionError(name)

    monkeypatch.setattr("pipeline.run.warm.is_there", lambda: False)
    monkeypatch.setattr("pipeline.run.warm.import_module", refuse)
    load_recognition()
