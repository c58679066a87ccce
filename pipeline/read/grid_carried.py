"""Columns of a table that goes on from the page before, without its header: a column may be empty there."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from pipeline.core.model import Table
from pipeline.read.grid_columns import Column

_FITS = 0.7  # of its width: so much of a column lies in the one it goes on with


def edges_of(tables: Sequence[Table]) -> list[float]:
    """The abscissas between the columns of a page's last table, with its sides; none where rules show them."""
    if not tables or tables[-1].method == "ruled":
        return []
    boxes = [c.box for c in tables[-1].cells if c.box]
    return [*sorted({b.x0 for b in boxes}), max(b.x1 for b in boxes)] if boxes else []


def carried(columns: Sequence[Column], edges: Sequence[float]) -> list[float]:
    """`edges` of the page before, moved clear of the columns of this one; none where these do not lie in them."""
    homes = [_home(c, edges) for c in columns]
    if -1 in homes or any(a >= b for a, b in pairwise(homes)):
        return []
    out = [min(edges[0], columns[0].x0 - 1)]
    for k, edge in enumerate(edges[1:-1]):
        low = max((c.x1 for c, h in zip(columns, homes, strict=True) if h <= k), default=edge)
        high = min((c.x0 for c, h in zip(columns, homes, strict=True) if h > k), default=edge)
        out.append(min(max(edge, low), high))
    return [*out, max(edges[-1], columns[-1].x1 + 1)]


def _home(column: Column, edges: Sequence[float]) -> int:
    """The index of the stretch between two edges that a column lies in; -1 for none."""
    for k, (a, b) in enumerate(pairwise(edges)):
        if min(b, column.x1) - max(a, column.x0) >= _FITS * (column.x1 - column.x0):
            return k
    return -1
