"""The ledger: which sources were seen with which bytes, and what each version of the extractor made of them.

SQLite in WAL mode beside the dataset. Times live here and not in the Parquet, so that equal input gives equal bytes.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline.store.errors import StoreError

# Keys are hashes, so each document changes a page of its own among those of all the others: with the defaults a run
# over a hundred thousand wrote to the disk four times as often at its end as at its beginning.
_CACHE_KIB = 16 << 10  # holds the keys of some hundred thousand documents
_PAGES_BEHIND = 8000  # that the log holds before they are written to their places, 32 MB
_SCHEMA = """
CREATE TABLE IF NOT EXISTS sources (
    uri TEXT NOT NULL, doc_id TEXT NOT NULL, bytes INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,
    first_seen TEXT NOT NULL, last_seen TEXT NOT NULL, gone INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (uri, doc_id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS extractions (
    doc_id TEXT NOT NULL, version TEXT NOT NULL, uri TEXT NOT NULL, row TEXT NOT NULL, extracted TEXT NOT NULL,
    used TEXT NOT NULL DEFAULT '', PRIMARY KEY (doc_id, version)
);  -- with its rows in the order they came: one behind the other in the file, only their keys are sorted
CREATE TABLE IF NOT EXISTS versions (
    version TEXT PRIMARY KEY, common TEXT NOT NULL, units TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS builds (
    number INTEGER PRIMARY KEY, published TEXT NOT NULL, version TEXT NOT NULL, report TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS crossings (
    family TEXT NOT NULL, folder TEXT NOT NULL, made_of TEXT NOT NULL, digest TEXT NOT NULL, rows BLOB NOT NULL,
    PRIMARY KEY (family, folder)
);
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """A source as it was seen last: the hash of its bytes, their number, and when the file was changed."""

    doc_id: str
    n_bytes: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Sighting:
    """One version of a source, and the times between which it was there."""

    uri: str
    doc_id: str
    first_seen: str
    last_seen: str
    gone: bool


@dataclass(frozen=True, slots=True)
class Extracted:
    """What a version made of a document: its address, its row of `documents`, the units of patterns it used (bits)."""

    uri: str
    row: dict[str, Any]
    used: str


@dataclass(frozen=True, slots=True)
class VersionUnits:
    """A version of the extractor: fingerprints of what all documents are read with, and of every unit of patterns."""

    version: str
    common: Mapping[str, str]
    units: Mapping[str, str]


def now() -> str:
    """The time, UTC, ISO."""
    return datetime.now(UTC).isoformat(timespec="seconds")


class Ledger:
    """The ledger of one dataset folder. Not for use by several processes that write at once: see `store.lock`.

    Raises:
        StoreError: it cannot be written, when it is opened and when a block that uses it ends.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._db = sqlite3.connect(path, isolation_level=None)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = NORMAL")
            self._db.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
            self._db.execute(f"PRAGMA wal_autocheckpoint = {_PAGES_BEHIND}")
            self._db.executescript(_SCHEMA)
            self._add_uses()
        except sqlite3.Error as error:
            raise StoreError(f"the ledger cannot be opened: {error}") from error

    def _add_uses(self) -> None:
        """Give a ledger from before uses were held the column for them."""
        columns = {column[1] for column in self._db.execute("PRAGMA table_info(extractions)")}
        if "used" not in columns:
            self._db.execute("ALTER TABLE extractions ADD COLUMN used TEXT NOT NULL DEFAULT ''")

    def close(self) -> None:
        """End the connection; what was recorded stays."""
        self._db.close()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        self.close()
        if isinstance(error, sqlite3.Error):
            raise StoreError(f"the ledger cannot be written: {error}") from error

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Everything recorded inside is kept as one, or not at all when it raises."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def seen(self) -> dict[str, Seen]:
        """The newest version of every source that was there in the last run, by address."""
        rows = self._db.execute(
            "SELECT uri, doc_id, bytes, mtime_ns FROM sources WHERE gone = 0 ORDER BY last_seen, doc_id"
        )
        return {uri: Seen(doc_id, size, mtime) for uri, doc_id, size, mtime in rows}

    def see(self, found: Iterable[tuple[str, Seen]]) -> None:
        """Record what a run found; every other source, and every other version of these, is gone from now on."""
        time = now()
        with self.batch():
            self._db.execute("UPDATE sources SET gone = 1")
            self._db.executemany(
                "INSERT INTO sources VALUES (?, ?, ?, ?, ?, ?, 0) ON CONFLICT (uri, doc_id) DO UPDATE SET "
                "bytes = excluded.bytes, mtime_ns = excluded.mtime_ns, last_seen = excluded.last_seen, gone = 0",
                ((uri, s.doc_id, s.n_bytes, s.mtime_ns, time, time) for uri, s in found),
            )

    def history(self) -> Iterator[Sighting]:
        """Every version of every source, oldest first."""
        rows = self._db.execute(
            "SELECT uri, doc_id, first_seen, last_seen, gone FROM sources ORDER BY first_seen, uri, doc_id"
        )
        for uri, doc_id, first, last, gone in rows:
            yield Sighting(uri, doc_id, first, last, bool(gone))

    def extraction(self, doc_id: str, version: str) -> Extracted | None:
        """What `version` made of a document; None where it did not extract it."""
        found = self._db.execute(
            "SELECT uri, row, used FROM extractions WHERE doc_id = ? AND version = ?", (doc_id, version)
        ).fetchone()
        return None if found is None else Extracted(found[0], json.loads(found[1]), found[2])

    def record(self, version: str, made: Extracted) -> None:
        """Record what `version` made of a document."""
        row = json.dumps(made.row, ensure_ascii=False)
        self._db.execute(
            "INSERT OR REPLACE INTO extractions (doc_id, version, uri, row, extracted, used) VALUES (?, ?, ?, ?, ?, ?)",
            (made.row["doc_id"], version, made.uri, row, now(), made.used),
        )

    def uses(self, version: str) -> Iterator[str]:
        """The units that each document used which `version` extracted, as bits."""
        for (used,) in self._db.execute("SELECT used FROM extractions WHERE version = ?", (version,)):
            yield used

    def versions(self) -> list[VersionUnits]:
        """The versions of which documents are held, that of the last build first."""
        rows = self._db.execute(
            "SELECT version, common, units FROM versions v "
            "ORDER BY (SELECT max(number) FROM builds b WHERE b.version = v.version) DESC"
        )
        return [
            VersionUnits(version, json.loads(common), json.loads(units)) for version, common, units in rows
        ]

    def record_version(self, made: VersionUnits) -> None:
        """Record what a version is made of."""
        said = (made.version, json.dumps(dict(made.common)), json.dumps(dict(made.units), ensure_ascii=False))
        self._db.execute("INSERT OR IGNORE INTO versions VALUES (?, ?, ?)", said)

    def forget_extractions(self, doc_ids: Iterable[str]) -> None:
        """Let the next run extract these documents again."""
        with self.batch():
            self._db.executemany("DELETE FROM extractions WHERE doc_id = ?", ((d,) for d in doc_ids))

    def forget_versions(self, versions: Iterable[str]) -> None:
        """Forget what these versions of the extractor made of the documents."""
        with self.batch():
            for version in versions:
                self._db.execute("DELETE FROM extractions WHERE version = ?", (version,))
                self._db.execute("DELETE FROM versions WHERE version = ?", (version,))

    def crossed(self) -> dict[str, str]:
        """What the rows across documents of every family were made of."""
        return dict(self._db.execute("SELECT DISTINCT family, made_of FROM crossings"))

    def crossings(self) -> Iterator[tuple[str, str, str]]:
        """(partition, family, digest of its rows there) of every family, in order."""
        yield from self._db.execute("SELECT folder, family, digest FROM crossings ORDER BY folder, family")

    def crossing_rows(self, family: str, folder: str) -> bytes:
        """The rows across documents that a family has in a partition.

        Raises:
            KeyError: none are kept.
        """
        found = self._db.execute(
            "SELECT rows FROM crossings WHERE family = ? AND folder = ?", (family, folder)
        ).fetchone()
        if found is None:
            raise KeyError((family, folder))
        return bytes(found[0])

    def record_crossing(self, family: str, made_of: str, parts: Iterable[tuple[str, str, bytes]]) -> None:
        """Keep the rows of a family, (partition, digest, rows) each, in place of those it had."""
        self._db.execute("DELETE FROM crossings WHERE family = ?", (family,))
        self._db.executemany(
            "INSERT INTO crossings VALUES (?, ?, ?, ?, ?)", ((family, f, made_of, d, r) for f, d, r in parts)
        )

    def forget_crossings(self, families: Iterable[str]) -> None:
        """Let go of families that are no more."""
        self._db.executemany("DELETE FROM crossings WHERE family = ?", ((f,) for f in families))

    def record_build(self, number: int, version: str, report: dict[str, Any]) -> None:
        """Record a published build."""
        self._db.execute(
            "INSERT OR REPLACE INTO builds VALUES (?, ?, ?, ?)",
            (number, now(), version, json.dumps(report, ensure_ascii=False)),
        )
