"""Amounts of form cells: the row patterns that name a concept, and the Amount a cell under a column gives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from extractors.context import Context
from extractors.form_cells import confidence_of, money_of, phase_of
from extractors.form_model import Block, Form, Piece
from extractors.headers import Column
from extractors.label_text import Label
from pipeline.core.model import Cell
from pipeline.core.money import parse_number
from pipeline.core.patterns import Pattern, load
from pipeline.core.records import Amount
from pipeline.core.text import without_list_mark


@dataclass(frozen=True, slots=True)
class Concept:
    """What a number is: the concept's id, the rule that says so, and the unit of a count."""

    name: str
    rule: str
    unit: str | None = None

    @classmethod
    def of(cls, pattern: Pattern) -> Concept:
        """The concept that a pattern of patterns/amounts/forms.toml sets."""
        return cls(pattern.sets["concept"], pattern.id, pattern.sets.get("unit"))


def amount_of(
    form: Form, piece: Piece, cell: Cell, column: Column, concept: Concept, phase: str
) -> Amount | None:
    """The Amount or count a cell states; None when the cell is no number."""
    money = money_of(cell, column, form)
    if money is None:
        return None
    unit, value = str(money.unit), money.yuan
    if concept.unit is not None:
        unit, value = concept.unit, parse_number(cell.text)
    amount = Amount(
        place="form", concept=concept.name, phase=phase, value=value, value_unit=concept.unit or "元",
        amount_text=money.text, unit=unit, raw_text=cell.text, confidence=confidence_of(form, Label(), column),
        pattern_id=f"{form.pattern_id}/{concept.rule}",
    )  # fmt: skip
    amount.at(piece.table.place(cell))
    return amount


def row_pattern(name: str, kind: str, side: str | None) -> Pattern | None:
    """The row pattern that fits an unnumbered label in a form of `kind`."""
    for pattern in load("amounts/forms").patterns:
        sets: dict[str, Any] = pattern.sets
        if kind in sets.get("kinds", ()) and sets.get("side") in (None, side) and pattern.regex.search(name):
            return pattern
    return None


def label_of(piece: Piece, block: Block, row: int) -> str:
    """The unnumbered label text of a row."""
    return without_list_mark(
        "".join(piece.text(row, c) for c in block.labels if c.role in ("name", "project"))
    )


def total_columns(piece: Piece, block: Block, row: int) -> list[Column]:
    """The columns of a row that hold whole amounts: no fund or component of their own."""
    columns = piece.amount_columns(block, row)
    whole = [
        c
        for c in columns
        if c.component in (None, "total") and c.source in (None, "total", "other") and not c.fund
    ]
    return whole or columns[:1]


def cells_of(
    form: Form, piece: Piece, row: int, columns: list[Column], concept: Concept, context: Context
) -> Iterator[Amount]:
    """The amounts of one row under `columns`, as `concept`."""
    for column, cell in piece.cells(row, columns):
        phase = phase_of(column, form, context)
        if phase is not None:
            amount = amount_of(form, piece, cell, column, concept, phase)
            if amount:
                yield amount
