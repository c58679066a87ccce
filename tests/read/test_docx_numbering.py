from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.read import open_document
from pipeline.read.docx_numerals import drawn
from tests.read.docx_files import docx, lists, lvl, numbered

DRAWN = [
    ("decimal", 12, "12"),
    ("decimalZero", 3, "03"),
    ("chineseCounting", 1, "一"),
    ("chineseCounting", 10, "十"),
    ("chineseCounting", 12, "十二"),
    ("chineseCounting", 20, "二十"),
    ("chineseCounting", 105, "一○五"),
    ("chineseCountingThousand", 99, "九十九"),
    ("chineseCountingThousand", 105, "一百零五"),
    ("chineseCountingThousand", 110, "一百一十"),
    ("chineseCountingThousand", 1001, "一千零一"),
    ("japaneseCounting", 11, "十一"),
    ("ideographDigital", 10, "一○"),
    ("chineseLegalSimplified", 23, "贰拾叁"),
    ("chineseLegalSimplified", 10, "壹拾"),
    ("ideographTraditional", 2, "乙"),
    ("ideographTraditional", 11, "11"),
    ("ideographZodiac", 12, "亥"),
    ("upperLetter", 28, "BB"),
    ("lowerLetter", 26, "z"),
    ("upperRoman", 49, "XLIX"),
    ("lowerRoman", 4, "iv"),
    ("decimalEnclosedCircle", 20, "⑳"),
    ("decimalEnclosedCircleChinese", 21, "21"),
    ("decimalEnclosedParen", 1, "⑴"),
    ("decimalFullWidth", 10, "１０"),
    ("none", 3, ""),
    ("someFormatOfTheFuture", 3, "3"),
    ("upperRoman", 2_000_000_000, "2000000000"),
    ("lowerLetter", 0, "0"),
]


@pytest.mark.parametrize(("form", "number", "text"), DRAWN)
def test_formats(form: str, number: int, text: str) -> None:
    assert drawn(number, form) == text


def marks(tmp_path: Path, body: str, numbering: str) -> list[str]:
    document = open_document(docx(tmp_path / "a.docx", body, numbering=numbering))
    return [b.text for b in document.paragraphs()]


def test_levels_count_and_begin_again_after_a_higher_one(tmp_path: Path) -> None:
    numbering = lists(lvl(0, "%1、", "chineseCounting"), lvl(1, "（%2）", "chineseCounting"), lvl(2, "%3."))
    body = "".join(numbered("x", 1, level) for level in (0, 1, 2, 2, 1, 2, 0, 1))
    assert marks(tmp_path, body, numbering) == [
        "一、 x", "（一） x", "1. x", "2. x", "（二） x", "1. x", "二、 x", "（一） x",
    ]  # fmt: skip


def test_a_level_that_never_begins_again(tmp_path: Path) -> None:
    numbering = lists(lvl(0, "%1"), lvl(1, "%2", more='<w:lvlRestart w:val="0"/><w:suff w:val="nothing"/>'))
    body = "".join(numbered("x", 1, level) for level in (0, 1, 0, 1))
    assert marks(tmp_path, body, numbering) == ["1 x", "1x", "2 x", "2x"]


def test_numbers_of_higher_levels_inside(tmp_path: Path) -> None:
    numbering = lists(lvl(0, "%1", "chineseCounting"), lvl(1, "%1.%2", more="<w:isLgl/>"))
    body = "".join(numbered("x", 1, level) for level in (0, 1, 1))
    assert marks(tmp_path, body, numbering) == ["一 x", "1.1 x", "1.2 x"]


def test_lists_on_one_definition_share_the_counter_unless_they_start_anew(tmp_path: Path) -> None:
    num = '<w:num w:numId="{}"><w:abstractNumId w:val="0"/>{}</w:num>'.format
    anew = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    numbering = lists(lvl(0, "%1."), nums=num(1, "") + num(2, "") + num(3, anew))
    body = "".join(numbered("x", num_id) for num_id in (1, 1, 2, 3, 3))
    assert marks(tmp_path, body, numbering) == ["1. x", "2. x", "3. x", "5. x", "6. x"]


def test_a_list_may_put_its_own_level_in_place(tmp_path: Path) -> None:
    other = f'<w:lvlOverride w:ilvl="0">{lvl(0, "第%1条", "chineseCounting")}</w:lvlOverride>'
    nums = f'<w:num w:numId="1"><w:abstractNumId w:val="0"/>{other}</w:num>'
    assert marks(tmp_path, numbered("x", 1), lists(lvl(0, "%1."), nums=nums)) == ["第一条 x"]


@pytest.mark.parametrize(
    ("level", "num_id"), [("<w:lvl/>", 1), (lvl(0, "•", "bullet"), 1), (lvl(0, "%1."), 0), (lvl(0, "%1."), 9)]
)
def test_no_number_is_drawn(tmp_path: Path, level: str, num_id: int) -> None:
    assert marks(tmp_path, numbered("x", num_id), lists(level)) == ["x"]
