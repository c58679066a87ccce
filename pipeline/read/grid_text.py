"""Tables without vertical rules, or without any: rows of words whose numbers stand below each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.core.patterns import load
from pipeline.read.grid_cells import Sheet, Slot
from pipeline.read.grid_columns import Column, columns_of, gutters, is_tabular
from pipeline.read.grid_header import header_slots
from pipeline.read.grid_rows import borders, rows_by_anchors
from pipeline.read.grid_words import WordLine, word_lines
from pipeline.read.pdf_chars import Char
from pipeline.read.pdf_paths import Drawing, Rule

_FEWEST = 3  # rows with amounts
_FEWEST_RULED = 2  # where rules run above or between them
_APART = 3.0  # of the height between two lines of one table
_HEADER_APART = 2.5
_MOST_BETWEEN = 3  # lines without an amount between two with one
_MOST_HEADER = 6  # lines
_NARROW = 0.6  # of the width of the rows: a line between rows that is wider is running text
_SENTENCE = frozenset("。；！？")


def _is_caption(line: WordLine) -> bool:
    """True for a line that no table row is: a unit, an entry of contents, the end of a sentence."""
    text = line.text
    lines = load("reading/lines")
    known = any(next(lines[k].finditer(text), None) for k in ("caption", "contents_entry"))
    return known or text[-1:] in _SENTENCE


def _is_seed(line: WordLine) -> bool:
    """True for a line that may be a row: several words, one of them a number, or nothing but numbers."""
    numbers = [w for w in line.words if w.number]
    if not numbers or _is_caption(line):
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
    return not _is_caption(line) and all(w.x1 - w.x0 <= _NARROW * (right - left) for w in line.words)


def _rules_near(drawing: Drawing, rows: Sequence[WordLine]) -> list[Rule]:
    """The horizontal rules over most of the width of some rows, a header's height around them."""
    left, right = min(n.words[0].x0 for n in rows), max(n.words[-1].x1 for n in rows)
    reach = _MOST_HEADER * rows[0].height * 1.5
    top, bottom = rows[0].top - reach, rows[-1].bottom + reach / 4
    return sorted(
        r
        for r in drawing.horizontal
        if top <= r.at <= bottom and min(r.end, right) - max(r.start, left) > 0.5 * (right - left)
    )


def _header_start(
    lines: Sequence[WordLine], first: int, rules: Sequence[float], columns: list[Column]
) -> int:
    """The index of the first header line over the row at `first`."""
    above = [at for at in rules if at < lines[first].top]
    if len(above) >= 2:
        closed = [i for i in range(first) if above[-2] < lines[i].mid_y < lines[first].top]
        if closed and closed[-1] == first - 1:
            return closed[0]
    i = first
    while i > max(0, first - _MOST_HEADER) and _heads(lines[i - 1], lines[i], columns):
        i -= 1
    return i


def _heads(line: WordLine, below: WordLine, columns: list[Column]) -> bool:
    """True for a line that may be a header line over the line below it."""
    gap = below.top - line.bottom
    if _is_caption(line) or gap > _HEADER_APART * line.height or any(w.exact for w in line.words):
        return False
    wide = max(w.x1 - w.x0 for w in line.words) > _NARROW * (columns[-1].x1 - columns[0].x0)
    return not wide and (len(line.words) > 1 or gap < 0.8 * line.height)


def _end(lines: Sequence[WordLine], last: int, columns: list[Column]) -> int:
    """The index of the last line of the table whose last amounts stand at `last`: names may wrap below them."""
    names = [c for c in columns if not c.numbers]
    i = last
    while i + 1 < len(lines) and i < last + 2:
        line = lines[i + 1]
        inside = all(any(c.x0 - 3 <= w.x0 and w.x1 <= c.x1 + 3 for c in names) for w in line.words)
        if not inside or _is_caption(line) or line.top - lines[i].bottom > 0.8 * line.height:
            break
        i += 1
    return i


