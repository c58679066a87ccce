"""Header lines over columns without rules -> header cells, of one level or two."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from pipeline.read.grid_cells import Slot
from pipeline.read.grid_words import Word, WordLine
from pipeline.read.pdf_chars import Char

_LOW = (
    0.5  # of the line height that a heading must stand lower than its neighbours to stand under another one
)


def _stacks(lines: Sequence[WordLine], xs: Sequence[float]) -> list[list[tuple[WordLine, Word]]]:
    """The words over each column, from top to bottom, by their centre."""
    stacks: list[list[tuple[WordLine, Word]]] = [[] for _ in xs[1:]]
    for line in lines:
        for word in line.words:
            k = min(max(bisect_right(xs, word.mid_x) - 1, 0), len(stacks) - 1)
            stacks[k].append((line, word))
    return stacks


def _is_low(stack: list[tuple[WordLine, Word]], top: float, bottom: float, height: float) -> bool:
    """True for words that stand in the lower part of the header only."""
    above, below = stack[0][0].top - top, bottom - stack[-1][0].bottom
    return above > _LOW * height and above - below > _LOW * height


def _parents(stacks: list[list[tuple[WordLine, Word]]], low: list[int]) -> dict[int, int]:
    """For each column under a shared heading the column whose upper word that heading is."""
    owners = [k for k, stack in enumerate(stacks) if len(stack) > 1 and k not in low]
    out: dict[int, int] = {}
    for k in low:
        middle = stacks[k][0][1].mid_x
        near = min(owners, key=lambda o: abs(stacks[o][0][1].mid_x - middle), default=None)
        if near is not None:
            out[k] = near
    for owner in {*out.values()}:
        out[owner] = owner
    return out


def _chars(stack: Sequence[tuple[WordLine, Word]]) -> list[Char]:
    """The characters of a column's words."""
    return [c for _, word in stack for c in word.chars]


def header_slots(lines: Sequence[WordLine], xs: Sequence[float]) -> list[Slot]:
    """The header cells over columns that `xs` part, from row 0 on; two rows where headings share one above them."""
    if not lines:
        return []
    stacks = _stacks(lines, xs)
    top, bottom = min(n.top for n in lines), max(n.bottom for n in lines)
    height = lines[0].height
    low = [k for k, stack in enumerate(stacks) if stack and _is_low(stack, top, bottom, height)]
    parents = _parents(stacks, low)
    if not parents:
        return [Slot(0, 1, k, k + 1, _chars(stack)) for k, stack in enumerate(stacks)]
    slots = [Slot(0, 2, k, k + 1, _chars(s)) for k, s in enumerate(stacks) if k not in parents]
    for owner in sorted({*parents.values()}):
        first = last = owner
        while parents.get(first - 1) == owner:
            first -= 1
        while parents.get(last + 1) == owner:
            last += 1
        slots.append(Slot(0, 1, first, last + 1, _chars(stacks[owner][:1])))
        slots += [
            Slot(1, 2, k, k + 1, _chars(stacks[k][1:] if k == owner else stacks[k]))
            for k in range(first, last + 1)
        ]
    covered = {k for s in slots for k in range(s.left, s.right)}
    slots += [Slot(0, 2, k, k + 1, _chars(s)) for k, s in enumerate(stacks) if k not in covered]
    return slots
