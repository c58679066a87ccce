"""Long lists: one project a row, or one project over many rows of indicators, page after page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from extractors.header_rows import is_index_row
from extractors.performance_drafts import Draft, compact, fits, percent, points, printed
from extractors.performance_headers import LEVELS, Head, texts_of
from extractors.performance_levels import Row, Tree, read_row
from extractors.performance_rows import indicator_row
from extractors.performance_running import running
from extractors.performance_words import label_role
from pipeline.core.model import Cell, Table
from pipeline.core.money import Unit, half_digit, is_amount
from pipeline.core.patterns import load
from pipeline.core.text import squash

_NAMES = ("project", "entity_or_project")
_AMOUNTS = ("total", "initial", "full_year", "executed")


@dataclass(slots=True)
class Listing:
    """The state of a list: the project being read, the unit its projects belong to, the levels carried down.

    `waiting`: projects whose name stands in a merged cell of which only the blank part has been seen.
    """

    plain: bool = False
    unit: Unit | None = None
    draft: Draft | None = None
    entity: str | None = None
    drafts: list[Draft] = field(default_factory=list)
    waiting: list[Draft] = field(default_factory=list)
    tree: Tree = field(default_factory=Tree)

    def row(self, table: Table, number: int, head: Head, first: bool) -> None:
        """Read one row; `first`: the first under a page break, so that it may be the rest of the last one."""
        row = read_row(table, number, head)
        cell = _name(row, head)
        name = compact(cell)
        if is_index_row(texts_of(table, number)):
            return
        if name is not None and (fits(name, "name.total") or label_role(squash(name)) == "end"):
            self.draft = None
            return
        if name is not None and self._is_entity(row, head, name):
            self.entity, self.draft = name, None
            return
        begins = self._begins(row, head, cell, first)
        if begins == "named" and cell is not None:
            self._begin(row, head, cell)
            self._read_goal(row, head)
        elif begins == "shared" and self.draft is not None:
            self._name_waiting(row, cell)
            self._share(row, head, self.draft)
        elif begins == "unnamed":
            self._unnamed(row, head)
        elif self.draft is not None and first:
            self._go_on(row, head, cell, self.draft)
        if self.draft is not None and head.kind == "list":
            indicator_row(row, head, self.tree, self.draft, first and begins is None)

    def _is_entity(self, row: Row, head: Head, name: str) -> bool:
        """True for a row that names a unit, whose projects follow: it states no goal and no indicator."""
        if not head.has("entity_or_project") or row.own("goal") or _states_indicator(row):
            return False
        return fits(name, "name.unit")

    def _begins(self, row: Row, head: Head, cell: Cell | None, first: bool) -> str | None:
        """Whether a row begins a project: `named`, `shared` (another under the same name), `unnamed`; else None."""
        draft, name, money = self.draft, compact(cell), _paid(row)
        if draft is None:
            return (
                "named" if name else ("unnamed" if head.kind == "list" and _states_indicator(row) else None)
            )
        other = money is not None and draft.paid is not None and money != draft.paid
        same = name is None or name == draft.named or (cell is not None and cell.row < row.row)
        if same and not first and head.kind == "list":
            if _new_cell(row, head, *_NAMES) and name is None:
                return "unnamed"
            return "shared" if other or _new_cell(row, head, *_AMOUNTS) else None
        if same and first:
            return "shared" if other and head.kind == "list" else None
        if not first:
            return None if name is None else "named"
        if not draft.named:
            return "shared" if other else None
        if other or load("performance/names")["name.coded"].regex.match(name or ""):
            return "named"
        cut = head.has(*_AMOUNTS) and (money is None or draft.paid is None)
        return None if cut or (name and (name in draft.named or draft.named in name)) else "named"

    def _go_on(self, row: Row, head: Head, cell: Cell | None, draft: Draft) -> None:
        """Join what a row under a page break adds to the project's name, money and goal."""
        name = compact(cell)
        if not draft.named:
            self._name_waiting(row, cell)
        elif name is not None and name not in draft.named:
            draft.call(name if draft.named in name else draft.named + name)
        self._pay(draft, row, head)
        text = printed(row.own("goal"))
        if text and text not in (draft.goal or ""):
            draft.goal = text if draft.goal is None or draft.goal in text else draft.goal + text

    def _name_waiting(self, row: Row, cell: Cell | None) -> None:
        """Give the name that a merged cell prints at last to the projects that stand beside it."""
        if cell is not None and self.draft is not None and not self.draft.named:
            for draft in self.waiting:
                draft.rename(cell, row.table)
            self.waiting.clear()

    def _share(self, row: Row, head: Head, before: Draft) -> None:
        """Start another project under the name of the one before it: a merged name beside several amounts."""
        self._begin(row, head, None)
        if self.draft is None or not before.named:
            return
        self.draft.call(before.named)
        self.draft.raw = before.raw
        self.waiting.clear()

    def _unnamed(self, row: Row, head: Head) -> None:
        """Start a project whose name has not been seen: its indicators stay, without a name if none comes."""
        self.waiting.clear()
        self._begin(row, head, None)
        if self.draft is not None:
            self.draft.lost_name = True

    def _pay(self, draft: Draft, row: Row, head: Head) -> None:
        for role in _AMOUNTS:
            amount = head.slot(role)
            if amount is not None:
                draft.pay(role, printed(row.cells.get(role)), amount.unit)

    def _read_goal(self, row: Row, head: Head) -> None:
        """Take the indicators that a list without columns for them states in its goals."""
        goal = row.own("goal")
        if goal is not None and self.draft is not None and head.kind == "projects":
            self.draft.rows += running(goal, row.table)
            self.draft.remarks += [None] * len(self.draft.rows)

    def _begin(self, row: Row, head: Head, cell: Cell | None) -> None:
        """Start the project that a row names, or one without a name."""
        place = row.table.place(cell or next(iter(row.cells.values()), row.table.cells[0]))
        draft = Draft(
            place, f"performance.{head.kind}", unit=self.unit, plain=self.plain, evidence=True,
            goal=row.text("goal"), achievement=row.text("achievement"), implementer=self.entity,
        )  # fmt: skip
        if cell is not None:
            draft.rename(cell, row.table)
            self.waiting.clear()
        else:
            self.waiting.append(draft)
        draft.code = compact(row.cells.get("project_code")) or draft.code
        for slot in head.slots:
            text = compact(head.cell(row.table, row.row, slot.role)) if slot.role == "entity" else None
            if text and "主管" in slot.text:
                draft.supervisor = text
            elif text:
                draft.implementer = text
        if self.plain or head.has("entity_or_project"):
            draft.group = self
        self._pay(draft, row, head)
        if head.kind == "projects":  # elsewhere these columns are the indicators'
            draft.rate, draft.score = percent(row.text("rate")), points(row.text("score"))
        self.draft = draft
        self.drafts.append(draft)
        self.tree.reset()


