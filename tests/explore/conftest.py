"""A dataset of the samples, one with hostile names, and the page over them, served on loopback."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import create_server
from typing import TYPE_CHECKING

import pytest

from pipeline.core.resources import SAMPLES
from pipeline.run.local import run, sources
from pipeline.store.reader import Reader
from tests.explore.browsing import CHROMIUM

if TYPE_CHECKING:
    from playwright.sync_api import Page

HOSTILE = '<script>window.bad=1</script><img src=x onerror="window.bad=1">局'
_CHOSEN = ("central-1.pdf", "guangzhou_budget-1.pdf", "yunnan_final-1.docx", "zhejiang_budget-1.txt")


@dataclass(frozen=True)
class Served:
    """A page that is being served: its address and the dataset under it."""

    url: str
    reader: Reader


@contextmanager
def served(dataset: Path, files: Path, reviews: Path | None = None) -> Iterator[Served]:
    pytest.importorskip("starlette", reason="the extra `explore` is not installed")
    import uvicorn

    from pipeline.explore.site import Site, create_app

    site = Site(dataset, files, reviews=reviews)
    listener = create_server(("127.0.0.1", 0))
    config = uvicorn.Config(create_app(site), log_level="error", access_log=False, lifespan="off", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    until = time.monotonic() + 10
    while not server.started and time.monotonic() < until:
        time.sleep(0.02)
    try:
        yield Served(f"http://127.0.0.1:{listener.getsockname()[1]}", site.reader)
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()
        site.reader.close()


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    for name in _CHOSEN:
        (folder / name).write_bytes((SAMPLES / "files" / name).read_bytes())
    return folder


@pytest.fixture(scope="session")
def explored(files: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("explored") / "dataset"
    run(sources([files]), out)
    return out


@pytest.fixture(scope="session")
def site(explored: Path, files: Path) -> Iterator[Served]:
    with served(explored, files) as running:
        yield running


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    """A page of Debian's Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser.new_page(viewport={"width": 1280, "height": 900})
        browser.close()
