"""Archives unpacked under limits: every member becomes a file under a name of ours, or a reason why it did not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from pipeline.core.issues import ErrorClass, ReadError, is_no_room
from pipeline.read import zips
from pipeline.read.archives import ENTRIES, FAULTS, Entry, Stream
from pipeline.read.member_names import clean, is_clutter, stored_name

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Member:
    """A member: its name in the archive, its file below the folder, or why there is none."""

    name: str
    stored: str
    error_class: str = ""
    error: str = ""


@dataclass(slots=True)
class Unpacked:
    """The members, and what ended the unpacking before its time."""

    members: list[Member]
    fault: ReadError | None = None


class _Unpacking:
    """The members of one archive so far, and the bytes they came to."""

    def __init__(self, folder: Path, most_bytes: int) -> None:
        self.members: list[Member] = []
        self._folder, self._left = folder, most_bytes
        self._names: Counter[str] = Counter()
        self._n_seen = 0

    def add(self, entry: Entry) -> None:
        """One more member.

        Raises:
            ReadError: too many of them, or too many bytes.
        """
        self._n_seen += 1
        if self._n_seen > zips.MAX_ENTRIES:
            raise ReadError(ErrorClass.ARCHIVE_BOMB, f"more than {zips.MAX_ENTRIES} members")
        name, why = clean(entry.name)
        if not why and is_clutter(name):
            return
        self._names[name] += 1
        if self._names[name] > 1:
            name = f"{name} ({self._names[name]})"
        if why:
            self.members.append(Member(name, "", ErrorClass.UNREADABLE, why))
        elif entry.open is None:
            self.members.append(Member(name, "", entry.error_class or ErrorClass.UNREADABLE, entry.error))
        else:
            self.members.append(self._written(name, entry.open))

    def _written(self, name: str, opened: Callable[[], Stream]) -> Member:
        """The member as a file; a damaged one leaves the others alone."""
        stored = Path(f"{len(self.members) + 1:05d}") / stored_name(name)
        path = self._folder / stored
        path.parent.mkdir()
        try:
            with _faults_named(), path.open("xb") as out:
                self._copy(opened, out)
        except ReadError as error:
            path.unlink(missing_ok=True)
            if error.error_class is ErrorClass.ARCHIVE_BOMB:
                raise
            return Member(name, "", error.error_class, error.reason)
        return Member(name, stored.as_posix())

    def _copy(self, opened: Callable[[], Stream], out: IO[bytes]) -> None:
        """The bytes of a member, as many as may still come."""
        with opened() as source:
            while block := source.read(_BLOCK):
                self._left -= len(block)
                if self._left < 0:
                    raise ReadError(ErrorClass.ARCHIVE_BOMB, "it unpacks to far more than it may")
                out.write(block)


@contextmanager
def _faults_named() -> Iterator[None]:
    """Have what libraries throw over damaged archives be a `ReadError`."""
    try:
        yield
    except NotImplementedError as error:
        raise ReadError(ErrorClass.UNSUPPORTED, f"it cannot be unpacked: {error}") from error
    except FAULTS as error:
        if is_no_room(error):
            raise
        kind = ErrorClass.ENCRYPTED if "password" in str(error).lower() else ErrorClass.CORRUPT
        raise ReadError(kind, f"it cannot be unpacked: {error}") from error


def unpack(path: Path, kind: str, folder: Path, most_bytes: int) -> Unpacked:
    """Unpack the archive at `path`, of `kind`, into the empty `folder`.

    Members that come before the place where an archive is damaged are kept. One that unpacks to far more than it
    holds leaves none.

    Raises:
        ReadError: it needs a tool that is missing, or it unpacks to more than it may.
    """
    allowed = max(10 << 20, zips.MAX_RATIO * path.stat().st_size)
    unpacking = _Unpacking(folder, min(most_bytes, allowed))
    fault: ReadError | None = None
    try:
        with _faults_named():
            for entry in ENTRIES[kind](path):
                unpacking.add(entry)
    except ReadError as error:
        if error.error_class in (ErrorClass.ARCHIVE_BOMB, ErrorClass.ARCHIVE_PART, ErrorClass.NEEDS_TOOL):
            raise
        fault = error
    return Unpacked(unpacking.members, fault)
