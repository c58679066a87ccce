"""Plots of named questions as SVG files: `python -m pipeline.explore.plots DATASET docs/plots`.

`make docs` draws those of the cookbook from the bundled samples. Which columns a question draws stands beside its SQL.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from pipeline.explore.charts import bars
from pipeline.explore.words import number
from pipeline.store.questions import Question, questions
from pipeline.store.reader import Reader, open_reader

_MOST, _LEFT, _WIDTH, _HEIGHT, _RIGHT = 12, 290, 420, 24, 110
_STYLE = 'font-family="system-ui,Noto Sans CJK SC,sans-serif" font-size="12" fill="#333"'


def plot(question: Question, rows: Sequence[Mapping[str, Any]]) -> str:
    """The first rows of an answer as bars, each with its label and its number."""
    *labels, value = question.plot
    items = [
        (" ".join(str(row[name]) for name in labels if row[name] is not None), row[value] or 0, "")
        for row in rows[:_MOST]
    ]
    height = _HEIGHT * (len(items) + 1)
    body = f'<text x="{_LEFT}" y="15" font-weight="bold">{escape(value)}</text>'
    for tile in bars(items, _WIDTH, _HEIGHT):
        y, text = tile.y + _HEIGHT, tile.y + _HEIGHT + 14
        body += (
            f'<text x="{_LEFT - 8}" y="{text:g}" text-anchor="end">{escape(tile.label)}</text>'
            f'<rect x="{_LEFT}" y="{y:g}" width="{tile.width:.1f}" height="{tile.height:g}" fill="#3c78b4"/>'
            f'<text x="{_LEFT + tile.width + 6:.1f}" y="{text:g}">{number(tile.value)}</text>'
        )
    size = f'viewBox="0 0 {_LEFT + _WIDTH + _RIGHT} {height}" width="{_LEFT + _WIDTH + _RIGHT}" height="{height}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{escape(question.zh)}">'
        f'<rect width="100%" height="100%" fill="#fff"/><g {_STYLE}>{body}</g></svg>\n'
    )


def write_plots(reader: Reader, folder: Path) -> list[str]:
    """Draw every question that says what to draw; the names of the files."""
    folder.mkdir(parents=True, exist_ok=True)
    drawn = [q for q in questions().values() if q.plot]
    for q in drawn:
        (folder / f"{q.id}.svg").write_text(plot(q, reader.rows(q.filled())), "utf-8")
    return [f"{q.id}.svg" for q in drawn]


if __name__ == "__main__":
    write_plots(open_reader(Path(sys.argv[1])), Path(sys.argv[2]))
