"""The two networks of RapidOCR, on one thread: where text stands in an image, and what one line of it says.

The files come with the `rapidocr` package; nothing of its code is run, and nothing is fetched.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np
import onnxruntime
from numpy.typing import NDArray
from onnxruntime.capi.onnxruntime_pybind11_state import Fail, RuntimeException

from pipeline.core.issues import ErrorClass, ReadError

Gray = NDArray[np.uint8]

_DETECTOR = "*_det_*.onnx"
_RECOGNISER = "*_rec_*.onnx"
_SIDE = 1536  # pixels of the longer side that text is looked for in
_MULTIPLE = 32  # of which the sides must be
_HEIGHT = 48  # of a line that is read
_NARROWEST, _WIDEST = 160, 3200  # pixels at that height
_BATCH = 6
_BATCH_WIDTH = 6 * 1000  # pixels of all lines that are read at once: memory is spent by the pixel
_LONE = 4 * _HEIGHT  # pixels: what is wider and reads as one letter is the rest of a rule
_SURE = 0.95  # a letter no less sure is no other
_LIKELY = 0.05  # of a letter that may stand there instead
_BLANK = 0  # the class that stands for no letter


class Letter(NamedTuple):
    """A letter that was read: where along the line (0 to 1) its middle is, how sure that is, what else it may be."""

    text: str
    at: float
    sure: float
    other: str = ""


Reading = list[Letter]


def _session(pattern: str) -> Any:
    """A network of the installed package, on one thread and without an arena that grows."""
    spec = find_spec("rapidocr")
    folders = spec.submodule_search_locations if spec else None
    found = sorted(p for f in folders or () for p in (Path(f) / "models").glob(pattern))
    if not found:
        raise ReadError(ErrorClass.NEEDS_TOOL, f"no model {pattern} in the package rapidocr")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    with _in_memory():
        return onnxruntime.InferenceSession(str(found[0]), options, providers=["CPUExecutionProvider"])


@contextmanager
def _in_memory() -> Iterator[None]:
    """What the networks raise where memory does not suffice is an error of reading, which costs the picture alone.

    Raises:
        ReadError: it did not suffice.
    """
    try:
        yield
    except (Fail, RuntimeException) as error:
        raise ReadError(ErrorClass.MEMORY, f"recognition failed: {error}") from error


@cache
def _detector() -> Any:
    return _session(_DETECTOR)


@cache
def _recogniser() -> tuple[Any, list[str]]:
    """The network that reads lines, and the letters of its classes."""
    session = _session(_RECOGNISER)
    letters = session.get_modelmeta().custom_metadata_map["character"].splitlines()
    return session, ["", *letters, " "]


def load_reader() -> None:
    """Load the network that reads lines, once a process: its children have it then.

    Raises:
        ReadError: it is not there, or memory did not suffice.
    """
    _recogniser()


def _run(session: Any, batch: NDArray[np.float32]) -> NDArray[np.float32]:
    """What a network says of a batch."""
    with _in_memory():
        answer: NDArray[np.float32] = session.run(None, {session.get_inputs()[0].name: batch})[0]
    return answer


def _planes(image: Gray) -> NDArray[np.float32]:
    """The three equal colour planes that the networks want, from -1 black to 1 white."""
    level = image.astype(np.float32) / 127.5 - 1.0
    return np.broadcast_to(level, (3, *level.shape))


def text_map(image: Gray) -> NDArray[np.float32]:
    """How likely each pixel of the image, made smaller, belongs to the core of a line of text."""
    high, wide = image.shape
    scale = min(1.0, _SIDE / max(high, wide))
    size = [max(_MULTIPLE, round(n * scale / _MULTIPLE) * _MULTIPLE) for n in (wide, high)]
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    answer: NDArray[np.float32] = _run(_detector(), np.ascontiguousarray(_planes(small)[None]))[0, 0]
    return answer


def _width(line: Gray) -> int:
    """The width of a line at the height that is read."""
    high, wide = (int(n) for n in line.shape)
    return max(1, min(_WIDEST, math.ceil(wide * _HEIGHT / max(1, high))))


def _batches(widths: Sequence[int]) -> Iterator[list[int]]:
    """The lines that are read at once, by their number: of nearly one width, and fewer of wide ones."""
    batch: list[int] = []
    for i in sorted(range(len(widths)), key=lambda i: widths[i]):
        if len(batch) == _BATCH or (batch and (len(batch) + 1) * widths[i] > _BATCH_WIDTH):
            yield batch
            batch = []
        batch.append(i)
    if batch:
        yield batch


def read_lines(lines: Sequence[Gray]) -> list[Reading]:
    """What each image of one line says, in the order given."""
    out: list[Reading] = [[] for _ in lines]
    for chosen in _batches([_width(line) for line in lines]):
        widths = [_width(lines[i]) for i in chosen]
        full = max(_NARROWEST, *widths)
        batch = np.zeros((len(chosen), 3, _HEIGHT, full), np.float32)
        for k, (i, width) in enumerate(zip(chosen, widths, strict=True)):
            batch[k, :, :, :width] = _planes(cv2.resize(lines[i], (width, _HEIGHT)))
        answer = _run(_recogniser()[0], batch)
        for i, width, steps in zip(chosen, widths, answer, strict=True):
            letters = _decoded(steps, full / width)
            out[i] = letters if len(letters) > 1 or width <= _LONE else []
    return out


def _second(steps: NDArray[np.float32], kind: int, letters: list[str]) -> str:
    """The letter that a run of one class is the likeliest to be beside it; "" where no other is likely."""
    likely = steps.max(axis=0)
    likely[[kind, _BLANK]] = 0.0
    best = int(likely.argmax())
    return letters[best] if likely[best] >= _LIKELY else ""


def _decoded(steps: NDArray[np.float32], stretch: float) -> Reading:
    """The letters of a line: runs of one class are one letter, in the middle of the run."""
    letters = _recogniser()[1]
    classes = steps.argmax(axis=1)
    cuts = np.flatnonzero(np.diff(classes)) + 1
    out: Reading = []
    for run in np.split(np.arange(len(classes)), cuts):
        kind = int(classes[run[0]])
        if kind != _BLANK:
            at = (float(run[0] + run[-1]) / 2 + 0.5) / len(classes) * stretch
            sure = float(steps[run, kind].max())
            other = "" if sure >= _SURE else _second(steps[run], kind, letters)
            out.append(Letter(letters[kind], min(at, 1.0), sure, other))
    return out
