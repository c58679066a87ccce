"""Tail differences: sums of one paragraph, and amounts stated twice, that close within the rounding but not exactly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline.check.equations import Equation
from pipeline.check.figures import table_of
from pipeline.core.records import Amount, Finding


def tail_differences(equations: Iterable[Equation]) -> Iterator[Finding]:
    """A note for every sum in running text whose printed digits do not add up, or amount whose digits change."""
    for equation in equations:
        if equation.closes and equation.difference and _is_told(equation):
            total = equation.left[0]
            yield Finding(
                kind="identity", identity_id=equation.rule.id, severity="info", party="disclosure", page=total.page,
                message=f"尾差：{equation.rule.zh}，差 {equation.difference.normalize():f} 元 | a tail difference",
                left_value=equation.left_value, right_value=equation.right_value,
                difference=equation.difference, left_locator=total.locator,
                right_locator=equation.right[0].locator,
            )  # fmt: skip


def _is_told(equation: Equation) -> bool:
    """True when one paragraph of running text states both sides."""
    if equation.rule.kind != "sum":
        return equation.rule.kind == "restated"
    records = [r for f in equation.figures for r in f.records]
    told = all(isinstance(r, Amount) and r.place == "text" for r in records)
    return told and len({table_of(f.locator) for f in equation.figures}) == 1
