"""Tables that are not whole, on the page or in the reading: what does not add up in them proves nobody's error.

A column that runs over the edge of the page, ### where a number did not fit, an amount of which no row was made, or a
line without any amount among lines that all have theirs: a contradiction beside these keeps `party` unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.check.findings import SUMS
from pipeline.check.rules import rules
from pipeline.core.model import Cell, Document, Table
from pipeline.core.money import Unit, amount_in
from pipeline.core.records import Fact, Finding
from pipeline.run.doubts import excuse_one

_KINDS = (*SUMS, "fund_flow")
_HIDDEN = re.compile("##|＃＃")
_CODE = re.compile("[0-9]{3,7}")
_EDGE = 1.5  # points from the edge of a page at which a rule was cut


@dataclass(frozen=True, slots=True)
class _Spot:
    """A cell, its table, and whether the page cuts that off."""

    table: Table
    cell: Cell
    is_cut: bool


def excuse(document: Document, records: Iterable[Fact], findings: Sequence[Finding]) -> None:
    """Take the blame from the disclosure for sums that fail in tables that are not whole."""
    sums = {rule.id for rule in rules() if rule.kind in _KINDS}
    blaming = [f for f in findings if f.party == "disclosure" and f.identity_id in sums]
    wanted = {place for f in blaming for place in (f.left_locator, f.right_locator) if place}
    spots = dict(_spots(document, wanted)) if wanted else {}
    if not spots:
        return
    read = {record.locator for record in records}
    for finding in blaming:
        sides = [spots.get(place or "") for place in (finding.left_locator, finding.right_locator)]
        found = [s for s in sides if s is not None]
        if found and _is_incomplete(found, read):
            excuse_one(finding)


def _spots(document: Document, wanted: set[str]) -> Iterator[tuple[str, _Spot]]:
    for page in document.pages:
        for table in page.blocks:
            if isinstance(table, Table):
                for cell in table.cells:
                    if (place := table.place(cell).locator) in wanted:
                        yield place, _Spot(table, cell, _is_cut(table, page.width))


def _is_cut(table: Table, width: float) -> bool:
    """True where a side of the table lies on the edge of the page: what is beyond it is not printed."""
    return table.box is not None and width > 0 and not _EDGE < table.box.x0 < table.box.x1 < width - _EDGE


def _is_incomplete(sides: list[_Spot], read: set[str]) -> bool:
    rows = {(id(s.table), s.cell.row) for s in sides}
    columns = {s.cell.col for s in sides}
    if any(s.is_cut and (len(columns) > 1 or s.cell.col + s.cell.col_span == s.table.n_cols) for s in sides):
        return True
    if len(sides) < 2 or len({id(s.table) for s in sides}) > 1:
        return any(_hides(s.cell) for s in sides)
    table = sides[0].table
    if len(rows) == 1:
        beside = [c for c in table.cells if c.row == sides[0].cell.row]
    elif len(columns) == 1:
        beside = [c for c in table.cells if c.col == sides[0].cell.col]
    else:
        return False
    first = min((c.row for c in table.cells if table.place(c).locator in read), default=0)
    return any(_hides(c) or (c.row >= first and _is_unread(table, c, read)) for c in beside) or (
        len(columns) == 1 and _has_bare_lines(table, first, read)
    )


def _hides(cell: Cell) -> bool:
    return _HIDDEN.search(cell.text) is not None


def _is_unread(table: Table, cell: Cell, read: set[str]) -> bool:
    """True for an amount of which no row was made; numbers without a decimal point count lines."""
    return (
        "." in cell.text
        and amount_in(cell.text, Unit.YUAN) is not None
        and table.place(cell).locator not in read
    )


def _has_bare_lines(table: Table, first: int, read: set[str]) -> bool:
    """True where one coded line has no amount at all, and all the others have."""
    coded = {c.row for c in table.cells if c.row >= first and _CODE.fullmatch("".join(c.text.split()))}
    told = {c.row for c in table.cells if table.place(c).locator in read}
    return len(coded) > len(coded & told) >= len(coded) - 1 > 1
