import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.codes import TOTAL, FunctionCode, function_code, is_economic


@pytest.mark.parametrize(
    ("printed", "level", "parent"),
    [
        ("201", "class", None),
        ("20129", "section", "201"),
        ("2012901", "item", "20129"),
        (" 20 801 ", "section", "208"),
    ],
)
def test_function_code(printed: str, level: str, parent: str | None) -> None:
    code = function_code(printed)
    assert code is not None
    assert (code.level, code.parent, code.class_code) == (level, parent, code.text[:3])


@pytest.mark.parametrize(
    "printed", ["", "20", "2012", "301", "201290", "20129011", "101", "201支出", "TOTAL", "2010.1"]
)
def test_no_function_code(printed: str) -> None:
    assert function_code(printed) is None


def test_total_has_a_level_and_nothing_else() -> None:
    total = FunctionCode(TOTAL)
    assert (total.level, total.class_code, total.section_code, total.item_code, total.parent) == (
        "total",
        *[None] * 4,
    )


@pytest.mark.parametrize("printed", ["301", "30101", "3021101", "501", "50501", "５０５０１"])
def test_economic(printed: str) -> None:
    assert is_economic(printed)


@pytest.mark.parametrize("printed", ["", "30", "3010", "201", "401", "302-1", "302110111"])
def test_not_economic(printed: str) -> None:
    assert not is_economic(printed)


@given(st.from_regex(r"2[0-9]{2}([0-9]{2}){0,2}", fullmatch=True))
def test_parents_lead_up_to_the_class(text: str) -> None:
    code = function_code(text)
    assert code is not None
    while code.parent is not None:
        assert code.text.startswith(code.parent)
        code = FunctionCode(code.parent)
    assert code.level == "class"
