"""PDF: characters and paths from pdfium, pdfplumber's table finder and word grouping over them."""

from __future__ import annotations

import ctypes
import hashlib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from pdfplumber.table import TableFinder, TableSettings

from pipeline.core.model import Box, Cell, Document, Page, Paragraph, Span, Table


def chars_of(textpage: Any, height: float) -> list[dict[str, Any]]:
    out = []
    n = raw.FPDFText_CountChars(textpage)
    rect = raw.FS_RECTF()
    for i in range(n):
        code = raw.FPDFText_GetUnicode(textpage, i)
        if code in (0, 10, 13, 32, 0x3000, 0xA0) or raw.FPDFText_IsGenerated(textpage, i) == 1:
            continue
        if not raw.FPDFText_GetLooseCharBox(textpage, i, rect):
            continue
        out.append({"text": chr(code), "x0": rect.left, "x1": rect.right, "top": height - rect.top,
                    "bottom": height - rect.bottom, "i": i})
    return out


def edges_of(page: Any, height: float) -> list[dict[str, Any]]:
    edges: list[dict[str, Any]] = []

    def add(x0: float, y0: float, x1: float, y1: float) -> None:
        x0, x1 = sorted((x0, x1)); t, b = sorted((height - y0, height - y1))
        if b - t <= 2 and x1 - x0 > 3:
            edges.append(dict(x0=x0, x1=x1, top=(t + b) / 2, bottom=(t + b) / 2, width=x1 - x0, height=0, orientation="h", object_type="line"))
        elif x1 - x0 <= 2 and b - t > 3:
            edges.append(dict(x0=(x0 + x1) / 2, x1=(x0 + x1) / 2, top=t, bottom=b, width=0, height=b - t, orientation="v", object_type="line"))
        elif x1 - x0 > 3 and b - t > 3:
            for e in ((x0, t, x1, t), (x0, b, x1, b), (x0, t, x0, b), (x1, t, x1, b)):
                edges.append(dict(x0=e[0], x1=e[2], top=e[1], bottom=e[3], width=e[2] - e[0], height=e[3] - e[1], orientation="h" if e[1] == e[3] else "v", object_type="line"))

    for obj in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=5):
        l, b, r, t = obj.get_bounds()
        n = raw.FPDFPath_CountSegments(obj.raw)
        if n <= 5:
            add(l, b, r, t)
            continue
        m = obj.get_matrix()
        x, y = ctypes.c_float(), ctypes.c_float()
        prev = None
        for i in range(n):
            seg = raw.FPDFPath_GetPathSegment(obj.raw, i)
            raw.FPDFPathSegment_GetPoint(seg, x, y)
            p = m.on_point(x.value, y.value)
            if raw.FPDFPathSegment_GetType(seg) == raw.FPDF_SEGMENT_LINETO and prev:
                if abs(prev[0] - p[0]) < 1 or abs(prev[1] - p[1]) < 1:
                    add(prev[0], prev[1], p[0], p[1])
            prev = p
    return edges


def lines_of(chars: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    lines: list[list[dict[str, Any]]] = []
    for c in sorted(chars, key=lambda c: ((c["top"] + c["bottom"]) / 2, c["x0"])):
        mid = (c["top"] + c["bottom"]) / 2
        if lines and lines[-1][0]["top"] <= mid <= lines[-1][0]["bottom"]:
            lines[-1].append(c)
        else:
            lines.append([c])
    return [sorted(line, key=lambda c: c["x0"]) for line in lines]


def text_of(chars: list[dict[str, Any]]) -> str:
    return "\n".join("".join(c["text"] for c in line) for line in lines_of(chars))


def read_page(number: int, page: Any, start_para: int) -> Page:
    width, height = page.get_size()
    textpage = page.get_textpage()
    chars = chars_of(textpage, height)
    stub = SimpleNamespace(edges=edges_of(page, height), bbox=(0, 0, width, height), chars=chars)
    out = Page(number, width, height, n_chars=len(chars))
    used: set[int] = set()
    tables: list[Table] = []
    for found in TableFinder(stub, TableSettings()).tables:
        xs = sorted({round(v, 1) for c in found.cells for v in (c[0], c[2])})
        ys = sorted({round(v, 1) for c in found.cells for v in (c[1], c[3])})
        cells = []
        inside = [c for c in chars if found.bbox[0] - 1 <= (c["x0"] + c["x1"]) / 2 <= found.bbox[2] + 1 and found.bbox[1] - 1 <= (c["top"] + c["bottom"]) / 2 <= found.bbox[3] + 1]
        for x0, t, x1, b in sorted(found.cells, key=lambda c: (c[1], c[0])):
            mine = [c for c in inside if x0 <= (c["x0"] + c["x1"]) / 2 < x1 and t <= (c["top"] + c["bottom"]) / 2 < b]
            used.update(c["i"] for c in mine)
            r, k = ys.index(round(t, 1)), xs.index(round(x0, 1))
            cells.append(Cell(r, k, text_of(mine), ys.index(round(b, 1)) - r, xs.index(round(x1, 1)) - k, Box(x0, t, x1, b)))
        tables.append(Table(number, len(tables) + 1, len(ys) - 1, len(xs) - 1, cells, Box(*found.bbox), "ruled"))
    blocks: list[tuple[float, Any]] = [(t.box.top if t.box else 0, t) for t in tables]
    for line in lines_of([c for c in chars if c["i"] not in used]):
        text = "".join(c["text"] for c in line)
        box = Box(line[0]["x0"], min(c["top"] for c in line), line[-1]["x1"], max(c["bottom"] for c in line))
        blocks.append((box.top, Paragraph(text, number, start_para, (Span(0, len(text), number, box),))))
        start_para += 1
    out.blocks = [b for _, b in sorted(blocks, key=lambda b: b[0])]
    return out


def read_pdf(path: Path) -> Document:
    data = path.read_bytes()
    pdf = pdfium.PdfDocument(data)
    pages: list[Page] = []
    n_para = 0
    for i in range(len(pdf)):
        page = read_page(i + 1, pdf[i], n_para)
        n_para += sum(isinstance(b, Paragraph) for b in page.blocks)
        pages.append(page)
    return Document(hashlib.sha256(data).hexdigest(), path.name, "application/pdf", len(data), pages, n_pages=len(pages))
