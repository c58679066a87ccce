"""Text as it was read against what its picture shows: the numbers of a cell or of a printed line, one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from pipeline.core.model import Box, Cell, Document, Paragraph, Span, Table
from pipeline.core.text import squeeze
from pipeline.run.doubts import paragraph_of

_SURE = 0.95  # of every digit of a number that is not as it was read
_RIM = 1.0  # points: the rules of a cell are drawn half inside it; a line may be a little higher than its box
_MARKS = ".,"
Number = tuple[int, int, str]  # start, end, and the number without what parts its thousands


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A cell or a printed line: where it stands, its text, the characters of it that a place names.

    `start` is where the text begins in its paragraph, 0 for a cell; `own` counts from there.
    """

    page: int
    box: Box
    text: str
    start: int
    own: tuple[int, int]
    block: Paragraph | Table
    cell: Cell | None = None

    @property
    def number(self) -> str:
        """The numbers that the place names, as read."""
        return self.number_in(self.text)

    def number_in(self, text: str) -> str:
        """The numbers that the place names, in a text that has as many numbers as this one."""
        both = zip(numbers_in(self.text), numbers_in(text), strict=True)
        return " ".join(text[start:end] for mine, (start, end, _) in both if self.owns(mine))

    def owns(self, number: Number) -> bool:
        """True for a number of the text that the place names."""
        return number[0] < self.own[1] and number[1] > self.own[0]


def numbers_in(text: str) -> list[Number]:
    """The numbers of a text, whatever blanks stand between their digits."""
    squeezed = squeeze(text)
    out: list[Number] = []
    for of_number, run in groupby(enumerate(squeezed.text), lambda e: e[1].isdecimal() or e[1] in _MARKS):
        told = list(run)
        while told and told[0][1] in _MARKS:
            del told[0]
        while told and told[-1][1] in _MARKS:
            del told[-1]
        if of_number and told:
            start, end = squeezed.source_span(told[0][0], told[-1][0] + 1)
            out.append((start, end, _without_groups("".join(c for _, c in told))))
    return out


def _without_groups(number: str) -> str:
    """A number without commas; of several points all but the last are commas too."""
    whole, point, rest = number.replace(",", "").rpartition(".")
    return f"{whole.replace('.', '')}{point}{rest}"


def parts_of(document: Document, places: Iterable[str]) -> dict[str, list[Part]]:
    """The cells and lines with numbers at some places, of pages whose text is the file's own."""
    wanted = set(places)
    digital = {page.number for page in document.pages if page.text_source == "digital"}
    told: dict[int, list[str]] = {}
    for place in wanted:
        if (index := paragraph_of(place)) is not None:
            told.setdefault(index, []).append(place)
    out: dict[str, list[Part]] = {}
    for block in document.blocks():
        if isinstance(block, Table):
            found = _cells(block, wanted)
        else:
            found = ((p, part) for p in told.get(block.index, ()) for part in _printed_lines(block, p))
        for place, part in found:
            if part.page in digital and any(part.owns(n) for n in numbers_in(part.text)):
                out.setdefault(place, []).append(part)
    return out


def _cells(table: Table, wanted: set[str]) -> Iterator[tuple[str, Part]]:
    """The wanted cells of a table."""
    rim = _RIM if table.method in ("ruled", "half_ruled") else 0.0
    for cell in table.cells:
        if cell.box is not None and (place := table.place(cell).locator) in wanted:
            box = _grown(cell.box, -rim)
            yield place, Part(table.page, box, cell.text, 0, (0, len(cell.text)), table, cell)


def _printed_lines(paragraph: Paragraph, place: str) -> Iterator[Part]:
    """The printed lines of a paragraph over which a place in it runs."""
    start, _, end = place.rpartition("/")[2].partition("-")
    if not (start.isdigit() and end.isdigit()):
        return
    first, last = int(start), int(end)
    for span in paragraph.spans:
        if span.box is not None and span.start < last and span.end > first:
            yield _line(paragraph, span, span.box, (first - span.start, last - span.start))


def _line(paragraph: Paragraph, span: Span, box: Box, own: tuple[int, int]) -> Part:
    text = paragraph.text[span.start : span.end]
    return Part(span.page, _grown(box, _RIM), text, span.start, own, paragraph)


def _grown(box: Box, rim: float) -> Box:
    return Box(box.x0 - rim, box.top - rim, box.x1 + rim, box.bottom + rim)


def compared(part: Part, readings: Sequence[tuple[str, tuple[float, ...]]]) -> str | None:
    """The text of a part with the numbers that its picture shows; None where the picture is not plain.

    The readings must have the same numbers, and as many as the text. A number of other digits must be sure in each;
    the same digits with a point elsewhere are never taken for another number, for points are easily lost.
    """
    was = numbers_in(part.text)
    seen = [numbers_in(text) for text, _ in readings]
    if not seen or any(len(s) != len(was) for s in seen):
        return None
    text = part.text
    for at in reversed(range(len(was))):
        shown = {s[at][2] for s in seen}
        if shown == {was[at][2]}:
            continue
        if (
            not part.owns(was[at])
            or len(shown) > 1
            or not _is_plain(was[at], [s[at] for s in seen], readings)
        ):
            return None
        start, end, _ = seen[0][at]
        text = text[: was[at][0]] + readings[0][0][start:end] + text[was[at][1] :]
    return text


def _is_plain(
    was: Number, shown: Sequence[Number], readings: Sequence[tuple[str, tuple[float, ...]]]
) -> bool:
    """True for a number of other digits that every reading is sure of."""
    if was[2].replace(".", "") == shown[0][2].replace(".", ""):
        return False
    return all(
        min(sure[start:end]) >= _SURE for (start, end, _), (_, sure) in zip(shown, readings, strict=True)
    )
