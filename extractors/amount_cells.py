"""Amounts of form cells: the row patterns that name a concept, and the Amount a cell under a column gives."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from extractors.context import Context
from extractors.form_cells import confidence_of, money_of, phase_of
from extractors.form_model import Block, Form, Piece
from extractors.headers import Column
from extractors.label_text import Label
from pipeline.core.model import Cell
from pipeline.core.patterns import Pattern, load
from pipeline.core.records import Amount
from pipeline.core.text import without_list_mark


def amount_of(
    form: Form, piece: Piece, cell: Cell, column: Column, concept: str, phase: str, pattern: str
) -> Amount | None:
    """The Amount a cell states; None when the cell is no number."""
    money = money_of(cell, column, form)
    if money is None:
        return None
    amount = Amount(
        place="form", concept=concept, phase=phase, value=money.yuan, value_unit="元", amount_text=money.text,
        unit=str(money.unit), raw_text=cell.text, confidence=confidence_of(form, Label()), pattern_id=pattern,
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
    return without_list_mark("".join(piece.text(row, c) for c in block.labels if c.role == "name"))


def total_columns(block: Block) -> list[Column]:
    """The columns of a summary that hold whole amounts: no fund or component of their own."""
    whole = [
        c
        for c in block.amounts
        if c.component in (None, "total") and c.source in (None, "total", "other") and not c.fund
    ]
    return whole or block.amounts[:1]


def cells_of(
    form: Form, piece: Piece, row: int, columns: list[Column], concept: str, rule: str, context: Context
) -> Iterator[Amount]:
    """The amounts of one row under `columns`, as `concept`."""
    for column in columns:
        cell, phase = piece.cell(row, column), phase_of(column, form, context)
        if cell is not None and cell.row == row and phase is not None:
            amount = amount_of(form, piece, cell, column, concept, phase, f"{form.pattern_id}/{rule}")
            if amount:
                yield amount
