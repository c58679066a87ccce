"""What the picture of a page shows where its text contradicts itself: the cells and lines in question, recognised.

A text layer may lie behind a picture, or map its glyphs to other digits: then what we read is not what is printed, and
the disclosure is not to blame. Only where recognition is installed, and only for contradictions that would be blamed
on the disclosure or that two readers of the text read differently. No number is taken from a picture here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.check.confidence import calibrate
from pipeline.core.model import Document, Page, Paragraph, Table
from pipeline.core.progress import step
from pipeline.core.records import Fact, Finding
from pipeline.read.ocr import SLOWEST_PAGE, is_there
from pipeline.run.doubts import excuse_one, is_open, key_of, open_in, say, sides_of, with_blocks
from pipeline.run.third_text import Part, compared, parts_of

if TYPE_CHECKING:
    from pipeline.run.result import Result

MOST = 32  # parts of a document that are recognised
MOST_EACH = 12  # places of one contradiction
Views = Mapping[str, Sequence[tuple[Part, str | None]]]
"""By place, its parts with what the picture says of each: the text as it is shown, None where that is not certain."""


def looked_at(
    result: Result, document: Document, data: Callable[[], bytes], extract: Callable[[Document], Result]
) -> bool:
    """Hold the sides of contradictions against the picture of the page; True where that changed any row.

    Args:
        result: its findings may change their party and their words, and its rows become conflicts.
        document: the reading that gave the result.
        data: gives the bytes of the PDF, asked for only when something is looked at.
        extract: makes the records of a reading, and checks them.
    """
    doubts = [f for f in result.findings if _is_doubt(f, result.disputed)]
    if not doubts or not is_there():
        return False
    places = {id(f): _places(f, result.records) for f in doubts}
    parts = _bounded(document, (p for f in doubts for p in places[id(f)]))
    if not parts:
        return False
    step(seconds=SLOWEST_PAGE)
    views = _views(parts, data())
    proved = {r.locator for r in _facts(result) if r.proof == "proved"}
    other = {p: view for p, view in views.items() if p not in proved and _is_other(view)}
    closed = _closed(result, document, other, extract) if other else set()
    for finding in doubts:
        shown = [p for p in places[id(finding)] if p in other]
        if shown:
            excuse_one(finding, "extraction" if key_of(finding) in closed else "unknown")
            _say_other(finding, {p: other[p] for p in shown})
            continue
        if _is_borne_out(finding, views):
            say(finding, "图上所见相同", "the picture of the page shows the same")
        if other:
            excuse_one(finding)
            say(finding, "文字层在别处与图不符", "elsewhere the text is not what the pages show")
    return _doubt_rows(result, set(other))


def _facts(result: Result) -> list[Fact]:
    facts: list[Fact] = list(result.records)
    return facts


def _is_doubt(finding: Finding, disputed: set[str]) -> bool:
    """True for a contradiction that is held against the disclosure, or whose sides were read in two ways."""
    if not is_open(finding) or finding.party == "extraction":
        return False
    sides = sides_of(finding)
    return finding.party == "disclosure" or any(
        s in disputed or any(part in disputed for part in s.split("/")) for s in sides
    )


def _places(finding: Finding, records: Iterable[Fact]) -> list[str]:
    """The sides of a contradiction, what is in conflict in their rows and columns, what stands in a line with both."""
    sides = sides_of(finding)
    lines = [set(_lines(side)) for side in sides]
    either, both = set().union(*lines), set.intersection(*lines) if lines else set()
    places = [(r.locator, r.proof, _lines(r.locator)) for r in records]
    doubted = [place for place, proof, own in places if proof == "conflict" and not either.isdisjoint(own)]
    added = [place for place, _, own in places if len(sides) > 1 and not both.isdisjoint(own)]
    return list(dict.fromkeys((*sides, *doubted, *added)))[:MOST_EACH]


def _lines(locator: str) -> list[str]:
    """The row and the column of a table's cell, p3/t1/r5/c2; none for other places."""
    parts = locator.split("/")
    if len(parts) != 4:
        return []
    table = "/".join(parts[:2])
    return [f"{table}/{parts[2]}", f"{table}/{parts[3]}"]


