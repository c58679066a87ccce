"""Forms: tables with the same title and header joined over their pages, columns resolved, blocks split.

One form may run over many tables (pages), and one table may hold two or three blocks side by side (revenue
beside expenditure, personnel beside operating cost), each with label columns of its own.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import Any

from extractors.captions import Caption, captions, rule
from extractors.cut_rows import mend
from extractors.form_columns import adopt, blocks_of, columns_of, same_header
from extractors.form_kinds import by_header, specification
from extractors.form_model import Form, Piece
from extractors.header_rows import header_rows
from extractors.headers import LABEL_ROLES, Column, words
from pipeline.core.model import Document, Table
from pipeline.core.uses import remembered


def _name(title: str) -> str:
    """A title without what differs between the pages of one form."""
    return rule("part.continued").regex.sub("", rule("part.number").regex.sub("", title))


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
    if caption.entity and form.entity and caption.entity != form.entity:
        return None
    if again := _header_again(form, table, caption, columns, depth):
        return again
    if depth and not caption.lines and not any(last.rows):
        return columns, depth  # the page break ran through the header
    if depth and (caption.title or any(c.role in LABEL_ROLES and c.path for c in columns)):
        return None  # a header of its own that says something else
    if any(len(line) > 40 for line in caption.lines):
        return None
    if depth and _known_columns(columns) > 1:
        return columns, depth  # the right half of a form too wide for its page
    adopted = adopt(last.columns, last.table, table)
    return None if adopted is None else (adopted, 0)


def _header_again(
    form: Form, table: Table, caption: Caption, columns: list[Column], depth: int
) -> tuple[list[Column], int] | None:
    """The columns and depth of a form's header printed again, also where what follows passes for more header."""
    if depth and same_header(columns, form.pieces[-1].columns):
        return columns, depth
    first = form.pieces[0]
    before = first.first_row - first.caption.head
    if not 0 < before < depth:
        return None
    columns = columns_of(table, caption.head, before)
    return (columns, before) if same_header(columns, first.columns) else None


def _known_columns(columns: list[Column]) -> int:
    """The number of amount columns whose header the vocabulary knows."""
    return sum(c.role == "amount" and bool(c.path) and words(c.leaf).says_something for c in columns)


_FARTHEST = 64  # pieces: the halves of a wide form stand on pages that follow each other


def _left_half(form: Form, piece: Piece) -> Piece | None:
    """The piece whose labels those of `piece` are: the first as long one that has no right half yet."""
    if any(c.role in LABEL_ROLES for c in piece.columns) or not form.pieces or not piece.blocks:
        return None
    near = form.pieces[-_FARTHEST:]
    taken = {id(p.beside) for p in near}
    length = len(piece.rows)
    for left in near:
        free = left.beside is None and id(left) not in taken
        if free and not same_header(left.columns, piece.columns) and len(left.rows) == length:
            return left
    return None


def _open(table: Table, caption: Caption, columns: list[Column]) -> Form:
    """A new form for a table with its own title, or one known by its header alone."""
    spec = specification(caption.title) if caption.title else None
    sets: dict[str, Any] = dict(spec.sets) if spec else {"form": "untitled"}
    return Form(
        sets["form"], caption.title, spec.id if spec else "title.none", sets.get("fund", "all"),
        sets.get("component"), sets.get("direction"), caption.unit,
    )  # fmt: skip


def _add(form: Form, piece: Piece) -> None:
    """One more piece of a form, maybe the right half of one before."""
    piece.beside = _left_half(form, piece)
    if form.pieces and piece.beside is None and piece.table.page > form.pieces[-1].table.page:
        mend(form.pieces[-1], piece)
    form.pieces.append(piece)
    form.unit = form.unit or piece.caption.unit


@remembered(2)
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
            _add(form, piece)
    for form in out:
        shown = form.pieces[0].table.picture
        form.is_excerpt = bool(shown) and form.kind == "untitled" and form.unit is None
    for untitled in (f for f in out if f.kind == "untitled"):
        by_header(untitled)
    _fill_units(out)
    return tuple(out)


_OWN_UNIT = ("none", "untitled", "three_public")  # kinds whose unit says nothing about the others


def _fill_units(found: list[Form]) -> None:
    """Forms without a unit take the one that all others, or both neighbours, agree on, marked as a guess."""
    stated = [(i, f.unit) for i, f in enumerate(found) if f.unit and f.kind not in _OWN_UNIT]
    places, is_one = [i for i, _ in stated], len({u for _, u in stated}) == 1
    for index, form in enumerate(found):
        if form.unit is not None or not stated:
            continue
        behind = bisect_left(places, index)
        before = stated[behind - 1][1] if behind else None
        after = stated[behind][1] if behind < len(stated) else None
        if is_one or before == after:
            form.unit, form.unit_guessed = before or after, True
