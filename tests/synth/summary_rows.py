"""What the summary forms print: revenue by source, expenditure by class and otherwise, and the foot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from . import truth as t
from .blocks import Cell
from .columns import SOURCES
from .facts import Amount, EconomicLine, Fact, FunctionLine
from .gov_economic import gov_code
from .look import Look
from .names import class_list, economic_name
from .printing import chinese, money, plain
from .truth import Account

FUND_OF = {"total": ("fiscal_grant", t.GRANT), "general": (t.GENERAL, (t.GENERAL,)), "gov": (t.GOV_FUND, (t.GOV_FUND,)),
           "capital": (t.CAPITAL, (t.CAPITAL,))}  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """A label and its money cells in one block."""

    label: str
    cells: tuple[Cell, ...]


class Summary:
    """One summary form while it is put together."""

    def __init__(self, spec: dict[str, Any], account: Account, look: Look) -> None:
        self.spec, self.account, self.look = spec, account, look
        self.form: str = spec["form"]
        self.grant = self.form == "grant_summary"
        self.funds = t.GRANT if self.grant else t.FUNDS
        self.phase: str = account.kind
        columns = spec.get("funds") if self.grant else None
        self.columns: list[str] = columns or ["total"]

    def cell(self, value: int, *facts: Fact, force: bool = False) -> Cell:
        """A money cell; `facts` are given without their amounts, which are filled in here."""
        text = money(value, self.look.style)
        if text in ("", "-"):
            return Cell(text, align="r")
        amount = plain(text)
        stated = tuple(f.__class__(**{**f.__dict__, "amount": amount, "unit": self.look.unit}) for f in facts)
        return Cell(text, stated, align="r")

    def amount(self, concept: str) -> Amount:
        """A headline amount to be filled in."""
        return Amount("form", concept, self.phase, "", "")

    # --- revenue -----------------------------------------------------------------------------------------
    def revenue(self) -> list[Entry]:
        """Source rows; the foot is made apart, to stand level with the other side's."""
        rows = []
        for number, text in enumerate(self.spec["revenue"], 1):
            name, _, source = text.partition(" = ")
            value = self.account.earn("", SOURCES.get(source, ())) if source in SOURCES else 0
            if source == "none" or source not in SOURCES:
                value = 0
            mark = self.spec.get("mark", "{n}、").format(n=chinese(number))
            label = name if name.startswith(("其中", "　")) else mark + name
            rows.append(Entry(label, (self.cell(value),)))
        return rows

    # --- expenditure -------------------------------------------------------------------------------------
    def _functional(self, code: str, name: str, which: str) -> Cell:
        fund, funds = FUND_OF[which] if self.grant else ("all", self.funds)
        value = self.account.spend(code, funds)
        line = FunctionLine(
            self.form, code or "TOTAL", name, "expenditure", self.phase, fund, "total", "", ""
        )
        facts: list[Fact] = [line]
        if not code and self.grant and which in ("general", "gov", "capital"):
            concepts = {"general": "general_budget", "gov": "government_fund", "capital": "state_capital"}
            facts.append(self.amount(f"{concepts[which]}.expenditure"))
        if not code and not self.grant:
            facts.append(self.amount("expenditure.current"))
        return self.cell(value, *facts)

    def expenditure(self) -> list[Entry]:
        """Class rows, all of the year's list or those in use."""
        rows = []
        used = {e.code[:3] for e in self.account.entries if e.fund in self.funds}
        number = 0
        for code, name in class_list(self.account.year):
            if self.spec.get("classes", "all") == "used" and code not in used:
                continue
            number += 1
            label = self.spec.get("mark", "{n}、").format(n=chinese(number)) + name
            if self.spec.get("class_codes"):
                label = f"{code}{name}"
            rows.append(Entry(label, tuple(self._functional(code, label, c) for c in self.columns)))
        return rows

    def nature(self) -> list[Entry]:
        """The third block: basic with personnel and running costs, and projects."""
        spend = self.account.spend
        rows = [
            ("一、基本支出", t.BASIC, "expenditure.basic"),
            ("　人员经费", (t.PERSONNEL,), ""),
            ("　公用经费", (t.OPERATING_COST,), ""),
            ("二、项目支出", (t.PROJECT,), "expenditure.project"),
        ]
        return [
            Entry(
                name,
                (
                    self.cell(
                        spend("", self.funds, parts), *([self.amount(c)] if c and not self.grant else [])
                    ),
                ),
            )
            for name, parts, c in rows
        ]

    def economic(self, government: bool) -> list[Entry]:
        """A block of economic classes, of the department's list or the government's."""
        sums: dict[str, int] = {}
        for e in self.account.entries:
            if e.fund in self.funds:
                code = gov_code(e.economic, e.code)[:3] if government else e.economic[:3]
                sums[code] = sums.get(code, 0) + e.amount
        rows = []
        for number, (code, value) in enumerate(sorted(sums.items()), 1):
            name = economic_name(code, self.account.year)
            fact = EconomicLine("other", code, name, self.phase, "all", "total", "", "")
            rows.append(
                Entry(f"{chinese(number)}、{name}", (self.cell(value, *([] if government else [fact])),))
            )
        return rows

    # --- foot --------------------------------------------------------------------------------------------
    def foot(self) -> list[tuple[Entry, Entry]]:
        """Pairs of foot rows, revenue and expenditure."""
        account = self.account
        earned, carried = account.earn("", self.funds), account.carried("", self.funds)
        total = earned + carried
        rows = []
        for text in self.spec["foot"]:
            left, _, right = text.partition("|")
            pairs = []
            for side, label in (("revenue", left.strip()), ("expenditure", right.strip())):
                pairs.append(self._foot_entry(side, label, earned, carried, total))
            rows.append((pairs[0], pairs[1]))
        return rows

    def _foot_entry(self, side: str, label: str, earned: int, carried: int, total: int) -> Entry:
        width = 1 if side == "revenue" else len(self.columns)
        kind = _kind(label)
        if kind == "":
            return Entry(label, (Cell(),) * width)
        concept = f"grant.{side}_total" if self.grant else f"{side}.total"
        if side == "revenue":
            value, fact = {
                "current": (earned, None if self.grant else self.amount("revenue.current")),
                "carry": (carried, None if self.grant else self.amount("carryover.opening")),
                "total": (total, self.amount(concept)),
                "none": (0, None),
            }[kind]
            return Entry(label, (self.cell(value, *([fact] if fact else [])),))
        if kind == "current":
            return Entry(label, tuple(self._functional("", label, c) for c in self.columns))
        return Entry(label, tuple(self._closing(kind, label, c, concept) for c in self.columns))

    def _closing(self, kind: str, label: str, which: str, concept: str) -> Cell:
        fund, funds = FUND_OF[which] if self.grant else ("all", self.funds)
        closing = self.account.carried("", funds, "closing")
        if kind == "carry":
            return self.cell(closing, *([] if self.grant else [self.amount("carryover.closing")]))
        if kind == "none":
            return self.cell(0)
        line = FunctionLine(self.form, "TOTAL", label, "expenditure", self.phase, fund, "total", "", "")
        facts: list[Fact] = [line] + ([self.amount(concept)] if which == "total" else [])
        return self.cell(self.account.spend("", funds) + closing, *facts)


def _kind(label: str) -> str:
    """What a foot row counts, by its words."""
    if not label:
        return ""
    if label.startswith(("本年", "当年")):
        return "current"
    if any(w in label for w in ("使用非财政", "结余分配", "弥补")):
        return "none"
    if any(w in label for w in ("结转", "结余")):
        return "carry"
    return "total"
