"""A dataset on object storage: snapshots beside each other, and one small object that names the current one.

    current                            snapshots/000007-3f2a90b1c4
    snapshots/000007-3f2a90b1c4/       manifest.json datapackage.json function_lines/fiscal_year=2024/...

A snapshot is whole before `current` names it, and `current` is one object that storage replaces as a whole: a reader
that has read it has a build to read that nobody changes, and that stays for as long as `Keep` says.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pipeline.core.source import digest
from pipeline.run.apart import answer, call
from pipeline.run.objects import Place, place
from pipeline.store.errors import StoreError
from pipeline.store.lock import locked
from pipeline.store.manifest import MANIFEST, Manifest, parse_manifest, read_manifest
from pipeline.store.package import DATAPACKAGE
from pipeline.store.snapshots import Keep, Snapshots

CURRENT, SNAPSHOTS = "current", "snapshots"
_HASH = 10
_DAY = 86400.0


@dataclass(frozen=True, slots=True)
class _Build:
    """A build on object storage."""

    name: str
    text: str
    manifest: Manifest

    @property
    def files(self) -> dict[str, str]:
        """Checksums by path."""
        return {f.path: f.sha256 for p in self.manifest.partitions.values() for f in p.files}


def upload(folder: Path, address: str, keep: Keep | None = None) -> str:
    """Make the build of a local dataset the current one at `address` and give its name there.

    What a killed upload left is gone on with; files of the build before are copied there instead of sent.

    Raises:
        StoreError: it cannot be written; the build before is the current one still.
    """
    snapshot = Snapshots(folder).current()
    if snapshot is None:
        raise StoreError(f"{folder} holds no build of a dataset")
    name = f"{SNAPSHOTS}/{int(snapshot.name):06d}-{digest(snapshot / MANIFEST)[0][:_HASH]}"
    with place(address) as there:
        before = _current(there)
        if before is None or before.name != name:
            _send(there, snapshot, name, before)
            switch(there, name)
        _prune(there, name, keep or Keep())
    return name


def _send(there: Place, snapshot: Path, name: str, before: _Build | None) -> None:
    """Have every file of a snapshot there under its name, the manifest last."""
    manifest = read_manifest(snapshot)
    entries = [f for p in manifest.partitions.values() for f in p.files]
    sizes = {f.path: (snapshot / f.path).stat().st_size for f in entries}
    sizes[DATAPACKAGE] = (snapshot / DATAPACKAGE).stat().st_size
    has = there.sizes(name)
    missing = [f for f in entries if has.get(f.path) != sizes[f.path]]
    same = [f.path for f in missing if before and before.files.get(f.path) == f.sha256]
    if before and same:
        there.files.copy(
            [there.path(f"{before.name}/{p}") for p in same], [there.path(f"{name}/{p}") for p in same]
        )
    new = [f.path for f in missing if f.path not in set(same)] + [DATAPACKAGE]
    there.files.put([str(snapshot / p) for p in new], [there.path(f"{name}/{p}") for p in new])
    has = there.sizes(name)
    if any(has.get(path) != size for path, size in sizes.items()):
        raise StoreError(f"{there.path(name)} is not what was sent; run again")
    there.files.pipe_file(there.path(f"{name}/{MANIFEST}"), (snapshot / MANIFEST).read_bytes())


def switch(there: Place, name: str) -> None:
    """Have readers see a snapshot from now on."""
    there.files.pipe_file(there.path(CURRENT), f"{name}\n".encode())


def _current(there: Place) -> _Build | None:
    """The build that `current` names; None before the first."""
    name = (there.text(CURRENT) or "").strip()
    text = there.text(f"{name}/{MANIFEST}") if name else None
    if text is None:
        return None
    try:
        build = _Build(name, text, parse_manifest(text))
    except (ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{there.path(name)}: the manifest cannot be read: {error}") from error
    for path in (name, *build.files):
        if PurePosixPath(path).is_absolute() or ".." in PurePosixPath(path).parts:
            raise StoreError(f"{there.path(name)}: names {path}")
    return build


def _prune(there: Place, current: str, keep: Keep) -> None:
    """Remove what is neither current nor to be kept, half builds among it."""
    found = there.sizes(SNAPSHOTS)
    names = sorted({path.partition("/")[0] for path in found})
    limit = time.time() - keep.days * _DAY
    for name in names[: max(0, len(names) - keep.number)]:
        folder = there.path(f"{SNAPSHOTS}/{name}")
        newest = max(
            there.files.modified(f"{folder}/{p}").timestamp() for p in there.sizes(f"{SNAPSHOTS}/{name}")
        )
        if f"{SNAPSHOTS}/{name}" != current and newest < limit:
            there.files.rm(folder, recursive=True)


def pull(address: str, folder: Path, keep: Keep | None = None) -> Path:
    """Have the current build at `address` as the current snapshot of the local dataset `folder`.

    Files that are there already from the build before are not fetched again.

    Raises:
        StoreError: there is no build, or it cannot be read.
    """
    with place(address) as there, locked(folder, wait=True):
        build = _current(there)
        if build is None:
            raise StoreError(f"{address} 不是数据集 / holds no build of a dataset")
        snapshots = Snapshots(folder)
        last = snapshots.current()
        if last and (last / MANIFEST).read_text("utf-8") == build.text:
            return last
        number, building = snapshots.begin()
        _receive(there, build, building, last)
        theirs = PurePosixPath(build.name).name.partition("-")[0]
        target = snapshots.commit(max(number, int(theirs) if theirs.isdigit() else 0), building)
        snapshots.prune(keep or Keep())
        return target


def _receive(there: Place, build: _Build, building: Path, last: Path | None) -> None:
    wanted: list[str] = [DATAPACKAGE]
    for path in build.files:
        (building / path).parent.mkdir(parents=True, exist_ok=True)
        if last and (last / path).exists():  # a part of its checksum is in its name
            (building / path).hardlink_to(last / path)
        else:
            wanted.append(path)
    there.files.get([there.path(f"{build.name}/{p}") for p in wanted], [str(building / p) for p in wanted])
    (building / MANIFEST).write_text(build.text, "utf-8")


def follow(address: str, folder: Path) -> None:
    """`pull` in another process, where there is a build at `address`: a run then goes on from what readers see.

    Raises:
        StoreError: it cannot be read.
    """
    call("pipeline.run.remote", address, str(folder.absolute()))


def _follow(address: str, folder: str) -> None:
    with place(address) as there:
        is_there = there.text(CURRENT) is not None
    if is_there:
        pull(address, Path(folder))


if __name__ == "__main__":
    answer(_follow)
