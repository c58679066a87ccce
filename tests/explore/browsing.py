"""What a browser sees of a page that is being served, held against the dataset."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.explore.conftest import Served

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
MOST_BYTES = 300_000


def visit(page: Page, site: Served, paths: Iterable[str]) -> None:
    """Open every path: no error on the console, nothing from elsewhere, pictures included under the bar."""
    errors: list[str] = []
    sizes: list[int] = []
    foreign: list[str] = []
    page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda e: errors.append(str(e)))
    page.on("request", lambda r: foreign.append(r.url) if not r.url.startswith(site.url) else None)
    page.on("requestfinished", lambda r: sizes.append(r.sizes()["responseBodySize"]))
    for path in paths:
        sizes.clear()
        page.goto(site.url + path, wait_until="load")
        assert errors == [], path
        assert foreign == [], path
        assert sum(sizes) < MOST_BYTES, (path, sum(sizes))


def look_at_mark(page: Page, site: Served, row: Mapping[str, Any]) -> None:
    """The box on the screen, taken back to points, is the locator's; and the print is under it."""
    from PIL import Image

    page.goto(f"{site.url}/evidence/{row['doc_id']}/function_lines/{row['seq']}", wait_until="networkidle")
    sheet, mark = page.locator("#page image").bounding_box(), page.locator("#mark").bounding_box()
    assert sheet is not None
    assert mark is not None
    view = page.locator("#page").get_attribute("viewBox") or ""
    scale = float(view.split()[2]) / sheet["width"]
    box = row["bbox"]
    for side, expected in (
        (mark["x"] - sheet["x"], box["x0"]), (mark["y"] - sheet["y"], box["top"]),
        (mark["x"] + mark["width"] - sheet["x"], box["x1"]), (mark["y"] + mark["height"] - sheet["y"], box["bottom"]),
    ):  # fmt: skip
        assert side * scale == pytest.approx(expected, abs=2.0)
    answer = page.request.get(f"{site.url}/page/{row['doc_id']}/{row['page']}.png")
    image = Image.open(io.BytesIO(answer.body())).convert("L")
    pixels = image.width / float(view.split()[2])
    inner = [box["x0"] + 2, box["top"] + 2, box["x1"] - 2, box["bottom"] - 2]
    darkest, _ = image.crop(tuple(round(v * pixels) for v in inner)).getextrema()
    assert darkest < 128, f"nothing is printed in the marked cell: {row}"
