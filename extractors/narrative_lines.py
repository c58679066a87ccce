"""Functional lines out of sentences: parents from headings and lines before, codes, one record a phase."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from extractors.context import Context
from extractors.narrative_codes import belongs, resolve
from extractors.narrative_names import find_lines
from extractors.narrative_official import ORDER, LineName
from extractors.narrative_read import Reading
from extractors.narrative_records import complete, main_phase, placed, restate
from extractors.narrative_subjects import Subject
from extractors.segment import Part
from pipeline.core.codes import FunctionCode
from pipeline.core.records import FunctionLine
from pipeline.core.reference import Reference

_LEVEL_OF_LENGTH = {3: "class", 5: "section", 7: "item"}


@dataclass
class Parents:
    """The class and section that the text is in, by headings and by lines read before under the same."""

    reference: Reference
    year: int | None
    _outer: tuple[str, ...] = ()
    _last: LineName | None = None
    _heading: LineName | None = None

    def enter(self, part: Part) -> None:
        """Begin a paragraph: lines before count only under the same headings."""
        if part.outer != self._outer:
            self._last = None
            self._outer = part.outer
            self._heading = self._of_headings(part.outer)

    def _of_headings(self, headings: tuple[str, ...]) -> LineName | None:
        """The lowest line that the headings name, with the levels above it."""
        found: LineName | None = None
        for heading in headings:
            for line in find_lines(heading, self.reference):
                if line.level != "item" or not line.bare:
                    found = self._under(line, found)
        return found

    def complete(self, line: LineName) -> LineName:
        """`line` with the levels above it that the text named before."""
        for above in (self._last, self._heading):
            if (full := self._under(line, above)) is not line:
                return full
        return line

    def remember(self, line: LineName) -> None:
        """`line`, as completed, is what the next ones may stand under."""
        if line.code is None or len(line.names) > 1 or not line.bare:
            self._last = line

    def _under(self, line: LineName, above: LineName | None) -> LineName:
        """`line` below the levels of `above` that are higher than its own, when the list has it there."""
        if above is None:
            return line
        highest = next(level for level in ORDER if level in line.names)
        names = {k: v for k, v in above.names.items() if ORDER.index(k) < ORDER.index(highest)}
        if not names:
            return line
        digits = {k: v for k, v in above.digits.items() if k in names}
        parent = replace(above, names=names, digits=digits, code=_cut(above.code, [*names][-1]))
        code = resolve(parent, self.reference, self.year)
        if line.code:
            fits = bool(code) and line.code.startswith(str(code))
        else:
            fits = bool(code) and belongs(line, str(code), self.reference)
        return replace(line, names=names | line.names, digits=digits | line.digits) if fits else line


def _cut(code: str | None, level: str) -> str | None:
    """The part of a whole code that names `level`; None where it does not reach so far."""
    length = {v: k for k, v in _LEVEL_OF_LENGTH.items()}[level]
    return code[:length] if code and len(code) >= length else None


def records(
    subject: Subject, line: LineName, reading: Reading, part: Part, scope: tuple[str, str], context: Context
) -> Iterator[FunctionLine]:
    """One FunctionLine for each phase that the sentence states of `line`; `scope` is (fund, component)."""
    code = resolve(line, context.reference, context.year)
    main = main_phase([*reading.amounts], context.identity.report_kind)
    for phase, fact in reading.amounts.items():
        if fact.money is None:
            continue
        record = _named(line, code, context)
        record.phase, (record.fund, record.component) = phase, scope
        record.amount_yuan, record.amount_text = fact.money.yuan, fact.money.text
        record.unit, record.pattern_id = str(fact.money.unit), f"{line.pattern_id}/{fact.pattern_id}"
        placed(record, part, subject.start, max(fact.end, subject.end))
        restate(record, phase, reading)
        if phase == main:
            complete(record, reading, part)
        yield record


def _named(line: LineName, code: str | None, context: Context) -> FunctionLine:
    """A FunctionLine of `line` without an amount."""
    whole = FunctionCode(code) if code else None
    return FunctionLine(
        place="text",
        form="narrative",
        function_code=code,
        class_code=whole.class_code if whole else None,
        section_code=whole.section_code if whole else None,
        item_code=whole.item_code if whole else None,
        level=line.level,
        function_name=line.name,
        function_name_official=context.reference.function_name(code, context.year) if code else None,
        class_name=line.names.get("class"),
        section_name=line.names.get("section"),
        item_name=line.names.get("item"),
        confidence=0.98 if code and not line.bare else 0.95 if code else 0.9,
    )
