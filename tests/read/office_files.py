"""Old Word documents made of new ones: by LibreOffice, for nothing else here writes them."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from pipeline.read import office

needs_office = pytest.mark.skipif(
    office.program() is None, reason="LibreOffice is not installed (make office)"
)
FILTERS = {"doc": "doc:MS Word 97", "rtf": "rtf:Rich Text Format", "odt": "odt:writer8"}


def saved_as(source: Path, form: str) -> Path:
    """The document at `source` as doc, rtf or odt, beside it."""
    profile = source.with_name("writer").as_uri()
    command = [
        str(office.program()),
        f"-env:UserInstallation={profile}",
        "--headless",
        "--convert-to",
        FILTERS[form],
    ]
    for _ in range(4):
        ended = subprocess.run(
            [*command, "--outdir", str(source.parent), str(source)],
            capture_output=True,
            timeout=100,
            check=False,
        )
        if ended.returncode not in (79, 81):
            break
    made = source.with_suffix(f".{form}")
    assert made.exists(), ended.stderr
    return made
