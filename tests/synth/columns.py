"""Columns of a form, written as "heading/under it = measure", and the head built from their paths."""

from __future__ import annotations

from dataclasses import dataclass

from . import truth as t
from .blocks import Cell
from .truth import Account

SHORT = {
    "general": t.GENERAL, "gov": t.GOV_FUND, "capital": t.CAPITAL, "inst": t.INSTITUTIONAL, "own": t.OTHER,
    "grant": "fiscal_grant", "all": "all", "special": "special_account",
}  # fmt: skip
MEMBERS = {"all": t.FUNDS, "fiscal_grant": t.GRANT, "special_account": ()}
COMPONENTS = {
    "total": (), "basic": t.BASIC, "personnel": (t.PERSONNEL,), "operating_cost": (t.OPERATING_COST,),
    "project": (t.PROJECT,), "operating": (t.BUSINESS,), "remit_superior": ("none",), "subsidy_affiliated": ("none",),
}  # fmt: skip
SOURCES = {
    "total": t.FUNDS, "current": t.FUNDS, "fiscal_grant": t.GRANT, t.GENERAL: (t.GENERAL,), t.GOV_FUND: (t.GOV_FUND,),
    t.CAPITAL: (t.CAPITAL,), "institutional": (t.INSTITUTIONAL,), "other": (t.OTHER,),
}  # fmt: skip
FIELD = {"final": "amount", "budget": "budget", "prior_final": "prior", "prior_budget": "prior"}
KEYS = frozenset(
    ["code", "name", "unit_name", "lei", "kuan", "xiang", "own_lei", "own_kuan", "own_xiang", "stacked", "bracketed",
     "dashed", "wrapped", "behind", "indented", "econ_code", "econ_name", "econ_dashed", "gov_dashed", "blank"]
)  # fmt: skip


@dataclass(frozen=True)
class Measure:
    """What a column of money counts."""

    direction: str
    fund: str
    component: str
    phase: str
    computed: str = ""
    said: str = ""  # the component's word in the labels, where it is not the one that is counted

    def value(self, account: Account, prefix: str, **limits: object) -> int:
        """The figure in fen for the functional lines under a prefix."""
        if self.computed:
            return self._change(account, prefix, **limits)
        if self.direction == "revenue":
            return self._revenue(account, prefix, **limits)
        funds = MEMBERS.get(self.fund, (self.fund,))
        if self.component == "carryover_next":
            return account.carried(prefix, funds, "closing")
        which = FIELD[self.phase] if self.phase != "budget" or account.kind == "final" else "amount"
        return account.spend(prefix, funds, COMPONENTS[self.component], which=which, **limits)  # type: ignore[arg-type]

    def _revenue(self, account: Account, prefix: str, **limits: object) -> int:
        unit = limits.get("unit")
        if self.component == "carryover":
            return account.carried(prefix, MEMBERS.get(self.fund, (self.fund,))) if unit in (None, 0) else 0
        funds = MEMBERS.get(self.fund, (self.fund,))
        chosen = tuple(f for f in SOURCES.get(self.component, ()) if f in funds)
        earned = account.earn(prefix, chosen, unit) if chosen else 0  # type: ignore[arg-type]
        if self.component == "total" and account.kind == "budget" and unit in (None, 0):
            earned += account.carried(prefix, chosen)
        return earned

    def _change(self, account: Account, prefix: str, **limits: object) -> int:
        funds = MEMBERS.get(self.fund, (self.fund,))
        members = COMPONENTS[self.component]
        now = account.spend(prefix, funds, members, **limits)  # type: ignore[arg-type]
        before = account.spend(prefix, funds, members, which="prior", **limits)  # type: ignore[arg-type]
        if self.computed == "diff":
            return now - before
        return (now - before) * 1_000_000 // before if before else 0


@dataclass(frozen=True)
class Column:
    """One column: the words above it from top to bottom, and a key of the row or a measure."""

    path: tuple[str, ...]
    key: str = ""
    measure: Measure | None = None
    labelled: bool = True


def parse_measure(text: str, direction: str, fund: str, phase: str) -> Measure:
    """`general.basic@prior_final`, `rev:fiscal_grant`, `diff:total`."""
    computed = ""
    if text.startswith("rev:"):
        direction, text = "revenue", text[4:]
    elif text.startswith(("diff:", "diffpct:")):
        computed, text = text.split(":")
    text, _, word = text.partition("#")
    text, _, said = text.partition("@")
    if "." in text:
        short, text = text.split(".")
        fund = SHORT[short]
    return Measure(direction, fund, text, said or phase, computed, word)


def parse(spec: str, direction: str, fund: str, phase: str) -> Column:
    """A column from its line in a family file."""
    heads, _, what = (part.strip() for part in spec.rpartition("="))
    path = tuple(h.strip() for h in heads.split("/"))
    labelled = not what.startswith("~")
    what = what.lstrip("~")
    if what in KEYS:
        return Column(path, key=what)
    return Column(path, measure=parse_measure(what, direction, fund, phase), labelled=labelled)


def head(paths: list[tuple[str, ...]]) -> list[list[Cell]]:
    """Header rows: equal neighbours merged to the right, short paths merged downwards."""
    depth = max(len(p) for p in paths)
    rows: list[list[Cell]] = []
    for level in range(depth):
        row: list[Cell] = []
        i = 0
        while i < len(paths):
            j = i + 1
            if level < len(paths[i]) - 1:
                while (
                    j < len(paths)
                    and paths[j][: level + 1] == paths[i][: level + 1]
                    and level < len(paths[j]) - 1
                ):
                    j += 1
                row.append(Cell(paths[i][level], align="c", cols=j - i, bold=True))
            elif level == len(paths[i]) - 1:
                row.append(Cell(paths[i][level], align="c", rows=depth - level, bold=True))
            i = j
        rows.append(row)
    return rows
