"""Rules -> groups of rules that hang together, and the lattice that each group draws."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.read.pdf_paths import Rule

SNAP = 2.0  # points between rules that are one: double lines, rules drawn cell by cell
_MAX_SNAP = 4.0  # points that such a bundle may be thick
_GAP = 3.0  # points between pieces of one rule
_DASH = 12.0  # points: pieces no longer are dashes, and may lie farther apart
_DASH_GAP = 6.0
_TOUCH = 3.0  # points that a rule may miss the one it ends at
_OPEN = 6.0  # points that rules must stick out beyond the outermost crossing to show a side that is not drawn
_COVERED = 0.55  # of a stretch between two crossings: so much of it drawn makes a wall
_MOST_RULES = 4000  # of one direction: drawings of more are pictures

Group = tuple[list[Rule], list[Rule]]


@dataclass(slots=True)
class Lattice:
    """Abscissas and heights of a group of rules, and between which of its squares a rule runs.

    `left_walls[r][c]` tells of the left side of square (r, c), with one more entry for the right end of the
    row; `top_walls[r][c]` of its top, with one more row for the bottom. `open_columns` and `open_rows` are the
    outermost ones that no rule closes: pairs of indexes of lines.
    """

    xs: list[float]
    ys: list[float]
    left_walls: list[list[bool]]
    top_walls: list[list[bool]]
    open_columns: list[tuple[int, int]]
    open_rows: list[tuple[int, int]]

    @property
    def area(self) -> float:
        """Square points within the outermost rules."""
        return (self.xs[-1] - self.xs[0]) * (self.ys[-1] - self.ys[0])


def _bundles(rules: Iterable[Rule]) -> list[list[Rule]]:
    """Rules by position: those closer than a double line together."""
    out: list[list[Rule]] = []
    for rule in sorted(rules):
        if out and rule.at - out[-1][-1].at <= SNAP and rule.at - out[-1][0].at <= _MAX_SNAP:
            out[-1].append(rule)
        else:
            out.append([rule])
    return out


def joined(rules: Iterable[Rule]) -> list[Rule]:
    """Each rule once and whole: pieces, dashes and the two lines of a double rule are one."""
    out: list[Rule] = []
    for bundle in _bundles(rules):
        if len(bundle) == 1:
            out.append(_whole(bundle))
            continue
        pieces = sorted(bundle, key=lambda r: r.start)
        members = [pieces[0]]
        end = pieces[0].end
        for piece in pieces[1:]:
            short = max(piece.end - piece.start, members[-1].end - members[-1].start) <= _DASH
            if piece.start - end <= (_DASH_GAP if short else _GAP):
                members.append(piece)
                end = max(end, piece.end)
            else:
                out.append(_whole(members))
                members, end = [piece], piece.end
        out.append(_whole(members))
    return out


def _whole(pieces: Sequence[Rule]) -> Rule:
    """One rule of its pieces, where most of its ink is."""
    if len(pieces) == 1:
        at, start, end = pieces[0]
        return Rule(at * (end - start) / (end - start), start, end)
    ink = sum(p.end - p.start for p in pieces)
    at = sum(p.at * (p.end - p.start) for p in pieces) / ink
    return Rule(at, min(p.start for p in pieces), max(p.end for p in pieces))


def is_picture(horizontal: Sequence[Rule], vertical: Sequence[Rule]) -> bool:
    """True for rules too many to draw tables."""
    return max(len(horizontal), len(vertical)) > _MOST_RULES


def groups_of(horizontal: Sequence[Rule], vertical: Sequence[Rule]) -> list[Group]:
    """The groups of rules as they are drawn; none in a picture."""
    return [] if is_picture(horizontal, vertical) else touching(joined(horizontal), joined(vertical))


def touching(across: Sequence[Rule], down: Sequence[Rule]) -> list[Group]:
    """(horizontal, vertical) joined rules that hang together by touching; a rule that touches none is a group."""
    down = sorted(down)
    parent = list(range(len(across) + len(down)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    at = [v.at for v in down]
    for i, h in enumerate(across):
        for j in range(bisect_left(at, h.start - _TOUCH), bisect_right(at, h.end + _TOUCH)):
            if down[j].start - _TOUCH <= h.at <= down[j].end + _TOUCH:
                parent[root(len(across) + j)] = root(i)
    found: dict[int, Group] = {}
    for i, rule in enumerate([*across, *down]):
        found.setdefault(root(i), ([], []))[i >= len(across)].append(rule)
    return _with_bystanders(list(found.values()))


def _with_bystanders(groups: list[Group]) -> list[Group]:
    """The groups, each with the lone vertical rules beside it that are as high as it is.

    They bound cells that are merged over the whole page, and touch no horizontal rule.
    """
    lone = {id(v[0]): v[0] for h, v in groups if not h and len(v) == 1}
    out = []
    for across, down in sorted(groups, key=lambda g: -len(g[0])):
        if across and down:
            top, bottom = min(r.start for r in down), max(r.end for r in down)
            near = [r for r in lone.values() if abs(r.start - top) < _TOUCH and abs(r.end - bottom) < _TOUCH]
            for rule in near:
                del lone[id(rule)]
            out.append((across, down + near))
        elif not (len(down) == 1 and not across and id(down[0]) not in lone):
            out.append((across, down))
    return out


def _positions(rules: Iterable[Rule]) -> list[float]:
    """The positions of rules, near ones as one."""
    return [_whole(b).at for b in _bundles(rules)]


def _ends(positions: list[float], crossing: Sequence[Rule]) -> tuple[list[float], list[tuple[int, int]]]:
    """`positions` with the ends that the crossing rules show where no rule closes the table, and those bands."""
    least = max(2, len(crossing) // 2)
    low = [r.start for r in crossing if r.start < positions[0] - _OPEN]
    high = [r.end for r in crossing if r.end > positions[-1] + _OPEN]
    before = [min(low)] if len(low) >= least else []
    after = [max(high)] if len(high) >= least else []
    lines = [*before, *positions, *after]
    bands = [(0, 1)] * len(before) + [(len(lines) - 2, len(lines) - 1)] * len(after)
    return lines, bands


def _walls(rules: Iterable[Rule], at: list[float], along: list[float]) -> list[list[bool]]:
    """[line][stretch]: whether a rule runs along line `at[line]` between `along[stretch]` and the next."""
    drawn = [[0.0] * (len(along) - 1) for _ in at]
    for rule in rules:
        i = bisect_left(at, rule.at)
        line = min((k for k in (i - 1, i) if 0 <= k < len(at)), key=lambda k: abs(at[k] - rule.at))
        stretches, start, end = drawn[line], rule.start, rule.end
        for k in range(max(0, bisect_right(along, start) - 1), len(along) - 1):
            low, high = along[k], along[k + 1]
            if low >= end:
                break
            stretches[k] += (end if end < high else high) - (start if start > low else low)
    size = [b - a for a, b in pairwise(along)]
    return [[d >= _COVERED * s for d, s in zip(row, size, strict=True)] for row in drawn]


def lattice_of(across: Sequence[Rule], down: Sequence[Rule]) -> Lattice | None:
    """The lattice of rules that hang together; None where they enclose nothing."""
    if not across or not down:
        return None
    xs, open_columns = _ends(_positions(down), across)
    ys, open_rows = _ends(_positions(across), down)
    if len(xs) < 2 or len(ys) < 2:
        return None
    left_walls = [list(row) for row in zip(*_walls(down, xs, ys), strict=True)]
    return Lattice(xs, ys, left_walls, _walls(across, ys, xs), open_columns, open_rows)
