"""Pages that are images, as wholes or in part: which they are, and their text where recognition is installed.

Recognition is an extra: its libraries are loaded when the first page needs them, or by who forks the readers.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from typing import Any

from pipeline.core.issues import ReadError
from pipeline.core.model import Box
from pipeline.core.progress import step
from pipeline.read.pdf_chars import Char, PageText
from pipeline.read.pdf_paths import Drawing

ADVICE = "pip install 'yujuesuan[ocr]' to have it recognised"
DPI = 200.0
_NEEDED = ("cv2", "numpy", "onnxruntime", "rapidocr")
_POINTS = 72.0
_MOST_PIXELS = 4200  # of the longer side of a page as rendered
SLOWEST_PAGE = 60.0  # seconds that recognising one may take
MOST_SECONDS = 200.0  # of processor time for recognition in one document: the rest of it must be read too
_GARBLED = 0.2  # of the characters: a page with more without letters cannot be read
_OUTLINES = 60  # paths on a page without text, from which on they may be letters drawn as outlines
_LEVEL_ONE = (0xB0, 0xD7)  # first bytes of the common characters in GB 2312
_RARE = 0.4  # of the Chinese characters: in any real text most are common ones
_FEWEST = 60  # characters that tell
_LARGE = 0.1  # of a page: images no smaller may hold a table
_FEW_CHARS = 5  # over an image: a picture of a table with a caption on it


Render = Callable[[float, bool], Any]
"""The pixels of a page as shown: so many a point, gray or not."""


@cache
def is_there() -> bool:
    """True where the libraries of recognition are installed."""
    return all(find_spec(name) for name in _NEEDED)


@lru_cache(maxsize=1 << 14)
def _is_common(letter: str) -> bool:
    """True for the characters that texts are written with."""
    try:
        return _LEVEL_ONE[0] <= letter.encode("gb2312")[0] <= _LEVEL_ONE[1]
    except UnicodeEncodeError:
        return False


def _is_mismapped(chars: Sequence[Char]) -> bool:
    """True for characters that are letters, but not the ones that the page shows."""
    letters = [c.text for c in chars]
    rare = {letter for letter in set(letters) if _is_chinese(letter) and not _is_common(letter)}
    n_rare = sum(map(rare.__contains__, letters)) if rare else 0
    if n_rare <= _RARE * _FEWEST:
        return False
    n_chinese = sum(map(_is_chinese, letters))
    return n_chinese >= _FEWEST and n_rare > _RARE * n_chinese


def _is_chinese(letter: str) -> bool:
    return "\u3400" <= letter <= "\u9fff" or "\uac00" <= letter <= "\ud7a3"


def what_is_unread(text: PageText, drawing: Drawing) -> str:
    """Why the text of a page cannot be had from the file; "" where it can."""
    n_chars = len(text.chars)
    if text.n_garbled > _GARBLED * n_chars:
        return f"{text.n_garbled} of {n_chars} characters of the page have no letter in the file"
    if _is_mismapped(text.chars):
        return "the characters of the page are mapped to letters that it does not show"
    if not n_chars and drawing.n_images:
        return "the page is an image without text"
    if not n_chars and drawing.n_paths >= _OUTLINES:
        return "the page is drawn without text"
    return ""


def _bare_images(text: PageText, drawing: Drawing) -> list[Box]:
    """The large images of a page over which no text is printed."""
    least = _LARGE * text.frame.width * text.frame.height
    large = [box for box in drawing.images if box.width * box.height >= least]
    return [box for box in large if _n_over(text.chars, box) <= _FEW_CHARS]


def is_wanted(text: PageText, drawing: Drawing) -> bool:
    """True for a page that recognition may tell something of."""
    return bool(what_is_unread(text, drawing) or _bare_images(text, drawing))


def _n_over(chars: Sequence[Char], box: Box) -> int:
    """How many characters are printed over an image."""
    return sum(box.x0 < c.mid_x < box.x1 and box.top < c.mid_y < box.bottom for c in chars)


@dataclass
class Recognition:
    """The recognition of one document's pages, as long as its time lasts."""

    spent: float = 0.0

    def page(self, render: Render, text: PageText, drawing: Drawing) -> tuple[PageText, Drawing, str]:
        """The text and drawing of a page, recognised where need be, and why it is not read ("" if it is)."""
        reason = what_is_unread(text, drawing)
        boxes = [] if reason else _bare_images(text, drawing)
        if not (reason or boxes):
            return text, drawing, ""
        if not is_there():
            return text, drawing, f"{reason}; {ADVICE}" if reason else ""
        boxes = _worth_reading(render, text, boxes)
        if not (reason or boxes):
            return text, drawing, ""
        if self.spent > MOST_SECONDS:
            return (
                text,
                drawing,
                f"{reason or 'a large image'}; recognition took {self.spent:.0f} s before it",
            )
        step(seconds=SLOWEST_PAGE)
        started = time.process_time()
        try:
            seen, drawn = _recognised(render, text, drawing, boxes)
        except ReadError as error:
            return text, drawing, f"{reason or 'a large image'}; {error}"
        finally:
            self.spent += time.process_time() - started
        if text.chars and not seen.chars:
            return text, drawing, f"{reason}; nothing is recognised in its image"
        return seen, drawn, ""


def _worth_reading(render: Render, text: PageText, boxes: Sequence[Box]) -> list[Box]:
    """The parts of a page whose pictures may show tables, by a look at it as a small one."""
    if not boxes:
        return []
    from pipeline.read import ocr_look

    image = render(ocr_look.DPI / _POINTS, True)
    parts = ((box, ocr_look.part_of(image, text.sideways, box)) for box in boxes)
    return [box for box, part in parts if ocr_look.may_show_table(part)]


def _recognised(
    render: Render, text: PageText, drawing: Drawing, boxes: list[Box]
) -> tuple[PageText, Drawing]:
    """A page read from its image; where `boxes` are given, these parts of it only, beside its own text."""
    from pipeline.read.ocr_page import read_parts, read_scan

    shown = text.frame.turned(-text.sideways)
    dpi = min(DPI, _MOST_PIXELS / max(shown.width, shown.height, 1.0) * _POINTS)
    image = render(dpi / _POINTS, False)
    if not boxes:
        return read_scan(image, shown, dpi)
    return read_parts(image, text, drawing, boxes, dpi)
