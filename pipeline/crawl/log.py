"""The log of a store: what is known of every address, and every observation ever made, in SQLite beside the objects.

Observations are only ever added; the database refuses to change or delete one. Whatever belongs together is one
transaction, so that a crawl that is killed at any moment goes on where it was.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.crawl.status import Outcome, Status
from pipeline.store.ledger import now

_SCHEMA = """
CREATE TABLE IF NOT EXISTS nights (number INTEGER PRIMARY KEY, started TEXT NOT NULL, ended TEXT);
CREATE TABLE IF NOT EXISTS urls (
    url TEXT PRIMARY KEY, source TEXT NOT NULL, host TEXT NOT NULL, role TEXT NOT NULL, rank INTEGER NOT NULL,
    pattern TEXT NOT NULL, depth INTEGER NOT NULL, hops INTEGER NOT NULL DEFAULT 0,
    via TEXT NOT NULL DEFAULT '', via_rank INTEGER NOT NULL DEFAULT 9, via_night INTEGER NOT NULL,
    text TEXT NOT NULL DEFAULT '', told TEXT NOT NULL DEFAULT '{}', own TEXT NOT NULL DEFAULT '{}',
    found INTEGER NOT NULL, seen INTEGER NOT NULL,
    night INTEGER NOT NULL DEFAULT 0, open INTEGER NOT NULL DEFAULT 0, tries INTEGER NOT NULL DEFAULT 0,
    due REAL NOT NULL DEFAULT 0, status TEXT NOT NULL DEFAULT '', target TEXT NOT NULL DEFAULT '',
    checked REAL NOT NULL DEFAULT 0, etag TEXT NOT NULL DEFAULT '', modified TEXT NOT NULL DEFAULT '',
    object TEXT NOT NULL DEFAULT '', digest TEXT NOT NULL DEFAULT '', document TEXT NOT NULL DEFAULT '',
    since TEXT NOT NULL DEFAULT '', n_links INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS urls_open ON urls (host, rank, due) WHERE open = 1;
CREATE INDEX IF NOT EXISTS urls_source ON urls (source);
CREATE TABLE IF NOT EXISTS observations (
    id INTEGER PRIMARY KEY, night INTEGER NOT NULL, url TEXT NOT NULL, time TEXT NOT NULL, status TEXT NOT NULL,
    http INTEGER NOT NULL, object TEXT NOT NULL, bytes INTEGER NOT NULL, tries INTEGER NOT NULL,
    headers TEXT NOT NULL, via TEXT NOT NULL, text TEXT NOT NULL, said TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS observations_night ON observations (night, url);
CREATE TRIGGER IF NOT EXISTS observations_stay BEFORE DELETE ON observations
    BEGIN SELECT raise(ABORT, 'observations are only added'); END;
CREATE TRIGGER IF NOT EXISTS observations_are BEFORE UPDATE ON observations
    BEGIN SELECT raise(ABORT, 'observations are only added'); END;
CREATE TABLE IF NOT EXISTS robots (place TEXT PRIMARY KEY, asked REAL NOT NULL, http INTEGER NOT NULL, body BLOB);
CREATE TABLE IF NOT EXISTS health (night INTEGER, source TEXT, counts TEXT NOT NULL, PRIMARY KEY (night, source));
"""


@dataclass(frozen=True, slots=True)
class Job:
    """An address to ask for, and what is known of it."""

    url: str
    source: str
    host: str
    role: str
    depth: int
    hops: int
    via: str
    text: str
    told: str
    tries: int
    etag: str
    modified: str
    object: str
    digest: str
    document: str


_JOB = ", ".join(Job.__dataclass_fields__)


class CrawlLog:
    """The log of one store. One crawl at a time writes it: see `store.lock`."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path, isolation_level=None, timeout=30)
        self._db.row_factory = sqlite3.Row
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.executescript(_SCHEMA)

    def close(self) -> None:
        """End the connection; what was recorded stays."""
        self._db.close()

    def __enter__(self) -> CrawlLog:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Everything recorded inside is kept as one, or not at all."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def all(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        """The rows of a query."""
        return self._db.execute(sql, values).fetchall()

    def run(self, sql: str, *values: Any) -> int:
        """Change something; the number of rows changed."""
        return self._db.execute(sql, values).rowcount

    def night(self) -> int:
        """The night that goes on, or a new one."""
        (last,) = self._db.execute("SELECT max(number) FROM nights").fetchone()
        going_on = self.all("SELECT number FROM nights WHERE ended IS NULL")
        if going_on:
            return int(going_on[0][0])
        self.run("INSERT INTO nights VALUES (?, ?, NULL)", number := (last or 0) + 1, now())
        return int(number)

    def end_night(self, number: int) -> None:
        """Record that nothing of a night is left to do."""
        self.run("UPDATE nights SET ended = ? WHERE number = ?", now(), number)

    def jobs(self, host: str, due: float, most: int, sources: Sequence[str]) -> list[Job]:
        """Open addresses of a host and of sources that may be asked for now: lists first."""
        marks = ", ".join("?" * len(sources))
        rows = self.all(
            f"SELECT {_JOB} FROM urls WHERE open = 1 AND host = ? AND due <= ? AND source IN ({marks}) "
            "ORDER BY rank, due, url LIMIT ?",
            host, due, *sources, most,
        )  # fmt: skip
        return [Job(*row) for row in rows]

    def observe(self, night: int, job: Job, outcome: Outcome, status: Status, name: str) -> None:
        """Add what came of asking for an address; `name`: of its object."""
        self._db.execute(
            "INSERT INTO observations (night, url, time, status, http, object, bytes, tries, headers, via, text, "
            "said) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                night, job.url, now(), status, outcome.http, name, len(outcome.body), job.tries + 1,
                json.dumps(outcome.headers, ensure_ascii=False), job.via, job.text, outcome.said,
            ),
        )  # fmt: skip

    def close_url(self, night: int, job: Job, status: Status, **known: Any) -> None:
        """Record how an address ended in a night, and what is known of it from now on."""
        names = "".join(f", {k} = ?" for k in known)
        self._db.execute(
            f"UPDATE urls SET open = 0, night = ?, status = ?{names} WHERE url = ?",
            (night, status, *known.values(), job.url),
        )

    def host_down(self, night: int, host: str, said: str) -> int:
        """End every open address of a host without asking; their number."""
        self._db.execute(
            "INSERT INTO observations (night, url, time, status, http, object, bytes, tries, headers, via, text, "
            "said) SELECT ?, url, ?, ?, 0, object, 0, tries, '[]', via, text, ? FROM urls "
            "WHERE open = 1 AND host = ?",
            (night, now(), Status.HOST_DOWN, said, host),
        )
        return self.run(
            "UPDATE urls SET open = 0, night = ?, status = ? WHERE open = 1 AND host = ?",
            night, Status.HOST_DOWN, host,
        )  # fmt: skip

    def record_health(self, night: int, counts: Mapping[str, Mapping[str, Any]]) -> None:
        """Keep the numbers of a night, by source."""
        rows: Iterable[tuple[int, str, str]] = ((night, s, json.dumps(c)) for s, c in counts.items())
        with self.batch():
            self._db.executemany("INSERT OR REPLACE INTO health VALUES (?, ?, ?)", rows)
