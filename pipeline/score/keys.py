"""What makes a labelled row and a dataset row the same: their keys, table by table.

A row is right only when its whole key agrees. Where label sets differ by convention, both sides leave the rows out:
the revenue side of the two-sided summaries (it counts in amounts), total rows of forms whose totals a label set
does not hold, rows that a label gives no code.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.core.codes import TOTAL
from pipeline.core.money import Unit
from pipeline.score.labels import Labels, fine, key_of, number, scaled

Key = tuple[Any, ...]
Row = dict[str, Any]

_SUMMARIES = frozenset({"summary", "grant_summary"})
_NO_TOTALS = frozenset({"revenue", "project"})
_NARRATIVE_PHASES = ("final", "budget", "prior_final")
_MONEY = frozenset(map(str, Unit))


@dataclass(frozen=True, slots=True)
class Pair:
    """Both sides of one comparison; `rows` are the dataset rows behind `data`, in the same order."""

    gold: list[Key]
    data: list[Key]
    rows: list[Row]


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _pair(gold: list[Key], rows: Sequence[Row], key: Callable[[Row], Key | None]) -> Pair:
    """Keys of `rows`, those without one left out."""
    kept = [(k, r) for r in rows if (k := key(r)) is not None]
    return Pair(gold, [k for k, _ in kept], [r for _, r in kept])


def _gold_functions(labels: Labels) -> list[Key]:
    out: list[Key] = []
    for r in labels.rows("function_lines"):
        yuan, code = scaled(r["amount"], r["unit"]), r["function_code"]
        if yuan is not None and (code.isdigit() or code == TOTAL):
            place = (r["form"], code, r.get("economic_code", ""), r["direction"])
            out.append((*place, r["phase"], r["fund"], r["component"], yuan))
    return out


def _function_key(row: Row) -> Key:
    place = (row["form"], row["function_code"], _text(row["economic_code"]), row["direction"])
    return (*place, row["phase"], row["fund"], row["component"], row["amount_yuan"])


def function_lines(labels: Labels, rows: Sequence[Row]) -> tuple[Pair, Pair]:
    """(whole keys where form and component have a word of their own, code and amount of every row)."""
    gold = _gold_functions(labels)
    totals = {(k[0], k[3]) for k in gold if k[1] == TOTAL}

    def counts(k: Key) -> bool:
        if k[0] in _SUMMARIES and k[3] == "revenue":
            return False
        return k[1] != TOTAL or (k[0] not in _NO_TOTALS and (k[0], k[3]) in totals)

    printed = [
        r for r in rows if r["place"] == "form" and r["function_code"] and r["amount_yuan"] is not None
    ]
    mine = _pair(
        [k for k in gold if counts(k)], printed, lambda r: k if counts(k := _function_key(r)) else None
    )
    spoken = [(k, r) for k, r in zip(mine.data, mine.rows, strict=True) if _has_words(k)]
    whole = Pair([k for k in mine.gold if _has_words(k)], [k for k, _ in spoken], [r for _, r in spoken])
    value = Pair([(k[1], k[-1]) for k in mine.gold], [(k[1], k[-1]) for k in mine.data], mine.rows)
    return whole, value


def _has_words(key: Key) -> bool:
    return "other" not in (key[0], key[6])


def _line_name(name: str | None) -> str:
    return key_of(name).removesuffix("支出")


def narrative(labels: Labels, rows: Sequence[Row]) -> Pair:
    """Lowest name, phase and yuan of every amount that a sentence states of a functional line."""
    gold = [
        (_line_name(r["item_name"] or r["section_name"] or r["class_name"]), phase, yuan)
        for r in labels.rows("narrative_lines")
        for phase in _NARRATIVE_PHASES
        if (yuan := scaled(r.get(phase), r.get("unit"))) is not None
    ]
    said = [
        r
        for r in rows
        if r["place"] == "text" and r["phase"] in _NARRATIVE_PHASES and r["amount_yuan"] is not None
    ]
    return _pair(gold, said, lambda r: (_line_name(r["function_name"]), r["phase"], r["amount_yuan"]))


def economic_lines(labels: Labels, rows: Sequence[Row]) -> Pair:
    """Form, code (or name), phase and yuan; components are not compared."""
    gold = [
        (r["form"], r["economic_code"] or key_of(r["name"]), r["phase"], yuan)
        for r in labels.rows("economic_lines")
        if r["form"] != "other" and (yuan := scaled(r["amount"], r["unit"])) is not None
    ]
    mine = [r for r in rows if r["form"] != "other" and r["amount_yuan"] is not None]
    return _pair(
        gold,
        mine,
        lambda r: (r["form"], r["economic_code"] or key_of(r["economic_name"]), r["phase"], r["amount_yuan"]),
    )


def _concept(concept: str, phase: str, kind: str) -> tuple[str, str]:
    """Budgets print no current beside total; whether a budget was adjusted is often not said."""
    return (
        concept.replace(".current", ".total") if kind == "budget" else concept,
        "budget" if phase == "adjusted_budget" else phase,
    )


def amounts(labels: Labels, rows: Sequence[Row]) -> Pair:
    """Concept, phase and value, each once whatever it says it twice; concepts without a label are left out."""
    kind = labels.document.get("report_kind", "")
    gold: dict[Key, None] = {}
    for r in labels.rows("amounts"):
        value = scaled(r["amount"], r["unit"] if r["unit"] in _MONEY else "元")
        if value is not None:
            gold[(*_concept(r["concept"], r["phase"], kind), fine(value))] = None
    known = {k[0] for k in gold}
    data: dict[Key, Row] = {}
    for row in rows:
        key = (*_concept(row["concept"], row["phase"], kind), fine(row["value"]))
        if row["value"] is not None and key[0] in known:
            data.setdefault(key, row)
    return Pair(list(gold), list(data), list(data.values()))


def indicators(labels: Labels, rows: Sequence[Row]) -> Pair:
    """First and lowest level, target, weight and score, on labelled pages."""
    gold = [
        _indicator_key(r, fine(number(r["weight"])), fine(number(r["score"])))
        for r in labels.rows("performance_indicators")
    ]
    mine = _covered(labels, rows) if gold else []
    return _pair(gold, mine, lambda r: _indicator_key(r, r["weight"], r["score"]))


def _indicator_key(row: Row, weight: Any, score: Any) -> Key:
    lowest = key_of(row["level3"]) or key_of(row["level2"])
    return (key_of(row["level1"]), lowest, key_of(row["target"]), weight, score)


def projects(labels: Labels, rows: Sequence[Row]) -> Pair:
    """Code (or name), initial budget and execution, on labelled pages."""
    gold = [
        (
            r["project_code"] or key_of(r["project_name"]),
            scaled(r["budget_initial"], r["unit"]),
            scaled(r["executed"], r["unit"]),
        )
        for r in labels.rows("performance_projects")
    ]
    coded = any(k[0][:6].isdigit() for k in gold if len(k[0]) >= 6)
    mine = _covered(labels, rows) if gold else []

    def key(r: Row) -> Key:
        who = (r["project_code"] if coded else None) or key_of(r["project_name"])
        return (who, r["budget_initial_yuan"], r["executed_yuan"])

    return _pair(gold, mine, key)


def _covered(labels: Labels, rows: Sequence[Row]) -> list[Row]:
    return [r for r in rows if labels.pages is None or r["page"] in labels.pages]


def identity(labels: Labels, row: Row | None) -> Pair:
    """Kind, year, province and department."""
    fields = ("report_kind", "fiscal_year", "province_code", "department")
    gold = [(f, key_of(labels.document[f])) for f in fields if labels.document.get(f)]
    said = [(f, key_of(_text((row or {}).get(f)))) for f, _ in gold]
    return Pair(gold, said, [row or {}] * len(said))
