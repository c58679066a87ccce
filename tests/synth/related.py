"""Disclosures that belong together: of one department, the year before, the budget, a unit, another format."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from random import Random

from .blocks import Form
from .document import Disclosure, drawn
from .facts import Fact
from .family import family
from .invent import invent
from .truth import Account, Carry

FINAL, BUDGET, PRIOR = "central", "zhejiang_budget", "prior_final"
PROVINCE = "四川省"  # one that exists: what is nowhere has no identity


def account(seed: int, units: int = 1) -> Account:
    """The final account that the others are related to; it has a budget and a year before."""
    wish = replace(family(FINAL, seed).wish, units=units, province=PROVINCE)
    return invent(Random(f"related/{seed}"), wish)


def year_before(one: Account) -> Account:
    """Last year's final account: it spent what is called prior, and carried out what was carried in."""
    entries = tuple(replace(e, amount=e.prior, budget=e.prior, prior=0) for e in one.entries if e.prior)
    carries = tuple(Carry(c.code, c.fund, 0, c.opening) for c in one.carries)
    return replace(one, year=one.year - 1, entries=entries, carries=carries, projects=())


def budget_of(one: Account) -> Account:
    """The budget at the start of the year."""
    entries = tuple(replace(e, amount=e.budget, budget=0) for e in one.entries if e.budget)
    return replace(one, kind="budget", entries=entries, carries=(), projects=())


def unit_of(one: Account, unit: int) -> Account:
    """The account of one unit of a department; carried money belongs to the first."""
    entries = tuple(replace(e, unit=0) for e in one.entries if e.unit == unit)
    projects = tuple(replace(p, unit=0) for p in one.projects if p.unit == unit)
    name = one.place.province + one.units[unit].removeprefix(one.place.province)
    return replace(
        one, scope="unit", department=name, units=(name,), entries=entries, projects=projects,
        carries=one.carries if unit == 0 else (), above=one.department,
    )  # fmt: skip


def misprint(paper: Disclosure, is_it: Callable[[Fact], bool]) -> Disclosure:
    """The disclosure with one digit changed in the first cell of a form that states such a fact."""
    blocks = deepcopy(paper.blocks)
    for row in (r for b in blocks if isinstance(b, Form) for r in b.table.rows):
        for i, cell in enumerate(row):
            if any(map(is_it, cell.facts)):
                digit = next(d for d in cell.text if d in "123456789")
                row[i] = replace(cell, text=cell.text.replace(digit, str(int(digit) % 9 + 1), 1))
                return replace(paper, blocks=blocks)
    raise LookupError("no such cell")


def paper(name: str, one: Account, layout: str = "") -> Disclosure:
    """The disclosure of an account in a layout of its kind."""
    mine = family(layout or (FINAL if one.kind == "final" else BUDGET), 1)
    return drawn(name, mine, one, name)
