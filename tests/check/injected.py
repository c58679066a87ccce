"""Errors put into documents: one digit of one printed amount changed, as a misprint would."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from pipeline.check import equations
from pipeline.check.figures import Figure
from pipeline.check.index import build
from pipeline.core.model import Cell, Document
from pipeline.core.money import Unit
from pipeline.core.records import Fact, Finding
from pipeline.run.document import extracted
from pipeline.run.result import Result

ABOUT = ("identity", "cross_form", "text_form")
_MONEY = frozenset(str(u) for u in Unit)


@dataclass(frozen=True)
class Injected:
    """One change and what became of it: the findings that the unchanged document does not have, and the proofs."""

    locator: str
    before: str
    after: str
    new: tuple[Finding, ...]
    proofs: frozenset[str]  # of the records that stand in the changed cell

    @property
    def found(self) -> bool:
        """True when a finding is about what does not add up."""
        return any(f.kind in ABOUT and f.severity != "info" for f in self.new)


def cells(document: Document) -> dict[str, Cell]:
    """Every cell of a document's tables by its place."""
    return {t.place(c).locator: c for t in document.tables() for c in t.cells}


def covered(base: Result) -> dict[str, tuple[Figure, Decimal]]:
    """The amounts of forms that a strict identity covers, each with the least tolerance of those."""
    out: dict[str, tuple[Figure, Decimal]] = {}
    for equation in equations(build(base.identity, base.records)):
        if equation.strict and equation.closes and not equation.at_most and equation.shows is None:
            for figure in equation.figures:
                known = out.get(figure.locator)
                if figure.unit in _MONEY and (known is None or equation.tolerance < known[1]):
                    out[figure.locator] = (figure, equation.tolerance)
    return out


def misprint(figure: Figure, least: Decimal, rng: Random) -> str | None:
    """The figure's text with one digit changed by more than `least` yuan; None where no digit can be."""
    text, factor = figure.text, Unit(figure.unit).factor
    places = [i for i, c in enumerate(text) if c.isdigit()]
    point = text.find(".") if "." in text else len(text)
    options = []
    for i in places:
        power = sum(c.isdigit() for c in text[i + 1 : point]) if i < point else -(i - point)
        for digit in "0123456789":
            step = abs(int(digit) - int(text[i])) * Decimal(10) ** power * factor
            if step > least and not (i == places[0] and digit == "0"):
                options.append(text[:i] + digit + text[i + 1 :])
    return rng.choice(options) if options else None


def inject(document: Document, rng: Random, count: int) -> Iterator[Injected]:
    """`count` changes of single cells that an identity covers, each made in a copy of its own."""
    base = extracted(deepcopy(document))
    known = {(f.kind, f.identity_id, f.message) for f in base.findings}
    figures, read = covered(base), cells(document)
    places = sorted(p for p in figures if p in read and figures[p][0].text in read[p].text)
    for place in rng.sample(places, min(count, len(places))):
        figure, tolerance = figures[place]
        after = misprint(figure, tolerance, rng)
        if after is None:
            continue
        copy = deepcopy(document)
        cell = cells(copy)[place]
        cell.text = cell.text.replace(figure.text, after)
        result = extracted(copy)
        new = [f for f in result.findings if (f.kind, f.identity_id, f.message) not in known]
        facts: list[Fact] = list(result.records)
        proofs = frozenset(r.proof for r in facts if r.locator == place)
        yield Injected(place, figure.text, after, tuple(new), proofs)
