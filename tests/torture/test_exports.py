"""What leaves as a spreadsheet, opened by LibreOffice: no cell is a formula, and numbers are numbers."""

from __future__ import annotations

import subprocess
from pathlib import Path

import openpyxl
import pytest

from pipeline.read import office
from pipeline.store.export import write_file
from tests.store.test_asking import HARMLESS, TRIGGERS, cells_of
from tests.synth.office_files import needs_office


def opened(path: Path) -> Path:
    """A file as LibreOffice opens it, saved as a workbook."""
    out = path.parent / "opened"
    command = [
        str(office.program()), f"-env:UserInstallation={(path.parent / 'calc').as_uri()}", "--headless",
        "--infilter=CSV:44,34,76,1" if path.suffix == ".csv" else "--norestore",
        "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(out), str(path),
    ]  # fmt: skip
    for _ in range(4):
        ended = subprocess.run(command, capture_output=True, timeout=120, check=False)
        if ended.returncode not in (79, 81):
            break
    made = out / path.with_suffix(".xlsx").name
    assert made.exists(), ended.stderr
    return made


@needs_office
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_nothing_is_a_formula(tmp_path: Path, kind: str) -> None:
    values = [v for v in (*TRIGGERS, *HARMLESS) if not set("\r\n") & set(v)]
    path = tmp_path / f"a.{kind}"
    write_file(iter([cells_of(values)]), kind, path)
    sheet = openpyxl.load_workbook(opened(path)).worksheets[0]
    rows = list(sheet.iter_rows(min_row=2))
    assert len(rows) == len(values)
    assert [c.coordinate for row in rows for c in row if c.data_type == "f"] == []
    assert {row[1].value for row in rows} == {-2.5}
