"""Long lists: one project a row, or one project over many rows of indicators, page after page."""

from __future__ import annotations

from dataclasses import dataclass, field

from extractors.performance_drafts import Draft, compact, fits, printed
from extractors.performance_headers import LEVELS, Head, label_role
from extractors.performance_rows import Row, Tree, indicator_row, read_row
from pipeline.core.model import Cell, Table
from pipeline.core.money import Unit, is_amount

_AMOUNTS = ("total", "initial", "full_year", "executed")


@dataclass(slots=True)
class Listing:
    """The state of a list: the project being read, the unit its projects belong to, the levels carried down."""

    plain: bool = False
    unit: Unit | None = None
    draft: Draft | None = None
    entity: str | None = None
    drafts: list[Draft] = field(default_factory=list)
    tree: Tree = field(default_factory=Tree)

    def row(self, table: Table, number: int, head: Head, first: bool) -> None:
        """Read one row; `first`: it is the first under a page break, so that it may be the rest of the last one."""
        row = read_row(table, number, head)
        cell = _name(row, head)
        name = compact(cell)
        if name is not None and (fits(name, "name.total") or label_role(name) == "end"):
            self.draft = None
        elif name is not None and self._is_entity(row, head, name):
            self.entity, self.draft = name, None
        elif self._goes_on(row, head, name, first):
            self._go_on(row, name, first)
            self._indicators(row, head, first)
        elif name is not None and cell is not None:
            self._begin(row, head, cell)
            self._indicators(row, head, False)
        elif _states_indicator(row) and head.kind == "list":
            self._unnamed(row)
            self._indicators(row, head, False)

    def _is_entity(self, row: Row, head: Head, name: str) -> bool:
        """True for a row that names a unit, whose projects follow: it states no goal and no indicator."""
        if not head.has("entity_or_project") or row.own("goal") or _states_indicator(row):
            return False
        return fits(name, "name.unit")

    def _goes_on(self, row: Row, head: Head, name: str | None, first: bool) -> bool:
        """True when a row belongs to the project being read."""
        draft = self.draft
        if draft is None:
            return False
        if name is None:
            return head.kind == "list" or not _paid(row)
        if head.kind == "list" and name == draft.named:
            return True
        if not first:
            return False
        money = _paid(row)
        if money is None:
            return head.has(*_AMOUNTS)
        return money == draft.paid and (name in draft.named or draft.named in name)

    def _go_on(self, row: Row, name: str | None, first: bool) -> None:
        """Join what a cut row adds to the project's name and goal."""
        draft = self.draft
        if draft is None or not first:
            return
        if name is not None and name not in draft.named:
            draft.call(name if draft.named in name else draft.named + name)
        goal = row.own("goal")
        text = printed(goal)
        if text and text not in (draft.goal or ""):
            draft.goal = text if draft.goal is None or draft.goal in text else draft.goal + text

    def _begin(self, row: Row, head: Head, cell: Cell) -> None:
        """Start the project that a row names."""
        draft = Draft(row.table.place(cell), f"performance.{head.kind}", unit=self.unit)
        draft.rename(cell, row.table)
        draft.code = compact(row.cells.get("project_code")) or draft.code
        draft.goal = row.text("goal")
        draft.achievement = row.text("achievement")
        draft.implementer = self.entity
        for slot in head.slots:
            text = compact(head.cell(row.table, row.row, slot.role)) if slot.role == "entity" else None
            if text and "主管" in slot.text:
                draft.supervisor = text
            elif text:
                draft.implementer = text
        for role in _AMOUNTS:
            amount = head.slot(role)
            if amount is not None:
                draft.pay(role, compact(row.cells.get(role)), amount.unit)
        self._open(draft)

    def _unnamed(self, row: Row) -> None:
        """Start a project whose name was lost on the page: its indicators stay, without a name."""
        cell = next(iter(row.cells.values()))
        self._open(Draft(row.table.place(cell), "performance.list", unit=self.unit, lost_name=True))

    def _open(self, draft: Draft) -> None:
        draft.plain, draft.evidence = self.plain, True
        self.draft = draft
        self.drafts.append(draft)
        self.tree.reset()

    def _indicators(self, row: Row, head: Head, first: bool) -> None:
        """Read the indicator part of a row, where the list has one."""
        if self.draft is not None and head.kind == "list":
            indicator_row(row, head, self.tree, self.draft, first)


def _name(row: Row, head: Head) -> Cell | None:
    """The cell that names the project of a row: the lowest level where a list has several."""
    slots = [s for s in head.slots if s.role in ("project", "entity_or_project")]
    for slot in reversed(slots):
        for col in range(slot.first, min(slot.last + 1, row.table.n_cols)):
            cell = row.table.grid[row.row][col]
            if cell is not None and cell.text.strip():
                return cell
    return None


def _paid(row: Row) -> str | None:
    """The first printed amount of a row."""
    texts = (compact(row.cells.get(role)) for role in _AMOUNTS)
    return next((t for t in texts if t and is_amount(t)), None)


def _states_indicator(row: Row) -> bool:
    """True when the row says anything of an indicator."""
    return any(row.own(role) for role in (*LEVELS, "target", "actual"))
