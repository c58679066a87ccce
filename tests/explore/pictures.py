"""`python -m tests.explore.pictures docs/pictures`: the pictures of the documentation, taken from the bundled samples."""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from pipeline.core.resources import SAMPLES
from pipeline.run.local import run, sources
from pipeline.store.reader import Reader
from tests.explore.conftest import served

if TYPE_CHECKING:
    from playwright.sync_api import Page, ViewportSize

SIZE: ViewportSize = {"width": 1180, "height": 760}
MOST_BYTES = 150_000
_COLOURS = 160


def pictures(reader: Reader) -> Iterator[tuple[str, str]]:
    """(name, address) of every picture."""
    row = reader.rows(
        "SELECT * FROM spending WHERE form = 'general_budget' AND page > 0 AND level = 'item' AND proof = 'proved' "
        "ORDER BY report_kind = 'final' DESC, doc_id, function_code LIMIT 1"
    )[0]
    department = quote(f"{row['province_code']}|{row['region'] or ''}|{row['department']}")
    yield "home", "/"
    yield "department", f"/department?d={department}"
    yield "line", f"/line/{row['function_code'][:3]}"
    yield "evidence", f"/evidence/{row['doc_id']}/function_lines/{row['seq']}"
    yield "findings", "/findings"
    yield "sql", "/sql?question=classes"
    yield "review", f"/evidence/{row['doc_id']}/function_lines/{row['seq']}#review"


def small(png: bytes) -> bytes:
    """The picture with few colours: print stays sharp, the file small."""
    from PIL import Image

    out = io.BytesIO()
    Image.open(io.BytesIO(png)).convert("RGB").quantize(_COLOURS).save(out, "PNG", optimize=True)
    return out.getvalue()


def take(folder: Path, page: Page) -> dict[str, int]:
    """Take all of them into `folder`; bytes by name."""
    folder.mkdir(parents=True, exist_ok=True)
    sizes: dict[str, int] = {}
    page.set_viewport_size(SIZE)
    with tempfile.TemporaryDirectory() as made:
        dataset = Path(made) / "dataset"
        run(sources([SAMPLES / "files"]), dataset)
        with served(dataset, SAMPLES / "files", Path(made) / "reviews.jsonl") as site:
            for name, address in pictures(site.reader):
                page.goto(site.url + address, wait_until="networkidle")
                png = small(page.screenshot())
                (folder / f"{name}.png").write_bytes(png)
                sizes[name] = len(png)
    return sizes


def main() -> None:
    """Take them with Debian's Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, size in take(Path(sys.argv[1]), browser.new_page()).items():
            print(f"{name:12} {size:>8,} bytes")
        browser.close()


if __name__ == "__main__":
    main()
