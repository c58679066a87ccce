"""The package of a Word document: its main part and the parts that the main part refers to."""

from __future__ import annotations

import posixpath
import zipfile

from lxml import etree

from pipeline.core.issues import ErrorClass, ReadError
from pipeline.read import zips
from pipeline.read.xml_parts import tree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"


class Package:
    """An open container with the way from the root to the main part and on to styles, numbering and notes."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self._names = {e.filename.replace("\\", "/").lower(): e.filename for e in archive.infolist()}
        main = self._named(self._targets("").get("officeDocument", "word/document.xml"))
        main = main or self._named("word/document.xml")
        if main is None:
            raise ReadError(ErrorClass.CORRUPT, "a Word document without its main part", "word/document.xml")
        self.main = main
        self._related = self._targets(main)

    def _named(self, name: str) -> str | None:
        """The entry of that name, whatever its case."""
        return self._names.get(name.lower())

    def _targets(self, source: str) -> dict[str, str]:
        """The last word of each relationship's type -> the part it leads to; the first of a type counts."""
        folder, name = posixpath.split(source)
        entry = self._named(posixpath.join(folder, "_rels", f"{name}.rels"))
        targets: dict[str, str] = {}
        if entry is None:
            return targets
        for node in tree(zips.part(self.archive, entry), entry):
            target = node.get("Target")
            if target and node.get("TargetMode") != "External":
                path = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
                targets.setdefault(node.get("Type", "").rpartition("/")[2], posixpath.normpath(path))
        return targets

    def related(self, kind: str) -> str | None:
        """The entry of the part that the main part has of a kind (styles, numbering, footnotes, endnotes)."""
        beside = posixpath.join(posixpath.dirname(self.main), f"{kind}.xml")
        return self._named(self._related.get(kind, beside))

    def related_tree(self, kind: str) -> etree._Element | None:
        """The root of a related part; None where there is none."""
        entry = self.related(kind)
        return None if entry is None else tree(zips.part(self.archive, entry), entry)


def w(node: etree._Element, path: str) -> list[etree._Element]:
    """The elements at a path of WordprocessingML names below `node`, whichever namespace it is written in."""
    found = [node]
    for name in path.split("/"):
        found = [child for parent in found for child in parent if child.tag in (W + name, W_STRICT + name)]
    return found


def attribute(node: etree._Element, name: str = "val") -> str | None:
    """A WordprocessingML attribute."""
    value = node.get(W + name)
    return node.get(W_STRICT + name) if value is None else value


def value_at(node: etree._Element, path: str) -> str | None:
    """The `val` of the first element at a path; None where there is none."""
    found = w(node, path)
    return attribute(found[0]) if found else None


def whole_number(text: str | None) -> int | None:
    """A decimal attribute; None where it is missing or no number."""
    if text is None:
        return None
    digits = text.strip()
    if digits.lstrip("+-").isdecimal() and len(digits) < 12:
        return int(digits)
    return None
