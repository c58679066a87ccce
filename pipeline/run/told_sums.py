"""Totals of running text that may not be what their words say: what does not agree with them proves nobody's error.

A sentence may call the year's own revenue 总收入, and may count an addend to a total that is no concept. What does
not agree with these keeps `party` unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from pipeline.check.figures import table_of
from pipeline.check.index import grouped
from pipeline.check.rules import Rule, rules
from pipeline.core.model import Document, Paragraph
from pipeline.core.patterns import load
from pipeline.core.records import Amount, Fact, Finding
from pipeline.core.text import squeeze
from pipeline.run.doubts import excuse_one

_NO_ADDEND = ("facts.change", "facts.base", "facts.base_budget")
_YEARS_OWN, _OPEN = "years_own", "open"  # parameters of identities


def excuse_told(document: Document, records: Iterable[Fact], findings: Sequence[Finding]) -> None:
    """Take the blame from the disclosure where a total of running text may be another, or its sum have more parts."""
    known = {r.id: r for r in rules() if _YEARS_OWN in r.params or _OPEN in r.params}
    blaming = [f for f in findings if f.party == "disclosure" and f.identity_id in known]
    if not blaming:
        return
    told = _Told(document, list(records))
    for finding in blaming:
        rule = known[finding.identity_id or ""]
        if told.may_be_the_years(rule, finding) or (_OPEN in rule.params and told.has_more(rule, finding)):
            excuse_one(finding)


@dataclass
class _Told:
    """A document and its rows."""

    document: Document
    records: list[Fact]
    _sums: list[Rule] = field(default_factory=lambda: [r for r in rules() if r.kind == "sum"])

    @cached_property
    def amounts(self) -> list[Amount]:
        return [r for r in self.records if isinstance(r, Amount)]

    @cached_property
    def paragraphs(self) -> dict[str, Paragraph]:
        return {table_of(p.place().locator): p for p in self.document.paragraphs()}

    def may_be_the_years(self, rule: Rule, finding: Finding) -> bool:
        """True where a side is told by running text that does not show whether it is the total or the year's own."""
        sides = (finding.left_locator, finding.right_locator)
        own: dict[str, dict[str, object]] = rule.params.get(_YEARS_OWN, {})
        return any(
            a.place == "text" and a.locator in sides and a.concept in own and not self._is_total(a, own)
            for a in self.amounts
        )

    def _is_total(self, total: Amount, own: dict[str, dict[str, object]]) -> bool:
        """True where a form, the year's own amount beside it, or its sum with what was carried over tells the total."""
        year, carried = own[total.concept]["year"], own[total.concept]["carried"]
        kin = [a for a in self.amounts if a.phase == total.phase]
        printed = {a.value for a in kin if a.place == "form" and a.concept == total.concept}
        if printed:
            years = {a.value for a in kin if a.place == "form" and a.concept == year}
            return total.value in printed or total.value not in years
        near = grouped((a for a in kin if _scope(a) == _scope(total)), lambda a: a.concept)
        if any(a.value != total.value for a in near.get(str(year), [])):
            return True
        left = [a.value for c in near if isinstance(carried, list) and c in carried for a in near[c]]
        return bool(left) and (not any(left) or any(self._adds_up(total, near)))

    def _adds_up(self, total: Amount, near: dict[str, list[Amount]]) -> Iterator[bool]:
        for rule in self._sums:
            if rule.params["total"] == total.concept:
                together = rule.params.get("together", ())
                parts = [a for c in _parts(rule) for a in near.get(c, [])[: None if c in together else 1]]
                yield sum((a.value or Decimal(0) for a in parts), Decimal(0)) == total.value

    def has_more(self, rule: Rule, finding: Finding) -> bool:
        """True where the sum is told by a paragraph with an amount that may be one more of its parts."""
        scope = table_of(finding.left_locator or "")
        paragraph = self.paragraphs.get(scope)
        if paragraph is None or scope != table_of(finding.right_locator or ""):
            return False
        here = [a for a in self.amounts if _scope(a) == scope]
        parts = _parts(rule)
        if any(a.value == abs(finding.difference or 0) for a in here if a.concept not in parts):
            return True
        of_sum = [_span(a) for a in here if a.locator == finding.left_locator or a.concept in parts]
        start, last = min(s for s, _ in of_sum), max(e for _, e in of_sum)
        totals = {r.params["total"] for r in self._sums}
        others = [s for a in here if a.concept in totals - parts and (s := _span(a)[0]) >= last]
        end = paragraph.text.find("。", last)
        stop = min([*others, end if end >= 0 else len(paragraph.text)])
        read = [_span(r) for r in self.records if _scope(r) == scope]
        return any(start <= s < stop and not _lies_in((s, e), read) for s, e in _addends(paragraph.text))


def _scope(record: Fact) -> str:
    return table_of(record.locator)


def _parts(rule: Rule) -> set[str]:
    return {*rule.params["parts"], *rule.params.get("optional", ())}


def _span(record: Fact) -> tuple[int, int]:
    """The characters of its paragraph that a record's locator names, p3/para7/12-38."""
    start, _, end = record.locator.rpartition("/")[2].partition("-")
    return int(start), int(end)


def _addends(text: str) -> Iterator[tuple[int, int]]:
    """Where a paragraph states amounts of money that are no change and nothing compared with."""
    file, squeezed = load("narrative/facts"), squeeze(text)
    aside = [m.span() for name in _NO_ADDEND for m in file[name].finditer(squeezed.text)]
    for match in file["facts.money"].finditer(squeezed.text):
        if not _lies_in(match.span(), aside):
            yield squeezed.source_span(*match.span())


def _lies_in(span: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in others)
