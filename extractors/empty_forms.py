"""Forms without any amount: a finding of their own, with the sentence that says so where one is printed."""

from __future__ import annotations

from collections.abc import Iterator

from extractors.captions import is_title
from extractors.context import Context
from extractors.form_cells import money_of
from extractors.form_kinds import specification
from extractors.form_model import Form
from extractors.forms import forms
from pipeline.core.model import Block, Document, Paragraph, Table
from pipeline.core.patterns import load
from pipeline.core.records import Finding
from pipeline.core.text import squash

_NO_FORMS = ("none", "untitled", "other")
_REACH = 4  # paragraphs behind a form in which its sentence may stand
_LONGEST = 200


def extract(document: Document, context: Context) -> Iterator[Finding]:
    """A finding for every known form that prints no amount: an empty table, or a sentence alone."""
    blocks = list(document.blocks())
    behind = {id(b): i + 1 for i, b in enumerate(blocks) if isinstance(b, Table)}
    for form in forms(document):
        if form.kind not in _NO_FORMS and not _has_amounts(form):
            table = form.pieces[-1].table
            said = _in_cells(table) or _sentence(blocks, behind[id(table)])
            place = form.pieces[0].table
            yield _finding(
                form.title, said, place.page, place.place(place.cells[0]).locator if place.cells else ""
            )
    yield from _sentences_alone(blocks)


def _has_amounts(form: Form) -> bool:
    """True when any cell under an amount column is a number."""
    for piece in form.pieces:
        columns = [c for b in piece.blocks for c in b.amounts]
        for row in piece.rows:
            if any((cell := piece.cell(row, c)) and money_of(cell, c, form) for c in columns):
                return True
    return False


def _finding(title: str, said: str, page: int, locator: str) -> Finding:
    """An empty form; one that does not even say that it is empty is worth a warning."""
    return Finding(
        kind="empty_form", severity="info" if said else "warning", party="disclosure",
        message=f"{title}：{said or '没有数据，也没有说明'}", page=page, left_locator=locator,
    )  # fmt: skip


def _says_empty(text: str) -> bool:
    """True for a sentence that says a form has nothing to show."""
    return len(text) <= _LONGEST and any(p.regex.search(text) for p in load("forms/empty").patterns)


def _in_cells(table: Table) -> str:
    """The sentence inside the table itself; "" for none."""
    return next((t for c in table.cells if _says_empty(t := squash(c.text))), "")


def _sentence(blocks: list[Block], start: int) -> str:
    """The sentence among the paragraphs from `start` to the next table or title; "" for none."""
    for block in blocks[start : start + _REACH]:
        text = squash(block.text) if isinstance(block, Paragraph) else ""
        if not isinstance(block, Paragraph) or is_title(text):
            break
        if _says_empty(text):
            return text
    return ""


def _sentences_alone(blocks: list[Block]) -> Iterator[Finding]:
    """Forms that are a title and a sentence, without a table."""
    for index, block in enumerate(blocks):
        if not isinstance(block, Paragraph) or not is_title(title := squash(block.text)):
            continue
        spec = specification(title)
        said = _sentence(blocks, index + 1)
        if said and spec is not None and spec.sets["form"] not in _NO_FORMS and _no_table(blocks, index + 1):
            yield _finding(title, said, block.page, block.place().locator)


def _no_table(blocks: list[Block], start: int) -> bool:
    """True when no table stands among the blocks up to the sentence that says there is nothing."""
    for block in blocks[start : start + _REACH]:
        if not isinstance(block, Paragraph):
            return False
        if _says_empty(squash(block.text)):
            return True
    return False
