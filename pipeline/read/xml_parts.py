"""XML parts of Office containers as a stream: no entity is expanded, nothing is fetched, no tree is kept."""

from __future__ import annotations

import zipfile
from typing import Any, Protocol

from lxml import etree

from pipeline.core.issues import ErrorClass, ReadError
from pipeline.read.zips import FAULTS

_CHUNK = 1 << 18
_MAX_TREE = 64 << 20


class Target(Protocol):
    """What a stream of XML is told to."""

    def start(self, tag: str, attrib: dict[str, str]) -> None:
        """An element begins."""

    def end(self, tag: str) -> None:
        """An element ends."""

    def data(self, data: str) -> None:
        """A piece of text."""

    def close(self) -> None:
        """The end of the document."""


class _Guarded:
    """A target that refuses a document type declaration: Office never writes one, bombs need one."""

    def __init__(self, target: Target, place: str) -> None:
        self.start, self.end, self.data, self.close = target.start, target.end, target.data, target.close
        self._place = place

    def doctype(self, *_: str | None) -> None:
        raise ReadError(
            ErrorClass.CORRUPT, "a document type declaration, which Office never writes", self._place
        )


def _fault(error: etree.XMLSyntaxError, place: str) -> ReadError:
    """A part that is no XML; libxml2 says "unknown error" when it is out of memory."""
    message = str(error.msg or "")
    if message.startswith("unknown error"):
        return ReadError(ErrorClass.MEMORY, "the XML parser was out of memory", place)
    return ReadError(ErrorClass.CORRUPT, f"broken XML: {message}", place)


def stream(archive: zipfile.ZipFile, name: str, target: Target) -> None:
    """Tell `target` the part `name` of a container.

    The part is unpacked piece by piece and no tree is built, so that memory is what the target keeps and
    depth costs nothing. huge_tree stays off, for it would take libxml2's guard against growing entities away.

    Raises:
        ReadError: the part is missing, encrypted, damaged, or no XML.
    """
    guarded: Any = _Guarded(target, name)
    parser = etree.XMLParser(target=guarded, resolve_entities=False, no_network=True, huge_tree=False)
    try:
        if archive.getinfo(name).flag_bits & 1:
            raise ReadError(ErrorClass.ENCRYPTED, "the part is encrypted", name)
        with archive.open(name) as file:
            while chunk := file.read(_CHUNK):
                parser.feed(chunk)
        parser.close()
    except KeyError as error:
        raise ReadError(ErrorClass.CORRUPT, "the part is missing", name) from error
    except etree.XMLSyntaxError as error:
        raise _fault(error, name) from error
    except FAULTS as error:
        raise ReadError(ErrorClass.CORRUPT, f"the part cannot be unpacked: {error}", name) from error


def tree(data: bytes, place: str) -> etree._Element:
    """The root of a small part (styles, numbering, relationships).

    Raises:
        ReadError: too large for a part of its kind, or no XML.
    """
    if len(data) > _MAX_TREE:
        raise ReadError(ErrorClass.TOO_LARGE, f"{len(data)} bytes", place)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise _fault(error, place) from error
    docinfo: Any = root.getroottree().docinfo
    if docinfo.doctype:
        raise ReadError(ErrorClass.CORRUPT, "a document type declaration, which Office never writes", place)
    return root
