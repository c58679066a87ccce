"""Horizontal rules of one length above each other: a table whose columns no rule parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from pipeline.read.grid_words import WordLine
from pipeline.read.pdf_paths import Rule

_SAME = 8.0  # points by which the ends of two rules of one table may differ
_SHORTEST = 120.0  # points
_BESIDE = 4.0  # points that text may stick out

_ORDINALS = frozenset("一二三四五六七八九十0123456789")

Ladder = Sequence[Rule]


def ladders_of(across: Sequence[Rule]) -> list[list[Rule]]:
    """Rules of one length and place, at least two, from top to bottom."""
    groups: list[list[Rule]] = []
    for rule in across:
        if rule.end - rule.start < _SHORTEST:
            continue
        for group in groups:
            if abs(group[0].start - rule.start) <= _SAME and abs(group[0].end - rule.end) <= _SAME:
                group.append(rule)
                break
        else:
            groups.append([rule])
    return [sorted(g) for g in groups if len(g) > 1]


def spans_of(
    ladder: Ladder, lines: Sequence[WordLine], is_foreign: Callable[[WordLine], bool]
) -> Iterator[tuple[int, int, Ladder]]:
    """(first line, line behind the last, rules) of each table that the rules hold.

    A stretch between two rules that holds text of another kind, or none at all, parts two tables. Where such
    text stands over the first lines of a table, it begins below it.
    """
    first = end = -1
    steps: list[Rule] = []
    for upper, lower in pairwise(ladder):
        held = [i for i, n in enumerate(lines) if upper.at <= n.mid_y < lower.at]
        foreign = [k for k, i in enumerate(held) if _is_outside(lines[i], upper) or is_foreign(lines[i])]
        if foreign and not steps:
            held, foreign = held[foreign[-1] + 1 :], []
        if not held or foreign:
            if steps:
                yield first, end, steps
            steps = []
            continue
        if not steps:
            first, steps = held[0], [upper]
        end = held[-1] + 1
        steps.append(lower)
    if steps:
        yield first, end, steps


def _is_outside(line: WordLine, rule: Rule) -> bool:
    """True for a line that begins or ends beyond the rule."""
    return line.words[0].x0 < rule.start - _BESIDE or line.words[-1].x1 > rule.end + _BESIDE


def header_depth(lines: Sequence[WordLine], steps: Ladder) -> int:
    """How many of a table's lines are its header: those above the last rule over the first amount or code."""
    for i, line in enumerate(lines):
        if any(w.number or _is_item(w.text) for w in line.words):
            above = [r.at for r in steps if r.at <= line.mid_y]
            return sum(n.mid_y < above[-1] for n in lines[:i]) if above else 0
    return 0


def _is_item(text: str) -> bool:
    """True for an entry that its rows number: 二、上年结转."""
    return text[:1] in _ORDINALS and "、" in text[1:3]
