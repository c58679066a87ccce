"""Tables without vertical rules, or without any: rows of words whose numbers stand below each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.read.grid_carried import carried
from pipeline.read.grid_cells import Sheet, Slot
from pipeline.read.grid_columns import (
    Column,
    columns_of,
    gutters,
    is_over_amounts,
    is_tabular,
    numbered_rows,
    ruled_edges,
    with_headed,
)
from pipeline.read.grid_header import header_slots, headings_of, lowest
from pipeline.read.grid_ladder import Ladder, header_depth, ladders_of, spans_of
from pipeline.read.grid_rows import anchors_of, borders, rows_by_anchors
from pipeline.read.grid_text_header import NARROW, header_start, is_caption, is_headed
from pipeline.read.grid_words import WordLine, is_index, word_lines
from pipeline.read.pdf_chars import Char
from pipeline.read.pdf_paths import Rule

_FEWEST = 3  # rows with amounts
_FEWEST_HEADED = 2  # the same below a header right below a unit
_SURE_STEPS = 3  # rules: over a header, under it and under the rows; fewer are a frame and prove nothing
_APART = 3.0  # of the height between two lines of one table
_MOST_BETWEEN = 3  # lines without an amount between two with one
_MOST_ABOVE = 3  # lines over a table that goes on from the page before: a running title, a unit

_Found = tuple[
    int, int, Sheet | None
]  # first line, line behind the last, table; none where columns are in doubt


def _is_seed(line: WordLine) -> bool:
    """True for a line that may be a row: several words, one of them a number, or nothing but numbers."""
    numbers = [w for w in line.words if w.number]
    if not numbers or is_caption(line):
        return False
    return len(line.words) > 1 or numbers[0].exact


def _runs(lines: Sequence[WordLine]) -> Iterator[tuple[int, int]]:
    """(first, last) of stretches of lines that hold rows, from seed to seed."""
    first = last = -1
    for i, line in enumerate(lines):
        seed = _is_seed(line)
        if first >= 0 and (
            i - last > _MOST_BETWEEN + 1
            or line.top - lines[i - 1].bottom > _APART * line.height
            or not (seed or _fits(line, lines[first : last + 1]))
        ):
            yield first, last
            first = -1
        if seed:
            first, last = (i if first < 0 else first), i
    if first >= 0:
        yield first, last


def _fits(line: WordLine, rows: Sequence[WordLine]) -> bool:
    """True for a line without amounts that may stand between rows: names that wrapped."""
    left, right = min(n.words[0].x0 for n in rows), max(n.words[-1].x1 for n in rows)
    return not is_caption(line) and all(w.x1 - w.x0 <= NARROW * (right - left) for w in line.words)


def _end(lines: Sequence[WordLine], last: int, columns: list[Column]) -> int:
    """The index of the last line of the table whose last amounts stand at `last`: names may wrap below them."""
    names = [c for c in columns if not c.numbers]
    i = last
    while i + 1 < len(lines) and i < last + 2:
        line = lines[i + 1]
        inside = all(any(c.x0 - 3 <= w.x0 and w.x1 <= c.x1 + 3 for c in names) for w in line.words)
        if not inside or is_caption(line) or line.top - lines[i].bottom > 0.8 * line.height:
            break
        i += 1
    return i


def _body_slots(rows: Sequence[Sequence[WordLine]], xs: Sequence[float], first: int) -> Iterator[Slot]:
    """The cells of rows from row `first` on: words by their centre, none lost."""
    for r, row in enumerate(rows, first):
        held: list[list[Char]] = [[] for _ in xs[1:]]
        for word in (w for line in row for w in line.words):
            k = sum(x <= word.mid_x for x in xs[1:-1])
            held[k] += word.chars
        yield from (Slot(r, r + 1, k, k + 1, chars) for k, chars in enumerate(held))


def _sheet(
    lines: Sequence[WordLine],
    n_header: int,
    before: Sequence[float],
    ladder: Ladder = (),
    rules: Sequence[Rule] = (),
    down: Sequence[Rule] = (),
) -> Sheet | None:
    """The table of some lines, the first `n_header` of them its header; `rules` run across, `down` downwards.

    One without a header has the columns that rules show, else those of the page before, whose edges are `before`,
    or is none.
    """
    header, body = lines[:n_header], lines[n_header:]
    headings = headings_of(header, rules)
    columns = with_headed(columns_of([n for n in body if not is_index(n)] or body), lowest(headings))
    left = min([n.words[0].x0 for n in lines] + [r.start for r in ladder])
    right = max([n.words[-1].x1 for n in lines] + [r.end for r in ladder])
    xs = gutters(columns, left - 1, right + 1)
    drawn = [] if header else ruled_edges(down, body)
    if drawn and carried(columns, drawn):
        xs = drawn
    elif before and not header and len(xs) != len(before):
        xs = carried(columns, before)
        if not xs:
            return None
    top_slots = header_slots(headings, xs)
    depth = max((s.bottom for s in top_slots), default=0)
    rows = rows_by_anchors(body, anchors_of(body, columns), [r.at for r in ladder])
    ys = borders(rows, body[0].top - 1, max(n.bottom for n in body) + 1)
    if depth:
        top = min(n.top for n in header) - 1
        ys = [top + (ys[0] - top) * k / depth for k in range(depth)] + ys
    return Sheet(xs, ys, [*top_slots, *_body_slots(rows, xs, depth)])


def _is_last_row(lines: Sequence[WordLine], before: Sequence[float]) -> bool:
    """True for a single row that goes on with the columns of the page before."""
    columns = columns_of(lines, least=1)
    return bool(before) and len(numbered_rows(lines, columns)) == 1 and bool(carried(columns, before))


def _half_ruled(
    lines: list[WordLine], across: Sequence[Rule], down: Sequence[Rule], edges: Sequence[float]
) -> Iterator[_Found]:
    """Tables of rows between rules of one length; two rules only bound them."""
    for ladder in ladders_of(across):
        for first, end, steps in spans_of(ladder, lines, is_caption):
            before = edges if first <= _MOST_ABOVE else ()
            if len(steps) < _SURE_STEPS and not _is_last_row(lines[first:end], before):
                inside = _unruled(lines[first:end], before, down, framed=True)
                yield from ((first + a, first + b, sheet) for a, b, sheet in inside)
                continue
            body = header_depth(lines[first:end], steps)
            columns = columns_of(lines[first + body : end], least=1)
            if body and not is_over_amounts(lines[first : first + body], columns):
                body = 0  # the rest of a row that the page break cut
            found = numbered_rows(lines[first + body : end], columns)
            if not found or len(columns) < 2:
                continue
            if body or len(found) > 1 or (before and carried(columns, before)):
                yield first, end, _sheet(lines[first:end], body, before, steps, across, down)


def _unruled(
    lines: list[WordLine], edges: Sequence[float], down: Sequence[Rule], *, framed: bool = False
) -> Iterator[_Found]:
    """Tables of rows that nothing but their alignment shows."""
    done = 0
    for first, last in _runs(lines):
        columns = columns_of(lines[first : last + 1])
        n_rows = len(numbered_rows(lines[first : last + 1], columns))
        fewest = _FEWEST_HEADED if is_headed(lines[max(0, first - 2) : first], columns) else _FEWEST
        if n_rows < fewest or not is_tabular(columns, n_rows):
            continue
        while first > done and lines[first - 1].bottom > lines[first].top + 1:
            first -= 1  # a name that wrapped begins above the amount beside it
        start = max(done, header_start(lines, first, columns, framed=framed))
        done = _end(lines, last, columns) + 1
        before = edges if start <= _MOST_ABOVE else ()
        yield start, done, _sheet(lines[start:done], first - start, before, down=down)


def text_sheets(
    chars: list[Char], across: Sequence[Rule], down: Sequence[Rule], edges: Sequence[float] = ()
) -> tuple[list[tuple[Sheet, str]], list[Char]]:
    """The tables in characters outside ruled ones, each with the method that found it, and what is left.

    `across` and `down` are the joined rules of the page; `edges` part the columns of the table that ended the page
    before.
    """
    if not chars:
        return [], chars
    lines = word_lines(chars)
    sheets: list[tuple[Sheet, str]] = []
    used: set[int] = set()
    for first, end, sheet in _half_ruled(lines, across, down, edges):
        mine = {id(n) for n in lines[first:end]}
        if sheet and not mine & used:
            sheets.append((sheet, "half_ruled"))
            used |= mine
    left = [n for n in lines if id(n) not in used]
    for first, end, sheet in _unruled(left, () if sheets else edges, down):
        if sheet:
            sheets.append((sheet, "text"))
            used.update(id(n) for n in left[first:end])
    taken = {id(c) for n in lines if id(n) in used for w in n.words for c in w.chars}
    return sheets, [c for c in chars if id(c) not in taken] if taken else chars