def _anchors(lines: Sequence[WordLine], columns: Sequence[Column]) -> list[WordLine]:
    """The lines that begin a row: amounts, or a code, in the column for it."""
    numbers = {id(w) for c in columns for w in c.words if c.numbers and w.number}
    codes = {id(w) for w in columns[0].words if not columns[0].numbers and w.number}
    return [n for n in lines if any(id(w) in numbers or id(w) in codes for w in n.words)]


def _body_slots(rows: Sequence[Sequence[WordLine]], xs: Sequence[float], first: int) -> Iterator[Slot]:
    """The cells of rows from row `first` on: words by their centre, none lost."""
    for r, row in enumerate(rows, first):
        held: list[list[Char]] = [[] for _ in xs[1:]]
        for word in (w for line in row for w in line.words):
            k = sum(x <= word.mid_x for x in xs[1:-1])
            held[k] += word.chars
        yield from (Slot(r, r + 1, k, k + 1, chars) for k, chars in enumerate(held))


def _sheet(lines: Sequence[WordLine], start: int, first: int, end: int, drawing: Drawing) -> Sheet:
    """The table of the header lines from `start`, the rows from `first` to `end`."""
    header, body = lines[start:first], lines[first : end + 1]
    columns = _with_headed(columns_of(body), header)
    rules = _rules_near(drawing, body)
    everything = lines[start : end + 1]
    sides = [n.words[0].x0 for n in everything] + [r.start for r in rules]
    left, right = min(sides), max([n.words[-1].x1 for n in everything] + [r.end for r in rules])
    xs = gutters(columns, left - 1, right + 1)
    top_slots = header_slots(header, xs)
    n_header = max((s.bottom for s in top_slots), default=0)
    rows = rows_by_anchors(body, _anchors(body, columns), [r.at for r in rules])
    ys = borders(rows, body[0].top - 1, max(n.bottom for n in body) + 1)
    if n_header:
        top = min(n.top for n in header) - 1
        ys = [top + (ys[0] - top) * k / n_header for k in range(n_header)] + ys
    return Sheet(xs, ys, [*top_slots, *_body_slots(rows, xs, n_header)])


def _with_headed(columns: list[Column], header: Sequence[WordLine]) -> list[Column]:
    """The columns with those that have a heading but no entry."""
    extra: list[Column] = []
    for word in (w for line in header[-1:] for w in line.words):
        if all(word.x1 < c.x0 - 1 or word.x0 > c.x1 + 1 for c in columns + extra):
            extra.append(Column(word.x0, word.x1, []))
    return sorted(columns + extra, key=lambda c: c.x0)


def text_sheets(chars: list[Char], drawing: Drawing) -> tuple[list[tuple[Sheet, bool]], list[Char]]:
    """The tables that stand in characters outside ruled ones, each with whether rules help, and what is left."""
    lines = word_lines(chars)
    sheets: list[tuple[Sheet, bool]] = []
    done = 0
    used: set[int] = set()
    for first, last in _runs(lines):
        run = lines[first : last + 1]
        columns = columns_of(run)
        rules = _rules_near(drawing, run)
        rows = [n for n in run if any(id(w) in _amounts(columns) for w in n.words)]
        if len(rows) < (_FEWEST_RULED if len(rules) > 1 else _FEWEST) or not is_tabular(columns, len(rows)):
            continue
        while first > done and lines[first - 1].bottom > lines[first].top + 1:
            first -= 1  # a name that wrapped begins above the amount beside it
        start = max(done, _header_start(lines, first, [r.at for r in rules], columns))
        end = _end(lines, last, columns)
        sheets.append((_sheet(lines, start, first, end, drawing), len(rules) > 1))
        used.update(id(c) for line in lines[start : end + 1] for w in line.words for c in w.chars)
        done = end + 1
    return sheets, [c for c in chars if id(c) not in used] if used else chars


def _amounts(columns: Sequence[Column]) -> set[int]:
    """The identities of the number words in columns of numbers."""
    return {id(w) for c in columns for w in c.words if c.numbers and w.number}
