"""Dates that belong to another year: what final accounts state as of the end of a year that is not theirs."""

from __future__ import annotations

from collections.abc import Iterator

from extractors.context import Context
from extractors.segment import Part, parts
from pipeline.core.model import Document
from pipeline.core.patterns import load
from pipeline.core.records import Finding

IDENTITY = "Y01"


def extract(document: Document, context: Context) -> Iterator[Finding]:
    """A finding for every 截至…年12月31日 on state assets whose year is not that of the final accounts."""
    if context.identity.report_kind != "final" or context.year is None:
        return
    for part in parts(document):
        if part.kind == "narrative":
            yield from _of(part, context.year)


def _of(part: Part, year: int) -> Iterator[Finding]:
    for match in load("narrative/dates")["dates.assets_as_of"].finditer(part.text.text):
        if int(match["year"]) != year:
            first, last = part.text.source_span(match.start(), match.end())
            place = part.paragraph.place(first, last)
            said = part.paragraph.text[first:last]
            yield Finding(
                kind="identity", identity_id=IDENTITY, severity="error", party="disclosure", page=place.page,
                left_locator=place.locator,
                message=f"资产占有使用情况的日期不是本年度末：{said}，本年度为 {year} | assets as of another year",
            )  # fmt: skip
