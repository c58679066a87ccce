"""The first look at a picture: tables go on to recognition, charts and frames do not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from pipeline.core.model import Box
from pipeline.read.ocr_look import DPI, may_show_table, part_of

WIDE, HIGH = 400, 260


def _blank() -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("L", (WIDE, HIGH), 250)
    return image, ImageDraw.Draw(image)


def _table(gray: int = 0, rows: int = 5, columns: int = 3) -> Image.Image:
    image, draw = _blank()
    for r in range(rows + 1):
        draw.line((20, 20 + 40 * r, 380, 20 + 40 * r), gray)
    for c in range(columns + 1):
        x = 20 + 360 * c // columns
        draw.line((x, 20, x, 20 + 40 * rows), gray)
    return image


def _chart() -> Image.Image:
    """Bars on lines of a grid."""
    image, draw = _blank()
    for y in range(20, 221, 40):
        draw.line((30, y, 390, y), 180)
    for i, high in enumerate((50, 170, 90, 140)):
        draw.rectangle((60 + 80 * i, 220 - high, 100 + 80 * i, 220), 90)
    return image


def _pie() -> Image.Image:
    image, draw = _blank()
    for i, gray in enumerate((60, 120, 200)):
        draw.pieslice((100, 30, 300, 230), 120 * i, 120 * i + 120, gray, 0)
    return image


def _framed() -> Image.Image:
    image, draw = _blank()
    draw.rectangle((10, 10, WIDE - 10, HIGH - 10), outline=0)
    return image


def _pixels(image: Image.Image) -> NDArray[Any]:
    return np.asarray(image)


@pytest.mark.parametrize(
    "image",
    [
        _table(), _table(gray=225), _table(rows=2), _table(rows=6, columns=1),
        _table().filter(ImageFilter.GaussianBlur(0.7)), _table().rotate(90, expand=True),
    ],
    ids=["black", "pale", "low", "narrow", "blurred", "sideways"],
)  # fmt: skip
def test_tables_are_worth_reading(image: Image.Image) -> None:
    assert may_show_table(_pixels(image))


@pytest.mark.parametrize(
    "image", [_blank()[0], _chart(), _pie(), _framed()], ids=["blank", "chart", "pie", "frame"]
)
def test_charts_and_frames_are_not(image: Image.Image) -> None:
    assert not may_show_table(_pixels(image))


def test_nothing_is_no_table() -> None:
    assert not may_show_table(np.zeros((0, 40), np.uint8))


def test_a_part_is_taken_from_the_page_as_it_is_read() -> None:
    page = np.full((HIGH, WIDE), 255, np.uint8)
    page[30:60, 340:380] = 7  # shown turned: of the page as read it is the upper part
    turned = np.rot90(page, -1)
    ys, xs = np.nonzero(turned == 7)
    scale = 72 / DPI
    box = Box(xs.min() * scale, ys.min() * scale, (xs.max() + 1) * scale, (ys.max() + 1) * scale)
    part = part_of(page[:, :, None], 1, box)
    assert part.shape == (40, 30)
    assert (part == 7).all()
