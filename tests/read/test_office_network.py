"""A converter that fetches what a document refers to would tell its author who reads it: this one fetches nothing."""

from __future__ import annotations

import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from socketserver import BaseRequestHandler, TCPServer

import pytest

from pipeline.read import office
from tests.read.docx_files import p, root
from tests.synth.office_files import needs_office

_A = "http://schemas.openxmlformats.org/drawingml/2006"
_PICTURE = (
    f'<w:r><w:drawing><wp:inline xmlns:a="{_A}/main"><wp:extent cx="990000" cy="990000"/><wp:docPr id="1" name="a"/>'
    f'<a:graphic><a:graphicData uri="{_A}/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="1" name="a"/><pic:cNvPicPr/>'
    '</pic:nvPicPr><pic:blipFill><a:blip r:link="far"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr>'
    '<a:xfrm><a:off x="0" y="0"/><a:ext cx="990000" cy="990000"/></a:xfrm><a:prstGeom prst="rect"/></pic:spPr>'
    "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
)
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def referring(path: Path, address: str) -> Path:
    """A Word document whose picture lies at an address."""

    def relation(key: str, kind: str, target: str) -> str:
        mode = ' TargetMode="External"' if "://" in target else ""
        one = f'<Relationship Id="{key}" Type="{_OFFICE}/{kind}" Target="{target}"{mode}/>'
        return f'<Relationships xmlns="{_PACKAGE}/relationships">{one}</Relationships>'

    types = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    )
    types += f'<Override PartName="/word/document.xml" ContentType="{_WORD}"/>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{_PACKAGE}/content-types">{types}</Types>')
        archive.writestr("_rels/.rels", relation("r1", "officeDocument", "word/document.xml"))
        archive.writestr("word/document.xml", root("document", f"<w:body>{p('x', inner=_PICTURE)}</w:body>"))
        archive.writestr("word/_rels/document.xml.rels", relation("far", "image", address))
    return path


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """The address of a server, and what it was asked for."""
    paths: list[str] = []

    class Handler(BaseRequestHandler):
        def handle(self) -> None:
            paths.append(self.request.recv(1000).decode("latin-1"))
            self.request.sendall(b"HTTP/1.0 404 Not Found\r\n\r\n")

    with TCPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/a.png", paths
        server.shutdown()


@needs_office
@pytest.mark.parametrize("guard", ["both", "options", "none"])
def test_nothing_is_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: tuple[str, list[str]], guard: str
) -> None:
    address, paths = asked
    if guard != "both":
        monkeypatch.setattr(office, "_without_network", lambda: ())
    if guard == "none":  # what the guards are for
        monkeypatch.setattr(office, "_SETTINGS", ())
    folder = tmp_path / "own"
    folder.mkdir()
    office.converted(referring(tmp_path / "a.docx", address), ".docx", "docx", folder)
    assert bool(paths) == (guard == "none")
