"""What a document yielded, and its row of `documents`: read, failed, or an archive that holds others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.core.departments import department_id
from pipeline.core.issues import ErrorClass
from pipeline.core.model import Document, Table
from pipeline.core.records import RECORDS, Finding, Identity, PerformanceProject, Record
from pipeline.core.schema import row, table_columns
from pipeline.core.source import address, digest
from pipeline.core.text import nfc
from pipeline.run.report import AMOUNT_TABLES
from pipeline.run.version import document_version

_TABLE_OF = {kind: table for table, kind in RECORDS.items()}
_CODE = "[]()（）［］- 0123456789"  # of a department's code in front of its name
_LEAST_TEXT = 30  # characters: less is a stray stamp on an image


@dataclass(slots=True)
class Result:
    """What a document yielded: its row of `documents`, its records in order, and what it is.

    `document` and `identity` are None and `Identity()` where the file could not be read.
    """

    doc_id: str
    status: dict[str, Any]
    identity: Identity = field(default_factory=Identity)
    document: Document | None = None
    records: list[Record] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    disputed: set[str] = field(default_factory=set)  # places that two readers read differently
    used: frozenset[str] = frozenset()  # units of the pattern files that it was read with

    def tables(self) -> dict[str, list[dict[str, Any]]]:
        """The rows of every table, numbered, with the columns that they take from the document."""
        out: dict[str, list[dict[str, Any]]] = {"documents": [self.status]}
        shared = {k: self.status[k] for k in _SHARED}
        for record in (*self.records, *self.findings):
            rows = out.setdefault(_TABLE_OF[type(record)], [])
            rows.append(shared | {"seq": len(rows)} | row(record))
        return out


_SHARED = (
    "doc_id", "fiscal_year", "province_code", "region", "department", "department_id", "scope", "report_kind",
)  # fmt: skip


def status_of(result: Result, document: Document) -> dict[str, Any]:
    """The row of `documents` for a document that was read."""
    status, error_class, error = _outcome(document, result.records)
    counts = Counter(_TABLE_OF[type(r)] for r in result.records)
    amounts = [r for r in result.records if _TABLE_OF[type(r)] in AMOUNT_TABLES]
    identity = result.identity
    return _row(
        doc_id=document.doc_id, source_uri=document.source_uri, file_name=address(Path(document.file_name)),
        media_type=document.media_type, bytes=document.n_bytes, pages=document.n_pages,
        report_kind=identity.report_kind, fiscal_year=identity.fiscal_year,
        province_code=identity.province_code, region=identity.region, department=identity.department,
        department_id=department_id(identity.province_code, identity.region, identity.department),
        supervisor_id=_supervisor(result),
        scope=identity.scope, title=identity.title,
        status=status, error_class=error_class, error=error, text_source=document.text_source,
        n_function_lines=counts["function_lines"], n_economic_lines=counts["economic_lines"],
        n_amounts=counts["amounts"], n_performance_indicators=counts["performance_indicators"],
        n_findings=len(result.findings), proved_share=_share(amounts),
    )  # fmt: skip


def _supervisor(result: Result) -> str | None:
    """The id of the department that all project tables of a document name as theirs; None where it is itself."""
    identity, place = result.identity, (result.identity.province_code, result.identity.region)
    named = {r.supervisor for r in result.records if isinstance(r, PerformanceProject) and r.supervisor}
    ids = {department_id(*place, name.lstrip(_CODE)) for name in named}
    found = ids.pop() if len(ids) == 1 else None
    return None if found == department_id(*place, identity.department) else found


def _share(amounts: Iterable[Record]) -> float | None:
    """The share of amount rows that are proved; None where there are none."""
    proofs = [r.proof == "proved" for r in amounts]
    return sum(proofs) / len(proofs) if proofs else None


def _outcome(document: Document, records: list[Record]) -> tuple[str, str | None, str | None]:
    """(status, error class, error): partial tells what was missed, skipped: nothing in it."""
    unread = [i for i in document.issues if i.kind in ("unread", "format")]
    said = "; ".join(f"page {i.page}: {i.message}" if i.page else i.message for i in unread[:5])
    n_chars = sum(map(len, _texts(document)))
    if n_chars < _LEAST_TEXT and not records:
        return "failed", ErrorClass.NO_TEXT, said or f"{n_chars} characters on {document.n_pages} pages"
    if not records:
        return (
            "skipped",
            ErrorClass.NO_TABLE,
            said or "no form, functional line or performance table recognised",
        )
    return ("partial", None, said) if unread else ("ok", None, None)


def _texts(document: Document) -> Iterator[str]:
    """Every text that was read."""
    for block in document.blocks():
        if isinstance(block, Table):
            yield from (c.text for c in block.cells)
        else:
            yield block.text


def _row(**values: Any) -> dict[str, Any]:
    """A row of `documents`: partitions and scope filled where unknown, the version of what uses no patterns."""
    empty = dict.fromkeys(c.name for c in table_columns("documents"))
    unknown = {"fiscal_year": 0, "province_code": "99", "scope": "unknown"}
    known = {k: nfc(v) if isinstance(v, str) else v for k, v in values.items() if v is not None}
    return empty | unknown | known | {"extractor_version": document_version()}


def container(path: Path, source_uri: str, kind: str, outcome: tuple[str, ErrorClass | None, str]) -> Result:
    """The result of an archive, whose members have rows of their own: its status, what was wrong, what it held."""
    doc_id, size = digest(path)
    status, error_class, said = outcome
    row_ = _row(
        doc_id=doc_id, source_uri=source_uri, file_name=address(Path(path.name)), media_type=kind, bytes=size,
        status=status, error_class=str(error_class) if error_class else None, error=said, n_function_lines=0,
        n_economic_lines=0, n_amounts=0, n_performance_indicators=0, n_findings=0,
    )  # fmt: skip
    return Result(doc_id, row_)


def failed(path: Path, source_uri: str, error_class: ErrorClass, error: str) -> Result:
    """The result of a file that yields nothing: its row of `documents`, a finding with the reason."""
    doc_id, size = digest(path)
    status = _row(
        doc_id=doc_id, source_uri=source_uri, file_name=address(Path(path.name)), bytes=size, status="failed",
        error_class=str(error_class), error=error, n_function_lines=0, n_economic_lines=0, n_amounts=0,
        n_performance_indicators=0, n_findings=1,
    )  # fmt: skip
    return Result(doc_id, status, findings=[Finding(kind="unread", severity="error", message=error)])
