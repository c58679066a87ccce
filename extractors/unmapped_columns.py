"""Columns of amounts that no word of the dataset fits, and pictures of pieces of forms: named as findings."""

from __future__ import annotations

from collections.abc import Iterator

from extractors.context import Context
from extractors.form_cells import money_of
from extractors.form_model import Form
from extractors.forms import forms
from extractors.function_forms import FUNCTION_FORMS
from pipeline.core.model import Document
from pipeline.core.records import Finding


def extract(document: Document, context: Context) -> Iterator[Finding]:
    """A finding for every part of a revenue source (其中：经费拨款) with amounts, which as rows would count twice.

    And for pictures of a piece of a form, of which nothing is taken.
    """
    for form in forms(document):
        if form.kind in FUNCTION_FORMS:
            yield from _parts(form)
        elif form.is_excerpt:
            yield _excerpt(form)


def _excerpt(form: Form) -> Finding:
    """A finding for a picture that shows a piece of a form."""
    table = form.pieces[0].table
    place = table.place(table.cells[0])
    return Finding(
        kind="unread", severity="info", party="extraction", page=place.page, left_locator=place.locator,
        message=f"图片中的表（{len(table.cells)}格）没有标题和单位，未取数",
    )  # fmt: skip


def _parts(form: Form) -> Iterator[Finding]:
    seen: set[str] = set()
    for piece in form.pieces:
        for column in piece.columns:
            if column.role != "part" or column.joined in seen:
                continue
            cells = [c for row in piece.rows if (c := piece.cell(row, column)) and money_of(c, column, form)]
            if cells:
                seen.add(column.joined)
                place = piece.table.place(cells[0])
                message = (
                    f"{form.title}：“{column.joined}”是收入来源的一部分，未单独成行（{len(cells)}个金额）"
                )
                yield Finding(
                    kind="unmapped", severity="info", party="extraction", message=message, page=place.page,
                    left_locator=place.locator,
                )  # fmt: skip
