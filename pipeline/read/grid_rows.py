"""Lines of words -> rows of a table where no rule parts them: every amount stands in a row of its own."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.core.text import list_mark_kind, squash
from pipeline.read.grid_columns import Column
from pipeline.read.grid_words import WordLine, is_index

_ONE_ROW = 0.85  # of the height: lines closer than that are one row, the amount beside a wrapped name
_PITCH = 0.95  # of the distance of two rows: a line so far from both its neighbours is a row
_PADDED = 1.6  # of the height of a line: rows so far apart are farther apart than the lines of a name
_TIE = 0.2  # of the height by which one of two rows must be nearer to a line


def anchors_of(lines: Sequence[WordLine], columns: Sequence[Column]) -> list[WordLine]:
    """The lines that begin a row: amounts, or a code, in the column for it; those that number the columns.

    And a numbered name without an amount right above a sum: 四、其他收入 over 本年收入合计; and a name as far from the
    lines around it as rows are from each other.
    """
    numbers = {id(w) for c in columns for w in c.words if c.numbers and w.number}
    codes = {id(w) for w in columns[0].words if not columns[0].numbers and w.number}
    begin = [n for n in lines if is_index(n) or any(id(w) in numbers or id(w) in codes for w in n.words)]
    alone = [a for a, b in pairwise(lines) if list_mark_kind(a.text) and len(a.words) == 1 and _sums(b, a)]
    known = {id(n) for n in [*begin, *alone]}
    apart = [n for n in _apart(lines, begin, columns) if id(n) not in known]
    return [*begin, *alone, *apart]


def _apart(
    lines: Sequence[WordLine], begin: Sequence[WordLine], columns: Sequence[Column]
) -> Iterator[WordLine]:
    """The lines with a lone name that no line goes on with: as far from those around them as rows are."""
    known = {id(n) for n in begin}
    steps = [b.mid_y - a.mid_y for a, b in pairwise(lines) if id(a) in known and id(b) in known]
    pitch = min(steps, default=0.0)
    for above, line, below in zip([None, *lines], lines, [*lines[1:], None], strict=False):
        near = [abs(n.mid_y - line.mid_y) for n in (above, below) if n is not None]
        if len(line.words) == 1 and near and min(near) >= _PITCH * pitch >= _PITCH * _PADDED * line.height:
            yield line


def _sums(line: WordLine, above: WordLine) -> bool:
    """Whether the words of a line that stand below a name, or centred in its column, name a sum."""
    below = next((w for w in line.words if w.x1 > above.words[0].x0), None)
    return below is not None and squash(below.text).endswith(("合计", "总计"))


def _distance(line: WordLine, rows: list[list[WordLine]], k: int) -> float:
    """How far a line's centre is from the anchors of row `k`."""
    mid = sum(n.mid_y for n in rows[k]) / len(rows[k])
    return abs(line.mid_y - mid)


def _anchor_rows(anchors: Sequence[WordLine]) -> list[list[WordLine]]:
    """Anchors by row: those that overlap in height are one row."""
    rows: list[list[WordLine]] = []
    for line in sorted(anchors, key=lambda n: n.mid_y):
        if rows and line.mid_y - rows[-1][0].mid_y < _ONE_ROW * min(line.height, rows[-1][0].height):
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def rows_by_anchors(
    lines: Sequence[WordLine], anchors: Sequence[WordLine], rules: Sequence[float] = ()
) -> list[list[WordLine]]:
    """The lines by row, from top to bottom: each anchor with the lines nearest to it.

    A line between two rows goes to the upper one where lines follow the last anchor (names begin beside their
    amount), else to the lower one. A line never joins a row that one of the `rules` parts it from.
    """
    heads = _anchor_rows(anchors)
    if not heads:
        return [list(lines)] if lines else []
    heads += _rows_without_anchor(lines, anchors, rules)
    heads.sort(key=lambda row: row[0].mid_y)
    taken = {id(n) for row in heads for n in row}
    last = max(n.bottom for n in heads[-1])
    upwards = any(n.mid_y > last for n in lines)
    rows = [list(row) for row in heads]
    for line in lines:
        if id(line) not in taken:
            rows[_home(line, heads, rules, upwards)].append(line)
    return [sorted(row, key=lambda n: n.top) for row in rows]


def _rows_without_anchor(
    lines: Sequence[WordLine], anchors: Sequence[WordLine], rules: Sequence[float]
) -> list[list[WordLine]]:
    """Lines between two rules that enclose no anchor: a row each."""
    bands: dict[int, list[WordLine]] = {}
    for line in lines:
        bands.setdefault(bisect_right(rules, line.mid_y), []).append(line)
    held = {bisect_right(rules, a.mid_y) for a in anchors}
    return [band for k, band in bands.items() if k not in held]


def _home(line: WordLine, heads: list[list[WordLine]], rules: Sequence[float], upwards: bool) -> int:
    """The index of the row that a line without an anchor belongs to."""
    band = bisect_right(rules, line.mid_y)
    mine = [k for k, row in enumerate(heads) if bisect_right(rules, row[0].mid_y) == band]
    mine = mine or list(range(len(heads)))
    first, *others = sorted(mine, key=lambda k: _distance(line, heads, k))
    if not others:
        return first
    second = others[0]
    if _distance(line, heads, second) - _distance(line, heads, first) > _TIE * line.height:
        return first
    return min(first, second) if upwards else max(first, second)


def borders(rows: Sequence[Sequence[WordLine]], top: float, bottom: float) -> list[float]:
    """Heights between the rows, with the table's `top` and `bottom`."""
    between = [(max(n.bottom for n in a) + min(n.top for n in b)) / 2 for a, b in pairwise(rows)]
    return [top, *between, bottom]
