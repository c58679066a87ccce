"""Sheets: the numbers of one document by what they are about, ready to be held against another document's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pipeline.check.across.rules import Side
from pipeline.check.figures import rounding

TABLES = ("function_lines", "economic_lines", "amounts")
DOCUMENT = (
    "doc_id", "fiscal_year", "province_code", "region", "department", "department_id", "scope", "report_kind",
)  # fmt: skip
COLUMNS: dict[str, tuple[str, ...]] = {
    "function_lines": (
        "seq", "place", "form", "phase", "function_code", "harmonised_code", "economic_code",
        "gov_economic_code", "direction", "fund", "component", "amount_yuan", "amount_text", "unit",
        "change_yuan", "locator", "page", "proof", "text_source", "function_name",
    ),
    "economic_lines": (
        "seq", "form", "phase", "economic_code", "harmonised_code", "direction", "fund", "component", "amount_yuan",
        "amount_text", "unit", "locator", "page", "proof", "text_source", "economic_name",
    ),
    "amounts": (
        "seq", "place", "concept", "phase", "value", "value_unit", "amount_text", "unit", "change_value",
        "locator", "page", "proof", "text_source",
    ),
}  # fmt: skip
"""What is read of each table."""

_UNTOLD = "untold"  # a sentence that names no fund may speak of any: it says the same only as such a sentence
Subject = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Printed:
    """One number of a document: what it is about, and where it stands.

    `subject` is what must be the same in another document, `form` where it was printed there.
    """

    doc_id: str
    table: str
    seq: int
    place: str
    form: str
    phase: str
    subject: Subject
    name: str
    fund: str
    component: str
    value: Decimal
    rounding: Decimal
    text: str
    locator: str
    page: int
    proof: str
    is_digital: bool
    before: Decimal | None = None  # last year's, where the number says what it changed by

    @property
    def key(self) -> tuple[str, str, Subject]:
        """Place, form and subject."""
        return self.place, self.form, self.subject


@dataclass(frozen=True, slots=True)
class Sheet:
    """One document: its row of `documents`, and its numbers in order."""

    row: Mapping[str, Any]
    printed: tuple[Printed, ...] = field(default=())

    @property
    def doc_id(self) -> str:
        """Its sha256."""
        return str(self.row["doc_id"])

    @property
    def year(self) -> int:
        """The year its figures are for."""
        return int(self.row["fiscal_year"])

    @property
    def holds(self) -> str:
        """What the file has: forms, text or both."""
        places = {p.place for p in self.printed}
        return "both" if len(places) == 2 else "text" if places == {"text"} else "forms"


def sheet(row: Mapping[str, Any], tables: Mapping[str, Iterable[Mapping[str, Any]]]) -> Sheet:
    """The sheet of a document from its rows; a cell that several rows repeat counts once."""
    seen: set[tuple[str, str, Subject, str]] = set()
    printed: list[Printed] = []
    for table in TABLES:
        for one in (p for raw in tables.get(table, ()) if (p := _printed(row["doc_id"], table, raw))):
            mark = (one.locator, one.text, one.subject, one.phase)
            if mark not in seen:
                seen.add(mark)
                printed.append(one)
    return Sheet(row, tuple(printed))


def _printed(doc_id: str, table: str, raw: Mapping[str, Any]) -> Printed | None:
    value = raw["value"] if table == "amounts" else raw["amount_yuan"]
    about = _subject(table, raw)
    if value is None or about is None:
        return None
    change = raw.get("change_value") if table == "amounts" else raw.get("change_yuan")
    name = raw.get("concept") or raw.get("function_name") or raw.get("economic_name") or ""
    place = raw.get("place") or "form"
    return Printed(
        doc_id, table, raw["seq"], place, "" if table == "amounts" else raw["form"], raw["phase"] or "", about, name,
        raw.get("fund") or "", raw.get("component") or "", value, rounding(raw["amount_text"], raw["unit"]),
        raw["amount_text"] or str(value), raw["locator"] or "", raw["page"] or 0, raw["proof"],
        raw["text_source"] == "digital", None if change is None else value - change,
    )  # fmt: skip


def _subject(table: str, raw: Mapping[str, Any]) -> Subject | None:
    """What a row is about, without its phase; None where it cannot be known."""
    if table == "amounts":
        return ("amount", raw["concept"], raw["value_unit"] or "")
    if table == "economic_lines":
        code, *rest = raw["harmonised_code"] or raw["economic_code"], "economic"
    else:
        code = raw["harmonised_code"] or raw["function_code"]
        rest = ["function", raw["economic_code"] or "", raw["gov_economic_code"] or ""]
    if not code:
        return None
    fund = raw["fund"] or ""
    if raw.get("place") == "text" and fund == "all":
        fund = _UNTOLD
    return (*rest, code, raw["direction"] or "", fund, raw["component"] or "")


def chosen(side: Side, printed: Iterable[Printed]) -> Iterator[Printed]:
    """The numbers that a side of an identity asks for."""
    for one in printed:
        if (
            one.table in side.tables
            and one.place in side.places
            and (not side.phases or one.phase in side.phases)
            and (not side.concepts or one.name in side.concepts)
            and (not side.components or one.component in side.components)
            and (not side.funds or one.fund in side.funds)
            and (not side.minus_change or one.before is not None)
        ):
            yield one
