from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.read.number_format import BUILT_IN, general, shown_number, shown_text

ACCOUNTING = '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ '
NUMBERS = [
    ("1234.5", "#,##0.00", "1,234.50"),
    ("1234567.891", "#,##0.00", "1,234,567.89"),
    ("999.995", "#,##0.00", "1,000.00"),
    ("1234.565", "0.00", "1234.57"),
    ("0", ACCOUNTING, "-"),
    ("-12.345", ACCOUNTING, "-12.35"),
    ("0.9588", "0.00%", "95.88%"),
    ("0.5", "0%", "50%"),
    ("5", "000", "005"),
    ("2010101", "0_ ", "2010101"),
    ("0.5", "#.##", ".5"),
    ("3", "0.##", "3"),
    ("-3", "0.00_);[Red]\\(0.00\\)", "(3.00)"),
    ("-0.001", "0.00", "0.00"),
    ("1.5", '0.00"万元"', "1.50万元"),
    ("12345", "0!.0,", "1.2"),
    ("123456789", '#,##0.00,,"百万"', "123.46百万"),
    ("50", '[>=100]0.0;[<100]"小"0', "小50"),
    ("500", '[>=100]0.0;[<100]"小"0', "500.0"),
    ("3", "[$¥-804]#,##0.00", "¥3.00"),
    ("0", ";;;", ""),
    ("12", "@", "12"),
    ("12.5", "0.0E+00", "12.5"),
    ("0.125", "# ?/?", "0.125"),
    ("7", "G/通用格式", "7"),
    ("7", "General;-General", "7"),
    ("45292", "yyyy/m/d", "2024/1/1"),
    ("45292", "yyyy\\-mm\\-dd;@", "2024-01-01"),
    ("45292.75", 'yyyy"年"m"月"d"日" h:mm:ss', "2024年1月1日 18:00:00"),
    ("45292", '[DBNum1][$-804]yyyy"年"m"月"', "2024年1月"),
    ("0.75", "h:mm AM/PM", "6:00 下午"),
    ("1.25", "[h]:mm", "30:00"),
    ("45292", "mmm-yy", "Jan-24"),
    ("-1", "yyyy/m/d", "-1"),
    ("9999999", "yyyy/m/d", "9999999"),
]


@pytest.mark.parametrize(("value", "code", "expected"), NUMBERS)
def test_a_number_is_what_its_cell_shows(value: str, code: str, expected: str) -> None:
    assert shown_number(Decimal(value), code) == expected


GENERAL = [
    ("2010101.0", "2010101"),
    ("1234.5600000000001", "1234.56"),
    ("0.30000000000000004", "0.3"),
    ("-0.0", "0"),
    ("12345678901234", "12345678901234"),
    ("1E+20", "100000000000000000000"),
    ("1E-7", "0.0000001"),
    ("1E+99", "1E+99"),
]


@pytest.mark.parametrize(("value", "expected"), GENERAL)
def test_a_number_without_a_format_has_no_noise(value: str, expected: str) -> None:
    assert general(Decimal(value)) == expected


def test_text_is_shown_by_its_own_section() -> None:
    assert shown_text("行政运行", '0;-0;0;"（"@"）"') == "（行政运行）"
    assert shown_text("行政运行", "0.00") == "行政运行"


def test_days_since_1904() -> None:
    assert shown_number(Decimal(43830), "yyyy/m/d", since_1904=True) == "2024/1/1"


@given(st.decimals(-(10**9), 10**9, places=2, allow_nan=False))
def test_two_decimals_with_commas_lose_nothing(value: Decimal) -> None:
    assert Decimal(shown_number(value, "#,##0.00").replace(",", "")) == value


@given(
    st.text('0#?.,%;@_*"\\![]$-<>=ymdhsE+/ 万', max_size=24), st.decimals(-(10**6), 10**6, allow_nan=False)
)
def test_any_format_shows_something(code: str, value: Decimal) -> None:
    assert isinstance(shown_number(value, code), str)
    assert isinstance(shown_text("甲", code), str)


@pytest.mark.parametrize("number", sorted(BUILT_IN))
def test_built_in_formats_show_digits(number: int) -> None:
    assert any(c.isdigit() for c in shown_number(Decimal("45292.5"), BUILT_IN[number]))
