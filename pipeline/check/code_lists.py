"""Codes against the official lists of the year: unknown codes, and names that belong to another code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import attrgetter

from pipeline.check.index import Index, Line, Told
from pipeline.core.code_changes import harmonised_code
from pipeline.core.records import EconomicLine, Finding, FunctionLine, Record
from pipeline.core.reference import Reference, loose_key

_FUNCTION = attrgetter("record.function_code", "record.function_name")
_ECONOMIC = attrgetter("record.economic_code", "record.economic_name")


def harmonise(records: Iterable[Record], year: int | None) -> None:
    """Set on every line the code under which it is comparable over the years."""
    for record in records:
        if isinstance(record, FunctionLine):
            record.harmonised_code = harmonised_code(record.function_code, year)
        elif isinstance(record, EconomicLine):
            record.harmonised_code = harmonised_code(record.economic_code, year)


def code_findings(index: Index, reference: Reference) -> Iterator[Finding]:
    """One finding a code (and name), at the first place that prints it."""
    printed: dict[tuple[bool, str | None, str], Line | Told] = {}
    lines: list[Line | Told] = [*index.function, *index.told]
    for line in lines:
        printed.setdefault((True, *_FUNCTION(line)), line)
    for line in index.economic:
        printed.setdefault((False, *_ECONOMIC(line)), line)
    unknown: set[str] = set()
    for (functional, code, name), line in printed.items():
        if code is None or not code.isdigit():
            continue
        official = (
            reference.function_name(code, index.identity.fiscal_year)
            if functional
            else reference.economic_name(code, index.identity.fiscal_year)
        )
        if official is None:
            if code not in unknown and (functional or len(code) < 7):
                unknown.add(code)
                yield _finding(line, "info", f"{code} {name}：不在代码表中 | not in the code list")
        elif name and not _agrees(name, official) and not _is_named(code, name, functional, reference):
            message = f"{code} {name}：代码表为 {official} | the code list has another name"
            yield _finding(line, "info", message)


def doubt_names(records: Iterable[Record], reference: Reference, year: int | None) -> None:
    """Take the proof from recognised lines whose name is not that of their code: a part of the row was read wrong."""
    for record in records:
        if not isinstance(record, FunctionLine) or record.text_source != "ocr" or record.proof != "proved":
            continue
        code, name = record.function_code or "", record.function_name
        official = reference.function_name(code, year)
        if not name or official is None:
            continue
        whole = record.place == "text"  # where nothing cuts or lengthens a name
        agrees = loose_key(name) == loose_key(official) if whole else _agrees(name, official)
        if not agrees and not _is_named(code, name, True, reference):
            record.proof = "unproved"


def _agrees(name: str, official: str) -> bool:
    """Loosely: equal, or one holds the other (names are cut by cells and lengthened by notes)."""
    ours, theirs = loose_key(name), loose_key(official)
    return not ours or ours in theirs or theirs in ours


def _is_named(code: str, name: str, functional: bool, reference: Reference) -> bool:
    """True when the code bears the name in some year."""
    return code in (reference.function_codes(name) if functional else reference.economic_codes(name))


def _finding(line: Line | Told, severity: str, message: str) -> Finding:
    return Finding(
        kind="code", severity=severity, party="unknown", message=message, page=line.record.page,
        left_locator=line.record.locator,
    )  # fmt: skip
