"""Reviews as labels: what people marked right must stand in a dataset, what they marked wrong must not.

A row marked right is a label of everything it said. A column marked wrong with its correction is a label of the
corrected value; one without is no label, but the row still counts as invented while it says the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pipeline.score.compare import DocumentScore, tally
from pipeline.score.keys import Key, Pair, Row
from pipeline.score.report import ALL
from pipeline.store.questions import literal
from pipeline.store.reader import Reader, open_reader
from pipeline.store.reviews import RIGHT, WHOLE, Review, ReviewFile, as_said, latest, row_under

_AS = {
    "function_lines": "function", "economic_lines": "economic", "amounts": "amounts",
    "performance_projects": "projects", "performance_indicators": "indicators",
}  # fmt: skip


def score_reviews(dataset: Path, path: Path) -> list[DocumentScore]:
    """Hold `dataset` against the reviews in the file `path`; a document that is in no row has missed them all.

    Raises:
        ReviewError: the file holds other things than reviews.
        StoreError: there is no dataset.
    """
    by_document: dict[str, list[Review]] = {}
    for review in latest(ReviewFile(path).all()):
        by_document.setdefault(review.doc_id, []).append(review)
    reader = open_reader(dataset)
    try:
        return [_score_one(reader, doc_id, reviews) for doc_id, reviews in by_document.items()]
    finally:
        reader.close()


def _score_one(reader: Reader, doc_id: str, reviews: list[Review]) -> DocumentScore:
    about = reader.rows("SELECT * FROM documents WHERE doc_id = $d", {"d": doc_id})
    row = about[0] if about else {}
    pairs: dict[str, Pair] = {name: Pair([], [], []) for name in ALL}
    for table in dict.fromkeys(r.table for r in reviews):
        mine = [r for r in reviews if r.table == table]
        for review, stands in zip(mine, _standing(reader, doc_id, table, mine), strict=True):
            _add(pairs[_kind(review)], review, stands)
    layout = f"{row.get('report_kind') or '?'}-{row.get('province_code') or '?'}"
    name = f"{row.get('file_name') or '?'} {doc_id[:12]}"
    return DocumentScore(
        name, layout, str(row.get("media_type") or "?"), {k: tally(p) for k, p in pairs.items()}
    )


def _kind(review: Review) -> str:
    return "narrative" if review.said.get("form") == "narrative" else _AS[review.table]


def _standing(
    reader: Reader, doc_id: str, table: str, reviews: Iterable[Review]
) -> list[Mapping[str, Any] | None]:
    """The row that now stands where each review speaks, None where nothing does."""
    wanted = "(" + ", ".join(literal(r.locator) for r in reviews) + ")"
    at: dict[str, list[dict[str, Any]]] = {}
    for row in reader.rows(f"SELECT * FROM {table} WHERE doc_id = $d AND locator IN {wanted}", {"d": doc_id}):
        at.setdefault(row["locator"], []).append(row)
    return [row_under(r, at.get(r.locator, ())) for r in reviews]


def _add(pair: Pair, review: Review, stands: Mapping[str, Any] | None) -> None:
    """Both sides of one review: what should be said at its place, and what is."""
    now = as_said(review.table, stands) if stands is not None else None
    label = _label(review)
    given = None if now is None else _key(review, now)
    if label is not None:
        pair.gold.append(label)
    if given is not None and (label is not None or given == _key(review, review.said)):
        pair.data.append(given)
        pair.rows.append(Row(stands or {}))


def _label(review: Review) -> Key | None:
    if review.verdict == RIGHT:
        return _key(review, review.said)
    return _key(review, review.said | {review.column: review.correct}) if review.correct else None


def _key(review: Review, said: Mapping[str, str]) -> Key:
    """Place and value; for the whole row everything it said when it was reviewed."""
    names = review.said if review.column == WHOLE else (review.column,)
    return review.locator, review.column or "*", *(said.get(n, "") for n in names)
