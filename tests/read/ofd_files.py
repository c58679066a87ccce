"""Small OFD packages: pages of text and rules, in the points of the other drawings of tests."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from pipeline.core.model import Table

NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'
MM = 25.4 / 72


def text(x: float, top: float, string: str, size: float = 10, more: str = "") -> str:
    """A line of text whose characters reach from `top` down by their size; digits half as wide as Chinese."""
    widths = [size * MM * (1 if ord(c) > 255 else 0.5) for c in string]
    steps = " ".join(f"{w:.4f}" for w in widths[:-1])
    boundary = f"{x * MM:.4f} {top * MM:.4f} 200 {size * MM:.4f}"
    return (
        f'<ofd:TextObject ID="1" Boundary="{boundary}" Font="1" Size="{size * MM:.4f}" {more}>'
        f'<ofd:TextCode X="0" Y="{0.88 * size * MM:.4f}" DeltaX="{steps}">{escape(string)}</ofd:TextCode>'
        "</ofd:TextObject>"
    )


def rule(x0: float, top: float, x1: float, bottom: float) -> str:
    """A straight line."""
    return (
        f'<ofd:PathObject ID="2" Boundary="{x0 * MM:.4f} {top * MM:.4f} 200 200" LineWidth="0.2">'
        f"<ofd:AbbreviatedData>M 0 0 L {(x1 - x0) * MM:.4f} {(bottom - top) * MM:.4f}</ofd:AbbreviatedData>"
        "</ofd:PathObject>"
    )


def ruled(
    form: Table, left: float = 60, top: float = 100, width: float = 90, height: float = 24
) -> list[str]:
    """A table with every cell framed, as wide and high as its columns and rows are many."""
    out = []
    for cell in form.cells:
        x0, y0 = left + cell.col * width, top + cell.row * height
        x1, y1 = x0 + cell.col_span * width, y0 + cell.row_span * height
        out += [rule(x0, y0, x1, y0), rule(x0, y1, x1, y1), rule(x0, y0, x0, y1), rule(x1, y0, x1, y1)]
        out.append(text(x0 + 3, (y0 + y1) / 2 - 4, cell.text, 8) if cell.text else "")
    return out


def content(objects: Sequence[str], template: str = "") -> str:
    """A page, or a template."""
    return (
        f'<ofd:Page {NS}>{template}<ofd:Content><ofd:Layer ID="3"><ofd:PageBlock ID="4">{"".join(objects)}'
        "</ofd:PageBlock></ofd:Layer></ofd:Content></ofd:Page>"
    )


def ofd(
    *pages: Sequence[str] | str, template: Sequence[str] = (), parts: Mapping[str, str] | None = None
) -> bytes:
    """A package of pages, each its objects, or the whole of its part; `template` lies under all of them."""
    use = '<ofd:Template TemplateID="9" ZOrder="Background"/>' if template else ""
    listed = "".join(f'<ofd:Page ID="{i}" BaseLoc="Pages/Page_{i}/Content.xml"/>' for i in range(len(pages)))
    files = {
        "OFD.xml": f"<ofd:OFD {NS}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {NS}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 297 210"
        '</ofd:PhysicalBox></ofd:PageArea><ofd:TemplatePage ID="9" BaseLoc="Tpls/Tpl_0/Content.xml"/>'
        f"</ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
        "Doc_0/Tpls/Tpl_0/Content.xml": content(template),
    }
    for i, page in enumerate(pages):
        whole = page if isinstance(page, str) else content(page, use)
        files[f"Doc_0/Pages/Page_{i}/Content.xml"] = whole
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in (files | dict(parts or {})).items():
            archive.writestr(name, part)
    return out.getvalue()
