"""The images of an OFD page, drawn where they stand on it, for recognition. Text and paths are left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pipeline.core.issues import ErrorClass, ReadError
from pipeline.core.model import Box
from pipeline.read.image_data import ImageData

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(slots=True)
class PageImages:
    """The images of a page in the frame as shown, in points, and how to get the data of one by its resource."""

    width: float
    height: float
    images: Iterable[tuple[str, Box]]
    data: Callable[[str], bytes]
    _decoded: list[tuple[Box, NDArray[np.uint8]]] = field(default_factory=list)

    def decode(self) -> bool:
        """Decode the images; False where none of them can be."""
        for resource, box in self.images:
            try:
                self._decoded.append((box, ImageData(self.data(resource)).page()))
            except ReadError as error:
                if error.error_class is ErrorClass.MEMORY:
                    raise
        return bool(self._decoded)

    def render(self, scale: float, gray: bool) -> Any:
        """The page in pixels, `scale` of them a point."""
        import cv2
        import numpy as np

        canvas = np.full((round(self.height * scale), round(self.width * scale), 3), 255, np.uint8)
        high, wide = canvas.shape[:2]
        for box, pixels in self._decoded:
            x0, top, x1, bottom = (round(edge * scale) for edge in (box.x0, box.top, box.x1, box.bottom))
            if min(x1 - x0, bottom - top) < 1 or max(x1 - x0, bottom - top) > 2 * max(high, wide):
                continue
            how = cv2.INTER_AREA if x1 - x0 < pixels.shape[1] else cv2.INTER_CUBIC
            fitted = cv2.resize(pixels, (x1 - x0, bottom - top), interpolation=how)
            left, above = max(x0, 0), max(top, 0)
            shown = fitted[above - top : high - top, left - x0 : wide - x0]
            canvas[above : above + shown.shape[0], left : left + shown.shape[1]] = shown
        return cv2.cvtColor(canvas, cv2.COLOR_BGR2GRAY) if gray else canvas
