"""Errors as data: every way a document can fail, with the advice that goes with it.

A reader raises `ReadError` with one of these classes; `run` turns it into a row of `documents`.
"""

from __future__ import annotations

import errno
from dataclasses import dataclass
from enum import StrEnum


class ErrorClass(StrEnum):
    """The closed list of reasons why a document gave nothing, or less than it holds."""

    EMPTY_INPUT = "EMPTY_INPUT"
    UNSUPPORTED = "UNSUPPORTED"
    ENCRYPTED = "ENCRYPTED"
    TRUNCATED = "TRUNCATED"
    CORRUPT = "CORRUPT"
    TOO_LARGE = "TOO_LARGE"
    ARCHIVE_BOMB = "ARCHIVE_BOMB"
    ARCHIVE_PART = "ARCHIVE_PART"
    MEMORY = "MEMORY"
    TIMEOUT = "TIMEOUT"
    CRASH = "CRASH"
    NEEDS_TOOL = "NEEDS_TOOL"
    NO_TEXT = "NO_TEXT"
    NO_PAGES = "NO_PAGES"
    NO_TABLE = "NO_TABLE"
    ENCODING_UNCERTAIN = "ENCODING_UNCERTAIN"
    UNREADABLE = "UNREADABLE"
    DUPLICATE = "DUPLICATE"
    INTERNAL_ERROR = "INTERNAL_ERROR"


ADVICE: dict[ErrorClass, str] = {
    ErrorClass.EMPTY_INPUT: "the file has no bytes; fetch it again",
    ErrorClass.UNSUPPORTED: "no reader for this kind of file",
    ErrorClass.ENCRYPTED: "needs a password; ask the publisher for an open copy",
    ErrorClass.TRUNCATED: "the file ends too early; fetch it again",
    ErrorClass.CORRUPT: "the file is damaged or not what it says",
    ErrorClass.TOO_LARGE: "beyond the size limits of a run",
    ErrorClass.ARCHIVE_BOMB: "unpacks to far more than it holds",
    ErrorClass.ARCHIVE_PART: "one part of an archive in several; join all parts into one archive and give that",
    ErrorClass.MEMORY: "needed more memory than a document may have",
    ErrorClass.TIMEOUT: "needed more time than a document may have",
    ErrorClass.CRASH: "a library crashed on it; the run went on",
    ErrorClass.NEEDS_TOOL: "a converter that is not installed is needed",
    ErrorClass.NO_TEXT: "pages are images; needs character recognition",
    ErrorClass.NO_PAGES: "the file opens but holds no page",
    ErrorClass.NO_TABLE: "text was read but no disclosure table or sentence was recognised",
    ErrorClass.ENCODING_UNCERTAIN: "the character encoding could not be settled",
    ErrorClass.UNREADABLE: "the file could not be opened; look at its permissions",
    ErrorClass.DUPLICATE: "the same bytes were given twice; the facts are under the first",
    ErrorClass.INTERNAL_ERROR: "a fault of ours; please report the file",
}


@dataclass
class ReadError(Exception):
    """A document that cannot be read: its class, what was seen, and where."""

    error_class: ErrorClass
    reason: str
    place: str = ""

    def __str__(self) -> str:
        where = f" at {self.place}" if self.place else ""
        return f"{self.error_class}: {self.reason}{where} ({ADVICE[self.error_class]})"


_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})


def is_no_room(error: BaseException) -> bool:
    """Whether a disk is full or not to be written: the run's trouble, and no document's fault."""
    return isinstance(error, OSError) and error.errno in _NO_ROOM
