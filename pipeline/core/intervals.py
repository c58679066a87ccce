"""How sure a share is that was counted on few rows."""

from __future__ import annotations

from math import sqrt

CERTAIN = 1.645  # standard deviations that one side of a bound leaves out in one of twenty cases


def wilson(right: int, rows: int, z: float = CERTAIN) -> tuple[float, float]:
    """The bounds of the share behind `right` of `rows`, as Wilson's score interval gives them; (0, 1) of no rows."""
    if not rows:
        return 0.0, 1.0
    share, spread = right / rows, z * z / rows
    middle = (share + spread / 2) / (1 + spread)
    half = z * sqrt(share * (1 - share) / rows + spread / (4 * rows)) / (1 + spread)
    return max(middle - half, 0.0), min(middle + half, 1.0)
