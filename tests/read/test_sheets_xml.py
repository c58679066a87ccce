from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.core.issues import ErrorClass, ReadError
from pipeline.read import media
from pipeline.read.xml_sheets import read_xml_sheets
from tests.read.pages import opened, shape

BOOK = """<?xml version="1.0"{declared}?>
<?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Styles><Style ss:ID="a"><NumberFormat ss:Format="Standard"/></Style>
<Style ss:ID="b"><NumberFormat ss:Format="yyyy/m/d"/></Style></Styles>
<Worksheet ss:Name="支出表"><Table>
<Row><Cell ss:MergeAcross="2"><Data ss:Type="String">支出决算表</Data></Cell></Row>
<Row ss:Index="3"><Cell ss:MergeDown="1"><Data ss:Type="String">科目</Data></Cell>
<Cell ss:MergeAcross="1"><Data ss:Type="String">支出</Data></Cell></Row>
<Row><Cell ss:Index="2"><Data ss:Type="String">基本</Data></Cell><Cell><Data ss:Type="String">日期</Data></Cell></Row>
<Row><Cell><Data ss:Type="Number">2010101</Data></Cell><Cell ss:StyleID="a"><Data ss:Type="Number">1234.5</Data></Cell>
<Cell ss:StyleID="b"><Data ss:Type="DateTime">2024-01-05T00:00:00.000</Data></Cell></Row>
</Table></Worksheet>
<Worksheet ss:Name="空"><Table/><WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel">
<Visible>SheetHidden</Visible></WorksheetOptions></Worksheet></Workbook>"""
FORM = [["科目", "支出", "^"], ["^", "基本", "日期"], ["2010101", "1,234.50", "2024/1/5"]]


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [("utf-8", ""), ("gb18030", ' encoding="GB2312"'), ("gb18030", ' encoding="UTF-8"')],
)
def test_cells_are_read_as_shown(tmp_path: Path, encoding: str, declared: str) -> None:
    document = opened(tmp_path, BOOK.format(declared=declared), "决算.xls", encoding)
    assert document.media_type == media.XML_SHEETS
    assert (shape(document), document.issues) == (["支出决算表", FORM], [])
    (table,) = document.tables()
    assert table.place(table.cells[-1]).locator == "支出表!C5"


def test_what_stands_before_the_damage_is_read(tmp_path: Path) -> None:
    document = opened(tmp_path, BOOK.format(declared="")[:-500], "决算.xls")
    assert [i.kind for i in document.issues] == ["unread"]
    assert shape(document)[0] == "支出决算表"


def test_entities_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "决算.xls"
    path.write_text(
        BOOK.format(declared="").replace("<Workbook", '<!DOCTYPE x [<!ENTITY a "1">]><Workbook'), "utf-8"
    )
    with pytest.raises(ReadError) as caught:
        read_xml_sheets(path)
    assert caught.value.error_class == ErrorClass.CORRUPT
