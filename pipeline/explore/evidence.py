"""The evidence for a row: where it stands, what read it, and every identity its figure takes part in.

Everything is computed again from the rows of the dataset; the source file is not needed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cache, lru_cache
from typing import Any

from pipeline.check import equations
from pipeline.check.equations import Equation
from pipeline.check.figures import Figure
from pipeline.check.index import build
from pipeline.core.model import Box
from pipeline.core.records import RECORDS, Identity, Record
from pipeline.core.schema import TABLES
from pipeline.store.errors import QueryError
from pipeline.store.reader import Reader

FACTS = tuple(t for t in TABLES if t not in ("documents", "findings"))
_FEWEST = 6  # hex digits by which a document may be named


@dataclass(frozen=True, slots=True)
class Side:
    """A figure of an identity: as printed, where, and the row of the dataset that holds it."""

    text: str
    unit: str
    locator: str
    name: str
    row: str
    is_this: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """An identity with both sides, ready to be shown."""

    id: str
    zh: str
    en: str
    what: str
    left: tuple[Side, ...]
    right: tuple[Side, ...]
    left_value: Any
    right_value: Any
    difference: Any
    tolerance: Any
    closes: bool
    at_most: bool
    strict: bool


@dataclass(slots=True)
class Evidence:
    """A row of the dataset with its document, its identities, and the rows that share its cell."""

    table: str
    row: dict[str, Any]
    document: dict[str, Any]
    identities: list[Shown] = field(default_factory=list)
    same_cell: list[str] = field(default_factory=list)
    findings: list[dict[str, Any]] = field(default_factory=list)

    @property
    def id(self) -> str:
        """document/table/seq, by which the row is asked for."""
        return row_id(self.table, self.row)


def row_id(table: str, row: Mapping[str, Any]) -> str:
    """The name of a row: document/table/seq."""
    return f"{row['doc_id']}/{table}/{row['seq']}"


def find_document(reader: Reader, prefix: str) -> dict[str, Any]:
    """The row of `documents` whose doc_id begins with `prefix`.

    Raises:
        QueryError: none, or several.
    """
    if len(prefix) < _FEWEST or not all(c in "0123456789abcdef" for c in prefix):
        raise QueryError(f"{prefix!r}: 不是文件标识 / no doc_id (at least {_FEWEST} hex digits)")
    found = reader.rows(
        "SELECT * FROM documents WHERE starts_with(doc_id, $prefix) ORDER BY error_class NULLS FIRST",
        {"prefix": prefix},
    )
    if len({row["doc_id"] for row in found}) != 1:
        raise QueryError(
            f"{prefix}: {'没有这个文件 / no such document' if not found else '不唯一 / ambiguous'}"
        )
    return found[0]


def find_rows(reader: Reader, name: str) -> list[Evidence]:
    """The evidence for every row that `name` means: document/table/seq, or document:locator.

    Raises:
        QueryError: the name is none, or nothing stands there.
    """
    doc, _, place = name.partition(":")
    if place:
        document = find_document(reader, doc)
        named: list[tuple[str, dict[str, Any]]] = [(t, {"locator": place}) for t in FACTS]
    else:
        doc, _, rest = name.partition("/")
        table, _, seq = rest.partition("/")
        if table not in FACTS or not seq.isdecimal():
            raise QueryError(
                f"{name!r}: 应为 文件标识/表/序号 或 文件标识:位置 / want DOC/TABLE/SEQ or DOC:LOCATOR"
            )
        document = find_document(reader, doc)
        named = [(table, {"seq": int(seq)})]
    found = [
        Evidence(table, row, document)
        for table, key in named
        for row in _select(reader, table, document, key)
    ]
    if not found:
        raise QueryError(f"{name}: 没有这一行 / no row there")
    for evidence in found:
        _add_identities(reader, evidence)
    return found


def _select(
    reader: Reader, table: str, document: Mapping[str, Any], key: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Rows of one document in one table; the partition is named, so that one file is read."""
    keep = {k: document[k] for k in ("doc_id", "fiscal_year", "province_code")} | dict(key)
    where = " AND ".join(f"{k} = ${k}" for k in keep)
    return reader.rows(f"SELECT * FROM {table} WHERE {where} ORDER BY seq", keep)