def _name(row: Row, head: Head) -> Cell | None:
    """The cell that names the project of a row: the lowest level where a list has several."""
    slots = [s for s in head.slots if s.role in _NAMES]
    for slot in reversed(slots):
        for col in range(slot.first, min(slot.last + 1, row.table.n_cols)):
            cell = row.table.grid[row.row][col]
            if cell is not None and cell.text.strip():
                return cell
    return None


def _new_cell(row: Row, head: Head, *roles: str) -> bool:
    """True when a merged cell under a role ends above this row and another begins in it, perhaps still blank."""
    slot = next((s for s in head.slots if s.role in roles), None)
    if slot is None or row.row == 0:
        return False
    here, above = row.table.grid[row.row][slot.first], row.table.grid[row.row - 1][slot.first]
    if here is None or here.row != row.row:
        return False
    return here.row_span > 1 or (above is not None and above.row_span > 1)


def _paid(row: Row) -> str | None:
    """The first printed amount that starts in a row."""
    texts = (compact(row.own(role)) for role in _AMOUNTS)
    return next((t for t in texts if t and is_amount(t)), None)


def _states_indicator(row: Row) -> bool:
    """True when the row says anything of an indicator."""
    return any(row.own(role) for role in (*LEVELS, "target", "actual"))


def leave_leaves(drafts: list[Draft]) -> Iterator[Draft]:
    """`drafts` without the rows of a list that only sum up the rows under them: units, groups of projects.

    A row is a sum when the rows under it add to its amount and it states no goal. One row under it of the same
    amount is enough where the list has other sums, or where that row alone states a goal.
    """
    sums = {i: n for i in range(len(drafts)) if (n := _summed(drafts, i))}
    trees = {id(drafts[i].group) for i, n in sums.items() if n > 1}
    parent: str | None = None
    end = -1
    for i, draft in enumerate(drafts):
        n = sums.get(i, 0)
        single = n == 1 and (id(draft.group) in trees or drafts[i + 1].goal is not None)
        if n > 1 or single:
            parent, end = draft.name, i + n
            continue
        if i <= end and parent is not None and not draft.plain:
            draft.implementer = parent
        yield draft


def _summed(drafts: list[Draft], i: int) -> int:
    """How many drafts under the `i`-th add to its amount; 0 when none do, or it states a goal or indicators."""
    draft = drafts[i]
    whole = points(draft.paid)
    if draft.group is None or draft.goal or draft.rows or not whole:
        return 0
    rest, n = whole, 0
    for below in drafts[i + 1 :]:
        amount = points(below.paid)
        if below.group is not draft.group or amount is None:
            return 0
        rest, n = rest - amount, n + 1
        if abs(rest) <= n * half_digit(draft.paid or "") * 2:
            return n
        if rest < 0:
            return 0
    return 0
