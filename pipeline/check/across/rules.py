"""Identities between documents as data (patterns/across/identities.toml), with examples that hold and that fail."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from pipeline.core.patterns import PatternError, read_toml

KINDS = ("files", "years", "units")
_SIDE = {"report_kinds", "phases", "concepts", "tables", "places", "components", "funds", "minus_change"}


@dataclass(frozen=True, slots=True)
class Side:
    """Which numbers of a document take part; an empty list asks for nothing.

    `minus_change`: the number less what it says it changed by, which is last year's.
    """

    report_kinds: tuple[str, ...] = ("final", "budget")
    phases: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()
    tables: tuple[str, ...] = ("function_lines", "economic_lines", "amounts")
    places: tuple[str, ...] = ("form", "text")
    components: tuple[str, ...] = ()
    funds: tuple[str, ...] = ()
    minus_change: bool = False


@dataclass(frozen=True, slots=True)
class AcrossRule:
    """One identity between two documents.

    `kind`: files (two files of one disclosure), years (a document and one of `years` before or the same year),
    units (a department and its units). Numbers are taken to mean the same where `share` of those that can be
    compared agree, `least` at least; only then a number that does not agree is a contradiction.
    `strict` false: it only proves.
    """

    id: str
    zh: str
    en: str
    kind: str
    left: Side
    right: Side
    years: int = 0
    share: float = 0.8
    least: int = 3
    strict: bool = True
    holds: tuple[dict[str, Any], ...] = ()
    fails: tuple[dict[str, Any], ...] = ()


def rule_of(raw: dict[str, Any]) -> AcrossRule:
    """The identity that one table of the file states.

    Raises:
        PatternError: unknown words, or no examples.
    """
    said = dict(raw)
    sides: dict[str, Any] = {
        side: _side(said.pop(side, {}), f"{raw.get('id')}.{side}") for side in ("left", "right")
    }
    examples: dict[str, Any] = {k: tuple(said.pop(k, ())) for k in ("holds", "fails")}
    if not examples["holds"] or (said.get("strict", True) and not examples["fails"]):
        raise PatternError(f"{raw.get('id')} needs examples that hold and that fail")
    if said.get("kind") not in KINDS:
        raise PatternError(f"{raw.get('id')}: no kind {said.get('kind')!r}")
    return AcrossRule(**said, **sides, **examples)


def _side(raw: dict[str, Any], where: str) -> Side:
    if unknown := set(raw) - _SIDE:
        raise PatternError(f"{where}: unknown {sorted(unknown)}")
    said: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in raw.items()}
    return Side(**said)


@cache
def across_rules() -> tuple[AcrossRule, ...]:
    """Every identity between documents, in the order of the file.

    Raises:
        PatternError: one is malformed, or an id is given twice.
    """
    out = tuple(rule_of(raw) for raw in read_toml("across/identities")["identity"])
    if len({r.id for r in out}) < len(out):
        raise PatternError("across/identities: an id is given twice")
    return out
