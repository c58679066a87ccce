"""Changes that a sentence states behind one of its parts but of its sum: only arithmetic tells.

收入总计1000万元，其中年初结转50万元，较上年增加100万元，增长11.11%: of 50 the hundred more is impossible.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from pipeline.core.records import Amount

_CLOSE = Decimal("0.02")  # percentage points that rounding leaves between a change and its percentage
_FAR = Decimal(1)  # points that only another number explains


def owner(
    amounts: Sequence[Amount], phase: str, change: Decimal | None, pct: Decimal | None
) -> Amount | None:
    """The only amount of a phase that a change without an amount fits, of those that have none yet."""
    if change is None or pct is None:
        return None
    fitting = [
        a for a in amounts
        if a.phase == phase and a.change_value is None and a.change_pct is None
        and _off(a.value, change, pct) <= _CLOSE
    ]  # fmt: skip
    return fitting[-1] if len({a.value for a in fitting}) == 1 else None


def rehang(amounts: Sequence[Amount]) -> None:
    """Give the changes of one paragraph that cannot be their amount's to the only one before that they fit."""
    for index, part in enumerate(amounts):
        change, pct = part.change_value, part.change_pct
        if change is None or pct is None or _off(part.value, change, pct) <= _FAR:
            continue
        if whole := owner(amounts[:index], part.phase, change, pct):
            whole.change_value, whole.change_pct, whole.reason = change, pct, part.reason or whole.reason
            part.change_value = part.change_pct = part.reason = None


def _off(value: Decimal | None, change: Decimal, pct: Decimal) -> Decimal:
    """Points between the percentage that is stated and that which the amount and its change give."""
    before = (value or Decimal(0)) - change
    return abs(100 * change / before - pct) if before > 0 else Decimal("Infinity")
