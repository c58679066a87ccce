"""Headline amounts: sums of concepts, equal concepts, and what the text says against what forms print."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice, product

from pipeline.check.equations import Equation, balance, best, looks_like, told
from pipeline.check.figures import Figure, column_of
from pipeline.check.index import Index, Stated, grouped
from pipeline.check.rules import Rule

_MOST = 64  # combinations of readings tried for one sum


def sums(rule: Rule, index: Index) -> Iterator[Equation]:
    """`total` = `parts` (+ `optional`), next to each other, in one form or paragraph, then anywhere."""
    named = [*rule.params["parts"], *rule.params.get("optional", [])]
    for phase in index.phases:
        totals = index.stated(rule.params["total"], phase)
        pools = {name: index.stated(name, phase) for name in named}
        if not totals or not any(pools.values()):
            continue
        nearer = [_Nearby(pools, key) for key in (_row, _column, _scope)]
        for total in totals:
            around = (near.of(total) for near in nearer)
            inside = next((p for p in around if any(p[name] for name in rule.params["parts"])), None)
            equation = _sum(rule, total, inside, strict=True) if inside else None
            if equation is None or not (equation.closes or equation.strict):
                anywhere = _sum(rule, total, pools, strict=False)
                equation = anywhere if anywhere and anywhere.closes else equation
            if equation:
                yield equation


def _row(stated: Stated) -> str:
    return stated.row


def _column(stated: Stated) -> str:
    return f"{stated.scope}/{column_of(stated.record.locator)}"


def _scope(stated: Stated) -> str:
    return stated.scope


class _Nearby:
    """Amounts by what they share: a row, a column, a form or paragraph."""

    def __init__(self, pools: dict[str, list[Stated]], key: Callable[[Stated], str]) -> None:
        self._key = key
        self._pools = {name: grouped(pool, key) for name, pool in pools.items()}

    def of(self, total: Stated) -> dict[str, list[Stated]]:
        """The amounts that share it with `total`, by concept."""
        return {name: pool.get(self._key(total), []) for name, pool in self._pools.items()}


def _sum(rule: Rule, total: Stated, pools: dict[str, list[Stated]], *, strict: bool) -> Equation | None:
    """The first combination that closes; strict only where every part is printed beside the total."""
    parts = [name for name in rule.params["parts"] if pools[name]]
    optional = [name for name in rule.params.get("optional", []) if pools[name]]
    needed = len(rule.params["parts"])
    if not parts or len(parts) < min(needed, 2):
        return None
    return best(
        balance(rule, [total.figure], [s.figure for s in chosen], strict=strict and len(parts) == needed,
                what=rule.params["total"])
        for extra in dict.fromkeys((tuple(optional), ()))
        for chosen in _chosen(rule, pools, (*parts, *extra))
    )  # fmt: skip


def _chosen(rule: Rule, pools: dict[str, list[Stated]], names: Sequence[str]) -> Iterator[tuple[Stated, ...]]:
    """One amount of each name, in every way; before these all amounts of a name that may stand in several rows."""
    if any(n in names and len(pools[n]) > 1 for n in rule.params.get("together", ())):
        yield tuple(s for n in names for s in (pools[n] if n in rule.params["together"] else pools[n][:1]))
    yield from islice(product(*(pools[n] for n in names)), _MOST)


def equal(rule: Rule, index: Index) -> Iterator[Equation]:
    """Two concepts that must be the same number: strict within one form, elsewhere only where they agree."""
    for phase in index.phases:
        ours, theirs = (index.stated(rule.params[side], phase) for side in ("left", "right"))
        for one in ours:
            inside = [t for t in theirs if t.scope == one.scope]
            if equation := _first_equal(rule, one, inside or theirs, strict=bool(inside)):
                yield equation


def _first_equal(rule: Rule, one: Stated, others: Sequence[Stated], *, strict: bool) -> Equation | None:
    equation = best(
        balance(rule, [one.figure], [o.figure], strict=strict, what=one.record.concept) for o in others
    )
    return equation if equation and (equation.closes or strict) else None


def same_in_forms(rule: Rule, index: Index) -> Iterator[Equation]:
    """A concept printed by several forms is one number."""
    for concept in rule.params["concepts"]:
        for phase in index.phases:
            printed = index.stated(concept, phase, "form")
            for other in printed[1:]:
                apart = other.scope != printed[0].scope
                if apart and (equation := _first_equal(rule, other, printed[:1], strict=True)):
                    yield equation


def text_and_form(rule: Rule, index: Index) -> Iterator[Equation]:
    """What the text states of a concept is what a form prints of it, or of one with the same words.

    Where the text states several numbers of one concept it speaks of units or parts as well: then only a number
    that looks like a misprint of the form's is held against it.
    """
    for concept in _concepts(rule, index):
        for phase in index.phases:
            printed = index.stated(concept, phase, "form")
            spoken = index.stated(concept, phase, "text")
            if not printed:
                continue
            near = [
                s
                for c in rule.params.get("also", {}).get(concept, [])
                for s in index.stated(c, phase, "form")
            ]
            alone = len(spoken if rule.params.get("of_parts") else {t.figure.value for t in spoken}) == 1
            for one in spoken:
                if equation := best(_against(rule, one, [*printed, *near], alone)):
                    yield equation


def _against(rule: Rule, one: Stated, printed: list[Stated], alone: bool) -> Iterator[Equation | None]:
    """The told figure against each printed one; what is cut in the text may be off by its whole last digit."""
    for other in printed:
        strict = alone or looks_like(one.figure.text, other.figure.text)
        yield told(rule, one.figure, other.figure, strict=strict, what=one.record.concept)


def _concepts(rule: Rule, index: Index) -> list[str]:
    """The concepts of a rule; those that start with a given word where it names no list."""
    wanted: list[str] = rule.params["concepts"]
    return [c for c in dict.fromkeys(c for c, _ in index.amounts) if any(_matches(c, w) for w in wanted)]


def _matches(concept: str, wanted: str) -> bool:
    return concept == wanted or (wanted.endswith(".") and concept.startswith(wanted))


def told_twice(rule: Rule, index: Index) -> Iterator[Equation]:
    """A concept stated with the same number in two paragraphs: read at independent places."""
    for stated in index.amounts.values():
        for group in grouped(stated, lambda s: s.figure.value).values():
            for other in group[1:]:
                if (
                    other.figure.value
                    and other.scope != group[0].scope
                    and (
                        equation := balance(
                            rule, [group[0].figure], [other.figure], what=other.record.concept
                        )
                    )
                ):
                    yield equation


def at_most(rule: Rule, index: Index) -> Iterator[Equation]:
    """One concept never exceeds another: compared with the largest figure stated of it."""
    for phase in index.phases:
        ours, theirs = (index.stated(rule.params[side], phase) for side in ("left", "right"))
        for one in ours:
            inside = [t for t in theirs if t.scope == one.scope] or theirs
            largest: list[Figure] = sorted((t.figure for t in inside), key=lambda f: f.value)[-1:]
            if equation := balance(rule, [one.figure], largest, at_most=True, what=one.record.concept):
                yield equation
