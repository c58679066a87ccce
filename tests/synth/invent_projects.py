"""Projects and their indicators, made to fit the project entries of an account."""

from __future__ import annotations

from random import Random
from typing import Any

from .truth import Entry, Indicator, Project

WEIGHTS = {"产出指标": 40, "成本指标": 20, "效益指标": 20, "满意度指标": 10}
SOFT = ("有所提升", "持续改善", "明显提高", "基本健全")
CAUSE = ("申报数量低于预期，今后加强摸底", "受天气影响进度放缓，已调整计划", "宣传力度不足，后续改进")


def _values(random: Random, row: dict[str, Any], unit: str) -> tuple[str, str, str]:
    """Sign, target and result."""
    if not unit:
        return "定性", random.choice(SOFT), random.choice(SOFT)
    if unit == "%":
        target = random.randint(80, 99)
        return "≥", str(target), str(random.randint(target, 100))
    number = random.randint(row["low"], row["high"])
    sign = "≤" if row["sign"] == "≤" else random.choice("≥＝")
    done = number if sign == "＝" else max(1, number + (-1 if sign == "≤" else 1) * random.randint(0, 5))
    return sign, str(number), str(done)


def _split(random: Random, total: int, parts: int) -> list[int]:
    """Whole points that add up to the total."""
    base = [total // parts] * parts
    for i in range(total - sum(base)):
        base[i] += 1
    random.shuffle(base)
    return base


def invent_indicators(random: Random, words: dict[str, Any]) -> tuple[Indicator, ...]:
    """Eight to a dozen indicators whose weights add up to 90."""
    chosen: list[tuple[dict[str, Any], str]] = []
    for row in words["indicator"]:
        many = random.randint(1, 3) if row["path"][1] == "数量指标" else 1
        for name in random.sample(row["names"], min(many, len(row["names"]))):
            chosen.append((row, name))
    weights: dict[int, int] = {}
    for level1, total in WEIGHTS.items():
        mine = [i for i, (row, _) in enumerate(chosen) if row["path"][0] == level1]
        weights.update(zip(mine, _split(random, total, len(mine)), strict=True))
    out = []
    for i, (row, text) in enumerate(chosen):
        name, _, unit = text.partition("|")
        sign, target, actual = _values(random, row, unit)
        lost = random.randint(1, 2) if random.random() < 0.15 else 0
        score = max(0, weights[i] - lost)
        reason = random.choice(CAUSE) if lost else ""
        level1, level2 = row["path"]
        out.append(Indicator(level1, level2, name, sign, target, unit, actual, weights[i], score, reason))
    return tuple(out)


def invent_projects(
    random: Random, words: dict[str, Any], entries: tuple[Entry, ...], topics: list[str], area: str, year: int
) -> tuple[Project, ...]:
    """One project for every project name in the entries; their money adds up to the project expenditure."""
    grouped: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.project:
            grouped.setdefault(entry.project, []).append(entry)
    out = []
    for number, (name, mine) in enumerate(grouped.items()):
        topic = next(x for x in topics if name.startswith(x))
        executed = sum(e.amount for e in mine)
        full = executed + (
            sum(e.amount for e in mine[:1]) // 8 // 10_000 * 10_000 if random.random() < 0.5 else 0
        )
        serial = f"0000{number + 1:02d}{random.randrange(10**6):06d}"
        code = f"{area.ljust(6, '0')[:6]}{year % 100}{random.choice('TRY')}{serial}"
        out.append(
            Project(
                code,
                name,
                mine[0].unit,
                mine[0].code,
                mine[0].fund,
                sum(e.budget for e in mine),
                full,
                executed,
                random.choice(words["project"]["goals"]).format(topic=topic),
                random.choice(words["project"]["results"]).format(topic=topic),
                invent_indicators(random, words),
            )
        )
    return tuple(out)
