"""The objects of an OFD page (GB/T 33190) as characters and rules in points, as those of a PDF page are."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence

from lxml import etree

from pipeline.core.issues import ErrorClass, ReadError
from pipeline.core.model import Box
from pipeline.read.pdf_chars import Char, Frame, PageText, is_garbled
from pipeline.read.pdf_lines import is_wide
from pipeline.read.pdf_paths import IDENTITY, Drawing, Matrix, Rule, add_polygons, times

POINT = 72 / 25.4  # points of a millimetre
_ASCENT, _DESCENT = 0.88, 0.12  # of the size of a font: how far characters reach above and below their line
_NARROW = 0.5  # of the size: what a Latin letter or digit takes
_MOST_OBJECTS = 200_000
_MOST_DEPTH = 16
_OPERANDS = {"M": 2, "S": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}


def local(node: etree._Element) -> str:
    """The name of an element without its namespace; "" for comments."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def numbers(text: str | None, least: int = 0) -> list[float]:
    """The numbers in an attribute; none where there are fewer than `least` or one is no number."""
    try:
        found = [float(n) for n in (text or "").split()]
    except ValueError:
        return []
    return found if len(found) >= least and all(map(math.isfinite, found)) else []


def deltas(text: str | None, count: int) -> list[float]:
    """The steps between `count` characters; "g 3 5.5" stands for three steps of 5.5."""
    words = (text or "").split()
    out: list[float] = []
    at = 0
    while at < len(words) and len(out) < count:
        is_group = words[at] == "g"
        found = numbers(" ".join(words[at + 1 : at + 3] if is_group else words[at : at + 1]))
        if len(found) != (2 if is_group else 1):
            break
        out += [found[1]] * min(max(int(found[0]), 0), count) if is_group else found
        at += 3 if is_group else 1
    return out[:count]


def objects(node: etree._Element) -> Iterator[etree._Element]:
    """The text, path and image objects of a page or template, blocks and layers opened, in their order."""
    waiting = [(node, 0)]
    n_found = 0
    while waiting:
        element, depth = waiting.pop()
        if local(element) in ("TextObject", "PathObject", "ImageObject"):
            n_found += 1
            if n_found > _MOST_OBJECTS:
                raise ReadError(ErrorClass.TOO_LARGE, f"more than {_MOST_OBJECTS} objects on a page")
            yield element
        elif depth < _MOST_DEPTH:
            waiting += [(child, depth + 1) for child in reversed(element)]


