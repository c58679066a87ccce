"""What is drawn on a PDF page, by the compiled loop or by that of Python."""

from __future__ import annotations

import ctypes
import struct
from functools import cache
from typing import Any

import pypdfium2.raw as raw

from pipeline.core.model import Box
from pipeline.read import pdf_paths
from pipeline.read.native import addresses, library
from pipeline.read.pdf_calls import address_of
from pipeline.read.pdf_chars import Frame
from pipeline.read.pdf_paths import MAX_OBJECTS, Drawing, Rule

_FRAME = struct.Struct("=4dq")
_MARK = struct.Struct("=q4d")
_IMAGE, _N_PATHS = 4, 5  # kinds of marks; those before are rules and shades, across and down


@cache
def _functions() -> Any:
    """The functions of pdfium in the order in which the compiled loop takes them."""
    return addresses(
        (
            raw.FPDFPageObj_GetType,
            raw.FPDFPageObj_GetMatrix,
            raw.FPDFPage_GetObject,
            raw.FPDFFormObj_GetObject,
            raw.FPDFFormObj_CountObjects,
            raw.FPDFPath_CountSegments,
            raw.FPDFPath_GetPathSegment,
            raw.FPDFPathSegment_GetType,
            raw.FPDFPathSegment_GetPoint,
            raw.FPDFPathSegment_GetClose,
            raw.FPDFPath_GetDrawMode,
        )
    )


def _compiled(loop: Any, page: Any, frame: Frame) -> Drawing:
    """What is drawn as the compiled loop gives it."""
    marks = ctypes.c_void_p()
    n_objects = ctypes.c_long(raw.FPDFPage_CountObjects(page))
    sides = _FRAME.pack(*frame.sides, frame.turn)
    opened = ctypes.c_void_p(address_of(page.raw))
    n_marks = loop(_functions(), opened, n_objects, ctypes.c_long(MAX_OBJECTS), sides, ctypes.byref(marks))
    if n_marks < 0 or marks.value is None:
        raise MemoryError("the drawing of a page")
    lines: tuple[list[Rule], ...] = ([], [], [], [])
    images: list[Box] = []
    n_paths = 0
    for kind, *n in _MARK.iter_unpack(ctypes.string_at(marks.value, n_marks * _MARK.size)):
        if kind < _IMAGE:
            lines[kind].append(Rule(n[0], n[1], n[2]))
        elif kind == _IMAGE:
            images.append(Box(*n))
        else:
            n_paths = int(n[0])
    return Drawing(lines[0], lines[1], len(images), n_paths, (lines[2], lines[3]), images)


def drawing_of(page: Any, frame: Frame) -> Drawing:
    """The rules of an open page in `frame`, and how many images it shows."""
    compiled = library()
    if compiled is None:
        return pdf_paths.drawing_of(page, frame)
    return _compiled(compiled.yj_marks, page, frame)
