"""Layout families: read from families/*.toml, and new ones made by recombining what they hold."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from .invent import Wish
from .look import Look

HERE = Path(__file__).parent
WISH = ("kind", "year", "province", "quantum", "units", "carryover", "items")


@dataclass(frozen=True)
class Family:
    """A set of forms in one look, with its narrative and performance sheets."""

    name: str
    look: Look
    wish: Wish
    forms: tuple[dict[str, Any], ...]
    narrative: tuple[str, ...]
    performance: tuple[str, ...]
    forms_first: bool


@cache
def library() -> dict[str, dict[str, Any]]:
    """The forms (forms.toml) by name."""
    return tomllib.loads((HERE / "forms.toml").read_text(encoding="utf-8"))


def _family(name: str, data: dict[str, Any]) -> Family:
    wish = {k: data[k] for k in WISH if k in data}
    wish["funds"] = tuple(data.get("funds", ("general_public_budget",)))
    look = Look().over({k: v for k, v in data.items() if k not in ("forms",)})
    forms = tuple({**library()[f["use"]], **f} for f in data["forms"])
    return Family(
        name, look, Wish(**wish), forms, tuple(data.get("narrative", ())), tuple(data.get("performance", ())),
        data.get("forms_first", True),
    )  # fmt: skip


@cache
def families() -> dict[str, Family]:
    """Every family of the data files, by name."""
    out: dict[str, Family] = {}
    for path in sorted((HERE / "families").glob("*.toml")):
        for name, data in tomllib.loads(path.read_text(encoding="utf-8")).items():
            out[name] = _family(name, data)
    return out


# What may be recombined freely: every choice is one that some published disclosure makes.
CHOICES: dict[str, tuple[Any, ...]] = {
    "codes": ("joined", "separate", "own", "stacked", "bracketed", "dashed", "names", "wrapped", "behind"),
    "total": ("first", "last", "each_page", "first"),
    "index": ("", "栏次", "**", ""),
    "zero": ("", "0.00", "-", ""),
    "commas": (True, True, False),
    "unit_at": ("caption", "caption", "header", "title"),
    "unit_words": ("单位：{unit}", "金额单位：{unit}", "单位:{unit}", "（单位：{unit}）"),
    "rules": ("full", "full", "full", "half", "none"),
    "repeat": (True, True, False),
    "cut": (False, True),
    "numbers": ("- {n} -", "{n}", "第 {n} 页", ""),
    "total_name": ("合计", "合　计", "总计"),
    "total_span": (True, False),
    "turn": ("", "", "rotate", "drawn"),
    "running": ("", "", "部门预决算公开材料"),
}
UNITS = (
    ("万元", 2, 10_000),
    ("万元", 2, 10_000),
    ("元", 2, 100),
    ("千元", 1, 10_000),
    ("万元", 4, 100),
    ("亿元", 6, 10_000),
)


def mixed(seed: int) -> Family:
    """A family that nobody publishes: the forms of one kind, their look drawn from the choices."""
    random = Random(f"mixed/{seed}")
    kind = random.choice(("final", "budget"))
    base = random.choice([f for f in families().values() if f.wish.kind == kind])
    look = replace(base.look, **{k: random.choice(v) for k, v in CHOICES.items()})
    unit, decimals, quantum = random.choice(UNITS)
    look = replace(
        look, unit=unit, decimals=decimals, running=look.running, code_head="科目编码", name_head="科目名称"
    )
    drop = set(CHOICES) | {"code_head", "name_head", "unit", "decimals", "label_top"}
    forms = []
    for form in base.forms:
        kept = {k: v for k, v in form.items() if k not in drop or (k in library()[form["use"]])}
        if kept["type"] == "economic":
            kept["codes"] = {"own": "separate", "stacked": "joined", "names": "joined"}.get(
                look.codes, look.codes
            )
            if "blocks" in kept:
                kept["codes"] = "joined"
        forms.append(kept)
    narrative = random.choice([f.narrative for f in families().values() if f.wish.kind == kind])
    wish = replace(
        base.wish, year=random.choice((2019, 2022, 2023, 2024, 2025)), quantum=max(quantum, base.wish.quantum)
    )
    return Family("mixed", look, wish, tuple(forms), narrative, base.performance, random.random() < 0.5)


def family(name: str, seed: int) -> Family:
    """A family by its name; `mixed` is another one for every seed."""
    return mixed(seed) if name == "mixed" else families()[name]
