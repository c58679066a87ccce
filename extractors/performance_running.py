"""Indicators that one cell states as running text: numbered, parted by semicolons, each with its value."""

from __future__ import annotations

import re

from pipeline.core.model import Cell, Table
from pipeline.core.patterns import load
from pipeline.core.records import PerformanceIndicator
from pipeline.core.text import squeeze

RUNNING = "running.numbered"


def running(cell: Cell, table: Table) -> list[PerformanceIndicator]:
    """The indicators that a cell states in running text; [] for other texts."""
    text = squeeze(cell.text)
    pieces = load("performance/running")[RUNNING].finditer(text.text)
    return [_piece(cell, table, text.origin, piece) for piece in pieces]


def _piece(cell: Cell, table: Table, origin: tuple[int, ...], match: re.Match[str]) -> PerformanceIndicator:
    """One indicator of a cell of running text, each part as printed."""

    def part(name: str) -> str | None:
        a, b = match.span(name)
        return "".join(cell.text[origin[a] : origin[b - 1] + 1].split()) if b > a else None

    a, b = match.span()
    record = PerformanceIndicator(
        level1=part("level1"), level2=part("level2"), level3=part("level3"), target=part("target"),
        raw_text=cell.text[origin[a] : origin[b - 1] + 1], pattern_id=RUNNING, confidence=0.9,
    )  # fmt: skip
    record.at(table.place(cell))
    return record
