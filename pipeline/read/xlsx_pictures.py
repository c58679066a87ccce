"""Pictures drawn on the sheets of a workbook, or in cells of them: what they show comes after the cells of the sheet.

WPS keeps the pictures in cells apart and has the cell call for one by its name: =DISPIMG("ID_1F2E",1).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from pipeline.core.issues import ErrorClass, ReadError
from pipeline.core.model import Block, Document, ReadIssue
from pipeline.read import zips
from pipeline.read.ocr_pictures import Pictures
from pipeline.read.office_package import Package
from pipeline.read.sheet import Sheet
from pipeline.read.xlsx_strings import local
from pipeline.read.xml_parts import tree

_LARGE = 20_000  # bytes: what an icon or a logo drawn in a sheet stays under
_NAMED = 5
_CALL = 'DISPIMG("'


def _embedded(node: etree._Element) -> str:
    """The relationship to a picture that an element names; "" for other elements."""
    if not isinstance(node.tag, str) or local(node.tag) != "blip":
        return ""
    return next((str(v) for k, v in node.attrib.items() if local(str(k)) == "embed"), "")


@dataclass(slots=True)
class SheetPictures:
    """The pictures of one workbook; a picture that several sheets show is read once."""

    package: Package
    _pictures: Pictures = field(default_factory=Pictures)
    _tried: set[str] = field(default_factory=set)
    _read: set[str] = field(default_factory=set)

    def shown_on(self, sheet: Sheet, entry: str) -> list[Block]:
        """Lines and tables of the pictures on a sheet, in their order; nothing where it is damaged.

        Raises:
            ReadError: out of memory.
        """
        out: list[Block] = []
        try:
            for part in (*self._parts(entry), *self._called(sheet)):
                if part not in self._tried:
                    self._tried.add(part)
                    blocks = self._pictures.blocks(zips.part(self.package.archive, part))
                    self._read |= {part} if blocks else set()
                    out += blocks
        except ReadError as error:
            if error.error_class is ErrorClass.MEMORY:
                raise
        return out

    def _parts(self, sheet: str) -> Iterator[str]:
        """The parts of pictures on a sheet, as its drawings name them one after the other."""
        for drawing in self.package.parts_by_id(sheet, "drawing").values():
            images = self.package.parts_by_id(drawing)
            for node in tree(zips.part(self.package.archive, drawing), drawing).iter():
                if (key := _embedded(node)) in images:
                    yield images[key]

    def _called(self, sheet: Sheet) -> Iterator[str]:
        """The parts of pictures that cells call for; a call is no text of the cell."""
        calls = {
            place: text.partition(_CALL)[2].partition('"')[0]
            for place, text in sheet.cells.items()
            if _CALL in text
        }
        named = self._in_cells() if calls else {}
        for place, name in calls.items():
            if name in named:
                del sheet.cells[place]
                yield named[name]

    def _in_cells(self) -> dict[str, str]:
        """The parts of the pictures that stand in cells, by name."""
        named: dict[str, str] = {}
        for entry in self.package.parts_by_id(kind="cellImage").values():
            images, name = self.package.parts_by_id(entry), ""
            for node in tree(zips.part(self.package.archive, entry), entry).iter():
                if isinstance(node.tag, str) and local(node.tag) == "cNvPr":
                    name = node.get("name", "")
                elif (key := _embedded(node)) in images:
                    named[name] = images[key]
        return named

    def unread(self) -> list[ReadIssue]:
        """What is drawn, large enough to hold figures, and was not read."""
        large = [
            e.filename.rpartition("/")[2]
            for e in self.package.archive.infolist()
            if "/media/" in e.filename.lower() and e.file_size > _LARGE and e.filename not in self._read
        ]
        if not large:
            return []
        return [ReadIssue("unread", f"{len(large)} pictures were not read: {', '.join(large[:_NAMED])}")]

    def tell_source(self, document: Document) -> None:
        """Write on a document what of its text was recognised, and how else its cells may be read."""
        document.text_source = self._pictures.text_source
        if document.pages:
            document.pages[0].close = self._pictures.close
