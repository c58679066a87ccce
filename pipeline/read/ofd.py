"""OFD (GB/T 33190), the national standard for fixed layouts: its pages are read the way those of a PDF are."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from pipeline.core.issues import ErrorClass, ReadError
from pipeline.core.model import Document, ReadIssue
from pipeline.core.source import digest
from pipeline.read import media, zips
from pipeline.read.ocr import Recognition, is_there, is_wanted, what_is_unread
from pipeline.read.ofd_images import PageImages
from pipeline.read.ofd_page import PageReader, local, numbers, objects
from pipeline.read.pdf import printed_pages, source_of
from pipeline.read.pdf_chars import PageText
from pipeline.read.pdf_open import RawPage
from pipeline.read.pdf_paths import Drawing
from pipeline.read.xml_parts import tree

_A4 = (0.0, 0.0, 210.0, 297.0)
_MOST_PAGES = 3000
_LOCKS = ("decryptseed.dat", "encryptions.xml", "entriesmap.dat")  # parts that encrypted packages have


def _inside(node: etree._Element, *path: str) -> list[etree._Element]:
    """The elements at a path of names below `node`."""
    found = [node]
    for name in path:
        found = [child for n in found for child in n if local(child) == name]
    return found


def _text(node: etree._Element, *path: str) -> str:
    return next(((n.text or "").strip() for n in _inside(node, *path)), "")


class _Ofd:
    """An open package."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names = {e.filename.replace("\\", "/").lower(): e.filename for e in archive.infolist()}
        self.issues: list[ReadIssue] = []
        self._templates: dict[str, str] = {}
        self._media: dict[str, str] = {}
        self._recognition = Recognition()
        self._read: dict[str, etree._Element] = {}

    def _part(self, name: str) -> etree._Element:
        entry = self._names.get(name.lstrip("/").lower(), name)
        return tree(zips.part(self._archive, entry), name)

    def is_locked(self) -> bool:
        """Whether the package has the parts that belong to encrypted ones."""
        return any(name.rpartition("/")[2] in _LOCKS for name in self._names)

    def pages(self) -> Iterator[RawPage]:
        """Every page of every document in the package.

        Raises:
            ReadError: none of them can be read.
        """
        roots = [_text(body, "DocRoot") for body in _inside(self._part("OFD.xml"), "DocBody")]
        number, failures = 0, list[ReadError]()
        for root in filter(None, roots):
            document = self._part(root)
            folder = posixpath.dirname(root)
            self._templates = self._located(folder, _inside(document, "CommonData", "TemplatePage"))
            self._media = self._located_media(folder, document)
            usual = self._box(document, "CommonData", "PageArea") or list(_A4)
            for name in self._located(folder, _inside(document, "Pages", "Page")).values():
                number += 1
                if number > _MOST_PAGES:
                    self.issues.append(ReadIssue("unread", f"more than {_MOST_PAGES} pages", number - 1))
                    return
                try:
                    yield self._page(number, name, usual)
                except ReadError as error:
                    failures.append(error)
                    said = f"the page cannot be read: {error.reason}"
                    self.issues.append(ReadIssue("unread", said, number, f"p{number}"))
        if len(failures) == number:
            raise failures[0] if failures else ReadError(ErrorClass.NO_PAGES, "the package has no page")

    def _located(self, folder: str, nodes: list[etree._Element]) -> dict[str, str]:
        """The parts that nodes lead to, by their ID, in order."""
        paths = ((node.get("ID", str(i)), node.get("BaseLoc", "")) for i, node in enumerate(nodes))
        return {
            key: path if path.startswith("/") else posixpath.normpath(posixpath.join(folder, path))
            for key, path in paths
        }

    def _box(self, node: etree._Element, *path: str) -> list[float]:
        """The size of a page; none where it says nothing sensible."""
        found = numbers(_text(node, *path, "PhysicalBox"), 4)
        return found[:4] if found and min(found[2:4]) > 0 else []

    def _page(self, number: int, name: str, usual: list[float]) -> RawPage:
        page = self._part(name)
        reader = PageReader(self._box(page, "Area") or usual)
        for node in (*self._under(page), page):
            for content in _inside(node, "Content"):
                for item in objects(content):
                    reader.add(item)
        text, drawing, reason = self._recognised(reader)
        if reason:
            self.issues.append(ReadIssue("unread", reason, number, f"p{number}"))
        return number, text, drawing

    def _recognised(self, reader: PageReader) -> tuple[PageText, Drawing, str]:
        """The text and drawing of a page, recognised where it is an image, and why it is not read."""
        text, drawing = reader.page()
        shown = text.frame.turned(-text.sideways)
        images = PageImages(shown.width, shown.height, reader.images(), self._image)
        wanted = drawing.n_images and is_there() and is_wanted(text, drawing)
        if wanted and not images.decode():
            return text, drawing, what_is_unread(text, drawing)
        return self._recognition.page(images.render, text, drawing)

    def _image(self, resource: str) -> bytes:
        """The data of an image by the ID of its resource."""
        return zips.part(self._archive, self._names.get(self._media.get(resource, "").lower(), resource))

    def _located_media(self, folder: str, document: etree._Element) -> dict[str, str]:
        """The parts of a document that hold images, by ID."""
        found: dict[str, str] = {}
        for kind in ("PublicRes", "DocumentRes"):
            for node in _inside(document, "CommonData", kind):
                name = posixpath.normpath(posixpath.join(folder, (node.text or "").strip()))
                try:
                    root = self._part(name)
                except ReadError as error:
                    self.issues.append(ReadIssue("unread", f"resources: {error.reason}", 0, error.place))
                    continue
                base = posixpath.join(posixpath.dirname(name), root.get("BaseLoc", ""))
                for media_node in _inside(root, "MultiMedias", "MultiMedia"):
                    path = posixpath.join(base, _text(media_node, "MediaFile"))
                    found[media_node.get("ID", "")] = posixpath.normpath(path).lstrip("/")
        return found

    def _under(self, page: etree._Element) -> Iterator[etree._Element]:
        """The templates that a page is drawn upon."""
        for use in _inside(page, "Template"):
            name = self._templates.get(use.get("TemplateID", ""))
            if name is not None:
                if name not in self._read:
                    self._read[name] = self._part(name)
                yield self._read[name]


def read_ofd(path: Path) -> Document:
    """The document in an OFD package.

    Raises:
        ReadError: damaged, encrypted, or without pages.
    """
    with zips.open_zip(path) as archive:
        package = _Ofd(archive)
        try:
            pages = printed_pages(package.pages())
        except ReadError as error:
            if error.error_class is ErrorClass.CORRUPT and package.is_locked():
                raise ReadError(ErrorClass.ENCRYPTED, "the package is encrypted") from error
            raise
    doc_id, size = digest(path)
    document = Document(doc_id, path.name, media.OFD, size, pages, n_pages=len(pages), issues=package.issues)
    document.text_source = source_of(pages)
    return document
