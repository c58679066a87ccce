"""Minimal Word documents written out: a paragraph is `p("text")`, a table `tbl(tr(tc("a"), tc("b")))`."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)
_TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
)


def root(name: str, inner: str) -> str:
    """A part whose root is `name`."""
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{name} {_NAMESPACES}>{inner}</w:{name}>'


def r(text: str, properties: str = "") -> str:
    """A run."""
    inner = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{inner}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def p(text: str = "", *, inner: str = "", properties: str = "") -> str:
    """A paragraph: a run of `text`, then whatever XML `inner` is."""
    head = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f"<w:p>{head}{r(text) if text else ''}{inner}</w:p>"


def numbered(text: str, num_id: int, level: int = 0) -> str:
    """A paragraph of a list."""
    return p(text, properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num_id}"/></w:numPr>')


def tc(text: str = "", *, span: int = 1, merge: str | None = None, inner: str | None = None) -> str:
    """A cell."""
    properties = f'<w:gridSpan w:val="{span}"/>' if span != 1 else ""
    if merge is not None:
        properties += f'<w:vMerge w:val="{merge}"/>' if merge else "<w:vMerge/>"
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text) if inner is None else inner}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    """A row."""
    return f"<w:tr>{f'<w:trPr>{properties}</w:trPr>' if properties else ''}{''.join(cells)}</w:tr>"


def tbl(*rows: str) -> str:
    """A table."""
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def box(inner: str) -> str:
    """A run with a text box, once for new and once for old versions of Word."""
    new = f"<w:drawing><wp:anchor><w:txbxContent>{inner}</w:txbxContent></wp:anchor></w:drawing>"
    old = f"<w:pict><v:textbox><w:txbxContent>{inner}</w:txbxContent></v:textbox></w:pict>"
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps">{new}</mc:Choice>'
        f"<mc:Fallback>{old}</mc:Fallback></mc:AlternateContent></w:r>"
    )


def lvl(number: int, text: str, form: str = "decimal", more: str = "") -> str:
    """A level of a list."""
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def lists(*levels: str, nums: str = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>') -> str:
    """A numbering part with one list of `levels`, used under the numbers in `nums`."""
    return root("numbering", f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>{nums}')


def docx(
    path: Path,
    body: str,
    *,
    document: str | None = None,
    main: str = "word/document.xml",
    embedded: Mapping[str, bytes] | None = None,
    **parts: str,
) -> Path:
    """Write a document of `body`; `parts` (styles, numbering, footnotes, endnotes) are whole parts.

    The first part of `embedded` is the one that an object refers to as "x".
    """
    folder, _, name = main.rpartition("/")
    links = f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="{main}"/>'
    related = "".join(
        f'<Relationship Id="{kind}" Type="{OFFICE}/{kind}" Target="{kind}.xml"/>' for kind in parts
    )
    for target in list(embedded or ())[:1]:
        related += f'<Relationship Id="x" Type="{OFFICE}/oleObject" Target="{target}"/>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", RELATIONS.format(links))
        archive.writestr(f"{folder}/_rels/{name}.rels", RELATIONS.format(related))
        archive.writestr(main, document or root("document", f"<w:body>{body}</w:body>"))
        for name, data in (embedded or {}).items():
            archive.writestr(f"{folder}/{name}", data)
        for kind, part in parts.items():
            archive.writestr(f"{folder}/{kind}.xml", part)
    return path
