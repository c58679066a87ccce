"""Charts as inline SVG: geometry only, drawn by the templates; no script, no style attribute."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Tile:
    """A rectangle with what it stands for."""

    x: float
    y: float
    width: float
    height: float
    label: str
    value: Any
    href: str = ""
    shade: int = 0


def bars(items: Sequence[tuple[str, Any, str]], width: float = 560, height: float = 22) -> list[Tile]:
    """A horizontal bar an item (label, value, address), the longest as wide as `width`."""
    most = max((float(v) for _, v, _ in items), default=0.0) or 1.0
    return [
        Tile(0, i * height, max(1.0, width * max(0.0, float(value)) / most), height - 5, name, value, href)
        for i, (name, value, href) in enumerate(items)
    ]


def columns(items: Sequence[tuple[str, Any]], width: float = 640, height: float = 160) -> list[Tile]:
    """An upright bar an item, side by side."""
    most = max((float(v) for _, v in items), default=0.0) or 1.0
    step = min(90.0, width / max(len(items), 1))
    out = []
    for i, (name, value) in enumerate(items):
        tall = max(0.5, height * max(0.0, float(value)) / most)
        out.append(Tile(i * step + 3, height - tall, step - 6, tall, name, value))
    return out


def treemap(items: Sequence[tuple[str, Any, str]], width: float = 900, height: float = 300) -> list[Tile]:
    """Areas in proportion to the values: rows of tiles as near to squares as they go, largest first."""
    left = sorted(((n, float(v), h) for n, v, h in items if float(v) > 0), key=lambda t: -t[1])
    total = sum(v for _, v, _ in left)
    out: list[Tile] = []
    x, y, w, h = 0.0, 0.0, width, height
    while left:
        side, scale = min(w, h), w * h / total
        row = [left.pop(0)]
        while left and _worst([*row, left[0]], side, scale) <= _worst(row, side, scale):
            row.append(left.pop(0))
        area = sum(v for _, v, _ in row)
        depth = area * scale / side
        at = 0.0
        for name, value, href in row:
            long = side * value / area
            place = (x, y + at, depth, long) if w >= h else (x + at, y, long, depth)
            out.append(Tile(*place, name, value, href, len(out)))
            at += long
        x, y, w, h = (x + depth, y, w - depth, h) if w >= h else (x, y + depth, w, h - depth)
        total -= area
        if min(w, h) <= 0.01 or total <= 0:
            break
    return out


def _worst(row: Sequence[tuple[str, float, str]], side: float, scale: float) -> float:
    """How far the tile that is least a square is from one."""
    depth = sum(v for _, v, _ in row) * scale / side
    longs = [v * scale / depth for _, v, _ in row]
    return max(max(depth / long, long / depth) for long in longs)


def histogram(values: Sequence[Any]) -> list[tuple[str, int]]:
    """How many values stand in each step of a scale of powers of ten, in 万元; zeros and negatives apart."""
    counts: dict[int, int] = {}
    rest = 0
    for value in values:
        if value is None:
            continue
        if value <= 0:
            rest += 1
        else:
            step = math.floor(math.log10(float(value)) - 4)
            counts[step] = counts.get(step, 0) + 1
    out = [("≤ 0", rest)] if rest else []
    if counts:
        steps = range(min(counts), max(counts) + 1)
        out += [(f"≥ {_power(step)}", counts.get(step, 0)) for step in steps]
    return out


def _power(step: int) -> str:
    return f"{10**step:,}" if step >= 0 else f"{10.0**step:g}"
