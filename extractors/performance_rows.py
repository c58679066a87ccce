"""Rows of an indicator table: levels carried down, rows cut by a page break joined, running text split."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from extractors.performance_drafts import Draft, compact, fits, points
from extractors.performance_headers import Head
from extractors.performance_levels import Row, Tree, look_back, read_row, rejoin
from extractors.performance_running import RUNNING, running
from pipeline.core.model import Cell, Table
from pipeline.core.patterns import load
from pipeline.core.records import PerformanceIndicator
from pipeline.core.text import fold

_TEXTS = ("target", "actual", "unit", "operator", "reason")
_JOINED = {
    "level3": "level3", "target": "target", "actual": "actual", "unit": "target_unit", "reason": "deviation_reason",
}  # fmt: skip


def _holds_nothing(row: Row) -> bool:
    """True when no cell that starts in the row says anything of an indicator."""
    return not any(row.own(r) for r in ("level3", "level2", *_TEXTS, "weight", "score", "target_other"))


def _continues(row: Row, head: Head, last: PerformanceIndicator, first_on_page: bool, cut: bool) -> bool:
    """True when a row is the rest of the row above it, cut by a page break (or by a rule within it).

    `cut`: the break cut the name of one of its levels.
    """
    if row.own("level1") or row.own("level2") or row.own("weight") or row.own("score"):
        return False
    if not row.own("level3"):
        return cut or not row.own("target")
    if not first_on_page:
        return False
    return (head.has("weight") and last.weight is not None) or (
        last.target is not None and not row.own("target")
    )


def _join(row: Row, last: PerformanceIndicator) -> None:
    """Append the texts of a cut row to the record of its first part."""
    for role, column in _JOINED.items():
        if row.own(role) is not None:
            setattr(last, column, (getattr(last, column) or "") + (row.text(role) or ""))


def _run_on(row: Row, draft: Draft, cell: Cell, table: Table) -> bool:
    """Read the last cell of running text again with what the page after prints of it; False for other rows."""
    rest = row.cells.get("level3")
    if rest is None:
        return False
    whole = replace(cell, text=f"{cell.text}\n{rest.text}")
    pieces = running(whole, table)
    start = next(i for i, r in enumerate(draft.rows) if r.locator == draft.rows[-1].locator)
    remark = draft.remarks[-1]
    draft.rows[start:], draft.remarks[start:] = pieces, [remark] * len(pieces)
    draft.running = (whole, table)
    return True


def indicator_row(row: Row, head: Head, tree: Tree, draft: Draft, first_on_page: bool) -> None:
    """Add to `draft` what one row of an indicator table says: one record, several, or the rest of the last one."""
    if head.blocks:
        _blocks(row, head, draft)
        return
    if _holds_nothing(row):
        return
    cut = first_on_page and rejoin(row, tree, draft.rows)
    if draft.rows and _continues(row, head, draft.rows[-1], first_on_page, cut):
        if draft.running is None or not _run_on(row, draft, *draft.running):
            _join(row, draft.rows[-1])
        return
    tree.descend(row)
    if first_on_page:
        look_back(row, draft.rows)
    draft.running = None
    for record in _records(row, head, tree):
        if record.pattern_id == RUNNING:
            draft.running = (row.cells["level3"], row.table)
        if not _is_filler(record):
            draft.rows.append(record)
            draft.remarks.append(row.text("remark"))


def _blocks(row: Row, head: Head, draft: Draft) -> None:
    """Add the indicators of a row that holds one under each first level."""
    for level1, block in head.blocks:
        part = read_row(row.table, row.row, block)
        record = _record(part, Tree(level1))
        if not _holds_nothing(part) and not _is_filler(record):
            draft.rows.append(record)
            draft.remarks.append(None)


def _records(row: Row, head: Head, tree: Tree) -> Iterator[PerformanceIndicator]:
    """The indicators of one row: all levels in one cell are split, running text gives one a piece."""
    third = row.cells.get("level3")
    pieces = running(third, row.table) if third is not None and not head.has("level1") else []
    if pieces:
        yield from pieces
        return
    record = _record(row, tree)
    if not head.has("level1") and third is not None:
        levels = load("performance/names")["name.levels"].regex.search("".join(third.text.split()))
        if levels is not None:
            record.level1, record.level2, record.level3 = levels["level1"], levels["level2"], levels["level3"]
    yield record


def _record(row: Row, tree: Tree) -> PerformanceIndicator:
    """The indicator that one row states; without a column of weights its points may stand behind its name."""
    names = load("performance/names")
    target = row.text("target") if "target" in row.cells else row.text("target_other")
    name = compact(row.cells.get("level3"))
    weight, weighed = row.text("weight"), names["name.weighted"].regex.search(fold(name or ""))
    if "weight" not in row.cells and weighed:
        weight = weighed["points"]
    record = PerformanceIndicator(
        level1=tree.level1, level2=tree.level2, level3=name,
        operator=compact(row.cells.get("operator")), target=target, target_unit=row.text("unit"),
        actual=row.text("actual"), weight=points((weight or "").strip().rstrip("%％")), score=points(row.text("score")),
        deviation_reason=row.text("reason"), raw_text=row.raw, pattern_id="performance.row", confidence=0.95,
    )  # fmt: skip
    cell = row.cells.get("level3") or row.cells.get("target") or next(iter(row.cells.values()), None)
    if cell is not None:
        record.at(row.table.place(cell))
    return record


def _is_filler(record: PerformanceIndicator) -> bool:
    """True for the rows of a template that nobody filled."""
    if record.level3 is None:
        return record.target is None and record.actual is None
    return fits(record.level3, "name.placeholder") and not (record.actual or record.score)
