"""Across documents: the families that changed are compared again, the rows of all others are kept as they were."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from pipeline.check.across import across
from pipeline.check.across.families import families
from pipeline.check.across.sheets import COLUMNS, DOCUMENT, Sheet, sheet
from pipeline.core.schema import CROSS_TABLES
from pipeline.run.version import across_version
from pipeline.store.crossings import CrossPart, keep, parts, staged_rows
from pipeline.store.ledger import Ledger
from pipeline.store.manifest import made_of
from pipeline.store.publish import StagedDocument, folder_of


def crossed(staged: Iterable[StagedDocument], ledger: Ledger) -> dict[str, list[CrossPart]]:
    """What the documents of a run say together, by partition.

    Only a family of which a document is new, gone or changed, or all of them when the rules changed, is read again.
    """
    documents = {d.row["doc_id"]: d for d in staged}
    found = families(d.row for d in documents.values())
    before = ledger.crossed()
    with ledger.batch():
        ledger.forget_crossings(before.keys() - found.keys())
        for name, doc_ids in found.items():
            hashed = made_of([across_version(), *(_read_as(documents[d].row) for d in doc_ids)])
            if before.get(name) != hashed:
                keep(ledger, name, hashed, _by_partition([documents[d] for d in doc_ids]))
    return parts(ledger)


def _read_as(row: Mapping[str, Any]) -> str:
    """A document and what it was read with."""
    return f"{row['doc_id']} {row['extractor_version']}"


def _by_partition(family: Sequence[StagedDocument]) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """Partition -> table -> rows of one family, with the columns that they take from their document."""
    rows = {d.row["doc_id"]: d.row for d in family}
    found = across([_sheet(Path(d.path), d.row) for d in family])
    out: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for table in CROSS_TABLES:
        ordered = sorted(found[table], key=lambda r: _order(rows[r["doc_id"]]))
        for doc_id, own in groupby(ordered, key=lambda r: r["doc_id"]):
            document = rows[doc_id]
            shared = {k: document[k] for k in DOCUMENT}
            held = out.setdefault(folder_of(document), {}).setdefault(table, [])
            held.extend(shared | {"seq": i} | row for i, row in enumerate(own))
    return out


def _order(document: Mapping[str, Any]) -> tuple[str, str, str]:
    return document["region"] or "", document["department"] or "", document["doc_id"]


def _sheet(path: Path, document: Mapping[str, Any]) -> Sheet:
    return sheet(document, staged_rows(path, COLUMNS))
