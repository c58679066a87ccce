"""Captions: the title, unit and entity printed above a table (or in its own first rows)."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.core.model import Block, Document, Paragraph, Table
from pipeline.core.money import Unit, unit_in
from pipeline.core.patterns import Pattern, load
from pipeline.core.text import squash
from pipeline.core.uses import remembered

_PROSE = 70  # a paragraph longer than this, or ending a sentence, is text and ends the search
_MONEY = frozenset(str(u) for u in Unit)
_REACH = 7  # paragraphs above a table that may belong to its caption


@dataclass(slots=True)
class Caption:
    """What stands over a table. `head` counts the table's own first rows that belong to the caption."""

    title: str = ""
    unit: Unit | None = None
    entity: str = ""
    head: int = 0
    lines: list[str] = field(default_factory=list)


def rule(name: str) -> Pattern:
    """A pattern of patterns/forms/captions.toml."""
    return load("forms/captions")[name]


def is_title(line: str) -> bool:
    """True for a squashed line that can be the title of a form."""
    return (
        len(line) <= 90
        and rule("title.shape").regex.search(line) is not None
        and any(p.regex.search(line) for p in load("forms/titles").patterns)
    )


def _take(caption: Caption, line: str) -> None:
    """Let one squashed caption line fill what is still missing: the nearest line wins."""
    caption.lines.append(line)
    if caption.unit is None:
        caption.unit = unit_in(line)
    match = rule("line.entity").regex.match(line)
    if not caption.entity and match and match["name"].removeprefix("人民币") not in _MONEY:
        caption.entity = match["name"]
    if not caption.title and is_title(line):
        caption.title = line


def _is_caption(text: str) -> bool:
    """True for a text that is caption and not header: title, form label, entity, year, unit."""
    if len(text) < 16 and (unit_in(text) or rule("line.year").regex.fullmatch(text)):
        return True
    return is_title(text) or any(rule(r).regex.match(text) for r in ("line.label", "line.entity"))


def _head_rows(table: Table, caption: Caption) -> None:
    """Read the table's own first rows that hold a title, a label or a unit instead of a header."""
    for row in range(min(table.n_rows, 6)):
        cells = {id(c): c for c in table.grid[row] if c is not None and c.text.strip()}.values()
        texts = [squash(c.text) for c in cells]
        if any(c.row != row for c in cells):
            break
        years = {t for t in texts if rule("line.year").regex.fullmatch(t)}
        if len(years) > 1 or not all(_is_caption(t) for t in texts):
            break  # two years beside each other head columns
        for text in texts:
            _take(caption, text)
        if texts or row == caption.head:
            caption.head = row + 1


def _above(blocks: list[Block], position: int) -> list[Paragraph]:
    """The paragraphs over a block, nearest first, up to a table or a piece of prose."""
    out: list[Paragraph] = []
    for at in range(position - 1, -1, -1):
        block = blocks[at]
        if isinstance(block, Table):
            break
        line = squash(block.text)
        if (len(line) > _PROSE and line.endswith(("。", "；"))) or len(out) >= _REACH:
            break
        out.append(block)
    return out


def _cut_off(blocks: list[Block]) -> list[Paragraph]:
    """The end of a page up to its last title, where a page break parted a caption from its table."""
    lines = _above(blocks, len(blocks))
    titles = [i for i, p in enumerate(lines) if is_title(squash(p.text))]
    return [p for p in lines[: titles[0] + 1] if _is_caption(squash(p.text))] if titles else []


@remembered(2)
def captions(document: Document) -> tuple[tuple[Table, Caption], ...]:
    """Every table with its caption, in reading order."""
    out: list[tuple[Table, Caption]] = []
    carried: list[Block] = []
    for page in document.pages:
        for position, block in enumerate(page.blocks):
            if not isinstance(block, Table):
                continue
            caption = Caption()
            _head_rows(block, caption)
            above = _above(page.blocks, position)
            if len(above) == position and page.number:
                above += _cut_off(carried)
            for paragraph in above:
                for line in paragraph.text.split("\n"):
                    if text := squash(line):
                        _take(caption, text)
            out.append((block, caption))
        carried = page.blocks
    return tuple(out)
