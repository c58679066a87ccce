"""Forms: tables with the same title and header joined over their pages, columns resolved, blocks split.

One form may run over many tables (pages), and one table may hold two or three blocks side by side (revenue
beside expenditure, personnel beside operating cost), each with label columns of its own.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from extractors.captions import Caption, captions, rule
from extractors.form_columns import adopt, blocks_of, columns_of, same_header
from extractors.form_model import Form, Piece
from extractors.header_rows import header_rows
from extractors.headers import LABEL_ROLES, Column
from pipeline.core.model import Document, Table
from pipeline.core.patterns import Pattern, load


def _name(title: str) -> str:
    """A title without what differs between the pages of one form."""
    return rule("part.continued").regex.sub("", rule("part.number").regex.sub("", title))


def specification(title: str) -> Pattern | None:
    """The title pattern that fits `title`, or None."""
    return next((p for p in load("forms/titles").patterns if p.regex.search(title)), None)


def _continues(
    form: Form | None, table: Table, caption: Caption, columns: list[Column], depth: int
) -> tuple[list[Column], int] | None:
    """The columns and header depth to read `table` with when it carries `form` on; None when it does not."""
    if form is None:
        return None
    last = form.pieces[-1]
    if table.page and table.page - last.table.page > 1:
        return None
    if caption.title and _name(caption.title) != _name(form.title):
        return None
    if depth and same_header(columns, last.columns):
        return columns, depth
    if depth and (caption.title or any(c.role in LABEL_ROLES and c.path for c in columns)):
        return None  # a header of its own that says something else
    if any(len(line) > 40 for line in caption.lines):
        return None
    adopted = adopt(last.columns, last.table, table)
    return None if adopted is None else (adopted, 0)


def _open(table: Table, caption: Caption, columns: list[Column]) -> Form:
    """A new form for a table with its own title, or one known by its header alone."""
    spec = specification(caption.title) if caption.title else None
    sets: dict[str, Any] = dict(spec.sets) if spec else {"form": "untitled"}
    return Form(
        sets["form"], caption.title, spec.id if spec else "title.none", sets.get("fund", "all"),
        sets.get("component"), sets.get("direction"), caption.unit,
    )  # fmt: skip


@lru_cache(maxsize=2)
def forms(document: Document) -> tuple[Form, ...]:
    """Every form of the document in reading order; tables that are none have kind `untitled` or `none`."""
    out: list[Form] = []
    form: Form | None = None
    for table, caption in captions(document):
        depth = header_rows(table, caption.head)
        columns = columns_of(table, caption.head, depth)
        carried = _continues(form, table, caption, columns, depth)
        if carried is None:
            form = _open(table, caption, columns)
            out.append(form)
        else:
            columns, depth = carried
        piece = Piece(table, columns, blocks_of(columns), caption.head + depth, caption)
        if form is not None:
            form.pieces.append(piece)
            form.unit = form.unit or caption.unit
    _fill_units(out)
    return tuple(out)


def _fill_units(found: list[Form]) -> None:
    """Forms without a unit take the one that all other forms of the document agree on, marked as a guess."""
    stated = {f.unit for f in found if f.unit and f.kind not in ("none", "untitled", "three_public")}
    for form in found:
        if form.unit is None and len(stated) == 1:
            form.unit, form.unit_guessed = next(iter(stated)), True
