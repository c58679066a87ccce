"""Labels: what people wrote down of a document, in the format of one folder of CSV files a document.

`document.csv` names the file; `function_lines.csv`, `narrative_lines.csv`, `economic_lines.csv`, `amounts.csv`,
`performance_projects.csv` and `performance_indicators.csv` hold what is printed; `coverage.txt` the pages of
performance tables that were labelled, where not all were.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from pipeline.core.money import FEN, NotAnAmount, Unit, parse_number
from pipeline.core.text import squash

_FOUR = Decimal("0.0001")
_PAGES = re.compile(r"(\d+)(?:\s*[-–]\s*(\d+))?")
_PUNCTUATION = re.compile(r"[\"'《》<>（）：,.、；。]")


class LabelError(ValueError):
    """A label folder is not what it should be; the message names folder, file and row."""


def key_of(name: str | None) -> str:
    """A name as labels and rows are compared: squashed, without punctuation."""
    return _PUNCTUATION.sub("", squash(name or ""))


def number(text: str | None) -> Decimal | None:
    """The number in a label cell, a percent sign aside; None for an empty or wordy one."""
    try:
        return parse_number((text or "").replace("%", "").replace("％", ""))
    except NotAnAmount:
        return None


def scaled(amount: str | None, unit: str | None) -> Decimal | None:
    """A labelled amount in yuan (or a count as it is, where `unit` is no unit of money)."""
    value = number(amount)
    if value is None:
        return None
    money = Unit(unit) if unit in set(Unit) else Unit.YUAN
    return (value * money.factor).quantize(FEN)


@dataclass(frozen=True)
class Labels:
    """The labels of one document."""

    folder: Path

    def rows(self, name: str) -> list[dict[str, str]]:
        """The rows of `<name>.csv`, cells stripped; [] where the document has none of the kind."""
        path = self.folder / f"{name}.csv"
        if not path.exists():
            return []
        with path.open(encoding="utf-8-sig", newline="") as file:
            return [{k: (v or "").strip() for k, v in r.items() if k} for r in csv.DictReader(file)]

    @cached_property
    def document(self) -> dict[str, str]:
        """The row of `document.csv`.

        Raises:
            LabelError: there is none, or it names no file.
        """
        rows = self.rows("document")
        if len(rows) != 1 or not rows[0].get("file"):
            raise LabelError(f"{self.folder / 'document.csv'}: must hold one row that names the file")
        return rows[0]

    @property
    def layout(self) -> str:
        """The layout family: as labelled, else kind and province."""
        row = self.document
        return row.get("layout") or f"{row.get('report_kind', '?')}-{row.get('province_code', '?')}"

    @cached_property
    def pages(self) -> frozenset[int] | None:
        """The pages whose performance tables are labelled; None for all."""
        path = self.folder / "coverage.txt"
        if not path.exists():
            return None
        first_line = path.read_text("utf-8").partition("\n")[0]
        spans = [(int(a), int(b or a)) for a, b in _PAGES.findall(first_line)]
        return frozenset(page for a, b in spans for page in range(a, b + 1))


def label_sets(gold: Path) -> list[Labels]:
    """Every label folder under `gold`, in order of name.

    Raises:
        LabelError: `gold` holds none.
    """
    found = [Labels(p) for p in sorted(gold.iterdir()) if (p / "document.csv").exists()]
    if not found:
        raise LabelError(f"{gold}: no folder with a document.csv")
    return found


def fine(value: Decimal | None) -> Decimal | None:
    """A number at the precision of the dataset's plain numbers."""
    return None if value is None else value.quantize(_FOUR)