def rows_at(reader: Reader, document: Mapping[str, Any], table: str, locator: str) -> list[dict[str, Any]]:
    """The rows of one table that stand at a place of a document."""
    return _select(reader, table, document, {"locator": locator})


def _record(table: str, row: Mapping[str, Any]) -> Record:
    kind, names = RECORDS[table], _field_names(table)
    values = {name: row[name] for name in names if name in row}
    if values.get("bbox") is not None:
        values["bbox"] = Box(**values["bbox"])
    made: Record = kind(**values)
    return made


@cache
def _field_names(table: str) -> tuple[str, ...]:
    return tuple(f.name for f in fields(RECORDS[table]))


@dataclass(frozen=True, slots=True)
class _Checked:
    """The equations of one document, the row names of its records, and its equations by the records in them."""

    equations: tuple[Equation, ...]
    names: dict[int, str]
    holding: dict[str, list[int]]


@lru_cache(maxsize=8)
def _checked(reader: Reader, doc_id: str) -> _Checked:
    document = find_document(reader, doc_id)
    names: dict[int, str] = {}
    records: list[Record] = []
    for table in FACTS:
        for row in _select(reader, table, document, {}):
            records.append(_record(table, row))
            names[id(records[-1])] = row_id(table, row)
    year = document["fiscal_year"] or None
    index = build(Identity(report_kind=document["report_kind"], fiscal_year=year), records)
    found = tuple(equations(index))
    holding: dict[str, list[int]] = {}
    for number, equation in enumerate(found):
        for key in {id(r) for f in equation.figures for r in f.records}:
            holding.setdefault(names[key], []).append(number)
    return _Checked(found, names, holding)


def _add_identities(reader: Reader, evidence: Evidence) -> None:
    """Every equation in which the row's figure stands, those that close first."""
    checked = _checked(reader, evidence.row["doc_id"])
    mine = [checked.equations[number] for number in checked.holding.get(evidence.id, ())]
    evidence.identities.extend(_shown(equation, checked, evidence.id) for equation in mine)
    evidence.identities.sort(key=lambda s: (not s.closes, s.at_most, len(s.left) + len(s.right)))
    figures = {f for e in mine for f in e.figures if _holds(checked, f, evidence.id)}
    same = {name for f in figures for name in _names(checked, f)}
    evidence.same_cell = sorted(same - {evidence.id})
    place = evidence.row["locator"]
    evidence.findings = [
        f for f in _select(reader, "findings", evidence.document, {})
        if place and place in (f["left_locator"], f["right_locator"])
    ]  # fmt: skip


def _names(checked: _Checked, figure: Figure) -> Iterator[str]:
    return (checked.names[id(r)] for r in figure.records)


def _holds(checked: _Checked, figure: Figure, name: str) -> bool:
    return name in _names(checked, figure)


def _shown(equation: Equation, checked: _Checked, this: str) -> Shown:
    rule = equation.rule
    left, right = (tuple(_side(f, checked, this) for f in side) for side in (equation.left, equation.right))
    return Shown(
        rule.id, rule.zh, rule.en, equation.what, left, right, equation.left_value, equation.right_value,
        equation.difference, equation.tolerance, equation.closes, equation.at_most, equation.strict,
    )  # fmt: skip


def _side(figure: Figure, checked: _Checked, this: str) -> Side:
    """One figure; a percentage beside an amount is part of that amount's row and has no row of its own."""
    names = list(_names(checked, figure))
    record = figure.records[0] if figure.records else None
    label = next(
        (str(v) for k in ("function_name", "economic_name", "concept") if (v := getattr(record, k, None))), ""
    )
    code = getattr(record, "function_code", None) or getattr(record, "economic_code", None) or ""
    row = this if this in names else names[0] if names else ""
    return Side(figure.text, figure.unit, figure.locator, f"{code} {label}".strip(), row, this in names)
