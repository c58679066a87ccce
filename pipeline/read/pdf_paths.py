"""The rules of a PDF page: drawn lines, thin rectangles and sides of rectangles, in its upright frame.

`native/pdf_paths.c` does the same, compiled.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

import pypdfium2.raw as raw

from pipeline.core.model import Box
from pipeline.read.pdf_calls import ADDRESS, INT, ULONG, address_of, plain
from pipeline.read.pdf_chars import Frame

_MAX_DEPTH = 6  # of forms inside forms
MAX_OBJECTS = 200_000
_THIN = 3.0  # points: a rectangle no thicker is a rule
_SHORT = 1.0  # points: rules no longer are dots
_STRAIGHT = 0.8  # points that a line may lean

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


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
    images: Sequence[Box] = ()


def times(inner: Matrix, outer: Matrix) -> Matrix:
    """The matrix that applies `inner`, then `outer`."""
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


class _Calls(NamedTuple):
    """The functions of pdfium that tell what is drawn."""

    kind: Callable[..., int]
    matrix: Callable[..., int]
    on_page: Callable[..., int | None]
    in_form: Callable[..., int | None]
    n_in_form: Callable[..., int]
    n_segments: Callable[..., int]
    segment: Callable[..., int | None]
    segment_kind: Callable[..., int]
    point: Callable[..., int]
    closes: Callable[..., int]
    paint: Callable[..., int]


@cache
def _calls() -> _Calls:
    return _Calls(
        plain(raw.FPDFPageObj_GetType, INT, ADDRESS),
        plain(raw.FPDFPageObj_GetMatrix, INT, ADDRESS, ADDRESS),
        plain(raw.FPDFPage_GetObject, ADDRESS, ADDRESS, INT),
        plain(raw.FPDFFormObj_GetObject, ADDRESS, ADDRESS, ULONG),
        plain(raw.FPDFFormObj_CountObjects, INT, ADDRESS),
        plain(raw.FPDFPath_CountSegments, INT, ADDRESS),
        plain(raw.FPDFPath_GetPathSegment, ADDRESS, ADDRESS, INT),
        plain(raw.FPDFPathSegment_GetType, INT, ADDRESS),
        plain(raw.FPDFPathSegment_GetPoint, INT, ADDRESS, ADDRESS, ADDRESS),
        plain(raw.FPDFPathSegment_GetClose, INT, ADDRESS),
        plain(raw.FPDFPath_GetDrawMode, INT, ADDRESS, ADDRESS, ADDRESS),
    )


class _Reader:
    """Reads the paths of a page; the places that pdfium writes to are made once."""

    def __init__(self) -> None:
        self._calls = _calls()
        self._matrix = (ctypes.c_float * 6)()
        self._x, self._y = ctypes.c_float(), ctypes.c_float()
        self._fill, self._stroke = ctypes.c_int(), ctypes.c_int()
        self._left = MAX_OBJECTS

    def matrix_of(self, obj: int) -> Matrix:
        """The matrix of a page object."""
        if not self._calls.matrix(obj, ctypes.addressof(self._matrix)):
            return IDENTITY
        a, b, c, d, e, f = self._matrix
        return a, b, c, d, e, f

    def objects(self, page: Any) -> Iterator[tuple[int, int, Matrix]]:
        """(type, object, matrix of the form it stands in) of every path and image, forms opened."""
        n_objects = raw.FPDFPage_CountObjects(page)
        return self._walk(n_objects, self._calls.on_page, address_of(page.raw), IDENTITY, 0)

    def _walk(
        self, count: int, get: Callable[..., int | None], holder: int, matrix: Matrix, depth: int
    ) -> Iterator[tuple[int, int, Matrix]]:
        kind_of = self._calls.kind
        for i in range(count):
            if self._left <= 0:
                return
            self._left -= 1
            obj = get(holder, i)
            if not obj:
                continue
            kind = kind_of(obj)
            if kind == raw.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
                inner = times(self.matrix_of(obj), matrix)
                n_inner = self._calls.n_in_form(obj)
                yield from self._walk(n_inner, self._calls.in_form, obj, inner, depth + 1)
            elif kind in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE):
                yield kind, obj, matrix

    def polygons(self, path: int, matrix: Matrix) -> list[list[tuple[float, float]]]:
        """The subpaths of a path as points in user space; curves are left out."""
        calls, x, y = self._calls, self._x, self._y
        at = ctypes.addressof(x), ctypes.addressof(y)
        a, b, c, d, e, f = matrix
        out: list[list[tuple[float, float]]] = []
        for i in range(calls.n_segments(path)):
            segment = calls.segment(path, i)
            calls.point(segment, *at)
            point = (a * x.value + c * y.value + e, b * x.value + d * y.value + f)
            if out and calls.segment_kind(segment) == raw.FPDF_SEGMENT_LINETO:
                out[-1].append(point)
            else:
                out.append([point])
            if calls.closes(segment) and out[-1][0] != out[-1][-1]:
                out[-1].append(out[-1][0])
        return [p for p in out if len(p) > 1]

    def paint(self, path: int) -> tuple[bool, bool]:
        """(filled, stroked)."""
        self._calls.paint(path, ctypes.addressof(self._fill), ctypes.addressof(self._stroke))
        return self._fill.value != 0, self._stroke.value != 0


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
    reader: _Reader,
    path: int,
    matrix: Matrix,
    frame: Frame,
    rules: tuple[list[Rule], list[Rule]],
    shades: tuple[list[Rule], list[Rule]],
) -> None:
    """Add the (horizontal, vertical) rules that one path draws, and the sides of the areas it fills."""
    paint = reader.paint(path)
    if any(paint):
        add_polygons(reader.polygons(path, matrix), paint, frame, rules, shades)


def add_polygons(
    polygons: Iterable[list[tuple[float, float]]],
    paint: tuple[bool, bool],
    frame: Frame,
    rules: tuple[list[Rule], list[Rule]],
    shades: tuple[list[Rule], list[Rule]],
) -> None:
    """Add the rules that subpaths in user space draw when they are (filled, stroked), and the sides of areas."""
    across, down = rules
    filled, stroked = paint
    for points in polygons:
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


def _image_box(matrix: Matrix, frame: Frame) -> Box:
    """Where an image lies: the unit square under its matrix."""
    a, b, c, d, e, f = matrix
    xs, ys = (e, e + a, e + c, e + a + c), (f, f + b, f + d, f + b + d)
    return Box(*frame.box(min(xs), min(ys), max(xs), max(ys)))


def drawing_of(page: Any, frame: Frame) -> Drawing:
    """The rules of a page in `frame`, and how many images it shows."""
    rules: tuple[list[Rule], list[Rule]] = ([], [])
    shades: tuple[list[Rule], list[Rule]] = ([], [])
    images: list[Box] = []
    n_paths = 0
    reader = _Reader()
    for kind, obj, outer in reader.objects(page):
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            images.append(_image_box(times(reader.matrix_of(obj), outer), frame))
        else:
            n_paths += 1
            _add_path(reader, obj, times(reader.matrix_of(obj), outer), frame, rules, shades)
    return Drawing(*rules, len(images), n_paths, shades, images)
