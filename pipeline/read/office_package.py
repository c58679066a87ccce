"""The package of an Office document: its main part and the parts that the main part refers to."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator

from lxml import etree

from pipeline.core.issues import ErrorClass, ReadError
from pipeline.read import zips
from pipeline.read.xml_parts import tree


class Package:
    """An open container with the way from the root to the main part, and on to the parts that it refers to."""

    def __init__(self, archive: zipfile.ZipFile, usual_main: str) -> None:
        self.archive = archive
        self._names = {e.filename.replace("\\", "/").lower(): e.filename for e in archive.infolist()}
        main = self._named(self._targets("").get("officeDocument", usual_main))
        main = main or self._named(usual_main)
        if main is None:
            raise ReadError(ErrorClass.CORRUPT, "an Office document without its main part", usual_main)
        self.main = main
        self._related = self._targets(main)

    def _named(self, name: str) -> str | None:
        """The entry of that name, whatever its case."""
        return self._names.get(name.lower())

    def _relations(self, source: str) -> Iterator[tuple[str, str, str]]:
        """(id, last word of its type, part) of each relationship of a part to another one."""
        folder, name = posixpath.split(source)
        entry = self._named(posixpath.join(folder, "_rels", f"{name}.rels"))
        if entry is None:
            return
        for node in tree(zips.part(self.archive, entry), entry):
            target = node.get("Target")
            if target and node.get("TargetMode") != "External":
                path = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
                kind = node.get("Type", "").rpartition("/")[2]
                yield node.get("Id", ""), kind, posixpath.normpath(path)

    def _targets(self, source: str) -> dict[str, str]:
        """The last word of each relationship's type -> the part it leads to; the first of a type counts."""
        targets: dict[str, str] = {}
        for _, kind, path in self._relations(source):
            targets.setdefault(kind, path)
        return targets

    def parts_by_id(self, source: str = "", kind: str = "") -> dict[str, str]:
        """The entries that a part (the main one) refers to, by the id it calls them by; only those of a kind."""
        found = self._relations(source or self.main)
        named = ((key, self._named(path)) for key, other, path in found if kind in ("", other))
        return {key: entry for key, entry in named if entry is not None}

    def related(self, kind: str) -> str | None:
        """The entry of the part that the main part has of a kind (styles, numbering, footnotes, endnotes)."""
        beside = posixpath.join(posixpath.dirname(self.main), f"{kind}.xml")
        return self._named(self._related.get(kind, beside))

    def related_tree(self, kind: str) -> etree._Element | None:
        """The root of a related part; None where there is none."""
        entry = self.related(kind)
        return None if entry is None else tree(zips.part(self.archive, entry), entry)


def whole_number(text: str | None) -> int | None:
    """A decimal attribute; None where it is missing or no number."""
    if text is None:
        return None
    digits = text.strip()
    if digits.lstrip("+-").isdecimal() and len(digits) < 12:
        return int(digits)
    return None
