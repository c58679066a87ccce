"""One column of the header of a performance table."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.core.money import Unit


@dataclass(frozen=True, slots=True)
class Slot:
    """One column of a head: grid columns `first` to `last` mean `role`; `text` is its lowest header text."""

    role: str
    first: int
    last: int
    text: str
    unit: Unit | None = None
    group: str = ""  # the first level that the header prints over the column: 产出指标 over 三级指标 | 指标值
