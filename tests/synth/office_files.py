"""Old documents and open workbooks made of new ones: by LibreOffice, for nothing else here writes them."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from pipeline.read import office

needs_office = pytest.mark.skipif(
    office.program() is None, reason="LibreOffice is not installed (make office)"
)
FILTERS = {"doc": "doc:MS Word 97", "rtf": "rtf:Rich Text Format", "odt": "odt:writer8", "ods": "ods:calc8"}


def all_saved_as(sources: Sequence[Path], form: str) -> list[Path]:
    """Documents of one folder as doc, rtf, odt or ods, beside them."""
    folder = sources[0].parent
    command = [
        str(office.program()),
        f"-env:UserInstallation={(folder / 'writer').as_uri()}",
        "--headless",
        "--convert-to",
        FILTERS[form],
        "--outdir",
        str(folder),
        *map(str, sources),
    ]
    for _ in range(4):
        ended = subprocess.run(command, capture_output=True, timeout=90 + 10 * len(sources), check=False)
        if ended.returncode not in (79, 81):
            break
    made = [source.with_suffix(f".{form}") for source in sources]
    assert all(path.exists() for path in made), ended.stderr
    return made


def saved_as(source: Path, form: str) -> Path:
    """The document at `source` as doc, rtf, odt or ods, beside it."""
    return all_saved_as([source], form)[0]
