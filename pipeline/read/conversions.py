"""Conversions that are kept, by the hash of what was converted: the next version of the extractors needs none anew."""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path

VARIABLE = "YUJUESUAN_CACHE"
MAX_BYTES = 2 << 30


def _folder() -> Path | None:
    """Where conversions are kept: the caller's choice, else the user's cache; None: nowhere."""
    chosen = os.environ.get(VARIABLE)
    if chosen is not None:
        return Path(chosen) / "converted" if chosen else None
    home = os.environ.get("XDG_CACHE_HOME") or (
        f"{os.environ['HOME']}/.cache" if "HOME" in os.environ else ""
    )
    return Path(home) / "yujuesuan" / "converted" if home else None


def kept(name: str) -> Path | None:
    """The conversion kept under `name`."""
    folder = _folder()
    path = folder / name if folder else None
    return path if path is not None and path.is_file() else None


def keep(name: str, made: Path) -> None:
    """Keep a conversion; where that cannot be, the next run converts again."""
    folder = _folder()
    if folder is None:
        return
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / f"{name}.{os.getpid()}.tmp"
        shutil.copyfile(made, draft)
        draft.replace(folder / name)
        _bound(folder)


def _bound(folder: Path) -> None:
    """Remove the oldest conversions while all of them are too many bytes."""
    files = sorted(((p.stat(), p) for p in folder.iterdir()), key=lambda f: f[0].st_mtime_ns, reverse=True)
    total = 0
    for stat, path in files:
        total += stat.st_size
        if total > MAX_BYTES:
            path.unlink(missing_ok=True)
