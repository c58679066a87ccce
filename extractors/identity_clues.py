"""What a document says of itself, and where: every wording that names its body, year or kind, with a weight.

Zones, from strong to weak: the cover (the lines in front of the contents, joined, for titles wrap), lines
(headings, labels above forms, cells), running text, and the file name, which often lies.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from extractors.identity_cover import cover_lines, is_web
from pipeline.core.divisions import Region, region_at, regions
from pipeline.core.model import Document, Paragraph, Table
from pipeline.core.money import NotAnAmount, chinese_number
from pipeline.core.patterns import Pattern, PatternFile, load
from pipeline.core.text import squash
from pipeline.core.uses import remembered

_LINE_LENGTH = 70
_CELL_LENGTH = 80
_INSIDE = 14  # a region stands in the first characters of a name, or not at all
_ALONE = 8.0
_FILE = 0.03
_PAGE = 0.25
_HEAD_PARAGRAPHS = 60  # headings of the first pages count twice


@dataclass(frozen=True, slots=True)
class Clue:
    """One statement: `field` is `value`, by a pattern, at a place, with a weight."""

    field: str
    value: str | int
    weight: float
    zone: str
    where: str
    title: str = ""


def rules() -> PatternFile:
    """The patterns of patterns/identity.toml."""
    return load("identity")


@remembered()
def _zone(zone: str) -> tuple[Pattern, ...]:
    return tuple(p for p in rules().patterns if p.id.startswith(zone + "."))


def is_body(name: str) -> bool:
    """True for a name that ends like a body that can report (局, 委员会, 中心)."""
    return rules()["name.body"].regex.search(name) is not None


def clean_name(name: str) -> str:
    """A captured name without the words around it; "" when nothing that can be a body is left."""
    name = rules()["name.noise_before"].regex.sub("", name)
    while (shorter := rules()["name.noise_behind"].regex.sub("", name)) != name:
        name = shorter
    if name.count("（") != name.count("）"):
        name = name.partition("（")[0] if "（" in name else name.partition("）")[2]
    region = region_at(name)
    bare = name.removesuffix("本级").removesuffix("级")
    if (
        len(name) < 3
        or "：" in name
        or rules()["name.not_a_body"].regex.search(name)
        or (region and region.text == bare)
    ):
        return ""
    return name


def year_of(text: str) -> int | None:
    """2024 from 2024 or 二〇二四; None where it is no year of this century."""
    try:
        year = int(text) if text.isdecimal() else chinese_number(text.replace("O", "〇").replace("0", "〇"))
    except NotAnAmount:
        return None
    return year if 2000 < year < 2050 else None


def collect(document: Document) -> list[Clue]:
    """Every clue of a document, strongest zones first."""
    cover = cover_lines(document)
    clues = _cover(cover)
    head = 0
    for block in document.blocks():
        if isinstance(block, Table):
            clues.extend(_table(block))
            continue
        head += 1
        clues.extend(_paragraph(block, 2.0 if head <= _HEAD_PARAGRAPHS else 1.0))
    repeated = squash(document.title) in (squash(line.text) for line in cover)  # says nothing more then
    clues += page_clues(document.title) if is_web(document) and not repeated else []
    for name in (document.title, PurePath(document.file_name).stem):
        if name:
            clues.extend(
                _read("cover", squash(name.replace("_", " ")), "file name", zone="file", factor=_FILE)
            )
    return clues


def page_clues(title: str) -> list[Clue]:
    """What the page that published a document calls it."""
    return list(_read("cover", squash(title), "page", zone="page", factor=_PAGE)) if title else []


def _cover(lines: list[Paragraph]) -> list[Clue]:
    """Clues of the title: of one line that holds it whole, else of all lines joined (titles wrap)."""
    clues: list[Clue] = []
    for line in lines:
        found = list(_read("cover", squash(line.text), f"cover {line.place().locator}"))
        names = [str(c.value) for c in found if c.field == "department"]
        if any(region_of(name) or is_central(name) for name in names):
            clues.extend(found)
    if not clues and lines:
        joined = ""
        for text in (squash(line.text) for line in lines):
            joined += " " * (joined[-1:].isdigit() and text[:1].isdigit()) + text
        clues.extend(_read("cover", joined, f"cover {lines[0].place().locator}"))
    clues.extend(_alone(lines))
    return clues


def is_central(name: str) -> bool:
    """True for a body of the central government, wherever it sits (国家…局, …部)."""
    return rules()["name.central"].regex.search(name) is not None


def _alone(lines: list[Paragraph]) -> Iterator[Clue]:
    """Cover lines that are nothing but the name of a body, region and all."""
    for line in lines:
        name = clean_name(squash(line.text))
        if name and is_body(name) and region_of(name) is not None:
            yield Clue("department", name, _ALONE, "cover", f"cover {line.place().locator}")


def region_of(name: str) -> Region | None:
    """The region that the name of a body states: at its start, or behind 中国共产党 and the like."""
    found = rules()["name.before_region"].regex.match(name)
    if (region := region_at(name, found.end() if found else 0, short=True)) is not None:
        return region
    inside = next(regions(name), None)
    return inside if inside is not None and inside.start < _INSIDE else None


def _paragraph(paragraph: Paragraph, factor: float) -> Iterator[Clue]:
    text = squash(paragraph.text)
    where = paragraph.place().locator
    if len(text) <= _LINE_LENGTH:
        yield from _read("line", text, where, factor=factor)
        yield from _read("sheet", text, where)
    yield from _read("text", text, where)


def _table(table: Table) -> Iterator[Clue]:
    """Labels in cells: 部门：X inside one cell, or 部门名称 with the name in the next cell of the row.

    Of several years in passing the newest counts: the others are what it is compared with.
    """
    labels: dict[str, float] = rules().data["cell_labels"]
    passing: list[Clue] = []
    for cell in table.cells:
        if len(cell.text) > _CELL_LENGTH or len(cell.text) < 2:
            continue
        text = squash(cell.text)
        if "：" in text or "年" in text or text.endswith("表"):
            where = table.place(cell).locator
            yield from _read("line", text, where)
            yield from _read("sheet", text, where)
            passing += _read("text", text, where)
        weight = labels.get(text.rstrip("：").replace("（", "").replace("）", ""))
        if weight is not None and (name := _beside(table, cell.row, cell.col + cell.col_span)):
            yield Clue("department", name, weight, "line", table.place(cell).locator)
    newest = max((c.value for c in passing if isinstance(c.value, int)), default=0)
    yield from (c for c in passing if c.field != "fiscal_year" or c.value == newest)


def _beside(table: Table, row: int, column: int) -> str:
    """The body named in the cell at `row`, `column`, its code split off; "" when the cell names none."""
    if column >= table.n_cols:
        return ""
    text = squash(table.text(row, column)).lstrip("0123456789[]-_")
    name = clean_name(text) if len(text) <= _CELL_LENGTH else ""
    return name if is_body(name) else ""


def _read(patterns: str, text: str, where: str, *, zone: str = "", factor: float = 1.0) -> Iterator[Clue]:
    """The clues that the patterns of a zone find in squashed `text`."""
    for pattern in _zone(patterns):
        for match in pattern.finditer(text):
            said = pattern.sets | pattern.groups(match)
            for field, value in _values(said):
                weight = pattern.sets["weight"] * factor * _trust(field, value)
                title = match.group() if pattern.id.startswith("cover") else ""
                yield Clue(field, value, weight, zone or patterns, f"{where} {pattern.id}", title)


def _values(said: dict[str, Any]) -> Iterator[tuple[str, str | int]]:
    """Captured words as fields of the identity; words that mean none are left out."""
    data = rules().data
    if year := year_of(said.get("year", "")):
        yield "fiscal_year", year
    if kind := data["kinds"].get(said.get("kind"), said.get("kind")):
        yield "report_kind", kind
    if scope := data["scopes"].get(said.get("scope")):
        yield "scope", scope
    if name := clean_name(said.get("department", "")):
        yield "department", name
    if region := said.get("region"):
        yield "region", region


def _trust(field: str, value: str | int) -> float:
    """How far a wording can be trusted: a name that ends like no body counts little."""
    return 0.3 if field == "department" and not is_body(str(value)) else 1.0