def _bounded(document: Document, places: Iterable[str]) -> dict[str, list[Part]]:
    """The parts of as many places as may be recognised."""
    wanted = list(dict.fromkeys(places))
    found = parts_of(document, wanted)
    out: dict[str, list[Part]] = {}
    n_parts = 0
    for place in wanted:
        own = found.get(place, [])
        if own and n_parts + len(own) <= MOST:
            out[place] = own
            n_parts += len(own)
    return out


def _views(parts: Mapping[str, list[Part]], data: bytes) -> Views:
    """What the pictures of the parts say: one that bears the text out is looked at once, the others twice."""
    from pipeline.read.ocr_region import DPIS, seen_in

    readings: dict[int, list[tuple[str, tuple[float, ...]]]] = {}
    said: dict[int, str | None] = {}
    open_parts = [p for own in parts.values() for p in own]
    for dpi in DPIS:
        pages: dict[int, list[Part]] = {}
        for part in open_parts:
            pages.setdefault(part.page, []).append(part)
        seen = seen_in(data, {n: [p.box for p in own] for n, own in pages.items()}, dpi)
        for number, own in pages.items():
            for part, view in zip(own, seen.get(number, ()), strict=False):
                readings.setdefault(id(part), []).append((view.text, view.sure))
                said[id(part)] = compared(part, readings[id(part)])
        open_parts = [p for p in open_parts if said.get(id(p)) != p.text]
    return {place: [(p, said.get(id(p))) for p in own] for place, own in parts.items()}


def _is_other(view: Sequence[tuple[Part, str | None]]) -> bool:
    return any(shown is not None and shown != part.text for part, shown in view)


def _is_borne_out(finding: Finding, views: Views) -> bool:
    """True where the picture shows the numbers of every side as they were read."""
    return all(
        side in views and all(shown == part.text for part, shown in views[side]) for side in sides_of(finding)
    )


def _say_other(finding: Finding, views: Views) -> None:
    """Tell what the picture shows in place of what the text has."""
    told = [
        (part.number, part.number_in(shown), place)
        for place, view in views.items()
        for part, shown in view
        if shown is not None and shown != part.text
    ]
    chinese = "，".join(f"{place} 图上是 {new}，文字层是 {old}" for old, new, place in told)
    english = ", ".join(
        f"the picture at {place} shows {new} where the text has {old}" for old, new, place in told
    )
    say(finding, chinese, english)


def _closed(
    result: Result, document: Document, other: Views, extract: Callable[[Document], Result]
) -> set[tuple[str | None, str | None]]:
    """The contradictions that vanish, without a new one, where the text is as the picture shows it."""
    texts = [(part, shown) for view in other.values() for part, shown in view if shown is not None]
    pages = [_as_shown(page, texts) for page in document.pages]
    before = open_in(result.findings)
    after = open_in(extract(replace(document, pages=pages)).findings)
    return before - after if after < before else set()


def _as_shown(page: Page, texts: Sequence[tuple[Part, str]]) -> Page:
    """The page with the text of some parts as the picture shows them; the same page where none is on it."""
    return with_blocks(page, [_block_as_shown(b, [t for t in texts if t[0].block is b]) for b in page.blocks])


def _block_as_shown(block: Paragraph | Table, texts: Sequence[tuple[Part, str]]) -> Paragraph | Table:
    if not texts:
        return block
    if isinstance(block, Table):
        cells = {id(part.cell): shown for part, shown in texts}
        return replace(
            block, cells=[replace(c, text=cells[id(c)]) if id(c) in cells else c for c in block.cells]
        )
    text = block.text
    for part, shown in texts:
        if len(shown) == len(part.text):  # offsets must hold
            text = text[: part.start] + shown + text[part.start + len(part.text) :]
    return replace(block, text=text)


def _doubt_rows(result: Result, places: set[str]) -> bool:
    """Make conflicts of the rows whose picture shows another number; True where there are any."""
    rows: list[Fact] = [r for r in _facts(result) if r.locator in places]
    for record in rows:
        record.proof = "conflict"
    calibrate(rows)
    return bool(rows)
