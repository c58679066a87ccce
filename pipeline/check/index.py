"""The records of a document, filed so that every rule finds its rows in linear time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property, lru_cache
from operator import itemgetter
from typing import TypeVar

from pipeline.check.blocks import Block, blocks
from pipeline.check.figures import Figure, Ledger, cell_of, money_figure, place_key, table_of
from pipeline.check.printings import Printings, number_printings
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
    order: int  # among all records of the document
    table: str
    row: str
    column: int = 0
    instance: int = 0  # which printing of a form, counted through the document

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
    if isinstance(record, FunctionLine):
        return record.function_code
    return record.economic_code or record.gov_economic_code


@lru_cache(maxsize=4096)
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


@dataclass
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
    _blocks: dict[tuple[object, ...], list[Block]] = field(default_factory=dict)

    def lines(self, table: str) -> list[Line]:
        """The lines of `table`: function or economic."""
        return self.economic if table == "economic" else self.function

    def blocks(self, table: str, direction: str, axis: str, forms: tuple[str, ...]) -> list[Block]:
        """The blocks of one direction, whose columns `axis` tells apart."""
        key = (table, direction, axis, forms)
        if key not in self._blocks:
            self._blocks[key] = list(blocks(self.lines(table), direction, axis, forms))
        return self._blocks[key]

    @cached_property
    def of_form(self) -> dict[str, list[Line]]:
        """The functional lines of each form."""
        return grouped(self.function, lambda x: x.record.form)

    def stated(self, concept: str, phase: str, place: str | None = None) -> list[Stated]:
        """The amounts of a concept in a phase, in order of the pages."""
        found = self.amounts.get((concept, phase), [])
        return [s for s in found if place is None or s.record.place == place]

    @cached_property
    def phases(self) -> list[str]:
        """Every phase that a headline amount has."""
        return sorted({phase for _, phase in self.amounts})

    @cached_property
    def form_values(self) -> dict[Decimal, list[Figure]]:
        """The figures that forms print, by their value."""
        out: dict[Decimal, list[Figure]] = {}
        for figure in self.ledger.figures.values():
            if any(not isinstance(r, FunctionLine | Amount) or r.place == "form" for r in figure.records):
                out.setdefault(figure.value, []).append(figure)
        return out


def build(identity: Identity, records: Sequence[Record]) -> Index:
    """File `records`: figures shared by cell, lines by printing of their form, amounts by concept."""
    index = Index(identity, Ledger())
    amounts: list[tuple[Amount, Figure, str, str]] = []
    order = 0
    for row, cells in _in_order(records):
        table = table_of(row)
        for column, record in cells:
            order += 1
            figure = money_figure(index.ledger, record)
            if isinstance(record, FunctionLine) and figure:
                if record.place == "form":
                    index.function.append(Line(record, figure, path_of(record), order, table, row, column))
                else:
                    index.told.append(Told(record, figure))
            elif isinstance(record, EconomicLine) and figure:
                index.economic.append(Line(record, figure, path_of(record), order, table, row, column))
            elif isinstance(record, Amount) and figure:
                amounts.append((record, figure, table, row))
            elif isinstance(record, PerformanceProject):
                index.projects.append(record)
            elif isinstance(record, PerformanceIndicator):
                index.indicators.append(record)
    _file_amounts(index, amounts, number_printings((*index.function, *index.economic)))
    return index


Cell = tuple[int, Record]


def _in_order(records: Iterable[Record]) -> list[tuple[str, list[Cell]]]:
    """Records by row, in page order, each with its column."""
    rows: defaultdict[tuple[int, str], list[Cell]] = defaultdict(list)
    for record in records:
        row, column = cell_of(record.locator)
        rows[record.page, row].append((column, record))
    ordered = sorted(rows.items(), key=lambda item: (item[0][0], place_key(item[0][1])))
    return [(row, _in_row(cells)) for (_, row), cells in ordered]


def _in_row(cells: list[Cell]) -> list[Cell]:
    """The records of a row from left to right.

    Those of one cell stand in the order of what they say, so that shuffling changes nothing.
    """
    if len({column for column, _ in cells}) == len(cells):
        return sorted(cells, key=itemgetter(0))
    return sorted(
        cells, key=lambda cell: (cell[0], type(cell[1]).__name__, cell[1].raw_text, cell[1].pattern_id)
    )


def _file_amounts(
    index: Index, amounts: Iterable[tuple[Amount, Figure, str, str]], printings: Printings
) -> None:
    """File headline amounts by concept and phase, each with the scope it stands in."""
    printing, rows = printings
    for record, figure, table, row in amounts:
        scope = f"form{printing[table]}" if table in printing else table
        stated = index.amounts.setdefault((record.concept, record.phase), [])
        if all(s.figure is not figure for s in stated):
            stated.append(Stated(record, figure, scope, rows.get(row, row)))


K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


def grouped(items: Iterable[T], key: Callable[[T], K]) -> dict[K, list[T]]:
    """Items by `key`, groups in order of first appearance."""
    groups: defaultdict[K, list[T]] = defaultdict(list)
    listed = items if isinstance(items, list) else list(items)
    for name, item in zip(map(key, listed), listed, strict=True):
        groups[name].append(item)
    return dict(groups)
