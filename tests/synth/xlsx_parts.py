"""Small xlsx workbooks: by openpyxl where it can write them, part by part where nobody should."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

from openpyxl import Workbook

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def written(fill: Callable[[Any], object]) -> bytes:
    """A workbook that `fill` has filled; its first sheet is called 表一."""
    book = Workbook()
    book.active.title = "表一"
    fill(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def raw(sheet: str, strings: str = "", *, parts: Mapping[str, str] | None = None) -> bytes:
    """A workbook of one sheet S whose content is given as XML."""
    relation = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
    link = '<Relationship Id="{}" Type="' + _REL + '/{}" Target="{}"/>'
    files = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relation.format(link.format("r1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><sheets><sheet name="S" sheetId="1"'
        ' r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relation.format(
            link.format("r1", "worksheet", "worksheets/sheet1.xml")
            + link.format("r2", "sharedStrings", "sharedStrings.xml")
        ),
        "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}">{strings}</sst>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}">{sheet}</worksheet>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (files | dict(parts or {})).items():
            archive.writestr(name, content)
    return out.getvalue()
