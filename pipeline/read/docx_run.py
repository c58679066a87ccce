"""The text of a paragraph while it is being read: what its runs print, and what its properties say."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.read.docx_symbols import shown, symbol


@dataclass(slots=True)
class ParagraphDraft:
    """A paragraph: pieces of text, style and list; `text` and `level` are known at its end."""

    pieces: list[str] = field(default_factory=list)
    style: str | None = None
    num_id: str | None = None
    list_level: int | None = None
    outline: int | None = None
    in_properties: bool = False
    mark_deleted: bool = False  # by a tracked change: the next paragraph goes on with this one
    hidden: bool = False
    font: str = ""
    text: str = ""
    level: int = 0

    def start_run(self) -> None:
        """A run begins, with no property of its own yet."""
        self.hidden, self.font = False, ""

    def add(self, text: str) -> None:
        """Text of the current run."""
        if not self.hidden:
            self.pieces.append(shown(text, self.font) if self.font else text)

    def add_symbol(self, code: str, font: str) -> None:
        """A symbol (w:sym); where it is not known, the character itself says so."""
        try:
            number = int(code, 16)
        except ValueError:
            return
        if 0 < number <= 0xFFFF and not self.hidden:
            self.pieces.append(symbol(number, font) or chr(number))


class Fields:
    """The fields that are open: what stands between the begin of one and its separator is code, not text."""

    def __init__(self) -> None:
        self._in_code: list[bool] = []

    def mark(self, kind: str | None) -> None:
        """A field character: begin, separate or end."""
        if kind == "begin":
            self._in_code.append(True)
        elif kind == "separate" and self._in_code:
            self._in_code[-1] = False
        elif kind == "end" and self._in_code:
            self._in_code.pop()

    @property
    def in_code(self) -> bool:
        """Whether the text at this point is the code of a field."""
        return any(self._in_code)

    def end_paragraph(self) -> None:
        """Give up fields that never came to their result, lest the rest of the document be lost in one."""
        self._in_code = [code for code in self._in_code if not code]
