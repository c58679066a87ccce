"""What a sentence says of its subject: amounts with their phase, changes, shares, completion."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from pipeline.core.money import Money, NotAnAmount, Unit, parse_amount, parse_number
from pipeline.core.patterns import Pattern, load

_WAN = "万"
_PRIOR = {"final": "prior_final", "budget": "prior_budget", "adjusted_budget": "prior_budget"}
_PHASE_WORDS = ("facts.adjusted", "facts.done", "facts.planned")
_RESPECTIVELY = "分别"
_PAIR = "facts.two_phases"
_KIND_WORDS = ("facts.done", "facts.planned")
_NOT_AT_A_SLOT = ("money", "not_a_phase", "word", "prior", "year")
DEFAULT_PHASE = {"final": "final", "performance": "final", "budget": "budget"}


@dataclass(frozen=True)
class Fact:
    """One thing said: characters `start` to `end` of the squeezed paragraph."""

    kind: str  # stated | change | change_pct | share | completion | nothing
    start: int
    end: int
    pattern_id: str
    value: Decimal | None = None  # signed percent, or signed yuan for a change
    money: Money | None = None  # what is stated
    when: str = ""
    words: str = ""  # around a stated amount; of a share, what it is of
    based: bool = False  # a change that names what it compares with
    beside: Fact | None = None  # the amount of another phase that the same words state (预算、决算分别为…)


def slot_patterns(*, direct: bool) -> list[Pattern]:
    """The patterns to try behind a name (`direct`) or where a clause starts, in order."""
    return [
        p
        for p in load("narrative/facts").patterns
        if p.sets["fact"] not in _NOT_AT_A_SLOT and (direct or not p.sets.get("direct"))
    ]


def unit_of(printed: str) -> Unit:
    """The unit a sentence prints; 万 alone is 万元."""
    return Unit.WAN if printed == _WAN else Unit(printed)


def fact_at(text: str, at: int, *, direct: bool, unit: Unit | None) -> Fact | None:
    """The fact that begins at `at`; `unit` is the document's, for a zero or a decimal printed without one."""
    for pattern in slot_patterns(direct=direct):
        match = pattern.regex.match(text, at)
        if match and pattern.id == _PAIR:
            if fact := _pair(pattern, match):
                return fact
            continue
        if match and _of_several(text, match):
            return None
        if match and (fact := _fact(pattern, pattern.groups(match), match.start(), match.end(), unit)):
            return fact
    return None


def told_at(
    text: str, name: tuple[int, int], at: int, *, direct: bool, unit: Unit | None
) -> tuple[Fact, ...]:
    """What is said at `at` of the name at `name`: one fact, or the amounts of two phases.

    Names that are joined share two amounts with each other, not with two phases.
    """
    fact = _pair_in_name(text, *name) if at == name[1] else None
    fact = fact or fact_at(text, at, direct=direct, unit=unit)
    if fact is None or fact.beside is None:
        return (fact,) if fact else ()
    joined = load("narrative/facts")["facts.joined_name"].regex.search(text[: name[0]])
    return () if joined else (fact, fact.beside)


def _pair_in_name(text: str, start: int, end: int) -> Fact | None:
    """The amounts of two phases of the name at `start` to `end`, where the name holds the first one's word."""
    pattern = load("narrative/facts")[_PAIR]
    match = pattern.regex.search(text, start) if _RESPECTIVELY in text else None
    if match is None or not match.start("first") < end <= match.start("second"):
        return None
    return _pair(pattern, match)


def _of_several(text: str, match: re.Match[str]) -> bool:
    """True for the first of several different amounts that 分别 gives to several names or phases."""
    if _RESPECTIVELY not in match[0]:
        return False
    several = load("narrative/facts")["facts.respectively"].regex.search(text, match.start())
    return several is not None and several.start() < match.end() and several["amount"] != several["other"]


