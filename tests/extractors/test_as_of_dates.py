"""Dates of another year in what final accounts state on assets."""

from __future__ import annotations

import pytest

from extractors.as_of_dates import extract
from extractors.context import Context
from pipeline.core.model import Document, Page, Paragraph
from pipeline.core.records import Identity
from pipeline.core.reference import Reference

LINES = ["（三）国有资产占有使用情况说明", "截至{}12月31日，云汀市示例局共有车辆3辆。"]


def _found(when: str, kind: str = "final") -> list[tuple[str | None, str]]:
    blocks = [Paragraph(text.format(when), 1, i) for i, text in enumerate(LINES)]
    document = Document("0" * 64, "a.pdf", "application/pdf", 1, [Page(1, blocks=list(blocks))])
    context = Context(Identity(report_kind=kind, fiscal_year=2024), Reference())
    return [(f.identity_id, f.party) for f in extract(document, context)]


@pytest.mark.parametrize(("when", "found"), [("2023年", [("Y01", "disclosure")]), ("2024年", [])])
def test_assets_are_stated_as_of_the_end_of_the_year(when: str, found: list[tuple[str, str]]) -> None:
    assert _found(when) == found


def test_a_budget_states_what_was_there_the_year_before() -> None:
    assert not _found("2023年", "budget")


@pytest.mark.parametrize(
    ("heading", "found"),
    [
        ("第三部分云汀市示例局2023年度部门决算情况说明", [("Y02", "disclosure")]),
        ("第三部分云汀市示例局2024年度部门决算情况说明", []),
        ("2023年部门预算情况说明", []),  # of another kind of account
    ],
)
def test_headings_carry_the_year_of_the_account(heading: str, found: list[tuple[str, str]]) -> None:
    document = Document("0" * 64, "a.pdf", "application/pdf", 1, [Page(1, blocks=[Paragraph(heading, 1, 0)])])
    context = Context(Identity(report_kind="final", fiscal_year=2024), Reference())
    assert [(f.identity_id, f.party) for f in extract(document, context)] == found
