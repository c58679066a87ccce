from __future__ import annotations

import struct
import zipfile
from pathlib import Path

import docx
import pytest

from pipeline.core.issues import ErrorClass, ReadError
from pipeline.core.source import digest
from pipeline.read import conversions, legacy, media, office, open_document
from tests.read.ole_files import compound
from tests.read.pages import shape
from tests.synth.agreement import facts
from tests.synth.document import disclosure
from tests.synth.office_files import needs_office, saved_as


@pytest.fixture(autouse=True)
def kept_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "kept"
    monkeypatch.setenv(conversions.VARIABLE, str(folder))
    return folder


def letter(folder: Path) -> Path:
    """A Word document with a line and a table that has merged cells, whole enough for another program."""
    document = docx.Document()
    document.add_paragraph("部门决算说明")
    table = document.add_table(2, 3)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "项目"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "金额"
    table.cell(1, 1).text, table.cell(1, 2).text = "1.00", "2.50"
    document.add_paragraph("附注")  # a table at the very end is lost by the writer of .doc
    path = folder / "决算.docx"
    document.save(str(path))
    return path


def refusal(path: Path) -> ReadError:
    with pytest.raises(ReadError) as caught:
        open_document(path)
    return caught.value


@needs_office
@pytest.mark.parametrize(
    ("form", "kind"), [("doc", media.DOC), ("rtf", media.RTF), ("odt", media.ODT)], ids=["doc", "rtf", "odt"]
)
def test_old_documents_read_as_the_new_one_does(tmp_path: Path, form: str, kind: str) -> None:
    source = letter(tmp_path)
    old = saved_as(source, form)
    named = old.rename(tmp_path / "附件1.wps")
    document = open_document(named)
    assert shape(document) == shape(open_document(source))
    assert document.media_type == kind
    assert (document.doc_id, document.n_bytes, document.file_name) == (*digest(named), "附件1.wps")


@needs_office
def test_a_disclosure_holds_the_same_facts_as_an_old_document(tmp_path: Path) -> None:
    path = tmp_path / "附件.docx"
    path.write_bytes(disclosure("mixed", 5).render("docx"))
    expected = facts(path)
    assert expected["function_lines"].total() > 50
    assert facts(saved_as(path, "doc")) == expected


@needs_office
def test_an_open_workbook_holds_the_same_facts_as_an_excel_one(tmp_path: Path) -> None:
    path = tmp_path / "附件.xlsx"
    path.write_bytes(disclosure("central", 5).render("xlsx"))
    expected = facts(path)
    old = saved_as(path, "ods")
    assert expected["function_lines"].total() > 50
    assert facts(old) == expected
    document = open_document(old)
    assert document.media_type == media.ODS
    area = next(document.tables()).area
    assert area is not None
    assert area.name == "Sheet2"


@needs_office
def test_a_conversion_is_kept_and_used_again(
    tmp_path: Path, kept_here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = saved_as(letter(tmp_path), "rtf")
    expected = shape(open_document(old))
    assert len(list((kept_here / "converted").iterdir())) == 1

    def never(*_: object) -> Path:
        raise AssertionError("converted again")

    monkeypatch.setattr(office, "converted", never)
    assert shape(open_document(old)) == expected


@needs_office
def test_a_damaged_conversion_is_made_anew(tmp_path: Path, kept_here: Path) -> None:
    old = saved_as(letter(tmp_path), "rtf")
    expected = shape(open_document(old))
    (kept,) = (kept_here / "converted").iterdir()
    kept.write_bytes(b"PK\x03\x04")
    assert shape(open_document(old)) == expected
    assert zipfile.is_zipfile(kept)


@needs_office
def test_what_cannot_be_loaded_is_damaged_whatever_the_exit_code(tmp_path: Path) -> None:
    path = tmp_path / "决算.doc"
    path.write_bytes(compound({"WordDocument": b"\xec\xa5" + b"\0" * 600}))
    assert refusal(path).error_class == ErrorClass.CORRUPT


@needs_office
def test_a_conversion_that_takes_too_long_is_killed(tmp_path: Path) -> None:
    source = letter(tmp_path)
    folder = tmp_path / "own"
    folder.mkdir()
    with pytest.raises(ReadError) as caught:
        office.converted(source, ".docx", "docx", folder, seconds=0.01)
    assert caught.value.error_class == ErrorClass.TIMEOUT


def test_a_document_behind_a_password_is_told_without_a_converter(tmp_path: Path) -> None:
    path = tmp_path / "决算.doc"
    path.write_bytes(
        compound({"WordDocument": struct.pack("<6H", 0xA5EC, 0xC1, 0, 0, 0, 0x1300).ljust(600, b"\0")})
    )
    assert refusal(path).error_class == ErrorClass.ENCRYPTED


def test_without_a_converter_the_refusal_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office, "program", lambda: None)
    path = tmp_path / "决算.rtf"
    path.write_bytes(b"{\\rtf1 a}")
    error = refusal(path)
    assert error.error_class == ErrorClass.NEEDS_TOOL
    assert "LibreOffice" in error.reason


def test_kept_conversions_are_bounded(
    tmp_path: Path, kept_here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversions, "MAX_BYTES", 250)
    made = tmp_path / "made"
    made.write_bytes(b"x" * 100)
    for key in ("a", "b", "c"):
        conversions.keep(key, made)
    assert len(list((kept_here / "converted").iterdir())) == 2
    assert conversions.kept("c") is not None


def test_nothing_is_kept_where_the_caller_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(conversions.VARIABLE, "")
    made = tmp_path / "made"
    made.write_bytes(b"x")
    conversions.keep("a", made)
    assert conversions.kept("a") is None


def test_every_kind_that_is_converted_has_a_name() -> None:
    assert set(legacy.LEGACY) <= set(media.NAMES)
