"""Whose fault a contradiction is: pages whose numbers disagree are read again by another reader.

A second reading that closes an identity shows that the first was wrong, and is taken. Where both readings agree the
contradiction is printed. Tables and sentences of PDF are read again, a few pages a document.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.core.model import Document, Page, Table
from pipeline.core.records import Fact, Finding
from pipeline.core.text import squash
from pipeline.read.pdf_fallback import tables_again
from pipeline.run.doubts import AGREED, is_open, open_in, page_of, paragraph_of, say, with_blocks
from pipeline.run.second_text import Retold, told_again

if TYPE_CHECKING:
    from pipeline.run.result import Result

MOST_PAGES = 3
REREAD = "+reread"  # at the end of the pattern_id of rows that only the second reading has


def settled(
    first: Result, document: Document, data: Callable[[], bytes], extract: Callable[[Document], Result]
) -> Result:
    """`first`, or what a second reading of the pages in doubt makes of the document, with parties settled.

    Args:
        first: what the first reading yielded; the party of its findings may change.
        document: the first reading.
        data: gives the bytes of the file, asked for only when something is in doubt.
        extract: makes the records of a reading, and checks them.
    """
    doubts = [f for f in first.findings if _is_doubt(f)]
    if not doubts:
        return first
    numbers = sorted({n for f in doubts for n in _pages(f)})[:MOST_PAGES]
    tables = tables_again(data(), numbers) if numbers else {}
    told = told_again(document, (n for f in doubts for n in _paragraphs(f)), data)
    swapped = [_swapped(p, tables.get(p.number, [])) for p in document.pages]
    reread = {p.number for p, old in zip(swapped, document.pages, strict=True) if p is not old}
    pages = [told.page(p) for p in swapped]
    second = extract(replace(document, pages=pages)) if reread or told.other else first
    before, after = open_in(first.findings), open_in(second.findings)
    if after < before:
        _mark(first, second)
        return second
    if before == after and _printed(first, reread) == _printed(second, reread):
        ours = {n for f in doubts if f.party == "extraction" for n in _pages(f)}
        for finding in doubts:
            if finding.party != "disclosure" and _is_agreed(finding, reread - ours, told):
                _blame(finding)
    first.disputed = _disputed(document.pages, swapped) | {f"para{n}" for n in told.other}
    return first


def _is_agreed(finding: Finding, reread: set[int], told: Retold) -> bool:
    """True where both readers see both sides alike, and the sides show that they are about one thing."""
    paragraphs = _paragraphs(finding)
    if not _pages(finding) <= reread or not paragraphs <= told.alike:
        return False
    return _is_near(finding) if paragraphs else _is_a_misprint(finding)


def _is_near(finding: Finding) -> bool:
    """True where the sides differ by less than a tenth: a sentence about another thing would be farther off."""
    sides = [abs(v) for v in (finding.left_value, finding.right_value) if v]
    return len(sides) == 2 and finding.party != "extraction" and 10 * (max(sides) - min(sides)) < max(sides)


def _is_doubt(finding: Finding) -> bool:
    """True for a contradiction in which a cell or a sentence takes part, whoever is held to have made it."""
    return is_open(finding) and bool(_pages(finding) or _paragraphs(finding))


def _is_a_misprint(finding: Finding) -> bool:
    """True where both sides stand in tables and differ by less than half, or just by a zero or a decimal point.

    Else a column or a block may have been taken for another.
    """
    sides = [abs(v) for v in (finding.left_value, finding.right_value) if v]
    if len(sides) != 2 or not all(page_of(w) for w in (finding.left_locator, finding.right_locator)):
        return False
    return 2 * min(sides) > max(sides) or max(sides) in (10 * min(sides), 100 * min(sides))


def _pages(finding: Finding) -> set[int]:
    return {n for where in (finding.left_locator, finding.right_locator) if (n := page_of(where))}


def _paragraphs(finding: Finding) -> set[int]:
    """The paragraphs in which a finding's sides stand."""
    places = (finding.left_locator, finding.right_locator)
    return {n for where in places if (n := paragraph_of(where)) is not None}


def _swapped(page: Page, tables: list[Table]) -> Page:
    """The page with its tables as read again; the same page where there are not as many of them."""
    old = [b for b in page.blocks if isinstance(b, Table)]
    if not old or len(old) != len(tables):
        return page
    by_place = {id(a): b for a, b in zip(old, tables, strict=True)}
    return with_blocks(page, [by_place.get(id(b), b) for b in page.blocks])


def _disputed(before: Sequence[Page], after: Sequence[Page]) -> set[str]:
    """The cells in which two readings of the pages see other characters."""
    both = [(a, b) for a, b in zip(before, after, strict=True) if a is not b]
    first, second = (set(_cells(pages)) for pages in (zip(*both, strict=True) if both else ((), ())))
    return {locator for locator, _ in first - second}


def _cells(pages: Iterable[Page]) -> Iterator[tuple[str, str]]:
    """Every cell of some pages: where it stands, and its text."""
    for table in (b for page in pages for b in page.blocks if isinstance(b, Table)):
        yield from ((table.place(cell).locator, squash(cell.text)) for cell in table.cells)


def _printed(result: Result, numbers: set[int]) -> set[tuple[str, str]]:
    """What the rows of some pages say, and where."""
    facts: list[Fact] = list(result.records)
    return {(f.locator, "".join(f.raw_text.split())) for f in facts if f.page in numbers}


def _mark(first: Result, second: Result) -> None:
    """Say on every row of the second reading that the first did not have that it was read again."""
    facts: list[Fact] = list(first.records)
    known = {(f.locator, f.raw_text, f.pattern_id) for f in facts}
    for record in second.records:
        if (record.locator, record.raw_text, record.pattern_id) not in known:
            record.pattern_id += REREAD


def _blame(finding: Finding) -> None:
    """Two readings agree: the contradiction is printed."""
    finding.party, finding.severity = "disclosure", "error"
    say(finding, *AGREED)
