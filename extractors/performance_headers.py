"""Headers of performance tables: which columns a table of indicators, projects or money has, by their words.

A column is known by its words, never by its number; the words are data (patterns/performance/headers.toml). A table
that goes on over a page without its header takes the columns of the page before, by where they stand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from extractors.performance_slots import Slot
from extractors.performance_spread import with_levels
from extractors.performance_words import fits_first_level, header_role
from pipeline.core.model import Cell, Table
from pipeline.core.money import is_amount, unit_in
from pipeline.core.patterns import load
from pipeline.core.text import squash

LEVELS = ("level1", "level2", "level3")
_VALUES = {"target", "actual", "operator", "unit", "weight", "score"}
_MONEY = {"initial", "full_year", "executed", "rate"}
_AMOUNTS = {"total", "initial", "full_year", "executed"}
_KIND = "类别"
_TWICE = {"level2", "level3", "target"}
_LABELS = {"entity", "goal", "project", "project_code", "achievement"}
_DEEPEST = 4  # rows of a header
_INDICATOR = "指标"
_SHORT = {"一级", "二级", "三级"}  # levels under a common head 绩效指标
_SIDE = 6  # a cell that spans more rows than this is a label at the side, not a header


@dataclass(frozen=True, slots=True)
class Head:
    """The resolved header of a table. `kind`: indicators | projects | list (projects with indicators) | money.

    `depth` counts its rows; `edges` are the places of the grid's vertical lines, () where there is no geometry.
    """

    kind: str
    slots: tuple[Slot, ...]
    depth: int
    n_cols: int
    edges: tuple[float, ...] = ()

    def slot(self, role: str) -> Slot | None:
        """The first column that means `role`."""
        return next((s for s in self.slots if s.role == role), None)

    def has(self, *roles: str) -> bool:
        """True when any of `roles` has a column."""
        return any(s.role in roles for s in self.slots)

    @property
    def blocks(self) -> list[tuple[str, Head]]:
        """The parts of a head that prints its first levels side by side, each with its level; [] for other heads."""
        groups = list(dict.fromkeys(s.group for s in self.slots if s.role == "level3" and s.group))
        if len(groups) < 2:
            return []
        return [(g, replace(self, slots=tuple(s for s in self.slots if s.group == g))) for g in groups]

    def cell(self, table: Table, row: int, role: str) -> Cell | None:
        """The cell of a row under `role`, the leftmost that holds text; None where there is none."""
        slot = self.slot(role)
        if slot is None:
            return None
        cells = [table.grid[row][c] for c in range(slot.first, min(slot.last + 1, table.n_cols))]
        filled = [c for c in cells if c is not None and c.text.strip()]
        return filled[0] if filled else next((c for c in cells if c is not None), None)


def own_cells(table: Table, row: int) -> list[Cell]:
    """The cells that start in a row, left to right, empty ones included."""
    return table.starting[row]


def texts_of(table: Table, row: int) -> list[str]:
    """The squashed texts of the cells that start in a row, without empty ones."""
    return [t for c in own_cells(table, row) if (t := squash(c.text))]


def _header_like(table: Table, row: int) -> bool:
    """True when every text that starts in the row is known to headers, and there are at least two."""
    texts = texts_of(table, row)
    return len(texts) >= 2 and all(header_role(t) for t in texts)


def _depth(table: Table, row: int) -> int:
    """The number of rows of the header that starts at `row`."""
    reach, depth = row, 1
    while True:
        for cell in own_cells(table, row + depth - 1):
            if cell.row_span <= _SIDE and header_role(squash(cell.text)) not in (None, "name"):
                reach = max(reach, cell.row + min(cell.row_span, _DEEPEST))
        following = row + depth
        if depth >= _DEEPEST or following >= table.n_rows:
            return depth
        texts = texts_of(table, following)
        known = any(header_role(t) or t in _SHORT for t in texts)
        if any(is_amount(t) for t in texts) or (texts and not known):
            return depth
        if following >= reach and not _header_like(table, following):
            return depth
        depth += 1


def _leaf(table: Table, row: int, depth: int, col: int) -> Cell | None:
    """The lowest header cell over a column that holds text; labels at the side do not count."""
    for r in range(row + depth - 1, row - 1, -1):
        cell = table.grid[r][col]
        if cell is not None and cell.text.strip() and cell.row + cell.row_span <= row + depth:
            return cell
    return None


def _over(table: Table, row: int, cell: Cell | None) -> list[Cell]:
    """The header cells over a header cell."""
    found = [table.grid[r][cell.col] for r in range(row, cell.row)] if cell else []
    return [c for c in found if c is not None]


def _slots(table: Table, row: int, depth: int) -> Iterator[Slot]:
    """The columns of a header, unknown ones as `note`."""
    last: Cell | None = None
    slot: Slot | None = None
    for col in range(table.n_cols):
        cell = _leaf(table, row, depth, col)
        if slot is not None and cell is not None and cell is last:
            slot = replace(slot, last=col)
            continue
        if slot is not None:
            yield slot
        text = squash(cell.text) if cell else ""
        if text in _SHORT and any(_INDICATOR in c.text for c in _over(table, row, cell)):
            text += _INDICATOR
        unit = next(
            (u for r in range(row, row + depth) if (c := table.grid[r][col]) and (u := unit_in(c.text))), None
        )
        over = [squash(c.text) for c in _over(table, row, cell)]
        group = next((t for t in over if fits_first_level(t)), "")
        slot, last = Slot(_role(text, over), col, col, text, unit, group), cell
    if slot is not None:
        yield slot


def _role(text: str, over: list[str]) -> str:
    """What a lowest header text means; 小计 under 全年预算数 is that budget."""
    role = header_role(text) or "note"
    if role == "note" and load("performance/names")["name.total"].regex.search(text):
        return next((r for t in reversed(over) if (r := header_role(t)) in _MONEY), role)
    return role


def _settled(slots: list[Slot]) -> tuple[Slot, ...]:
    """Slots with `name` settled (the third level where 三级指标 is missing, else a note), and the last of two trees.

    The kind of a project beside its name is a note.

    A header that prints two trees side by side has the whole term's on the left and the year's on the right.
    """
    roles = {s.role for s in slots}
    if [s.role for s in slots].count("project") > 1:
        kinds = [s for s in slots if s.role == "project" and s.text.endswith(_KIND)]
        slots = [replace(s, role="note") if s in kinds else s for s in slots]
    names = [i for i, s in enumerate(slots) if s.role == "name"]
    for i in names:
        third = i == names[-1] and "level3" not in roles
        slots[i] = replace(slots[i], role="level3" if third else "note")
    thirds = [i for i, s in enumerate(slots) if s.role == "level3" and not s.group]
    for i, slot in enumerate(slots[: thirds[-1]] if len(thirds) > 1 else []):
        twice = any(s.role == slot.role for s in slots[thirds[-2] + 1 :])
        if i <= thirds[-2] + 1 and slot.role in _TWICE and twice:
            slots[i] = replace(slot, role="note")
    return tuple(slots)


def _kind(slots: tuple[Slot, ...]) -> str | None:
    """What a table with these columns lists; None for a header of something else."""
    roles = {s.role for s in slots}
    levels = roles & set(LEVELS)
    tree = len(levels) >= 2 and ("level3" in roles or roles & {"target", "actual"})
    flat = "level3" in roles and "target" in roles and len(roles & _VALUES) >= 2
    named = roles & {"project", "entity_or_project"}
    if named and (roles & {"goal"} or tree or flat or roles & _AMOUNTS):
        return "list" if tree or flat or ("level3" in roles and "goal" in roles) else "projects"
    if tree or flat:
        return "indicators"
    return (
        "money" if len(roles & _MONEY) >= 2 or ("executed" in roles and roles & {"total", "rate"}) else None
    )


def find_head(table: Table, row: int) -> Head | None:
    """The head that starts at `row`; None when the row starts no header.

    A list of projects is headed by known words alone; half of them are enough where indicators have columns.
    """
    texts = texts_of(table, row)
    roles = [header_role(t) or ("note" if fits_first_level(t) else None) for t in texts]
    if len(roles) - roles.count(None) < 2 or _are_pairs(roles, texts):
        return None
    depth = _depth(table, row)
    slots = _settled(with_levels(table, row + depth, list(_slots(table, row, depth))))
    kind = _kind(slots)
    if kind is None or len(roles) - roles.count(None) < (0.8 if kind == "projects" else 0.5) * len(roles):
        return None
    return Head(kind, slots, depth, table.n_cols, edges(table))


def _are_pairs(roles: list[str | None], texts: list[str]) -> bool:
    """True for a row of labels, each with its value behind it: 主管部门 | X | 实施单位 | Y; 预算 | 36 | 支出 | 34."""
    if any(a is not None and is_amount(b) for a, b in zip(roles, texts[1:], strict=False)):
        return True
    pairs = sum(a in _LABELS and b is None for a, b in pairwise(roles))
    return pairs > 0 and 2 * roles.count(None) >= len(roles)


def edges(table: Table) -> tuple[float, ...]:
    """The place of every vertical grid line from left to right; () when a line has no cell with a box."""
    at: dict[int, float] = {}
    for cell in table.cells:
        if cell.box is not None:
            at.setdefault(cell.col, cell.box.x0)
            at.setdefault(cell.col + cell.col_span, cell.box.x1)
    return tuple(at[i] for i in range(table.n_cols + 1)) if len(at) == table.n_cols + 1 else ()
