"""One file in a notebook: read when first asked, its forms typed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.core.codes import TOTAL
from pipeline.core.records import Amount, EconomicLine, Finding, FunctionLine, Identity, PerformanceProject
from pipeline.core.schema import row
from pipeline.notebook.errors import CannotParse, NoAnswer, NotThere
from pipeline.run.document import process
from pipeline.run.result import Result

if TYPE_CHECKING:
    import pandas as pd

_UNREAD = ("unread", "empty_form", "unmapped")


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a disclosure: its cells in order."""

    name: str
    lines: tuple[FunctionLine, ...]

    def __iter__(self) -> Iterator[FunctionLine]:
        return iter(self.lines)

    def __len__(self) -> int:
        return len(self.lines)

    def __getitem__(self, code: str) -> Decimal:
        return self.amount(code)

    @property
    def total(self) -> Decimal:
        """The form's 合计, yuan."""
        return self.amount(TOTAL)

    def amount(self, code: str, component: str = "total") -> Decimal:
        """Yuan on a line.

        Raises:
            NotThere: the form has no such line or column.
            NoAnswer: it prints the line several times, with different amounts.
        """
        found = {
            line.amount_yuan
            for line in self.lines
            if line.function_code == code
            and line.component == component
            and line.phase in ("final", "budget")
        } - {None}
        if not found:
            raise NotThere(f"{self.name}: {code} / {component}")
        if len(found) > 1:
            raise NoAnswer(
                f"{self.name}: {code} / {component}: {', '.join(map(str, sorted(filter(None, found))))}"
            )
        return Decimal(found.pop() or 0)

    def pandas(self) -> pd.DataFrame:
        """The cells as a frame."""
        import pandas

        return pandas.DataFrame([row(line) for line in self.lines])


class Disclosure:
    """A file: `Disclosure("x.pdf").expenditure.total`. Read on first use, in this process."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)

    def __repr__(self) -> str:
        return f"Disclosure({str(self.path)!r})"

    @cached_property
    def _result(self) -> Result:
        if not self.path.is_file():
            raise FileNotFoundError(self.path)
        result = process(self.path)
        if result.status["status"] == "failed":
            raise CannotParse(f"{self.path.name}: {result.status['error_class']}: {result.status['error']}")
        return result

    @property
    def identity(self) -> Identity:
        """Which department, place, year and kind the file is, by evidence in it."""
        return self._result.identity

    @property
    def findings(self) -> list[Finding]:
        """What does not add up in it, or could not be read."""
        return self._result.findings

    @property
    def amounts(self) -> list[Amount]:
        """Headline amounts and counts, from forms and text."""
        return [r for r in self._result.records if isinstance(r, Amount)]

    @property
    def economic_lines(self) -> list[EconomicLine]:
        """Lines by economic classification."""
        return [r for r in self._result.records if isinstance(r, EconomicLine)]

    @property
    def projects(self) -> list[PerformanceProject]:
        """Performance projects."""
        return [r for r in self._result.records if isinstance(r, PerformanceProject)]

    @property
    def summary(self) -> Form:
        """收支总表."""
        return self.form("summary")

    @property
    def revenue(self) -> Form:
        """收入表."""
        return self.form("revenue")

    @property
    def expenditure(self) -> Form:
        """支出表."""
        return self.form("expenditure")

    @property
    def general_budget(self) -> Form:
        """一般公共预算支出表."""
        return self.form("general_budget")

    @property
    def government_fund(self) -> Form:
        """政府性基金预算支出表."""
        return self.form("government_fund")

    @property
    def narrative(self) -> Form:
        """Lines that running text states."""
        return self.form("narrative")

    def form(self, name: str) -> Form:
        """A form by its id.

        Raises:
            NotThere: the file was read whole and has no such form.
            NoAnswer: there is no line of it, and pages or forms of the file are empty or could not be read.
            CannotParse: the file could not be read.
        """
        lines = tuple(r for r in self._result.records if isinstance(r, FunctionLine) and r.form == name)
        if lines:
            return Form(name, lines)
        doubts = [f.message for f in self._result.findings if f.kind in _UNREAD]
        if doubts:
            raise NoAnswer(f"{self.path.name}: {name}: {'; '.join(doubts[:3])}")
        raise NotThere(f"{self.path.name}: 没有这张表 / no form {name}")

    def amount(self, concept: str) -> Decimal:
        """The value of a headline concept for the file's own year.

        Raises:
            NotThere: nothing in the file states it.
            NoAnswer: it is stated with different values.
        """
        found = {
            a.value for a in self.amounts
            if a.concept == concept and a.phase in ("", self.identity.report_kind) and a.value is not None
        }  # fmt: skip
        if not found:
            raise NotThere(f"{self.path.name}: {concept}")
        if len(found) > 1:
            raise NoAnswer(f"{self.path.name}: {concept}: {', '.join(map(str, sorted(found)))}")
        return found.pop()
