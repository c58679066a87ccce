"""Inputs on object storage: fetched once for every version of an object, kept by content.

`fetch_apart` does it in a process of its own: drivers start threads, and a run that forks must have none.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

from pipeline.core.source import Source, address, digest
from pipeline.read.member_names import stored_name
from pipeline.run.apart import answer, call
from pipeline.run.objects import Place, place
from pipeline.store.errors import StoreError

_AT_ONCE = 64
_DRAFTS = ".tmp"
_INDEX = "index.sqlite"
_VERSIONS = ("ETag", "etag", "md5Hash", "content_md5")
_SCHEMA = """
CREATE TABLE IF NOT EXISTS fetched (
    object TEXT PRIMARY KEY, version TEXT NOT NULL, path TEXT NOT NULL
) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class _Object:
    """An object as it was listed: its full path, the path below what was asked for, its version, its size."""

    path: str
    relative: PurePosixPath
    version: str
    n_bytes: int


def fetch(addresses: Sequence[str], cache: Path) -> list[list[Source]]:
    """The objects below each address as sources in order of name; hidden ones left out.

    What is in the cache in the version that is there now is not fetched again; what is no more there leaves the cache.

    Raises:
        StoreError: an address that cannot be read, or with nothing below it.
    """
    cache.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(cache / _INDEX, isolation_level=None)) as index:
        index.executescript(_SCHEMA)
        found = [_fetched(given, cache, index) for given in addresses]
        _evict(cache, index, {source.path for sources in found for source in sources})
    return found


def fetch_apart(addresses: Sequence[str], cache: Path) -> list[list[Source]]:
    """`fetch` in another process.

    Raises:
        StoreError: as `fetch`.
    """
    found = call("pipeline.run.fetch", str(cache.absolute()), *addresses)
    return [[Source(Path(path), uri) for path, uri in sources] for sources in found]


def _fetched(given: str, cache: Path, index: sqlite3.Connection) -> list[Source]:
    with place(given) as there:
        objects = sorted(_listed(there), key=lambda o: o.relative)
        if not objects:
            raise StoreError(f"{given}: nothing is there")
        known = dict(_known(objects, cache, index, there))
        missing = [o for o in objects if o.path not in known]
        for i in range(0, len(missing), _AT_ONCE):
            known |= _get(missing[i : i + _AT_ONCE], cache, index, there)
        return [Source(known[o.path], address(Path(o.relative))) for o in objects]


def _listed(there: Place) -> Iterator[_Object]:
    for path, info in there.files.find(there.root, detail=True).items():
        relative = PurePosixPath(path[len(there.root) + 1 :] or path.rpartition("/")[2])
        if info["type"] == "file" and not path.endswith("/") and not any(p[0] == "." for p in relative.parts):
            yield _Object(path, relative, _version(there, path, info), info["size"])


def _version(there: Place, path: str, info: dict[str, Any]) -> str:
    """What changes when the object does: the storage's own tag, or whatever the driver takes for one."""
    return next((str(info[k]) for k in _VERSIONS if info.get(k)), "") or str(there.files.ukey(path))


def _key(there: Place, one: _Object) -> str:
    return str(there.files.unstrip_protocol(one.path))


def _known(
    objects: list[_Object], cache: Path, index: sqlite3.Connection, there: Place
) -> Iterator[tuple[str, Path]]:
    """(object, file) of what was fetched before and is the same still."""
    for one in objects:
        found = index.execute(
            "SELECT path FROM fetched WHERE object = ? AND version = ?", (_key(there, one), one.version)
        ).fetchone()
        if found and (cache / found[0]).exists():
            yield one.path, cache / found[0]


def _get(objects: list[_Object], cache: Path, index: sqlite3.Connection, there: Place) -> dict[str, Path]:
    """Fetch some objects, each whole or not at all."""
    kept: dict[str, Path] = {}
    with TemporaryDirectory(dir=cache, suffix=_DRAFTS) as folder:
        drafts = [str(Path(folder) / str(i)) for i in range(len(objects))]
        there.files.get([o.path for o in objects], drafts)
        for one, draft in zip(objects, drafts, strict=True):
            doc_id, n_bytes = digest(Path(draft))
            if n_bytes != one.n_bytes:
                raise StoreError(f"{_key(there, one)}: {n_bytes} bytes came of {one.n_bytes}; run again")
            path = Path(doc_id[:2]) / doc_id / stored_name(one.path)
            (cache / path).parent.mkdir(parents=True, exist_ok=True)
            if not (cache / path).exists():
                Path(draft).replace(cache / path)
            index.execute(
                "INSERT OR REPLACE INTO fetched VALUES (?, ?, ?)", (_key(there, one), one.version, str(path))
            )
            kept[one.path] = cache / path
    return kept


def _evict(cache: Path, index: sqlite3.Connection, kept: set[Path]) -> None:
    """Remove from the cache what no address lists any more, and what killed runs left."""
    for path in cache.glob("*/*/*"):
        if path not in kept and not path.parts[-3].endswith(_DRAFTS):
            path.unlink()
            with suppress(OSError):  # the same content has another name still
                path.parent.rmdir()
            index.execute("DELETE FROM fetched WHERE path = ?", (str(path.relative_to(cache)),))
    for left in cache.glob(f"*{_DRAFTS}"):
        shutil.rmtree(left, ignore_errors=True)


def _plain(cache: str, *addresses: str) -> list[list[tuple[str, str]]]:
    return [[(str(s.path), s.uri) for s in sources] for sources in fetch(addresses, Path(cache))]


if __name__ == "__main__":
    answer(_plain)
