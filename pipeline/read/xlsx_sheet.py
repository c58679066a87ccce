"""A sheet of an xlsx workbook as a stream: cells that hold something are kept, whatever extent it declares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from pipeline.core.issues import ErrorClass, ReadError
from pipeline.read.number_format import general, shown_number, shown_text
from pipeline.read.office_package import whole_number
from pipeline.read.sheet import MAX_CELLS, MAX_CHARS, Area, Sheet
from pipeline.read.xlsx_strings import local, unescaped

_MAX_MERGED = 200_000


@dataclass(slots=True)
class Shared:
    """What the sheets of a workbook share: strings, the format code of each style, the first day."""

    strings: list[str] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)
    since_1904: bool = False
    n_cells: int = 0
    n_chars: int = 0

    def count(self, text: str, sheet: Sheet) -> None:
        """Count a cell; one string may stand in a million of them.

        Raises:
            ReadError: more than any real workbook shows.
        """
        self.n_cells += 1
        self.n_chars += len(text)
        if self.n_cells > MAX_CELLS or self.n_chars > MAX_CHARS:
            said = f"more than {MAX_CELLS} cells or {MAX_CHARS} characters"
            raise ReadError(ErrorClass.TOO_LARGE, said, sheet.name)


def position(reference: str) -> tuple[int, int] | None:
    """Row and column, 0-based, of a reference (B5, $B$5); None where it is none."""
    reference = reference.replace("$", "").upper()
    letters = reference.rstrip("0123456789")
    digits = reference[len(letters) :]
    if not (letters.isascii() and letters.isalpha() and len(letters) < 4 and 0 < len(digits) < 8):
        return None
    col = 0
    for letter in letters:
        col = col * 26 + ord(letter) - ord("A") + 1
    return int(digits) - 1, col - 1


def _area(reference: str) -> Area | None:
    """The area of a reference like B2:C3."""
    first, _, last = reference.partition(":")
    start, end = position(first), position(last)
    return (*start, *end) if start and end else None


def _is_true(text: str | None) -> bool:
    return text in ("1", "true")


class SheetReader:
    """A target of the XML stream that fills a `Sheet`."""

    def __init__(self, sheet: Sheet, shared: Shared) -> None:
        self.sheet = sheet
        self._shared = shared
        self._row, self._col = -1, -1
        self._kind = self._format = ""
        self._pieces: list[str] = []
        self._in_value = self._has_formula = False
        self._spoken = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        name = local(tag)
        if name == "c":
            self._start_cell(attributes)
        elif name in ("v", "t"):
            self._in_value = not self._spoken
        elif name == "f":
            self._has_formula = True
        elif name == "row":
            number = whole_number(attributes.get("r"))
            self._row = self._row + 1 if number is None else number - 1
            self._col = -1
            if _is_true(attributes.get("hidden")):
                self.sheet.hidden_rows.add(self._row)
        elif name == "rPh":
            self._spoken += 1
        elif name == "col" and _is_true(attributes.get("hidden")):
            last, first = whole_number(attributes.get("max")) or 0, whole_number(attributes.get("min")) or 0
            self.sheet.hidden_cols.append((first - 1, last - 1))
        elif name == "mergeCell" and len(self.sheet.merged) < _MAX_MERGED:
            area = _area(attributes.get("ref", ""))
            self.sheet.merged += [area] if area else []

    def _start_cell(self, attributes: Mapping[str, str]) -> None:
        place = position(attributes.get("r", ""))
        self._row, self._col = place or (max(self._row, 0), self._col + 1)
        self._kind = attributes.get("t", "n")
        style = whole_number(attributes.get("s")) or 0
        formats = self._shared.formats
        self._format = formats[style] if 0 <= style < len(formats) else ""
        self._pieces, self._has_formula = [], False

    def end(self, tag: str) -> None:
        """An element ends."""
        name = local(tag)
        if name in ("v", "t"):
            self._in_value = False
        elif name == "rPh":
            self._spoken -= 1
        elif name == "c":
            self._end_cell()

    def _end_cell(self) -> None:
        raw = "".join(self._pieces)
        if not raw:
            self.sheet.uncomputed += self._has_formula and self._kind != "str"
            return
        text = self._shown(raw)
        self._shared.count(text, self.sheet)
        self.sheet.put(self._row, self._col, text)

    def _shown(self, raw: str) -> str:
        """What the cell shows."""
        if self._kind == "s":
            number = whole_number(raw)
            strings = self._shared.strings
            text = strings[number] if number is not None and 0 <= number < len(strings) else ""
            return shown_text(text, self._format)
        if self._kind in ("str", "inlineStr"):
            return shown_text(unescaped(raw), self._format)
        if self._kind == "b":
            return "TRUE" if _is_true(raw.strip()) else "FALSE"
        return self._number(raw) if self._kind == "n" else raw

    def _number(self, raw: str) -> str:
        try:
            value = Decimal(raw.strip())
        except InvalidOperation:
            return raw
        if not value.is_finite() or abs(value.adjusted()) > 400:
            return raw
        if not self._format:
            return general(value)
        return shown_number(value, self._format, since_1904=self._shared.since_1904)

    def data(self, text: str) -> None:
        """A piece of text."""
        if self._in_value:
            self._pieces.append(text)

    def close(self) -> None:
        """The end of the part."""
