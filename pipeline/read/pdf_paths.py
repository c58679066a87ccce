"""The rules of a PDF page: drawn lines, thin rectangles and sides of rectangles, in its upright frame."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import pypdfium2.raw as raw

from pipeline.read.pdf_chars import Frame

_MAX_DEPTH = 6  # of forms inside forms
_MAX_OBJECTS = 200_000
_THIN = 3.0  # points: a rectangle no thicker is a rule
_SHORT = 1.0  # points: rules no longer are dots
_STRAIGHT = 0.8  # points that a line may lean

Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class Rule(NamedTuple):
    """A straight rule: `at` its height (horizontal) or abscissa (vertical), running from `start` to `end`."""

    at: float
    start: float
    end: float


class Drawing(NamedTuple):
    """What is drawn on a page besides text; `shades` are (horizontal, vertical) sides of filled areas."""

    horizontal: list[Rule]
    vertical: list[Rule]
    n_images: int
    n_paths: int = 0
    shades: tuple[Sequence[Rule], Sequence[Rule]] = ((), ())


def _times(inner: Matrix, outer: Matrix) -> Matrix:
    """The matrix that applies `inner`, then `outer`."""
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _matrix_of(obj: Any) -> Matrix:
    """The matrix of a page object."""
    m = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(obj, ctypes.byref(m)):
        return _IDENTITY
    return m.a, m.b, m.c, m.d, m.e, m.f


def _objects(page: Any) -> Iterator[tuple[int, Any, Matrix]]:
    """(type, object, matrix of the form it stands in) of every path and image, forms opened."""
    left = _MAX_OBJECTS

    def walk(
        count: int, get: Any, holder: Any, matrix: Matrix, depth: int
    ) -> Iterator[tuple[int, Any, Matrix]]:
        nonlocal left
        for i in range(count):
            if left <= 0:
                return
            left -= 1
            obj = get(holder, i)
            kind = raw.FPDFPageObj_GetType(obj)
            if kind == raw.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
                inner = _times(_matrix_of(obj), matrix)
                yield from walk(
                    raw.FPDFFormObj_CountObjects(obj), raw.FPDFFormObj_GetObject, obj, inner, depth + 1
                )
            elif kind in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE):
                yield kind, obj, matrix

    return walk(raw.FPDFPage_CountObjects(page), raw.FPDFPage_GetObject, page, _IDENTITY, 0)


def _polygons(path: Any, matrix: Matrix) -> list[list[tuple[float, float]]]:
    """The subpaths of a path as points in user space; curves are left out."""
    x, y = ctypes.c_float(), ctypes.c_float()
    rx, ry = ctypes.byref(x), ctypes.byref(y)
    a, b, c, d, e, f = matrix
    out: list[list[tuple[float, float]]] = []
    for i in range(raw.FPDFPath_CountSegments(path)):
        segment = raw.FPDFPath_GetPathSegment(path, i)
        kind = raw.FPDFPathSegment_GetType(segment)
        raw.FPDFPathSegment_GetPoint(segment, rx, ry)
        point = (a * x.value + c * y.value + e, b * x.value + d * y.value + f)
        if kind == raw.FPDF_SEGMENT_LINETO and out:
            out[-1].append(point)
        else:
            out.append([point])
        if raw.FPDFPathSegment_GetClose(segment) and out[-1][0] != out[-1][-1]:
            out[-1].append(out[-1][0])
    return [p for p in out if len(p) > 1]


def _paint(path: Any) -> tuple[bool, bool]:
    """(filled, stroked)."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path, ctypes.byref(fill), ctypes.byref(stroke))
    return fill.value != 0, stroke.value != 0


def _is_outline(points: list[tuple[float, float]]) -> bool:
    """True for a filled shape of more corners than a rectangle: frames are drawn so, areas are not."""
    return len(points) > 6


def _add_lines(points: list[tuple[float, float]], frame: Frame, across: list[Rule], down: list[Rule]) -> None:
    """Add every straight upright or level stretch of a polygon."""
    for (x0, y0), (x1, y1) in pairwise(points):
        left, top, right, bottom = frame.box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
        if bottom - top <= _STRAIGHT and right - left > _SHORT:
            across.append(Rule((top + bottom) / 2, left, right))
        elif right - left <= _STRAIGHT and bottom - top > _SHORT:
            down.append(Rule((left + right) / 2, top, bottom))


def _add_path(
    path: Any,
    matrix: Matrix,
    frame: Frame,
    rules: tuple[list[Rule], list[Rule]],
    shades: tuple[list[Rule], list[Rule]],
) -> None:
    """Add the (horizontal, vertical) rules that one path draws, and the sides of the areas it fills."""
    across, down = rules
    filled, stroked = _paint(path)
    if not (filled or stroked):
        return
    for points in _polygons(path, matrix):
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        left, top, right, bottom = frame.box(min(xs), min(ys), max(xs), max(ys))
        if filled and not stroked and bottom - top <= _THIN and right - left > bottom - top:
            across.append(Rule((top + bottom) / 2, left, right))
        elif filled and not stroked and right - left <= _THIN and bottom - top > right - left:
            down.append(Rule((left + right) / 2, top, bottom))
        elif stroked or _is_outline(points):
            _add_lines(points, frame, across, down)
        else:
            _add_lines(points, frame, *shades)


def drawing_of(page: Any, frame: Frame) -> Drawing:
    """The rules of a page in `frame`, and how many images it shows."""
    rules: tuple[list[Rule], list[Rule]] = ([], [])
    shades: tuple[list[Rule], list[Rule]] = ([], [])
    n_images = n_paths = 0
    for kind, obj, outer in _objects(page):
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            n_images += 1
        else:
            n_paths += 1
            _add_path(obj, _times(_matrix_of(obj), outer), frame, rules, shades)
    return Drawing(*rules, n_images, n_paths, shades)
