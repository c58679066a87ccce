"""Headers over page breaks: printed again, perhaps spoilt, or left out and to be carried over."""

from __future__ import annotations

from dataclasses import replace

from extractors.performance_headers import Head, edges
from pipeline.core.model import Table

_SAME_LINE = 4.0  # points
_FEWEST = 4  # lines that show a narrower table to be a part of the one before


def repeats(new: Head, old: Head) -> bool:
    """True when `new` is `old` printed again; up to half of its texts may be spoilt by what lies under them."""
    if len(new.slots) != len(old.slots):
        return False
    same = sum(a.text == b.text for a, b in zip(new.slots, old.slots, strict=True))
    return same == len(new.slots) or (same >= 3 and same >= 0.5 * len(new.slots))


def restored(new: Head, old: Head) -> Head:
    """`new` with the meaning of the columns of `old`, which it repeats."""
    slots = (replace(a, role=b.role, unit=b.unit) for a, b in zip(new.slots, old.slots, strict=True))
    return replace(new, kind=old.kind, slots=tuple(slots))


def carried_over(head: Head, table: Table) -> Head | None:
    """`head` for a table that goes on without a header: by number, by order, or by place. None when it cannot be."""
    new = edges(table)
    if head.edges and new:
        return _by_place(head, table, new)
    if head.n_cols == table.n_cols:
        return head
    if len(head.slots) == table.n_cols:
        slots = tuple(replace(s, first=i, last=i) for i, s in enumerate(head.slots))
        return replace(head, slots=slots, n_cols=table.n_cols, edges=new)
    return None


def _by_place(head: Head, table: Table, new: tuple[float, ...]) -> Head | None:
    """`head` with its columns where they stand in a table of other grid lines, or of fewer columns."""
    width = head.edges[-1] - head.edges[0]
    as_wide = abs(new[-1] - new[0] - width) <= 0.15 * width and abs(new[-1] - head.edges[-1]) <= 0.1 * width
    if not as_wide and not (len(new) >= _FEWEST and all(_near(x, head.edges) for x in new)):
        return None
    slots = []
    for slot in head.slots:
        x0, x1 = head.edges[slot.first], head.edges[slot.last + 1]
        if x1 <= new[0] + _SAME_LINE or x0 >= new[-1] - _SAME_LINE:
            continue
        inside = [c for c in range(table.n_cols) if x0 - 2 <= (new[c] + new[c + 1]) / 2 <= x1 + 2]
        if not inside:
            middle = (x0 + x1) / 2
            inside = [c for c in range(table.n_cols) if new[c] <= middle <= new[c + 1]]
        if inside:
            slots.append(replace(slot, first=inside[0], last=inside[-1]))
    return replace(head, slots=tuple(slots), n_cols=table.n_cols, edges=new)


def _near(x: float, lines: tuple[float, ...]) -> bool:
    """True when a grid line stands where one of `lines` does."""
    return any(abs(x - line) <= _SAME_LINE for line in lines)
