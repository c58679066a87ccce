"""Check: identities over the records of one document, the proof they give, and what contradicts itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from pipeline.check import columns, concepts, crossing, percents, performance, projects, telling, trees, words
from pipeline.check.close_readings import Choice, Readings, choices, take
from pipeline.check.code_lists import code_findings, doubt_names, harmonise
from pipeline.check.confidence import calibrate
from pipeline.check.emptiness import empty_form_findings
from pipeline.check.equations import Equation
from pipeline.check.findings import findings
from pipeline.check.index import Index, build
from pipeline.check.proof import judge, mark
from pipeline.check.rules import Rule, rules
from pipeline.check.tails import tail_differences
from pipeline.core.records import Fact, Finding, Identity, Record
from pipeline.core.reference import Reference

KINDS: dict[str, Callable[[Rule, Index], Iterator[Equation]]] = {
    "levels": trees.levels,
    "economic_totals": trees.economic_totals,
    "row_parts": columns.parts_of_rows,
    "fund_flow": columns.fund_flow,
    "same_line": crossing.same_line,
    "read_twice": crossing.read_twice,
    "told_line": crossing.told_line,
    "within_concept": crossing.within_concept,
    "told_levels": telling.told_levels,
    "sum": concepts.sums,
    "equal": concepts.equal,
    "same_in_forms": concepts.same_in_forms,
    "text_and_form": concepts.text_and_form,
    "told_twice": concepts.told_twice,
    "at_most": concepts.at_most,
    "share": percents.shares,
    "completion": percents.completions,
    "zero_budget": percents.zero_budgets,
    "change": percents.changes,
    "zero_base": percents.zero_bases,
    "restated": words.restated,
    "against_budget": words.against_budget,
    "weights": performance.weights,
    "within_weight": performance.within_weight,
    "total_score": performance.total_score,
    "rate": performance.rates,
    "weight_total": projects.weight_total,
    "told_projects": projects.told_projects,
    "listed_projects": projects.listed_projects,
}


def equations(index: Index, chosen: Sequence[Rule] | None = None) -> Iterator[Equation]:
    """Every identity applied to every figure it speaks of."""
    for rule in rules() if chosen is None else chosen:
        if rule.applies(index.identity.report_kind):
            yield from KINDS[rule.kind](rule, index)


def check(
    identity: Identity,
    records: Sequence[Record],
    found: Sequence[Finding] = (),
    close: Readings | None = None,
) -> list[Finding]:
    """Set `proof` and `confidence` on the records of one document and return what does not agree in it.

    Records are checked once: their confidence tells before how they were read, afterwards how likely they are right.
    Their order does not matter; time grows with their number. `found` is what extractors found already, `close` the
    other readings of recognised cells, by locator: one that sums choose replaces the number of its rows.
    """
    harmonise(records, identity.fiscal_year)
    index = build(identity, records)
    stated = list(equations(index))
    chosen = choices(close, stated) if close else []
    for choice in chosen:
        take(choice)
    if chosen:
        index = build(identity, records)
        stated = list(equations(index))
    verdict = judge(stated)
    mark(records, verdict)
    _withhold(chosen)
    doubt_names(records, Reference(), identity.fiscal_year)
    calibrate(records)
    return [
        *findings(verdict, index),
        *tail_differences(stated),
        *empty_form_findings(index, found),
        *projects.sheet_findings(index),
        *code_findings(index, Reference()),
    ]


def _withhold(chosen: Sequence[Choice]) -> None:
    """Take the proof from numbers that only the sums which chose them prove."""
    facts: list[Fact] = [r for c in chosen if not c.is_proved for r in c.figure.records]
    for record in facts:
        if record.proof == "proved":
            record.proof = "unproved"
