"""Documents as Word files, written as raw XML: merged cells, numbering that Word draws but does not store."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

from .blocks import Block, Cell, Form, Picture, Table, Text

STAMP = (2024, 1, 1, 0, 0, 0)
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
PARTS = "".join(
    f'<Override PartName="/word/{name}.xml" ContentType="{WORD}.{kind}+xml"/>'
    for name, kind in (("document", "document.main"), ("styles", "styles"), ("numbering", "numbering"))
)
TYPES = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" \
ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" \
ContentType="application/xml"/>{PARTS}</Types>"""
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELS = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" \
Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>"""
DOC_RELS = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" \
Type="{OFFICE}/styles" Target="styles.xml"/><Relationship Id="rId2" Type="{OFFICE}/numbering" \
Target="numbering.xml"/></Relationships>"""
STYLES = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:styles xmlns:w="{W}"><w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>\
<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/><w:pPr><w:outlineLvl \
w:val="0"/></w:pPr></w:style><w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/><w:basedOn \
w:val="a"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style></w:styles>"""
NUMBERING = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt \
w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId \
w:val="0"/></w:num></w:numbering>"""
LEVEL = {"part": "1", "heading": "2"}
ALIGN = {"c": "center", "r": "right", "l": "left"}


def _run(text: str, bold: bool = False) -> str:
    """A run; a run is split in two, as editing splits them."""
    style = "<w:rPr><w:b/></w:rPr>" if bold else ""
    half = len(text) // 2 if len(text) > 12 else len(text)
    parts = [p for p in (text[:half], text[half:]) if p]
    return "".join(f'<w:r>{style}<w:t xml:space="preserve">{escape(p)}</w:t></w:r>' for p in parts)


def _paragraph(
    text: str, align: str = "left", level: str = "", numbered: bool = False, bold: bool = False
) -> str:
    style = f'<w:pStyle w:val="{level}"/>' if level else ""
    number = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>' if numbered else ""
    return f'<w:p><w:pPr>{style}{number}<w:jc w:val="{align}"/></w:pPr>{_run(text, bold)}</w:p>'


def _cell(cell: Cell, merge: str) -> str:
    span = f'<w:gridSpan w:val="{cell.cols}"/>' if cell.cols > 1 else ""
    down = {"": "", "start": '<w:vMerge w:val="restart"/>', "on": "<w:vMerge/>"}[merge]
    lines = cell.text.split("\n") if merge != "on" else [""]
    body = "".join(_paragraph(line, ALIGN[cell.align], bold=cell.bold) for line in lines)
    return f"<w:tc><w:tcPr>{span}{down}</w:tcPr>{body}</w:tc>"


def _table(table: Table) -> str:
    """Rows with gridSpan across and vMerge down."""
    columns = "".join(f'<w:gridCol w:w="{int(w * 900)}"/>' for w in table.widths)
    edges = "".join(
        f'<w:{side} w:val="single" w:sz="4"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    out = [f"<w:tbl><w:tblPr><w:tblBorders>{edges}</w:tblBorders></w:tblPr><w:tblGrid>{columns}</w:tblGrid>"]
    going: dict[int, tuple[Cell, int]] = {}  # column -> the merged cell above and how many rows it still has
    for n, row in enumerate(table.rows):
        cells = list(row)
        parts: list[str] = []
        c = 0
        while c < len(table.widths):
            if c in going:
                cell, left = going.pop(c)
                parts.append(_cell(cell, "on"))
                if left > 1:
                    going[c] = (cell, left - 1)
            elif cells:
                cell = cells.pop(0)
                parts.append(_cell(cell, "start" if cell.rows > 1 else ""))
                if cell.rows > 1:
                    going[c] = (cell, cell.rows - 1)
            else:
                break
            c += cell.cols
        head = "<w:trPr><w:tblHeader/></w:trPr>" if n < table.header else ""
        out.append(f"<w:tr>{head}{''.join(parts)}</w:tr>")
    return "".join(out) + "</w:tbl>"


def _form(form: Form) -> list[str]:
    out = [_paragraph(form.label)] if form.label else []
    out.append(_paragraph(form.title, "center", bold=True))
    if form.left or form.right:
        out.append(_paragraph("　　".join(x for x in (form.left, form.right) if x), "right"))
    return [*out, _table(form.table), *(_paragraph(n) for n in form.notes), _paragraph("")]


DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
EMU = 12_700  # of a point


def _picture(picture: Picture, number: int) -> str:
    """A paragraph that shows a picture."""
    return (
        f'<w:p><w:r><w:drawing><wp:inline xmlns:wp="{DRAWING}/wordprocessingDrawing"><wp:extent '
        f'cx="{int(picture.width * EMU)}" cy="{int(picture.height * EMU)}"/><a:graphic xmlns:a="{DRAWING}/main">'
        f'<a:graphicData uri="{DRAWING}/picture"><pic:pic xmlns:pic="{DRAWING}/picture"><pic:blipFill><a:blip '
        f'xmlns:r="{OFFICE}" r:embed="rIdP{number}"/></pic:blipFill></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r></w:p>"
    )


def _media(pictures: Sequence[Picture]) -> dict[str, bytes]:
    """The parts of pictures, and the relationships that lead to them."""
    links = "".join(
        f'<Relationship Id="rIdP{n}" Type="{OFFICE}/image" Target="media/image{n}.png"/>'
        for n in range(len(pictures))
    )
    relations = DOC_RELS.replace("</Relationships>", f"{links}</Relationships>")
    parts = {f"word/media/image{n}.png": picture.png for n, picture in enumerate(pictures)}
    kind = '<Default Extension="png" ContentType="image/png"/>'
    types = TYPES.replace("<Override", f"{kind}<Override", 1) if pictures else TYPES
    named = {"[Content_Types].xml": types, "word/_rels/document.xml.rels": relations}
    return {name: text.encode() for name, text in named.items()} | parts


def render(blocks: Sequence[Block]) -> bytes:
    """The Word file of a document, the same bytes for the same blocks."""
    parts: list[str] = []
    shown = [b for b in blocks if isinstance(b, Picture)]
    for block in blocks:
        if isinstance(block, Text):
            align = "center" if block.role in ("cover", "part", "title") else "left"
            parts.append(_paragraph(block.text, align, LEVEL.get(block.role, ""), bool(block.number)))
        elif isinstance(block, Form):
            parts += _form(block)
        elif isinstance(block, Picture):
            parts.append(_picture(block, shown.index(block)))
        else:
            parts.append('<w:p><w:r><w:br w:type="page"/></w:r></w:p>')
    body = "".join(parts)
    document = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<w:document xmlns:w="{W}"><w:body>{body}<w:sectPr/></w:body></w:document>'
    )
    texts = {"[Content_Types].xml": "", "_rels/.rels": RELS, "word/document.xml": document,
             "word/styles.xml": STYLES, "word/numbering.xml": NUMBERING}  # fmt: skip
    files = {name: text.encode() for name, text in texts.items()} | _media(shown)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, STAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0
            archive.writestr(info, content)
    return out.getvalue()
