"""The account of a department that does not exist, as atoms from which every printed figure is a sum.

Money is in fen (1/100 yuan), as int.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

GENERAL, GOV_FUND, CAPITAL = "general_public_budget", "government_fund", "state_capital"
GRANT = (GENERAL, GOV_FUND, CAPITAL)
INSTITUTIONAL, OTHER = "institutional", "other"
FUNDS = (*GRANT, INSTITUTIONAL, OTHER)
PERSONNEL, OPERATING_COST, PROJECT, BUSINESS = "personnel", "operating_cost", "project", "operating"
BASIC = (PERSONNEL, OPERATING_COST)
SOURCE_OF = {INSTITUTIONAL: "institutional", OTHER: "other"}


@dataclass(frozen=True)
class Entry:
    """One atom of expenditure: unit x function x fund x component x economic class.

    `amount` is the figure of the year (final accounts: 决算; budgets: 预算), `budget` the year's initial budget
    (final accounts only), `prior` the year before.
    """

    unit: int
    code: str
    fund: str
    component: str
    economic: str
    amount: int
    budget: int = 0
    prior: int = 0
    project: str = ""


@dataclass(frozen=True)
class Carry:
    """Money carried into and out of the year, at one functional item and fund."""

    code: str
    fund: str
    opening: int
    closing: int


@dataclass(frozen=True)
class Indicator:
    """One line of a performance sheet."""

    level1: str
    level2: str
    level3: str
    operator: str
    target: str
    target_unit: str
    actual: str
    weight: int
    score: int
    reason: str


@dataclass(frozen=True)
class Project:
    """A project with its money and its indicators; `code` is the 21-character project code."""

    code: str
    name: str
    unit: int
    function: str
    fund: str
    initial: int
    full_year: int
    executed: int
    goal: str
    result: str
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True)
class Place:
    """Where the department would be; `code` is empty for a province that does not exist."""

    province: str
    code: str
    region: str


@dataclass(frozen=True)
class Account:
    """Everything a disclosure can print."""

    kind: str
    year: int
    place: Place
    department: str
    topic: str
    scope: str
    units: tuple[str, ...]
    entries: tuple[Entry, ...]
    carries: tuple[Carry, ...]
    projects: tuple[Project, ...]
    counts: dict[str, int] = field(default_factory=dict)
    procurement: dict[str, int] = field(default_factory=dict)
    above: str = ""  # a unit's department

    @property
    def supervisor(self) -> str:
        """Whom project sheets name as 主管部门."""
        return self.above or self.department

    def spend(
        self,
        prefix: str = "",
        funds: Collection[str] = FUNDS,
        components: Collection[str] = (),
        economic: str | Collection[str] = "",
        which: str = "amount",
        unit: int | None = None,
    ) -> int:
        """The sum of the entries that fit, in fen; `which` is amount, budget or prior."""
        starts = (economic,) if isinstance(economic, str) else tuple(economic)
        return sum(
            getattr(e, which)
            for e in self.entries
            if e.code.startswith(prefix)
            and e.fund in funds
            and (not components or e.component in components)
            and e.economic.startswith(starts)
            and (unit is None or e.unit == unit)
        )

    def carried(self, prefix: str = "", funds: Collection[str] = FUNDS, which: str = "opening") -> int:
        """Money carried into (`opening`) or out of (`closing`) the year."""
        return sum(getattr(c, which) for c in self.carries if c.code.startswith(prefix) and c.fund in funds)

    def earn(self, prefix: str = "", funds: Collection[str] = FUNDS, unit: int | None = None) -> int:
        """Revenue of the year: what is spent, less what was carried in, plus what is carried out."""
        carried = 0
        if unit in (None, 0):  # carried money belongs to the first unit
            carried = self.carried(prefix, funds, "closing") - self.carried(prefix, funds)
        return self.spend(prefix, funds, unit=unit) + carried

    def codes(self, funds: Collection[str] = FUNDS, unit: int | None = None) -> tuple[str, ...]:
        """The items with money in those funds, in order of code."""
        found = {e.code for e in self.entries if e.fund in funds and (unit is None or e.unit == unit)}
        return tuple(sorted(found))

    def economics(self, funds: Collection[str], components: Collection[str]) -> tuple[str, ...]:
        """The five-digit economic codes with money in those funds and components."""
        return tuple(
            sorted({e.economic for e in self.entries if e.fund in funds and e.component in components})
        )

    def three_public(self, which: str = "amount") -> dict[str, int]:
        """The 三公 money out of the general public budget, in fen."""
        part = {
            "abroad": "30212",
            "reception": "30217",
            "vehicle_purchase": "31013",
            "vehicle_operation": "30231",
        }
        out = {k: self.spend(funds=(GENERAL,), economic=e, which=which) for k, e in part.items()}
        out["vehicle"] = out["vehicle_purchase"] + out["vehicle_operation"]
        out["total"] = out["abroad"] + out["reception"] + out["vehicle"]
        return out
