"""The records of a document, filed so that every rule finds its rows in linear time."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from pipeline.check.figures import (
    Figure,
    Ledger,
    column_of,
    money_figures,
    place_key,
    row_of,
    table_of,
)
from pipeline.check.printings import number_printings
from pipeline.core.codes import TOTAL
from pipeline.core.records import (
    Amount,
    EconomicLine,
    FunctionLine,
    Identity,
    PerformanceIndicator,
    PerformanceProject,
    Record,
)

Path = tuple[str, ...]
UNKNOWN: Path = ("?",)


@dataclass(slots=True, eq=False)
class Line:
    """A functional or economic line of a form: its record, its figure, and its place in the form's tree."""

    record: FunctionLine | EconomicLine
    figure: Figure
    path: Path  # () for a total, ("201", "20129", "2012901") for an item, economic codes behind
    instance: int = 0  # which printing of a form, counted through the document
    row: str = ""
    column: int = 0

    @property
    def name(self) -> str:
        """Code and name, for messages."""
        record = self.record
        if isinstance(record, FunctionLine):
            return f"{record.function_code or ''}{record.function_name}"
        return f"{record.economic_code or ''}{record.economic_name}"

    @property
    def code(self) -> str:
        """The line's own code: the last of its path, TOTAL and its kin as printed."""
        return self.path[-1] if self.path else _code(self.record) or TOTAL


def _code(record: FunctionLine | EconomicLine) -> str | None:
    return record.function_code if isinstance(record, FunctionLine) else record.economic_code


def _steps(code: str) -> Path:
    """The codes on the way down to `code`: class, section, item."""
    return tuple(code[:n] for n in (3, 5, 7) if n <= len(code))


def path_of(record: FunctionLine | EconomicLine) -> Path:
    """Where a line stands in its form's tree; an economic code on a functional line goes one level deeper."""
    code = _code(record)
    if code is None:
        return UNKNOWN
    if code.startswith(TOTAL):
        return ()
    path = _steps(code)
    if isinstance(record, FunctionLine) and (economic := record.economic_code or record.gov_economic_code):
        path += _steps(economic)
    return path


@dataclass(slots=True, eq=False)
class Stated:
    """A headline amount with its figure and row; `scope` is the printing of the form, or the paragraph, around it."""

    record: Amount
    figure: Figure
    scope: str
    row: str


@dataclass(slots=True, eq=False)
class Told:
    """A functional line of running text with its figure."""

    record: FunctionLine
    figure: Figure


@dataclass(slots=True)
class Index:
    """Everything the rules look at. Built from records in any order; filed in the order of the pages."""

    identity: Identity
    ledger: Ledger
    function: list[Line] = field(default_factory=list)
    economic: list[Line] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    amounts: dict[tuple[str, str], list[Stated]] = field(default_factory=dict)
    projects: list[PerformanceProject] = field(default_factory=list)
    indicators: list[PerformanceIndicator] = field(default_factory=list)
    form_values: dict[Decimal, list[Figure]] = field(default_factory=dict)

    def lines(self, table: str) -> list[Line]:
        """The lines of `table`: function or economic."""
        return self.economic if table == "economic" else self.function

    def stated(self, concept: str, phase: str, place: str | None = None) -> list[Stated]:
        """The amounts of a concept in a phase, in order of the pages."""
        found = self.amounts.get((concept, phase), [])
        return [s for s in found if place is None or s.record.place == place]

    def phases(self) -> list[str]:
        """Every phase that a headline amount has."""
        return sorted({phase for _, phase in self.amounts})


def build(identity: Identity, records: Sequence[Record]) -> Index:
    """File `records`: figures shared by cell, lines by printing of their form, amounts by concept."""
    index = Index(identity, Ledger())
    ordered = sorted(records, key=_order)
    figures = money_figures(index.ledger, ordered)
    for record in ordered:
        figure = figures.get(id(record))
        if isinstance(record, PerformanceProject):
            index.projects.append(record)
        elif isinstance(record, PerformanceIndicator):
            index.indicators.append(record)
        elif figure is None:
            continue
        elif isinstance(record, FunctionLine) and record.place != "form":
            index.told.append(Told(record, figure))
        elif isinstance(record, FunctionLine | EconomicLine):
            index.lines("economic" if isinstance(record, EconomicLine) else "function").append(
                _line(record, figure)
            )
    number_printings((*index.function, *index.economic))
    _file_amounts(index, ordered, figures)
    for figure in index.ledger.figures.values():
        if any(not isinstance(r, FunctionLine | Amount) or r.place == "form" for r in figure.records):
            index.form_values.setdefault(figure.value, []).append(figure)
    return index


def _order(record: Record) -> tuple[object, ...]:
    """Page order; records of one cell in the order of what they say, so that shuffling changes nothing."""
    return (record.page, place_key(record.locator), type(record).__name__, record.raw_text, record.pattern_id)


def _line(record: FunctionLine | EconomicLine, figure: Figure) -> Line:
    return Line(record, figure, path_of(record), 0, row_of(record.locator), column_of(record.locator))


def _file_amounts(index: Index, ordered: Iterable[Record], figures: dict[int, Figure]) -> None:
    """File headline amounts by concept and phase, each with the scope it stands in."""
    lines = (*index.function, *index.economic)
    printing = {table_of(line.record.locator): line.instance for line in lines}
    rows = {row_of(line.record.locator): line.row for line in lines}
    for record in ordered:
        if isinstance(record, Amount) and (figure := figures.get(id(record))):
            table, row = table_of(record.locator), row_of(record.locator)
            scope = f"form{printing[table]}" if table in printing else table
            stated = index.amounts.setdefault((record.concept, record.phase), [])
            if all(s.figure is not figure for s in stated):
                stated.append(Stated(record, figure, scope, rows.get(row, row)))


T = TypeVar("T")


def grouped(items: Iterable[T], key: Callable[[T], Hashable]) -> dict[Hashable, list[T]]:
    """Items by `key`, groups in order of first appearance."""
    groups: dict[Hashable, list[T]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return groups
