"""Words for people: labels of the dataset's values, of concepts, and of provinces."""

from __future__ import annotations

import csv
from decimal import Decimal
from functools import cache
from typing import Any

from pipeline.core.patterns import read_toml
from pipeline.core.resources import REFERENCE

_WAN, _YI = Decimal(10_000), Decimal(100_000_000)


@cache
def words() -> dict[str, dict[str, str]]:
    """Labels by column and value (patterns/words.toml), with the concepts of the amounts table."""
    concepts = {c["id"]: c["label"] for c in read_toml("amounts/concepts")["concept"]}
    return read_toml("words") | {"concept": concepts, "province": provinces()}


@cache
def provinces() -> dict[str, str]:
    """Names of provinces by two-digit code, with 中央 and the unknown."""
    with (REFERENCE / "divisions.csv").open(encoding="utf-8", newline="") as file:
        rows = [r for r in csv.DictReader(file) if r["level"] == "province"]
    return {"00": "中央"} | {r["code"][:2]: r["name"] for r in rows} | {"99": "未知"}


def label(value: Any, column: str) -> str:
    """What people call a value of a column; the value itself where there is no word for it."""
    return words().get(column, {}).get(str(value), "" if value is None else str(value))


def number(value: Any, digits: int = 2) -> str:
    """A number with thousands marked; text as it is."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return str(value)
    return f"{value:,}" if isinstance(value, int) else f"{value:,.{digits}f}"


def wan(value: Any) -> str:
    """Yuan as 万元, for tables in which they stand side by side."""
    return "" if value is None else f"{Decimal(value) / _WAN:,.2f}"


def short(value: Any) -> str:
    """Yuan as people say it: 1.23 亿元, 45.6 万元."""
    if value is None:
        return ""
    amount = Decimal(value)
    if abs(amount) >= _YI:
        return f"{amount / _YI:,.2f} 亿元"
    return f"{amount / _WAN:,.2f} 万元" if abs(amount) >= _WAN else f"{amount:,.2f} 元"
