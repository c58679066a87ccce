"""The child process that opens source files for the web page: `page FILE N` or `passage FILE LOCATOR` on stdout."""

from __future__ import annotations

import io
import json
import resource
import sys
from pathlib import Path
from typing import Any

import pypdfium2

from pipeline.core.model import Paragraph, Table
from pipeline.core.text import nfc
from pipeline.read import open_document

_MEMORY = 3 << 30
_PIXELS = 1500  # of the longer side: print stays readable, the image small
_COLOURS = 16
_ROWS_AROUND = 12


def page(path: Path, number: int) -> bytes:
    """A line of JSON with the page's size in points, then a PNG of it."""
    pdf = pypdfium2.PdfDocument(path)
    shown = pdf[number - 1]
    width, height = shown.get_size()
    image = shown.render(scale=min(2.0, _PIXELS / max(width, height))).to_pil()
    out = io.BytesIO()
    image.convert("RGB").quantize(_COLOURS).save(out, "PNG", optimize=True)
    return json.dumps({"width": width, "height": height}).encode() + b"\n" + out.getvalue()


def passage(path: Path, locator: str) -> dict[str, Any]:
    """The table (rows around the cell) or paragraph (the stretch marked) that a locator names; {} for none."""
    for block in open_document(path).blocks():
        found = _of_table(block, locator) if isinstance(block, Table) else _of_paragraph(block, locator)
        if found:
            return found
    return {}


def _of_table(table: Table, locator: str) -> dict[str, Any]:
    cell = next((c for c in table.cells if table.place(c).locator == locator), None)
    if cell is None:
        return {}
    rows: dict[int, list[dict[str, Any]]] = {}
    for c in table.cells:
        if c.row < 3 or abs(c.row - cell.row) <= _ROWS_AROUND:
            text = {"text": nfc(c.text), "rows": c.row_span, "cols": c.col_span, "is_this": c is cell}
            rows.setdefault(c.row, []).append(text)
    return {"rows": [rows[r] for r in sorted(rows)]}


def _of_paragraph(block: Paragraph, locator: str) -> dict[str, Any]:
    head, _, tail = locator.rpartition("/")
    start, _, end = tail.partition("-")
    if not end.isdecimal() or block.place(int(start), int(end)).locator.rpartition("/")[0] != head:
        return {}
    a, b = int(start), int(end)
    return {"before": nfc(block.text[:a]), "marked": nfc(block.text[a:b]), "after": nfc(block.text[b:])}


def main() -> None:
    """Do what the command line says, within limits."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    what, path, argument = sys.argv[1], Path(sys.argv[2]), sys.argv[3]
    if what == "page":
        sys.stdout.buffer.write(page(path, int(argument)))
    else:
        sys.stdout.buffer.write(json.dumps(passage(path, argument), ensure_ascii=False).encode())


if __name__ == "__main__":
    main()
