"""Dates that belong to another year: of state assets, and in headings of the account's own parts."""

from __future__ import annotations

from collections.abc import Iterator

from extractors.context import Context
from extractors.segment import Part, parts
from pipeline.core.model import Document
from pipeline.core.patterns import load
from pipeline.core.records import Finding

IDENTITY = "Y01"
HEADING = "Y02"
_KINDS = {"决算": "final", "预算": "budget"}


def extract(document: Document, context: Context) -> Iterator[Finding]:
    """A finding for every date whose year is not the document's.

    In final accounts 截至…年12月31日 on state assets; in any account a heading that names its kind and its year.
    """
    if context.year is None:
        return
    for part in parts(document):
        if part.kind == "narrative" and context.identity.report_kind == "final":
            yield from _of(part, context.year)
        yield from _heading(part, context)


def _heading(part: Part, context: Context) -> Iterator[Finding]:
    match = load("narrative/dates")["dates.heading"].regex.match(part.text.text[part.mark :])
    if match is None or _KINDS[match["kind"]] != context.identity.report_kind:
        return
    if int(match["year"]) != context.year:
        place = part.paragraph.place()
        yield Finding(
            kind="identity", identity_id=HEADING, severity="error", party="disclosure", page=place.page,
            left_locator=place.locator,
            message=f"标题的年度不是本年度：{part.text.text}，本年度为 {context.year} | a heading of another year",
        )  # fmt: skip


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
