"""Tables that the views of a large build cost too much to make for every question: made once a build, and held.

They lie in a DuckDB file in the user's cache, named by the build's manifest and by what is held; a reader takes them
in the place of the views of the same name. A build is complete without them, and small ones do without.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import uuid
from pathlib import Path

import duckdb

from pipeline.core.schema import TABLES
from pipeline.store.manifest import MANIFEST, read_manifest
from pipeline.store.package import create_views

VARIABLE = "YUJUESUAN_CACHE"
HELD = {
    "documents": "SELECT * FROM documents ORDER BY province_code, region, department, fiscal_year, doc_id",
    "spending": "SELECT * FROM spending ORDER BY form, function_code, fiscal_year, province_code, doc_id",
    "all_findings": (
        "SELECT * FROM all_findings ORDER BY severity = 'error' DESC, severity = 'warning' DESC, doc_id, seq"
    ),
    "code_names": "SELECT * FROM code_names ORDER BY form, function_code",
}
_FEW = 500_000  # rows of a build that need no help
_KEPT = 6  # files of other builds that stay
_MEMORY_MB = 2048


def held_tables(root: Path) -> Path | None:
    """The file with the held tables of the build at `root`, made now if need be; None for a small build.

    None too where nothing can be kept: the build is then asked as it is.
    """
    folder = _folder()
    if folder is None or not (root / MANIFEST).exists():
        return None
    if sum(read_manifest(root).counts.get(t, 0) for t in TABLES) < _FEW:
        return None
    name = hashlib.sha256((root / MANIFEST).read_bytes() + repr(HELD).encode()).hexdigest()[:24]
    path = folder / f"{name}.duckdb"
    try:
        if path.exists():
            path.touch()
        else:
            folder.mkdir(parents=True, exist_ok=True)
            _make(root, path)
            _clear(folder)
    except OSError:  # no room, or none of ours
        return None
    return path


def _folder() -> Path | None:
    """Where they are kept: the caller's choice, else the user's cache; None: nowhere."""
    chosen = os.environ.get(VARIABLE)
    if chosen is not None:
        return Path(chosen) / "held" if chosen else None
    home = os.environ.get("XDG_CACHE_HOME") or os.environ.get("HOME", "")
    below = () if os.environ.get("XDG_CACHE_HOME") else (".cache",)
    return Path(home, *below, "yujuesuan", "held") if home else None


def _make(root: Path, path: Path) -> None:
    """Write all of it beside `path`, and name it so when it is whole."""
    draft = path.with_name(f".{path.stem}.{uuid.uuid4().hex}.tmp")
    try:
        with duckdb.connect(":memory:") as connection:
            connection.execute(f"SET memory_limit = '{_MEMORY_MB}MB'")
            connection.execute(f"SET temp_directory = '{_quoted(draft)}.spill'")
            create_views(connection, root)
            connection.execute(f"ATTACH '{_quoted(draft)}' AS held")
            for name, sql in HELD.items():
                connection.execute(f"CREATE TABLE held.{name} AS {sql}")
            connection.execute("DETACH held")
        draft.replace(path)
    except duckdb.IOException as error:
        raise OSError(str(error)) from error
    finally:
        draft.unlink(missing_ok=True)


def _clear(folder: Path) -> None:
    """Remove what was not asked for the longest."""
    files = sorted(folder.glob("*.duckdb"), key=lambda p: p.stat().st_mtime_ns, reverse=True)
    for path in files[_KEPT:]:
        with contextlib.suppress(FileNotFoundError):
            path.unlink()


def take_held(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Let an open database with the views of a build take the held tables in their place."""
    connection.execute(f"ATTACH '{_quoted(path)}' AS held (READ_ONLY)")
    for name in HELD:
        connection.execute(f"CREATE OR REPLACE VIEW {name} AS FROM held.{name}")


def _quoted(text: object) -> str:
    return str(text).replace("'", "''")
