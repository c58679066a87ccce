import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.text import fold, nfc, squash, squeeze, without_list_mark


@pytest.mark.parametrize(
    ("printed", "folded"),
    [
        ("１２３４．５６", "1234.56"),
        ("(类)", "（类）"),
        ("〔2024〕", "（2024）"),
        ("单位:万元", "单位：万元"),
        ("增长5％", "增长5%"),
        ("2023—2024", "2023-2024"),
        ("“三公”", '"三公"'),
        ("公务用⻋", "公务用车"),
        ("⻔诊", "门诊"),
        ("㎡", "㎡"),
        ("1，234", "1,234"),
        ("a\u3000b\xa0c", "a b c"),
    ],
)
def test_fold(printed: str, folded: str) -> None:
    assert fold(printed) == folded


@given(st.text())
def test_folding_keeps_length(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert squash(squash(text)) == squash(text)


@given(st.text())
def test_squeezing_leads_back_to_the_source(text: str) -> None:
    squeezed = squeeze(text)
    assert squeezed.text == squash(text)
    for i, char in enumerate(squeezed.text):
        start, end = squeezed.source_span(i, i + 1)
        assert fold(text[start:end]) == char


def test_source_span_of_a_phrase() -> None:
    squeezed = squeeze("社会 保障\n和就业")
    start = squeezed.text.index("保障和")
    assert squeezed.source_span(start, start + 3) == (3, 7)
    assert squeezed.source_span(7, 7) == (9, 9)


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("八、社会保障和就业支出", "社会保障和就业支出"),
        ("（一）科学技术支出", "科学技术支出"),
        ("(1)培训支出", "培训支出"),
        ("1.一般公共服务", "一般公共服务"),
        ("二十三、其他支出", "其他支出"),
        ("①办公费", "办公费"),
        ("第二部分 部门决算表", "部门决算表"),
        # must stay
        ("1.5万元", "1.5万元"),
        ("一般公共服务支出", "一般公共服务支出"),
        ("2010301行政运行", "2010301行政运行"),
    ],
)
def test_list_mark(printed: str, name: str) -> None:
    assert without_list_mark(printed) == name


@given(st.text())
def test_nfc_holds_nothing_that_a_column_may_not(text: str) -> None:
    assert all(c in "\n\t" or c >= " " for c in nfc(text))
    assert "\x00" not in nfc("a\x00b")
