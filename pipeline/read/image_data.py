"""Image data of any kind that publishers use -> pixels. What is transparent is paper; of an animation the first."""

from __future__ import annotations

import io
import struct
import warnings
from typing import TYPE_CHECKING, Any

from pipeline.core.issues import ErrorClass, ReadError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_MOST_PIXELS = 80_000_000  # of one picture: a sheet of A1 at 300 dots an inch has 70 million
_TIFF, _BIG = "TIFF", 43  # the number in the header of one with long addresses
_MOST_PAGES = 10_000
_MODES = ("1", "L", "LA", "P", "PA", "RGB", "RGBA", "CMYK", "YCbCr")  # the others lose their shades
_MOVING = ("GIF",)
_FAULTS = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    TypeError,
    KeyError,
    struct.error,
)  # what damaged headers cause


def _n_directories(data: bytes) -> int:
    """The pages of a TIFF, by its directories, of which each names the next; one that lies beyond the end counts."""
    order = "<" if data.startswith(b"II") else ">"
    is_big = struct.unpack_from(f"{order}H", data, 2)[0] == _BIG
    address, count, entry = ("Q", "Q", 20) if is_big else ("I", "H", 12)
    found: set[int] = set()
    at = struct.unpack_from(order + address, data, 8 if is_big else 4)[0]
    while at and at not in found and len(found) < _MOST_PAGES:
        found.add(at)
        try:
            n_entries = struct.unpack_from(order + count, data, at)[0]
            at = struct.unpack_from(
                order + address, data, at + struct.calcsize(f"={count}") + n_entries * entry
            )[0]
        except struct.error:
            break
    return max(len(found), 1)


class ImageData:
    """An image file: its header is read at once, its pages are decoded one by one.

    Raises:
        ReadError: larger than any real picture.
    """

    def __init__(self, data: bytes) -> None:
        from PIL import Image, UnidentifiedImageError

        self._data = data
        self._clear = self._is_tiff = False
        self.n_pages = 1
        self.size = (0, 0)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                with Image.open(io.BytesIO(data)) as header:
                    self._take(header)
        except Image.DecompressionBombError as fault:
            raise ReadError(ErrorClass.TOO_LARGE, str(fault)) from fault
        except (*_FAULTS, UnidentifiedImageError):
            return  # what one library cannot open the other may
        if self.size[0] * self.size[1] > _MOST_PIXELS:
            raise ReadError(ErrorClass.TOO_LARGE, f"a picture of {self.size[0]} by {self.size[1]} pixels")

    def _take(self, header: Any) -> None:
        """What the header says."""
        self.size = header.size
        self._clear = header.format in _MOVING or header.has_transparency_data
        self._is_tiff = header.format == _TIFF
        if self._is_tiff:
            self.n_pages = _n_directories(self._data)

    def page(self, number: int = 0) -> NDArray[np.uint8]:
        """The pixels of a page in blue, green and red.

        Raises:
            ReadError: it cannot be decoded, or is too large to be.
        """
        try:
            if self._clear or self._is_tiff:
                return self._on_paper(number)
        except _FAULTS:
            pixels = self._decoded(number)
            if int(pixels.min()) == int(pixels.max()):  # how the other library leaves what it cannot decode
                raise ReadError(ErrorClass.CORRUPT, "no picture that can be decoded") from None
            return pixels
        return self._decoded(number)

    def _decoded(self, number: int) -> NDArray[np.uint8]:
        """A page as one of the libraries decodes it."""
        import cv2
        import numpy as np

        raw = np.frombuffer(self._data, np.uint8)
        try:
            fine, found = cv2.imdecodemulti(raw, cv2.IMREAD_COLOR, range=(number, number + 1))
        except cv2.error as fault:
            large = "size" in str(fault) or "memory" in str(fault).lower()
            kind = ErrorClass.TOO_LARGE if large else ErrorClass.CORRUPT
            raise ReadError(kind, fault.err) from fault
        if not fine or not len(found):
            raise ReadError(ErrorClass.CORRUPT, "no picture that can be decoded")
        pixels: NDArray[np.uint8] = found[0]
        return pixels

    def _on_paper(self, number: int) -> NDArray[np.uint8]:
        """A page as the other one does, with white behind it."""
        import numpy as np
        from PIL import Image, ImageOps

        with Image.open(io.BytesIO(self._data)) as file:
            file.seek(number)
            if file.mode not in _MODES:
                raise ValueError(file.mode)
            shown = ImageOps.exif_transpose(file) or file
            if not shown.has_transparency_data:
                return np.ascontiguousarray(np.asarray(shown.convert("RGB"))[:, :, ::-1])
            shown = shown.convert("RGBA")
        paper = Image.new("RGBA", shown.size, "white")
        paper.alpha_composite(shown)
        return np.ascontiguousarray(np.asarray(paper)[:, :, 2::-1])
