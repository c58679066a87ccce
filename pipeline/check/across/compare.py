"""Comparison: the numbers of two disclosures that are about the same, paired, and how many agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol

from pipeline.check.across.rules import AcrossRule, Side
from pipeline.check.across.sheets import Printed, Subject, chosen

Key = tuple[str, str, str, Subject]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two numbers that an identity calls equal; `others` are further addends of the right side."""

    left: Printed
    right: Printed
    left_value: Decimal
    right_value: Decimal
    tolerance: Decimal
    others: tuple[Printed, ...] = ()

    @property
    def difference(self) -> Decimal:
        """Left minus right."""
        return self.left_value - self.right_value

    @property
    def closes(self) -> bool:
        """True within what printing may have rounded away."""
        return abs(self.difference) <= self.tolerance


class Numbers(Protocol):
    """What can be compared: numbers of one or several files that are taken as one."""

    @property
    def printed(self) -> Sequence[Printed]:
        """Them, in order."""
        ...


@dataclass(frozen=True, slots=True)
class Comparison:
    """One identity held against two documents."""

    rule: AcrossRule
    pairs: tuple[Pair, ...] = field(default=())

    @property
    def n_agree(self) -> int:
        """Pairs that close."""
        return sum(p.closes for p in self.pairs)

    @property
    def share(self) -> float:
        """The share of pairs that close."""
        return self.n_agree / len(self.pairs) if self.pairs else 0.0

    @property
    def is_same(self) -> bool:
        """True when so much agrees that both sides mean the same: then every number must."""
        return self.n_agree >= self.rule.least and self.share >= self.rule.share


def compare(rule: AcrossRule, left: Numbers, right: Numbers) -> Comparison:
    """Pair what both state once, form with form, else with the only number stated anywhere; zeros prove nothing."""
    ours = _by_key(rule.left, left.printed)
    theirs = _by_key(rule.right, right.printed)
    anywhere: dict[tuple[str, Subject], list[Printed]] = {}
    for (phase, *_, subject), found in theirs.items():
        anywhere.setdefault((phase, _named(rule, subject)), []).extend(found)
    pairs: list[Pair] = []
    for key, mine in ours.items():
        same = theirs.get(key, [])
        if len(mine) > 1 or len(same) > 1:
            pairs += _in_order(rule, mine, same)
        else:
            everywhere = anywhere.get((key[0], _named(rule, key[-1])), [])
            pairs += _best(rule, mine[0], same, everywhere)
    return Comparison(rule, tuple(_once(p for p in pairs if p.left_value or p.right_value)))


def _best(
    rule: AcrossRule, one: Printed, same: Sequence[Printed], everywhere: Sequence[Printed]
) -> Iterator[Pair]:
    """The pair of a number with the other side's of the same form, else with the only one stated of its subject.

    A sentence of another year is held against any number of its subject: where text and form of that year differ,
    the contradiction is that document's own.
    """
    if one.place == "text" and rule.kind != "files":
        closing = next((p for p in (_pair(rule, one, other) for other in everywhere) if p.closes), None)
        if closing:
            yield closing
            return
    if other := _only(same or everywhere, one.place):
        yield _pair(rule, one, other)


def _named(rule: AcrossRule, subject: Subject) -> Subject:
    """A subject as the other side writes it: an identity between two concepts calls them one."""
    linked = rule.left.concepts and rule.right.concepts and rule.left.concepts != rule.right.concepts
    return ("linked", *subject[2:]) if linked and subject[0] == "amount" else subject


def _by_key(side: Side, printed: Iterable[Printed]) -> dict[Key, list[Printed]]:
    """Numbers by phase (where the side names none), place, form and subject; equal printings count once."""
    out: dict[Key, list[Printed]] = {}
    for one in chosen(side, printed):
        out.setdefault(("" if side.phases else one.phase, *one.key), []).append(one)
    return {k: v[:1] if len({p.value for p in v}) == 1 and len(v) > 1 else v for k, v in out.items()}


def _only(found: Sequence[Printed], place: str) -> Printed | None:
    """The first of numbers that are all one value, those of the same place alone if any; None of several values."""
    near = [p for p in found if p.place == place] or found
    return near[0] if len({p.value for p in near}) == 1 else None


def _in_order(rule: AcrossRule, mine: list[Printed], same: list[Printed]) -> list[Pair]:
    """Several printings of one line (a form by unit): paired only between files of one disclosure."""
    if rule.kind != "files" or len(mine) != len(same):
        return []
    return [_pair(rule, one, other) for one, other in zip(mine, same, strict=True)]


def _pair(rule: AcrossRule, one: Printed, other: Printed) -> Pair:
    """Sentences cut digits as often as they round them: their whole last digit is granted."""
    said = [p for p in (one, other) if p.place == "text"]
    tolerance = one.rounding + other.rounding + sum((p.rounding for p in said), Decimal(0))
    value = one.value
    if rule.left.minus_change and one.before is not None:
        value, tolerance = one.before, tolerance + 2 * one.rounding
    return Pair(one, other, value, other.value, tolerance)


def _once(pairs: Iterable[Pair]) -> list[Pair]:
    """Every cell on each side once per pair of cells: a total that is also a headline amount is one number."""
    seen: Counter[tuple[str, str, str, str]] = Counter()
    out = []
    for pair in pairs:
        mark = (pair.left.locator, pair.left.text, pair.right.locator, pair.right.text)
        seen[mark] += 1
        if seen[mark] == 1:
            out.append(pair)
    return out
