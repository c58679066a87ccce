"""Changes that a sentence states behind one of its parts but of its sum: only arithmetic tells.

收入总计1000万元，其中年初结转50万元，较上年增加100万元，增长11.11%: of 50 the hundred more is impossible.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from pipeline.core.records import Amount

_CLOSE = Decimal("0.02")  # percentage points that rounding leaves between a change and its percentage
_ROUNDING = Decimal("0.0005")  # of an amount, between it and its base with the change
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
        _with_base(amounts, index)
        change, pct = part.change_value, part.change_pct
        if change is None or pct is None or _off(part.value, change, pct) <= _FAR:
            continue
        if whole := owner(amounts[:index], part.phase, change, pct):
            whole.change_value, whole.change_pct, whole.reason = change, pct, part.reason or whole.reason
            part.change_value = part.change_pct = part.reason = None


def _with_base(amounts: Sequence[Amount], index: int) -> None:
    """The same for a change whose base is stated (比2022年2800万元增加212万元): the base goes with it."""
    part, change = amounts[index], amounts[index].change_value
    later = (a for a in amounts[index + 1 :] if a.concept == part.concept and a.phase.startswith("prior"))
    base = next(later, None)
    if change is None or base is None or _follows(part, base, change):
        return
    fitting = [
        a for a in amounts[:index] if a.phase == part.phase and a.change_value is None and _follows(a, base, change)
    ]  # fmt: skip
    if len({a.value for a in fitting}) == 1:
        whole = fitting[-1]
        whole.change_value, whole.change_pct, whole.reason = (
            change,
            part.change_pct,
            part.reason or whole.reason,
        )
        part.change_value = part.change_pct = part.reason = None
        base.concept = whole.concept


def _follows(amount: Amount, base: Amount, change: Decimal) -> bool:
    """True when an amount is its base and the change, but for what rounding leaves."""
    value, before = amount.value or Decimal(0), base.value or Decimal(0)
    return abs(value - change - before) <= abs(value) * _ROUNDING


def _off(value: Decimal | None, change: Decimal, pct: Decimal) -> Decimal:
    """Points between the percentage that is stated and that which the amount and its change give."""
    before = (value or Decimal(0)) - change
    return abs(100 * change / before - pct) if before > 0 else Decimal("Infinity")
