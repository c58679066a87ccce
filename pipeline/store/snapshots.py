"""Snapshots: every build stands in a folder of its own; `current` names the one that readers see.

    OUT/current -> snapshots/000007            switched by one rename
    OUT/function_lines -> current/function_lines, and so for every table and file of the dataset
    OUT/snapshots/000007/                       tables, datapackage.json, dataset.duckdb, manifest.json

A build is complete before `current` names it, and files never change once they stand in a snapshot.
"""

from __future__ import annotations

import os
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from pipeline.core.schema import DATASET_TABLES
from pipeline.store.manifest import MANIFEST
from pipeline.store.package import DATABASE, DATAPACKAGE, write_views

_FOLDER, _CURRENT, _UNFINISHED = "snapshots", "current", ".building"
ENTRIES = (*DATASET_TABLES, DATAPACKAGE, DATABASE, MANIFEST)
_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Keep:
    """Which old snapshots stay: the last `number` of them, and all younger than `days`."""

    number: int = 3
    days: float = 1.0


@dataclass(frozen=True, slots=True)
class Snapshots:
    """The snapshots of the dataset at `root`."""

    root: Path

    def path(self, number: int) -> Path:
        """The folder of a snapshot."""
        return self.root / _FOLDER / f"{number:06d}"

    def numbers(self) -> list[int]:
        """The numbers of the complete snapshots, ascending."""
        folder = self.root / _FOLDER
        return sorted(int(p.name) for p in folder.iterdir() if p.name.isdigit()) if folder.exists() else []

    def current(self) -> Path | None:
        """The snapshot that readers see; None before the first build."""
        link = self.root / _CURRENT
        return link.resolve() if link.exists() else None

    def begin(self) -> tuple[int, Path]:
        """(number, empty folder) of the next build; what an interrupted one left is removed."""
        folder = self.root / _FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        for left in folder.glob(f"*{_UNFINISHED}"):
            shutil.rmtree(left)
        number = max(self.numbers(), default=0) + 1
        building = folder / f"{number:06d}{_UNFINISHED}"
        building.mkdir()
        return number, building

    def commit(self, number: int, building: Path) -> Path:
        """Make a complete build the one that readers see, in one step."""
        _sync(building)
        target = self.path(number)
        building.rename(target)
        write_views(target)
        _relink(self.root / _CURRENT, f"{_FOLDER}/{target.name}")
        for name in ENTRIES:
            link = self.root / name
            if not link.is_symlink():
                _relink(link, f"{_CURRENT}/{name}")
        return target

    def prune(self, keep: Keep) -> list[int]:
        """Remove the old snapshots that `keep` does not hold, and give their numbers."""
        numbers, current = self.numbers(), self.current()
        old = numbers[: max(0, len(numbers) - keep.number)]
        limit = time.time() - keep.days * _DAY
        gone = [n for n in old if self.path(n) != current and self.path(n).stat().st_mtime < limit]
        for number in gone:
            shutil.rmtree(self.path(number))
        return gone


def _relink(link: Path, target: str) -> None:
    """Point `link` at `target`; whoever looks sees the old one or the new one."""
    draft = link.with_name(f".{link.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    draft.symlink_to(target)
    draft.replace(link)


def _sync(folder: Path) -> None:
    """Have the system write a build to disk before anything points at it."""
    for path in (*folder.rglob("*"), folder):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
