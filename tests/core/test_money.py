from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.money import (
    NotAnAmount,
    Unit,
    chinese_number,
    half_digit,
    is_amount,
    is_nothing,
    parse_amount,
    parse_number,
    parse_percent,
    unit_in,
)

ORDINARY = [
    ("0", "0"),
    ("0.00", "0"),
    ("5717.32", "5717.32"),
    ("1,234.56", "1234.56"),
    ("12,345,678.90", "12345678.90"),
    ("-3.50", "-3.50"),
    ("+2", "2"),
    (".5", "0.5"),
]
SEEN_IN_THE_WILD = [
    ("6,89.36", "689.36"),
    ("１，２３４．５６", "1234.56"),
    ("9 9 9 . 8 3", "999.83"),
    ("（12.30）", "-12.30"),
    ("(12.30)", "-12.30"),
    ("－4.00", "-4.00"),
    ("— 4.00", "-4.00"),
    ("4.00-", "-4.00"),
    ("￥1,000.00", "1000.00"),
    ("'1000", "1000"),
    ("1,234.\n56", "1234.56"),
    ("1，234.56", "1234.56"),
    ("12.", "12"),
]
MUST_REFUSE = [
    "",
    " ",
    "-",
    "--",
    "—",
    "/",
    "无",
    "…",
    "合计",
    "12 34.5",
    "12.3 4.5",
    "1.2.3",
    "28,129,9",
    "（）",
    "()",
    "12a",
    "2024年",
    "3/4",
    ",",
    "1,",
]


@pytest.mark.parametrize(("printed", "expected"), ORDINARY + SEEN_IN_THE_WILD)
def test_number(printed: str, expected: str) -> None:
    assert parse_number(printed) == Decimal(expected)


@pytest.mark.parametrize("printed", MUST_REFUSE)
def test_refused_number(printed: str) -> None:
    with pytest.raises(NotAnAmount):
        parse_number(printed)
    assert not is_amount(printed)


@pytest.mark.parametrize(
    ("printed", "unit", "yuan", "own"),
    [
        ("1,234.56", Unit.WAN, "12345600.00", Unit.WAN),
        ("1,234.56", Unit.YUAN, "1234.56", Unit.YUAN),
        ("12.5万元", Unit.YUAN, "125000.00", Unit.WAN),
        ("0.3亿元", Unit.WAN, "30000000.00", Unit.YI),
        ("7千元", Unit.WAN, "7000.00", Unit.THOUSAND),
        ("1百万元", Unit.WAN, "1000000.00", Unit.MILLION),
        ("35 元", Unit.WAN, "35.00", Unit.YUAN),
        ("792.644000", Unit.WAN, "7926440.00", Unit.WAN),
    ],
)
def test_amount_with_its_unit(printed: str, unit: Unit, yuan: str, own: Unit) -> None:
    money = parse_amount(printed, unit)
    assert (money.yuan, money.unit, money.text) == (Decimal(yuan), own, printed)


@pytest.mark.parametrize(
    ("printed", "unit"),
    [("199999999999999999999.28", Unit.YUAN), ("10,000,000", Unit.YI), ("9" * 40, Unit.WAN)],
)
def test_more_than_there_is_is_no_amount(printed: str, unit: Unit) -> None:
    with pytest.raises(NotAnAmount):
        parse_amount(printed, unit)
    assert parse_amount("9,999,999.99", Unit.YI).yuan == Decimal("999999999000000")


def test_rounding_follows_the_printed_digits() -> None:
    assert parse_amount("3.5", Unit.WAN).rounding == Decimal(500)
    assert parse_amount("35,000.00", Unit.YUAN).rounding == Decimal("0.005")
    assert half_digit("792.644000") == Decimal("0.0000005")
    assert half_digit("12") == Decimal("0.5")


@pytest.mark.parametrize("printed", ["", "-", "——", "/", "无", " 无 "])
def test_nothing_is_not_zero(printed: str) -> None:
    assert is_nothing(printed)


@pytest.mark.parametrize("printed", ["0", "0.00", "-0.00", "零"])
def test_zero_is_not_nothing(printed: str) -> None:
    assert not is_nothing(printed)


@pytest.mark.parametrize(
    ("printed", "expected"), [("12.5%", "12.5"), ("-0.71％", "-0.71"), ("1009.71", "1009.71")]
)
def test_percent(printed: str, expected: str) -> None:
    assert parse_percent(printed) == Decimal(expected)


@pytest.mark.parametrize("printed", ["", "增长", "12.5‰", "12 %  3"])
def test_refused_percent(printed: str) -> None:
    with pytest.raises(NotAnAmount):
        parse_percent(printed)


@pytest.mark.parametrize(
    ("caption", "unit"),
    [
        ("单位：万元", Unit.WAN),
        ("金额单位: 元", Unit.YUAN),
        ("单 位 ： 万 元", Unit.WAN),
        ("预算数（万元）", Unit.WAN),
        ("金额单位：人民币元", Unit.YUAN),
        ("部门：示例局 单位：亿元", Unit.YI),
        ("单位：个", None),
        ("预算单位：示例局", None),
        ("共12万元", None),
    ],
)
def test_unit_of_a_caption(caption: str, unit: Unit | None) -> None:
    assert unit_in(caption) == unit


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("二十四", 24),
        ("二〇二四", 2024),
        ("一万二千", 12000),
        ("十", 10),
        ("一百零五", 105),
        ("叁仟", 3000),
        ("两亿", 200_000_000),
    ],
)
def test_chinese_number(printed: str, expected: int) -> None:
    assert chinese_number(printed) == expected


@pytest.mark.parametrize("printed", ["", "24", "二四年", "甲"])
def test_refused_chinese_number(printed: str) -> None:
    with pytest.raises(NotAnAmount):
        chinese_number(printed)


@given(st.decimals(min_value=-(10**10), max_value=10**10, places=2, allow_nan=False, allow_infinity=False))
def test_formatting_then_parsing_returns_the_amount(value: Decimal) -> None:
    for printed in (
        f"{value:,.2f}",
        f"{value:.2f}",
        f"{value:,.2f}".translate(str.maketrans("0123456789,.", "０１２３４５６７８９，．")),
    ):
        assert parse_number(printed) == value
        assert parse_amount(printed, Unit.WAN).yuan == value * 10_000


@given(st.decimals(min_value=0, max_value=10**9, places=2, allow_nan=False, allow_infinity=False))
def test_rounding_bounds_what_printing_loses(value: Decimal) -> None:
    money = parse_amount(f"{value / 10_000:.2f}", Unit.WAN)
    assert abs(money.yuan - value) <= money.rounding


@given(st.text(max_size=20))
def test_any_text_is_an_amount_or_refused(text: str) -> None:
    try:
        value = parse_number(text)
    except NotAnAmount:
        return
    assert value.is_finite()
