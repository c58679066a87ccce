"""Pictures of tables inside documents that are text otherwise: what they show, for the place where they stand.

Departments paste pictures of their forms into Word files and web pages. Their lines and tables are numbered picture by
picture, and their locators say in which of the large pictures of the document they stand.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from pipeline.core.issues import ReadError
from pipeline.core.model import Block, Page, Paragraph, Table
from pipeline.read.image_data import ImageData
from pipeline.read.ocr import DPI, MOST_SECONDS, is_there
from pipeline.read.pdf import printed_pages

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_MOST = 100  # pictures of a document
MOST_BYTES = 40 << 20  # of one
_LEAST = (380, 75)  # pixels: ten by two centimetres of a screen
Crop = tuple[float, float, float, float]
WHOLE: Crop = (0.0, 0.0, 0.0, 0.0)
"""What is cut off at the left, top, right and bottom, in parts of the picture."""


@dataclass
class Pictures:
    """The recognition of the pictures in one document, as long as its time lasts."""

    close: dict[str, tuple[str, ...]] = field(default_factory=dict)  # other readings of cells, by locator
    n_read: int = 0
    _n_shown: int = 0
    _spent: float = 0.0

    def blocks(self, data: bytes, crop: Crop = WHOLE) -> list[Block]:
        """Lines and tables of the next picture; none where it shows no table, or cannot be read."""
        self._n_shown += 1
        if not is_there() or self._n_shown > _MOST or self._spent > MOST_SECONDS or len(data) > MOST_BYTES:
            return []
        started = time.process_time()
        try:
            pages = _pages(data, crop)
        except ReadError:
            return []
        finally:
            self._spent += time.process_time() - started
        return list(self._placed(pages)) if pages else []

    @property
    def text_source(self) -> str:
        """Where the text of the document comes from."""
        return "mixed" if self.n_read else "digital"

    def _placed(self, pages: list[Page]) -> Iterator[Block]:
        """The blocks of a picture under locators of their own; boxes on a page there are none."""
        self.n_read += 1
        n_tables = 0
        for page, block in ((p, b) for p in pages for b in p.blocks):
            if isinstance(block, Paragraph):
                yield replace(block, page=0, spans=(), picture=self._n_shown)
                continue
            cells = [replace(cell, box=None) for cell in block.cells]
            n_tables += 1
            moved = replace(block, page=0, index=n_tables, cells=cells, box=None, picture=self._n_shown)
            for cell, there in zip(block.cells, cells, strict=True):
                if others := page.close.get(block.place(cell).locator):
                    self.close[moved.place(there).locator] = others
            yield moved


def n_chars(block: Block) -> int:
    """The characters that a block holds."""
    texts = [c.text for c in block.cells] if isinstance(block, Table) else [block.text]
    return sum(map(len, texts))


def _pages(data: bytes, crop: Crop) -> list[Page]:
    """A picture as pages, one unless it is long; none where it shows no table."""
    file = ImageData(data)
    if file.size[0] < _LEAST[0] or file.size[1] < _LEAST[1]:
        return []
    pixels = _cropped(file.page(), crop)
    if min(pixels.shape[:2]) < min(_LEAST):
        return []
    from pipeline.read.ocr_image import at_reading_size, sheets_of
    from pipeline.read.ocr_page import read_sheet

    images = [at_reading_size(sheet, DPI) for sheet in sheets_of(pixels)]
    if not any(map(_may_show_table, images)):
        return []
    pages = printed_pages((number, *read_sheet(image, DPI)) for number, image in enumerate(images, 1))
    return pages if any(isinstance(block, Table) for page in pages for block in page.blocks) else []


def _cropped(pixels: NDArray[np.uint8], crop: Crop) -> NDArray[np.uint8]:
    """What a document shows of a picture."""
    high, wide = pixels.shape[:2]
    left, top, right, bottom = (min(max(part, 0.0), 1.0) for part in crop)
    return pixels[
        round(top * high) : round((1 - bottom) * high), round(left * wide) : round((1 - right) * wide)
    ]


def _may_show_table(image: Any) -> bool:
    """Whether there may be the rules of a table in a picture of `DPI` dots, by a look at it as a small one."""
    import cv2

    from pipeline.read import ocr_look

    scale = ocr_look.DPI / DPI
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return ocr_look.may_show_table(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY))
