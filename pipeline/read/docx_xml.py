"""Elements and attributes of WordprocessingML, whichever of its two namespaces they are written in."""

from __future__ import annotations

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"


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
