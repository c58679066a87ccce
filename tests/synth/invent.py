"""Inventing an account: seeded, consistent to the fen, with names that belong to nobody."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from . import truth as t
from .invent_projects import invent_projects


@cache
def vocabulary() -> dict[str, Any]:
    """The words to invent with (vocabulary.toml)."""
    with Path(__file__).with_name("vocabulary.toml").open("rb") as file:
        return tomllib.load(file)


@dataclass(frozen=True)
class Wish:
    """What a layout needs its account to have."""

    kind: str = "final"
    year: int = 2024
    province: str = ""
    quantum: int = 10_000  # fen: 100 yuan, so that 万元 with two decimals are exact
    units: int = 1
    scope: str = "department"
    carryover: bool = True
    funds: tuple[str, ...] = (t.GENERAL,)
    items: int = 3


def _money(random: Random, low: float, high: float, quantum: int) -> int:
    """A sum between two bounds in 万元, as fen, a multiple of the quantum."""
    return max(1, round(random.uniform(low, high) * 1_000_000 / quantum)) * quantum


PEOPLE = (("main", "30101", 3.0), ("main", "30102", 2.2), ("main", "30103", 1.2), ("main", "30112", 0.1),
          ("main", "30199", 0.4), ("2080505", "30108", 0.9), ("2080506", "30109", 0.4), ("health", "30110", 0.45),
          ("2101103", "30111", 0.15), ("2210201", "30113", 0.8), ("retired", "30302", 0.5),
          ("main", "30305", 0.06), ("main", "30309", 0.01))  # fmt: skip
RUNNING = ("30201", "30202", "30205", "30206", "30207", "30211", "30213", "30215", "30216", "30217", "30226",
           "30228", "30229", "30231", "30239", "30299", "31002")  # fmt: skip
RUNNING_ADMIN = ("30239", "30231")
WORKS = ("30201", "30202", "30209", "30213", "30214", "30218", "30226", "30227", "30299", "31003", "31007")


def _basic(random: Random, wish: Wish, unit: int, kind: dict[str, Any]) -> list[t.Entry]:
    admin = unit == 0 and wish.scope == "department"
    place = {
        "main": kind["main"] if admin else kind["service"],
        "health": "2101101" if admin else "2101102",
        "retired": "2080501" if admin else "2080502",
    }
    scale = random.uniform(20, 260)
    out = []
    for where, economic, weight in PEOPLE:
        if economic == "30102" and not admin:
            economic = "30107"
        if weight < 0.1 and random.random() < 0.5:
            continue
        money = _money(random, scale * weight * 0.8, scale * weight * 1.2, wish.quantum)
        code = place.get(where, where)
        out.append(t.Entry(unit, code, t.GENERAL, t.PERSONNEL, economic, money))
    for economic in sorted(random.sample(RUNNING, random.randint(7, len(RUNNING)))):
        if not admin and economic in RUNNING_ADMIN:
            continue
        code = place["retired"] if economic == "30229" and random.random() < 0.3 else place["main"]
        money = _money(random, 0.1, scale * 0.12, wish.quantum)
        out.append(t.Entry(unit, code, t.GENERAL, t.OPERATING_COST, economic, money))
    if admin:
        out.append(
            t.Entry(
                unit, place["main"], t.GENERAL, t.OPERATING_COST, "30212", _money(random, 1, 20, wish.quantum)
            )
        )
    return out


def _project_entries(random: Random, wish: Wish, units: int, kind: dict[str, Any]) -> list[t.Entry]:
    words = vocabulary()
    names = [topic + tail for topic in kind["topics"] for tail in words["project"]["tails"]]
    random.shuffle(names)
    codes = sorted(random.sample(kind["projects"], min(wish.items, len(kind["projects"]))))
    places = [(code, t.GENERAL) for code in codes]
    for fund in wish.funds:
        pool = words["fund"].get(fund) or codes[:1]
        places += (
            [(code, fund) for code in sorted(random.sample(pool, min(len(pool), 2)))]
            if fund != t.GENERAL
            else []
        )
    out = []
    for code, fund in places:
        for _ in range(random.randint(1, 2)):
            name = names.pop()
            unit = random.randrange(units)
            for economic in sorted(random.sample(WORKS, random.randint(1, 3))):
                money = _money(random, 1, 300, wish.quantum)
                out.append(t.Entry(unit, code, fund, t.PROJECT, economic, money, project=name))
    return out


def _other_phases(random: Random, wish: Wish, entry: t.Entry) -> t.Entry:
    """The same line in the initial budget and in the year before."""

    def near(low: float, high: float) -> int:
        return round(entry.amount * random.uniform(low, high) / wish.quantum) * wish.quantum

    roll = random.random()
    budget = entry.amount if roll < 0.35 else 0 if roll > 0.9 else near(0.8, 1.3)
    prior = 0 if random.random() < 0.08 else near(0.7, 1.25)
    return replace(entry, budget=budget if wish.kind == "final" else 0, prior=prior)


def _carries(random: Random, wish: Wish, entries: list[t.Entry]) -> list[t.Carry]:
    if not wish.carryover:
        return []
    out = []
    for fund in wish.funds:
        codes = sorted({e.code for e in entries if e.fund == fund and e.component == t.PROJECT})
        if not codes:
            continue
        code = random.choice(codes)
        spent = sum(e.amount for e in entries if e.fund == fund and e.code == code)
        opening = round(spent * random.uniform(0.05, 0.6) / wish.quantum) * wish.quantum
        closing = _money(random, 1, 90, wish.quantum) if wish.kind == "final" else 0
        out.append(t.Carry(code, fund, opening, closing))
    return out


def _counts(random: Random) -> dict[str, int]:
    batches = random.randint(1, 60)
    return {
        "abroad_groups": random.randint(1, 3),
        "abroad_persons": random.randint(3, 9),
        "vehicles_held": random.randint(1, 15),
        "reception_batches": batches,
        "reception_persons": batches * random.randint(3, 9),
        "equipment_1m": random.randint(0, 3),
        "score": random.randint(86, 99),
    }


def _procurement(random: Random, wish: Wish) -> dict[str, int]:
    parts = {k: _money(random, 1, 300, wish.quantum) for k in ("goods", "works", "services")}
    total = sum(parts.values())
    sme = round(total * random.uniform(0.5, 1) / wish.quantum) * wish.quantum
    micro = round(sme * random.uniform(0.2, 0.9) / wish.quantum) * wish.quantum
    return parts | {"total": total, "sme": sme, "micro": micro}


def invent(random: Random, wish: Wish) -> t.Account:
    """A whole account after the wish."""
    words = vocabulary()
    places = [p for p in words["place"] if p["province"] == (wish.province or p["province"])]
    row = random.choice(places)
    city = random.random() < 0.5
    region = row["city"] if city else row["city"] + row["county"]
    place = t.Place(row["province"], row["code"], region)
    kind = random.choice([k for k in words["department"] if len(k["units"]) >= wish.units - 1])
    short = row["city"] if city else row["county"]
    name = row["province"] + region + kind["name"]
    units = (
        (f"{name}本级", *(short + u for u in kind["units"][: wish.units - 1])) if wish.units > 1 else (name,)
    )
    entries = [e for unit in range(len(units)) for e in _basic(random, wish, unit, kind)]
    entries += _project_entries(random, wish, len(units), kind)
    entries = [_other_phases(random, wish, e) for e in entries]
    projects = invent_projects(random, words, tuple(entries), kind["topics"], row["code"] or "99", wish.year)
    return t.Account(
        wish.kind, wish.year, place, name, random.choice(kind["topics"]), wish.scope, units, tuple(entries),
        tuple(_carries(random, wish, entries)), projects, _counts(random), _procurement(random, wish),
    )  # fmt: skip
