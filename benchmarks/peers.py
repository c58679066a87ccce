"""What the pipeline is held against, each a whole process over the same PDFs: `python -m benchmarks.peers PEER LIST`.

pdfplumber: bare `extract_text` and `extract_tables` of every page, what most people run today.
pypdfium2: every character and every path of every page as pdfium's binding for Python gives them: the text, the box of
each character, the bounds of each object, the points of each path. A bare parse as its users write it.
pdfium: codes and boxes of the characters and bounds of the objects by calls of the raw interface, for which the binding
makes no objects: the least that a caller in Python can pay. Left out is what the reader needs beside: sizes, matrices
and clips of the characters, points of the paths, what forms inside the page hold. About half of it is pdfium's own
work, the rest the calls from Python, which a loop in C would not pay.
yujuesuan: the whole job, on one core, to published Parquet.

Each peer loads only what it needs, for loading counts.
"""

from __future__ import annotations

import ctypes
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.run.local import Done


def with_pdfplumber(paths: Sequence[Path]) -> None:
    """Text and tables of every page, thrown away."""
    import pdfplumber

    for path in paths:
        with pdfplumber.open(path) as pdf:
            for page in pdf.pages:
                page.extract_text()
                page.extract_tables()
                page.close()


def with_pypdfium2(paths: Sequence[Path]) -> None:
    """Text and box of every character, bounds of every object, points of every path, thrown away."""
    import pypdfium2 as pdfium
    import pypdfium2.raw as raw

    x, y = ctypes.c_float(), ctypes.c_float()
    for path in paths:
        pdf = pdfium.PdfDocument(path)
        for page in pdf:
            text = page.get_textpage()
            text.get_text_range()
            for i in range(text.count_chars()):
                text.get_charbox(i)
            for thing in page.get_objects():
                thing.get_bounds()
                if thing.type == raw.FPDF_PAGEOBJ_PATH:  # whose points only the raw interface tells
                    for i in range(raw.FPDFPath_CountSegments(thing)):
                        segment = raw.FPDFPath_GetPathSegment(thing, i)
                        raw.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
            text.close()
            page.close()
        pdf.close()


def with_pdfium(paths: Sequence[Path]) -> None:
    """Code and box of every character, bounds of every object."""
    import pypdfium2 as pdfium
    import pypdfium2.raw as raw

    rect = raw.FS_RECTF()
    bounds = [ctypes.c_float() for _ in range(4)]
    for path in paths:
        pdf = pdfium.PdfDocument(path)
        for page in pdf:
            text = page.get_textpage()
            for i in range(raw.FPDFText_CountChars(text)):
                raw.FPDFText_GetUnicode(text, i)
                raw.FPDFText_GetLooseCharBox(text, i, ctypes.byref(rect))
            for i in range(raw.FPDFPage_CountObjects(page)):
                raw.FPDFPageObj_GetBounds(raw.FPDFPage_GetObject(page, i), *map(ctypes.byref, bounds))
            text.close()
            page.close()
        pdf.close()


def recognised(paths: Sequence[Path]) -> set[Path]:
    """The files of which yujuesuan recognises a page, or a part of one, in its image: no bare parse tells of these."""
    from pipeline.core.source import Source
    from pipeline.run.local import run

    found: set[Path] = set()

    def note(done: Done) -> None:
        if done.row["text_source"] != "digital":
            found.add(done.source.path)

    with tempfile.TemporaryDirectory() as out:
        run([Source(p, p.name) for p in paths], Path(out), on_done=note)
    return found


def with_yujuesuan(paths: Sequence[Path]) -> None:
    """Everything: reading, extraction, checks, publication, one document at a time."""
    from pipeline.core.source import Source
    from pipeline.run.local import Options, run

    with tempfile.TemporaryDirectory() as out:
        run([Source(p, p.name) for p in paths], Path(out), Options(n_children=1))


PEERS: dict[str, Callable[[Sequence[Path]], None]] = {
    "pdfplumber": with_pdfplumber,
    "pypdfium2": with_pypdfium2,
    "pdfium": with_pdfium,
    "yujuesuan": with_yujuesuan,
}


if __name__ == "__main__":
    PEERS[sys.argv[1]]([Path(line) for line in Path(sys.argv[2]).read_text("utf-8").splitlines()])
