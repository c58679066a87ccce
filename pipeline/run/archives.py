"""Archives among the sources: unpacked once below the dataset's folder, their members documents of their own.

They stay there, under the hash of the archive, so that a run that finds the archive unchanged lists its members without
opening it, and so that the file behind a fact can be shown later. What no source of the published build needs goes.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.core.issues import ErrorClass, ReadError
from pipeline.core.source import Source, Told, address
from pipeline.read import media
from pipeline.read.archives import ARCHIVES
from pipeline.read.sniff import sniff
from pipeline.read.unpack import Member, Unpacked, unpack
from pipeline.run.result import Result, container, failed

MOST_DEPTH = 2
_INDEX = "members.json"
_SAID = 5  # members named in the row of their archive


def _kind(path: Path) -> str:
    """What a file is; "" where that cannot be told."""
    try:
        return sniff(path)
    except ReadError:
        return ""


@dataclass(frozen=True, slots=True)
class Archives:
    """The unpacked archives of a dataset."""

    root: Path

    def folder(self, doc_id: str) -> Path:
        """Where the files of a document are unpacked."""
        return self.root / doc_id[:2] / doc_id

    def is_unpacked(self, row: dict[str, Any]) -> bool:
        """Whether the members of a document that is known already can be listed, where it can have any."""
        is_failed = row["status"] == "failed"
        return (
            row["media_type"] not in ARCHIVES or is_failed or (self.folder(row["doc_id"]) / _INDEX).exists()
        )

    def unpacked(self, source: Source) -> Result | None:
        """An archive, unpacked; None where the source is a document."""
        kind = _kind(source.path)
        return self._archive(source, kind) if kind in ARCHIVES else None

    def unpack_attachments(self, source: Source, result: Result) -> None:
        """Unpack the files in a PDF; what is wrong with them leaves the PDF as it is."""
        if result.status["media_type"] != media.PDF or source.depth >= MOST_DEPTH:
            return
        draft = self._draft(result.doc_id)
        try:
            unpacked = unpack(source.path, media.PDF, draft, source.may_unpack)
        except ReadError:
            unpacked = Unpacked([])
        if unpacked.members:
            self._keep(draft, result.doc_id, unpacked.members)
        else:
            shutil.rmtree(draft, ignore_errors=True)

    def _archive(self, source: Source, kind: str) -> Result:
        if source.depth >= MOST_DEPTH:
            said = f"an archive in {source.depth} others, the limit is {MOST_DEPTH}"
            return failed(source.path, source.uri, ErrorClass.ARCHIVE_BOMB, said)
        result = container(source.path, source.uri, kind, ("ok", None, ""))
        draft = self._draft(result.doc_id)
        try:
            unpacked = unpack(source.path, kind, draft, source.may_unpack)
        except ReadError as error:
            shutil.rmtree(draft, ignore_errors=True)
            return failed(source.path, source.uri, error.error_class, str(error))
        if not unpacked.members and unpacked.fault is not None:
            shutil.rmtree(draft, ignore_errors=True)
            return failed(source.path, source.uri, unpacked.fault.error_class, str(unpacked.fault))
        self._keep(draft, result.doc_id, unpacked.members)
        return container(source.path, source.uri, kind, _outcome(unpacked))

    def _draft(self, doc_id: str) -> Path:
        """An empty folder to unpack into, beside where it will be."""
        draft = self.folder(doc_id).with_suffix(f".{os.getpid()}.tmp")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        return draft

    def _keep(self, draft: Path, doc_id: str, members: list[Member]) -> None:
        """Put a whole folder in its place."""
        (draft / _INDEX).write_text(json.dumps([asdict(m) for m in members], ensure_ascii=True), "utf-8")
        self._place(draft, doc_id)

    def _place(self, draft: Path, doc_id: str) -> None:
        folder = self.folder(doc_id)
        shutil.rmtree(folder, ignore_errors=True)
        draft.replace(folder)

    def stored(self, doc_id: str) -> list[Path]:
        """The files of a document's folder, the index among them; none where nothing was unpacked."""
        return sorted(p for p in self.folder(doc_id).rglob("*") if p.is_file())

    def put(self, doc_id: str, files: Iterable[tuple[str, bytes]]) -> None:
        """Take a document's files, by name, that were unpacked elsewhere."""
        draft = self._draft(doc_id)
        for name, body in files:
            (draft / name).parent.mkdir(parents=True, exist_ok=True)
            (draft / name).write_bytes(body)
        self._place(draft, doc_id)

    def forget_drafts(self) -> None:
        """Remove what runs that were killed left half unpacked. For the run that holds the lock."""
        for draft in self.root.glob("*/*.tmp"):
            shutil.rmtree(draft, ignore_errors=True)

    def keep_only(self, doc_ids: Collection[str]) -> None:
        """Remove what was unpacked of archives that are none of these. For the run that holds the lock."""
        for folder in self.root.glob("*/*"):
            if folder.name not in doc_ids:
                shutil.rmtree(folder, ignore_errors=True)
        for shelf in self.root.glob("*"):
            with suppress(OSError):
                shelf.rmdir()  # one that is not empty stays

    def members(self, source: Source, doc_id: str) -> Iterator[tuple[Source, Result | None]]:
        """The members of a source that was unpacked; those that could not be unpacked with their result."""
        folder = self.folder(doc_id)
        index = folder / _INDEX
        if not doc_id or not index.exists():
            return
        known = [Member(**m) for m in json.loads(index.read_text("utf-8"))]
        sizes = {m.stored: (folder / m.stored).stat().st_size for m in known if m.stored}
        left = max(source.may_unpack - sum(sizes.values()), 0)
        for member in known:
            # What may still be unpacked is shared out by size, so that no tree of archives exceeds the whole.
            size = sizes.get(member.stored, 0)
            share = left * size // max(sum(sizes.values()), 1)
            uri = f"{source.uri}!/{address(Path(member.name))}"
            inner = Source(folder / member.stored, uri, source.depth + 1, share, _told(source, member))
            if member.stored:
                yield inner, None
            else:
                yield inner, _refused(member, uri)


def _told(source: Source, member: Member) -> Told | None:
    """What the site says of a member: what it says of its archive."""
    if source.told is None:
        return None
    return replace(source.told, name=address(Path(member.name.rpartition("/")[2])))


def _refused(member: Member, uri: str) -> Result:
    """The result of a member that was not unpacked: it has no bytes and so no doc_id."""
    result = failed(Path(member.name.rpartition("/")[2]), uri, ErrorClass(member.error_class), member.error)
    result.status |= {"doc_id": "", "bytes": 0}
    return result


def _outcome(unpacked: Unpacked) -> tuple[str, ErrorClass | None, str]:
    """Status, error class and text of an archive: partial where something of it is missing."""
    refused = [m for m in unpacked.members if not m.stored]
    said = [f"members: {len(unpacked.members)}"]
    said += [f"{m.name}: {m.error}" for m in refused[:_SAID]]
    said += [f"and {len(refused) - _SAID} more"] if len(refused) > _SAID else []
    said += [str(unpacked.fault)] if unpacked.fault is not None else []
    if not unpacked.members:
        return "skipped", ErrorClass.NO_PAGES, "an empty archive"
    if unpacked.fault is None and not refused:
        return "ok", None, said[0]
    first = unpacked.fault.error_class if unpacked.fault else ErrorClass(refused[0].error_class)
    return ("partial" if len(refused) < len(unpacked.members) else "failed"), first, "; ".join(said)
