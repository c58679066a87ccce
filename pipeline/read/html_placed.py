"""Blocks that their style puts at a place of the page (a Word or PDF page exported to HTML) -> lines, tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from pipeline.core.model import Cell
from pipeline.read.compact import compact
from pipeline.read.html_flow import Flow, Fragment, Grid, Item, Para, Picture, Placed, flat
from pipeline.read.pdf_lines import is_wide

Corner = tuple[float, float, float | None, float | None]

_EM = 16.0  # pixels of a character where no size is stated
_LINE = 1.3  # em
_LONGEST = 400  # characters: more is a part of the page with a flow of its own, not a line or a cell of it
_SAME_ROW = 8.0  # pixels between the tops of blocks on one line
_INSET = 2.0  # pixels by which neighbours may overlap
_NEAR = 3.0  # heights of a line: rows of one table are never farther apart
_FULL = 0.9  # of the widest line: the margin broke it
_ENDS = tuple("。；;！？!?：:")


def _width(text: str) -> float:
    """The estimated width of a text in pixels."""
    return max(sum(_EM if is_wide(c) else _EM / 2 for c in line) for line in text.split("\n"))


def as_placed(flow: Flow, corner: Corner) -> bool:
    """Turn the flow of a placed element into placed blocks; False where it is more than a line or a cell."""
    if flow.n_grids or flow.n_chars > _LONGEST:
        return False
    left, top, width, height = corner
    out: Fragment = []
    own: list[Para] = []
    for item in flat(flow.items):
        if isinstance(item, Placed):
            out.append(replace(item, left=item.left + left, top=item.top + top))
        elif isinstance(item, Para):
            own.append(item)
        else:
            out.append(item)
    if shown := [p for p in own if not p.hidden]:
        text = "\n".join(p.text for p in shown)
        tall = _LINE * _EM * (text.count("\n") + 1)
        out.append(Placed(text, left, top, width or _width(text), height or tall))
    flow.items = [*out, *(p for p in own if p.hidden)]
    flow.n_placed = sum(isinstance(i, Placed) for i in out)
    return True


def arranged(flow: Flow) -> None:
    """Put lines and tables where placed blocks stand in a flow."""
    if not flow.n_placed:
        return
    items: Fragment = []
    for placed, run in groupby(flat(flow.items), key=lambda i: isinstance(i, Placed | Picture)):
        if placed:
            some = list(run)
            items += [i for i in some if isinstance(i, Picture)]
            items += _blocks([i for i in some if isinstance(i, Placed)])
        else:
            items += run
    flow.items = items
    flow.n_grids += sum(isinstance(i, Grid) for i in items)
    flow.n_placed = 0


Line = list[Placed]


def _lines(blocks: list[Placed]) -> list[Line]:
    """The blocks by their tops, each line from left to right."""
    out: list[Line] = []
    for block in sorted(blocks, key=lambda b: b.top):
        if out and block.top - out[-1][0].top <= min(_SAME_ROW, block.height / 2):
            out[-1].append(block)
        else:
            out.append([block])
    for line in out:
        line.sort(key=lambda b: b.left)
    return out


def _zones(lines: list[Line]) -> Iterator[list[Line]]:
    """Lines that follow each other closely, of several blocks each, but for single ones between them."""
    zone: list[Line] = []
    for line in lines:
        if zone and line[0].top - zone[-1][0].top > _NEAR * max(b.height for b in (*line, *zone[-1])):
            yield zone
            zone = []
        zone.append(line)
    if zone:
        yield zone


def _blocks(blocks: list[Placed]) -> Iterator[Item]:
    """Paragraphs and tables, from top to bottom."""
    for zone in _zones(_lines(blocks)):
        several = [i for i, line in enumerate(zone) if len(line) > 1]
        grid = _grid(zone[several[0] : several[-1] + 1]) if len(several) > 1 else None
        if grid is None:
            yield from _paragraphs(zone)
            continue
        yield from _paragraphs(zone[: several[0]])
        yield grid
        yield from _paragraphs(zone[several[-1] + 1 :])


def _paragraphs(lines: list[Line]) -> Iterator[Item]:
    """Lines as paragraphs: one that is full goes on with the next."""
    right = max((b.left + b.width for line in lines for b in line), default=0.0)
    left = min((b.left for line in lines for b in line), default=0.0)
    pending = ""
    for line in lines:
        pending += " ".join(b.text for b in line)
        full = line[-1].left + line[-1].width - left > _FULL * (right - left)
        if len(lines) < 2 or not full or pending.endswith(_ENDS):
            yield Para(pending)
            pending = ""
    if pending:
        yield Para(pending)


Span = tuple[float, float]


def _span(block: Placed) -> Span:
    """The columns of pixels that a block surely takes."""
    inset = min(_INSET, block.width / 3)
    return block.left + inset, block.left + block.width - inset


def _over(columns: list[Span], span: Span) -> list[int]:
    """The columns that a span overlaps."""
    return [i for i, c in enumerate(columns) if c[0] < span[1] and span[0] < c[1]]


def _columns(lines: list[Line]) -> list[Span]:
    """The columns of a table, from its narrow blocks to its wide ones: those over several are headers."""
    columns: list[Span] = []
    wide: list[Span] = []
    for block in sorted((b for line in lines for b in line), key=lambda b: b.width):
        span = _span(block)
        hit = _over(columns, span)
        if not hit:
            columns.append(span)
        elif len(hit) == 1:
            column = columns[hit[0]]
            grown = min(column[0], span[0]), max(column[1], span[1])
            columns[hit[0]] = grown
        else:
            wide.append(span)
    return _merged(sorted(columns), wide, lines)


def _merged(columns: list[Span], wide: list[Span], lines: list[Line]) -> list[Span]:
    """Columns without those that only the alignment parts: one block lies over both, and no line has both."""
    i = 0
    while i + 1 < len(columns):
        pair = columns[i : i + 2]
        both = any(
            len({_over(pair, _span(b))[0] for b in line if _over(pair, _span(b))}) > 1 for line in lines
        )
        if not both and any(len(_over(pair, w)) == 2 for w in wide):
            columns[i : i + 2] = [(pair[0][0], pair[1][1])]
        else:
            i += 1
    return columns


def _grid(lines: list[Line]) -> Grid | None:
    """A table of placed blocks; None where there is but one column."""
    columns = _columns(lines)
    if len(columns) < 2:
        return None
    tops = [line[0].top for line in lines]
    cells: dict[tuple[int, int], Cell] = {}
    for row, line in enumerate(lines):
        for block in line:
            hit = _over(columns, _span(block)) or [0]
            bottom = block.top + block.height - _SAME_ROW
            height = max(sum(block.top - _SAME_ROW <= t < bottom for t in tops), 1)
            if (same := cells.get((row, hit[0]))) is not None:
                same.text += " " + block.text
            else:
                cells[row, hit[0]] = Cell(row, hit[0], block.text, height, len(hit))
    grid = compact(list(cells.values()))
    return Grid(grid.cells, len(grid.rows), len(grid.cols))
