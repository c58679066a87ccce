"""Tables whose cells tabs part: a row a line, as a worksheet copies, or a cell a line, as a Word table does.

The second kind begins every cell with a tab and a line of its own; an empty line ends the row. A line without a tab
goes on with the cell before it, for a cell may hold several paragraphs.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from pipeline.read.text_rows import Rows, is_amount, is_contents, is_list, is_title, looks_like_cell

_LOOK_AHEAD = 40
_MOST_LINES = 12  # that a cell may go on for
_MOST_LAST_LINES = 3  # of the last cell of a row, behind which only an empty line stands, if they are long
_MOST_QUOTED = 20
_LONE_ROW = 3  # amounts and empty cells that make a table of a single row


def _is_cell_line(line: str) -> bool:
    """A line that is one cell of a cell-a-line table."""
    return line.startswith("\t") and "\t" not in line[1:].rstrip("\t")


@dataclass(slots=True)
class Found:
    """The rows of a table and the number of lines it takes; no rows where those lines are no table after all."""

    rows: Rows
    n_lines: int
    merged: bool = False  # cells merged to the side are printed once, so that short rows have wide cells


@dataclass(slots=True)
class _CellLines:
    """A cell-a-line table while it is being read."""

    rows: Rows = field(default_factory=list)
    row: list[str] = field(default_factory=list)

    def end_row(self) -> None:
        if self.row:
            self.rows.append(self.row)
        self.row = []

    def go_on(self, lines: list[str]) -> None:
        """The last cell has more lines."""
        self.row[-1] = "\n".join([self.row[-1], *(line.strip() for line in lines if line.strip())]).strip()


def _goes_on(between: list[str], *, alike: bool) -> bool:
    """Whether the lines between two cells belong to the first of them.

    An empty line before the second says that a row ended, and the lines may as well be text between two tables:
    then they are few, or narrow, or the rows on both sides are `alike` in their number of cells.
    """
    text = [line for line in between if line.strip()]
    if any(is_title(line) for line in text):
        return False
    sure = alike or bool(between[-1].strip()) or all(looks_like_cell(line) for line in text)
    return len(text) <= (_MOST_LINES if sure else _MOST_LAST_LINES)


def _n_cells(lines: list[str], start: int) -> int:
    """How many cells follow each other from `start` on, lines that go on with one passed over."""
    n = 0
    for line in lines[start : start + _LOOK_AHEAD]:
        if not line.strip(" ") and not line.startswith("\t"):
            break
        n += _is_cell_line(line)
    return n


def _next_cell(lines: list[str], start: int) -> int | None:
    """The line of the next cell after `start`, if one comes soon and no other kind of row before it."""
    for i in range(start, min(start + _LOOK_AHEAD, len(lines))):
        if _is_cell_line(lines[i]):
            return i
        if "\t" in lines[i].strip():
            return None
    return None


def _cell_lines(lines: list[str], start: int) -> Found:
    """The cell-a-line table that begins at `start`."""
    table, at = _CellLines(), start
    while True:
        table.row.append(lines[at].strip())
        following = _next_cell(lines, at + 1)
        between = lines[at + 1 : following] if following is not None else []
        if following is None:
            break
        alike = len(table.row) == _n_cells(lines, following)
        if any(b.strip() for b in between) and not _goes_on(between, alike=alike):
            break
        table.go_on(between)
        if between and not between[-1].strip():
            table.end_row()
        at = following
    table.end_row()
    return Found([row for row in table.rows if any(row)], at + 1 - start, merged=True)


def _is_table_of_cells(rows: Rows) -> bool:
    """Whether lines that begin with a tab were cells, not paragraphs set in by one."""
    cells = [cell for row in rows for cell in row]
    bare = [cell for cell in cells if not cell or is_amount(cell)]
    if not bare or (sum(len(row) > 1 for row in rows) < 2 and len(bare) < _LONE_ROW):
        return False
    return sum(looks_like_cell(c) for c in cells) >= len(cells) * 0.5


def _unquoted(lines: list[str], at: int) -> tuple[list[str], int]:
    """The cells of the row at `at` and the lines it takes: a quoted cell may hold line breaks and tabs."""
    text = lines[at]
    for n in range(1, _MOST_QUOTED):
        cells = text.split("\t")
        opened = [i for i, c in enumerate(cells) if c.startswith('"') and c.count('"') % 2]
        if not opened or at + n >= len(lines):
            break
        text += "\n" + lines[at + n]
    else:
        return lines[at].split("\t"), 1
    if text.count('"') % 2:
        return lines[at].split("\t"), 1
    return [_plain(c) for c in cells], n


def _plain(cell: str) -> str:
    """A cell without the quotes that a worksheet puts around it."""
    if len(cell) > 1 and cell.startswith('"') and cell.endswith('"'):
        return cell[1:-1].replace('""', '"')
    return cell


def _joined(rows: Rows) -> Rows:
    """Rows that line breaks inside cells cut in pieces, whole again, where nearly all rows have one width."""
    widths = Counter(len(row) for row in rows if len(row) > 1)
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
    if count < len(rows) * 0.6 or max(widths) > width:
        return rows
    out: Rows = []
    at = 0
    while at < len(rows):
        whole, taken = rows[at], 1
        while len(whole) < width and at + taken < len(rows) and len(rows[at + taken]) < width:
            more = rows[at + taken]
            if (is_amount(whole[-1]) and not is_amount(more[0])) or is_title(whole[-1]):
                break  # amounts and captions are whole: this row only lost the empty cells at its end
            whole = [*whole[:-1], f"{whole[-1]}\n{more[0]}", *more[1:]]
            taken += 1
        if len(whole) != width:
            whole, taken = rows[at], 1
        out.append(whole)
        at += taken
    return out


def _row_lines(lines: list[str], start: int) -> tuple[Rows, int]:
    """The row-a-line table that begins at `start` as it stands, and the line behind it."""
    rows: Rows = []
    at = last = start
    while at < len(lines):
        following = lines[at + 1] if at + 1 < len(lines) else ""
        if "\t" in lines[at]:
            cells, n = _unquoted(lines, at)
            rows.append([cell.strip() for cell in cells])
            at = last = at + n
        elif lines[at].strip() and "\t" in following and not is_title(lines[at]):
            rows.append([lines[at].strip()])
            at += 1
        elif not lines[at].strip() and len(following.split("\t")) == len(rows[-1]) > 1:
            at += 1
        else:
            break
    return [row for row in rows if any(row)], last


def _is_table_of_rows(rows: Rows) -> bool:
    """Whether lines with tabs are a table, not a list or a table of contents."""
    widths = Counter(len(row) for row in rows if len(row) > 1)
    agree = bool(widths) and max(widths.values()) > 1
    return agree and not is_contents(rows) and not is_list(rows)


def tab_table(lines: list[str], start: int) -> Found | None:
    """The table whose first line is `start`; one without rows where tabs part no cells; None where none are."""
    if "\t" not in lines[start]:
        return None
    tabbed = [line for line in lines[start : start + _LOOK_AHEAD] if "\t" in line]
    if _is_cell_line(lines[start]) and sum(map(_is_cell_line, tabbed)) >= len(tabbed) * 0.8:
        found = _cell_lines(lines, start)
        return found if _is_table_of_cells(found.rows) else Found([], found.n_lines)
    rows, end = _row_lines(lines, start)
    return Found(_joined(rows) if _is_table_of_rows(rows) else [], end - start)