class PageReader:
    """Takes the objects of one page."""

    def __init__(self, box: Sequence[float]) -> None:
        self._left, self._top, width, height = box
        self._height = height * POINT
        self._frame = Frame(0, 0, width * POINT, self._height)
        self._glyphs: list[tuple[str, int, tuple[float, float, float, float]]] = []
        self._paths: list[tuple[list[list[tuple[float, float]]], tuple[bool, bool]]] = []
        self._images: list[tuple[str, tuple[float, float, float, float]]] = []

    def add(self, node: etree._Element) -> None:
        """One object."""
        kind = local(node)
        if node.get("Visible") == "false":
            return
        if kind == "TextObject":
            self._add_text(node)
        elif kind == "PathObject":
            self._add_path(node)
        else:
            self._add_image(node)

    def page(self) -> tuple[PageText, Drawing]:
        """What the page shows, in the frame in which most of its text stands upright."""
        turns = Counter(turn for _, turn, _ in self._glyphs)
        sideways = -turns.most_common(1)[0][0] % 4 if turns else 0
        frame = self._frame.turned(sideways)
        chars = [Char(char, *frame.box(*box), (turn + sideways) % 4) for char, turn, box in self._glyphs]
        text = PageText(chars, "", frame, sideways, sum(is_garbled(c.text) for c in chars))
        rules: tuple[list[Rule], list[Rule]] = ([], [])
        shades: tuple[list[Rule], list[Rule]] = ([], [])
        for drawn, paint in self._paths:
            add_polygons(drawn, paint, frame, rules, shades)
        images = [Box(*frame.box(*box)) for _, box in self._images]
        return text, Drawing(*rules, len(images), len(self._paths), shades, images)

    def images(self) -> list[tuple[str, Box]]:
        """The resource of each image and where the page shows it."""
        return [(resource, Box(*self._frame.box(*box))) for resource, box in self._images]

    def _matrix(self, node: etree._Element) -> Matrix:
        """From the space of an object to points, the vertical axis upwards."""
        found = numbers(node.get("CTM"), 6)
        own: Matrix = (found[0], found[1], found[2], found[3], found[4], found[5]) if found else IDENTITY
        left, top = (numbers(node.get("Boundary"), 2) or [0.0, 0.0])[:2]
        placed = times(own, (1, 0, 0, 1, left - self._left, top - self._top))
        return times(placed, (POINT, 0, 0, -POINT, 0, self._height))

    def _add_text(self, node: etree._Element) -> None:
        size = (numbers(node.get("Size"), 1) or [0.0])[0]
        stretch = (numbers(node.get("HScale"), 1) or [1.0])[0]
        matrix = self._matrix(node)
        x = y = 0.0
        for code in node:
            text = code.text or ""
            if local(code) != "TextCode":
                continue
            x, y = (numbers(code.get("X"), 1) or [x])[0], (numbers(code.get("Y"), 1) or [y])[0]
            across, down = deltas(code.get("DeltaX"), len(text)), deltas(code.get("DeltaY"), len(text))
            for number, char in enumerate(text):
                width = size * stretch * (1.0 if is_wide(char) else _NARROW)
                if not char.isspace():
                    self._add_char(char, (x, y, width, size), matrix)
                step = across[number] if number < len(across) else 0.0 if down else width
                x, y = x + step, y + (down[number] if number < len(down) else 0.0)

    def _add_char(self, char: str, place: tuple[float, float, float, float], matrix: Matrix) -> None:
        x, y, width, size = place
        a, b, c, d, e, f = matrix
        corners = [
            (a * h + c * v + e, b * h + d * v + f)
            for h in (x, x + width)
            for v in (y - _ASCENT * size, y + _DESCENT * size)
        ]
        xs, ys = [p[0] for p in corners], [p[1] for p in corners]
        box = (min(xs), min(ys), max(xs), max(ys))
        if size > 0 and self._frame.holds(*box):
            turn = round(math.atan2(-b, a) / (math.pi / 2)) % 4
            self._glyphs.append((char, turn, box))

    def _add_image(self, node: etree._Element) -> None:
        """An image fills the square of one by one of its own space; without a matrix its boundary."""
        bounds = numbers(node.get("Boundary"), 4) or [0.0] * 4
        wide, high = (1.0, 1.0) if numbers(node.get("CTM"), 6) else bounds[2:4]
        a, b, c, d, e, f = self._matrix(node)
        xs, ys = sorted((e, a * wide + c * high + e)), sorted((f, b * wide + d * high + f))
        self._images.append((node.get("ResourceID", ""), (xs[0], ys[0], xs[1], ys[1])))

    def _add_path(self, node: etree._Element) -> None:
        paint = (node.get("Fill") == "true", node.get("Stroke") != "false")
        data = next((child.text or "" for child in node if local(child) == "AbbreviatedData"), "")
        self._paths.append((polygons(data, self._matrix(node)) if any(paint) else [], paint))


def polygons(data: str, matrix: Matrix) -> list[list[tuple[float, float]]]:
    """The subpaths of a path as points; a curve breaks one, for it draws no rule."""
    words = data.split()
    a, b, c, d, e, f = matrix
    out: list[list[tuple[float, float]]] = []
    at = 0
    while at < len(words):
        operator = words[at]
        count = _OPERANDS.get(operator, 0)
        found = numbers(" ".join(words[at + 1 : at + 1 + count]), count)
        at += 1 + count
        if operator == "C" and out:
            out[-1].append(out[-1][0])
        elif len(found) >= 2:
            point = (a * found[-2] + c * found[-1] + e, b * found[-2] + d * found[-1] + f)
            if operator == "L" and out:
                out[-1].append(point)
            else:
                out.append([point])
    return [points for points in out if len(points) > 1]