def _fact(pattern: Pattern, groups: dict[str, str], start: int, end: int, unit: Unit | None) -> Fact | None:
    kind = str(pattern.sets["fact"])
    if kind == "stated":
        return _stated(pattern, groups, start, end, unit)
    value: Decimal | None = None
    if kind in ("change", "change_pct"):
        value = parse_number(groups["change"])
        if "down" in groups:
            value = -value
        if kind == "change":
            value = (value * unit_of(groups["unit"]).factor).quantize(Decimal("0.01"))
    elif kind != "nothing":
        printed = next(groups[k] for k in ("completion", "rate", "done", "share") if k in groups)
        value = parse_number(printed)
    words = "either" if "either" in groups else groups.get("of", "")
    return Fact(kind, start, end, pattern.id, value, words=words, based="base" in groups)


def _stated(pattern: Pattern, groups: dict[str, str], start: int, end: int, unit: Unit | None) -> Fact | None:
    """A stated amount; without a unit of its own only zero, or a decimal that 决算 or 预算 introduces."""
    words, printed = groups.get("words", ""), groups["amount"]
    own = unit_of(groups["unit"]) if "unit" in groups else unit
    if own is None:
        return None
    try:
        money = parse_amount(printed, own)
    except NotAnAmount:
        return None
    exact = "unit" in groups
    if not exact and money.yuan and not ("." in printed and phase_word(words)):
        return None
    return Fact("stated", start, end, pattern.id, None, money, groups.get("when", ""), words)


def _pair(pattern: Pattern, match: re.Match[str]) -> Fact | None:
    """The amounts of two phases of one name, the first with the second beside it; None for two of one phase."""
    groups = pattern.groups(match)
    phases = {phase_word(groups["first"]), phase_word(groups["second"])}
    if len(phases) == 1 or "final" not in phases:
        return None
    shared = {k: groups[k] for k in ("when",) if k in groups}
    first, last = match.end("unit" if "unit" in groups else "amount"), match.end()
    unit = groups["other_unit"]
    own = shared | {"amount": groups["amount"], "unit": groups.get("unit", unit), "words": groups["first"]}
    later = shared | {"amount": groups["other"], "unit": unit, "words": groups["second"]}
    beside = _stated(pattern, later, match.start(), last, None)
    fact = _stated(pattern, own, match.start(), first, None) if beside else None
    return fact and replace(fact, beside=beside)


def phase_word(words: str) -> str | None:
    """final, budget or adjusted_budget, when `words` say one; names of funds do not count."""
    file = load("narrative/facts")
    plain = file["facts.not_a_phase"].regex.sub("", words)
    return next((str(file[i].sets["phase"]) for i in _PHASE_WORDS if file[i].regex.search(plain)), None)


def kind_said(heading: str) -> str | None:
    """What it is, final or budget, when a heading speaks of the one or the other alone."""
    file = load("narrative/facts")
    plain = file["facts.not_a_phase"].regex.sub("", heading)
    found = [str(file[i].sets["phase"]) for i in _KIND_WORDS if file[i].regex.search(plain)]
    return found[0] if len(found) == 1 else None


def is_prior(when: str, year: int | None) -> bool | None:
    """True when `when` names the year before `year`, False the year itself or none; None any other year."""
    if not when:
        return False
    if not when[:4].isdigit():
        return load("narrative/facts")["facts.relative_prior"].regex.search(when) is not None
    if year is None or int(when[:4]) == year:
        return False
    return True if int(when[:4]) == year - 1 else None


def phase_of(fact: Fact, subject: str, when: str, kind: str | None, year: int | None) -> str | None:
    """The phase of a stated amount, from its own words, its subject's words, and the kind of document.

    Args:
        fact: the amount.
        subject: the words of the name it belongs to (支出决算 in “三公”经费支出决算).
        when: the year or 上年 that governs the subject's clause.
        kind: final, budget or performance.
        year: the document's year.

    Returns:
        None where it cannot be told, as for years that are neither the document's nor the one before.
    """
    prior = is_prior(fact.when or when, year)
    if prior is None:
        return None
    word = phase_word(fact.words) or phase_word(subject)
    if prior:
        return _PRIOR.get(word or ("final" if kind == "final" else ""))
    if kind == "budget" and word == "final":
        return None  # an outturn of the year that is only being planned: another year is meant
    return word or DEFAULT_PHASE.get(kind or "")
