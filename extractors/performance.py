"""Performance tables (绩效目标表, 绩效自评表, lists of projects): their projects and indicators.

A document is walked table by table: a sheet (labels with values, a money grid, an indicator tree: one project or
one whole department) or a list (a header, then projects row by row), on over pages. Drafts become records at its end.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from extractors.captions import Caption, captions
from extractors.context import Context
from extractors.performance_drafts import Draft, compact
from extractors.performance_headers import Head, find_head, own_cells
from extractors.performance_levels import Tree, read_row
from extractors.performance_lists import Listing, leave_leaves
from extractors.performance_pages import carried_over, repeats, restored
from extractors.performance_reports import reports, with_reports
from extractors.performance_rows import indicator_row
from extractors.performance_sheets import Label, fill, labels_of, money_row, name_cell, whole_score
from extractors.performance_titles import name_by_title, scope_of, title_row
from extractors.performance_totals import total_score, total_weight
from pipeline.core.model import Cell, Document, Table
from pipeline.core.money import Unit
from pipeline.core.records import Amount, Finding, PerformanceIndicator, PerformanceProject

_SHEET_HEAD = 8  # rows in which a sheet names what it is about
_COUNTED = "序号"
_STARTS = ("project", "department")
_SUMS = ("score_total", "sum")
_ENDS = ("project", "department", "supervisor", "end", *_SUMS)


def extract(
    document: Document, context: Context
) -> Iterator[PerformanceProject | PerformanceIndicator | Amount | Finding]:
    """The projects and indicators of every performance table of `document`, each project before its indicators.

    A list of projects that states no goals counts only where no performance table states projects: else it
    prints the same projects again.
    """
    walk = _Walk()
    for table, caption in captions(document):
        walk.table(table, caption)
    stated = any(d.evidence and not d.plain and d.name for d in walk.drafts)
    leaves = list(leave_leaves(walk.drafts))
    for draft in with_reports(leaves, reports(document), walk.places):
        if not (draft.plain and stated):
            yield from draft.records()


def _heads(table: Table, scope: str | None) -> dict[int, Head]:
    """The headers in a table by their first row. A list without goals needs a title that says what it lists."""
    heads: dict[int, Head] = {}
    row = 0
    while row < table.n_rows:
        head = find_head(table, row)
        if head is not None and (head.kind != "projects" or head.has("goal") or _names_projects(head, scope)):
            heads[row] = head
            row += head.depth
        else:
            row += 1
    return heads


def _names_projects(head: Head, scope: str | None) -> bool:
    """True for a list of projects that a title and a column of names, or of numbers beside them, show to be one."""
    named = [s.text for s in head.slots if s.role in ("project", "entity_or_project")]
    counted = any(s.text == _COUNTED for s in head.slots)
    return scope is not None and any(counted or text.endswith(("名称", "类别", "）")) for text in named)


@dataclass(slots=True)
class _Walk:
    """Where the walk stands: the sheet or the list that is being read, and the header that governs.

    `last` is the header as it was printed last; `ended`: the sheet's total has been read.
    """

    drafts: list[Draft] = field(default_factory=list)
    places: dict[int, int] = field(default_factory=dict)  # id of a sheet -> id of the table it began in
    sheet: Draft | None = None
    listing: Listing | None = None
    head: Head | None = None
    last: Head | None = None
    money: Head | None = None
    tree: Tree = field(default_factory=Tree)
    scope: str | None = None
    unit: Unit | None = None
    ended: bool = False
    page: int = 0

    def close(self) -> None:
        """End whatever is being read."""
        self.sheet = self.listing = self.head = self.last = self.money = None
        self.scope = self.unit = None

    def table(self, table: Table, caption: Caption) -> None:
        """Read one table if it is a performance table, or goes on with one."""
        if table.page > self.page + 1 or (table.page == 0 and caption.lines):
            self.close()
        scope = next((s for line in caption.lines if (s := scope_of(line))), None)
        heads = _heads(table, scope or self.scope)
        carried = None
        if not any(h.kind != "money" for h in heads.values()) and not (scope and _has_labels(table)):
            carried = self._carried(table, caption)
            if carried is None:
                self.close()
                return
        if scope is not None and scope != self.scope and carried is None:
            self.close()
            self.scope = scope
        self.unit = caption.unit or self.unit
        self.head, self.money = carried, None
        known = len(self.drafts)
        self._rows(table, heads, caption.head, carried is not None)
        name_by_title(self.drafts[known:], caption.lines)
        self.page = table.page

    def _carried(self, table: Table, caption: Caption) -> Head | None:
        """The header of the page before, when this table goes on under it."""
        if self.head is None or caption.title or (table.page != self.page and table.index > 1):
            return None
        return carried_over(self.last or self.head, table)

    def _rows(self, table: Table, heads: dict[int, Head], row: int, first: bool) -> None:
        """Read the rows of a table from `row`, header by header; `first`: the next row follows a page break."""
        while row < table.n_rows:
            head = heads.get(row)
            if head is not None:
                first = self._enter(table, row, head)
                row += head.depth
                continue
            if any(c.text.strip() for c in own_cells(table, row)):
                self._row(table, row, first)
                first = False
            row += 1

    def _enter(self, table: Table, row: int, head: Head) -> bool:
        """Let a header govern; True when it only repeats the header of the page before."""
        if head.kind == "money":
            self.money, self.head = head, None
            if self.sheet is None:
                self._start(table, own_cells(table, row)[0])
            return False
        repeated = self.last is not None and repeats(head, self.last)
        if repeated and self.last is not None:
            head = restored(head, self.last)
        self.head = self.last = head
        self.money = None
        if head.kind == "indicators":
            self.listing = None
            if self.sheet is None or self.ended or (self.sheet.rows and not repeated):
                self._start(table, own_cells(table, row)[0])
                self.head, repeated = head, False
            if self.sheet is not None:
                self.sheet.evidence = True
        elif self.listing is None or not repeated:
            self.sheet = None
            plain = head.kind == "projects" and not head.has("goal") and self.scope == "list"
            self.listing = Listing(plain=plain, unit=self.unit, drafts=self.drafts)
            repeated = False
        return repeated

    def _row(self, table: Table, row: int, first: bool) -> None:
        """Read one row that is no header."""
        if self.head is not None and self.listing is not None:
            self.listing.row(table, row, self.head, first)
            return
        labels = labels_of(table, row)
        if self.head is not None and self.sheet is not None:
            role = _leading(table, row, labels)
            if role not in _ENDS:
                indicator_row(read_row(table, row, self.head), self.head, self.tree, self.sheet, first)
                return
            self._end(table, row, role)
            if role in _SUMS:
                return
        if self.money is not None and self.sheet is not None:
            if money_row(self.sheet, table, row, self.money):
                return
            self.money = None
        self._labels(table, row, labels)

    def _end(self, table: Table, row: int, role: str) -> None:
        """End the indicators of a sheet; its total score is what their last row states."""
        if role in _SUMS and self.sheet is not None:
            self.sheet.rate_whole(total_score(table, row, self.head), table)
            self.sheet.weigh_whole(total_weight(table, row, self.head))
            self.ended = True
        self.head = None

    def _labels(self, table: Table, row: int, labels: list[Label]) -> None:
        """Take the values of a row of labels; a title or a new name begins another sheet."""
        scope = title_row(table, row)
        if scope is not None:
            self.close()
            self.scope = scope
            return
        for label in labels:
            if label.role in _STARTS and self._is_new(table, label):
                self._start(table, label.cell)
        if self.sheet is None and any(label.role not in ("end", "other", "sum") for label in labels):
            self._start(table, labels[0].cell)
        if self.sheet is not None:
            fill(self.sheet, table, labels)
            if self.sheet.score is None:
                self.sheet.rate_whole(whole_score(table, row, self.last, labels), table)

    def _is_new(self, table: Table, label: Label) -> bool:
        """True when a label names another project or department than the sheet that is being read."""
        cell = name_cell(table, label)
        if cell is None or self.sheet is None:
            return False
        known = self.sheet.named if label.role == "project" else self.sheet.department
        return self.ended or bool(known and known != compact(cell)) or (bool(self.sheet.rows) and not known)

    def _start(self, table: Table, cell: Cell) -> None:
        """Begin a sheet."""
        self.listing = self.head = self.money = None
        self.ended = False
        self.sheet = Draft(
            table.place(cell), "performance.sheet", unit=self.unit, whole=self.scope == "whole",
            evidence=self.scope in ("whole", "project"),
        )  # fmt: skip
        self.drafts.append(self.sheet)
        self.places[id(self.sheet)] = id(table)
        self.tree.reset()


def _has_labels(table: Table) -> bool:
    """True when a table names a project or a department as a sheet does."""
    rows = range(min(table.n_rows, _SHEET_HEAD))
    return any(label.role in _STARTS for row in rows for label in labels_of(table, row))


def _leading(table: Table, row: int, labels: list[Label]) -> str | None:
    """The role of a row's first printed cell, when it is a label."""
    first = next((c for c in own_cells(table, row) if c.text.strip()), None)
    return next((label.role for label in labels if label.cell is first), None)
