"""What is open while a part of a Word document streams by, and what came out of it so far."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.read.docx_numbering import Numbering
from pipeline.read.docx_run import Fields, ParagraphDraft
from pipeline.read.docx_styles import Styles
from pipeline.read.docx_table import TableDraft
from pipeline.read.ocr_pictures import WHOLE, Crop


@dataclass(slots=True)
class Unread:
    """Something that holds no text we can read: what it is, the draft before or around it, and the cell."""

    what: str
    draft: Draft | None
    cell: tuple[int, int] | None = None


@dataclass(slots=True)
class EmbeddedDraft:
    """An embedded object: the relationship to its part, and what to tell where it cannot be read."""

    relation: str
    unread: Unread
    is_icon: bool = False


@dataclass(slots=True)
class PictureDraft:
    """A picture that may show a table: the relationship to its part, what to tell where a large one is not read.

    And what is cut off it.
    """

    relation: str
    unread: Unread
    is_large: bool
    crop: Crop = WHOLE


Draft = ParagraphDraft | TableDraft | EmbeddedDraft | PictureDraft
Notes = dict[str, list[Draft]]  # number of a footnote -> its blocks, until something refers to it


@dataclass(slots=True)
class Reading:
    """The state of reading one part. `out` holds paragraphs and tables in the order in which they begin.

    A nested table, a text box and a note begin inside another block and so come right after it in `out`.
    """

    styles: Styles
    numbering: Numbering
    footnotes: Notes = field(default_factory=dict)
    endnotes: Notes = field(default_factory=dict)
    out: list[Draft] = field(default_factory=list)
    own_notes: Notes = field(default_factory=dict)
    unread: list[Unread] = field(default_factory=list)
    n_images: int = 0
    fields: Fields = field(default_factory=Fields)
    containers: list[TableDraft | None] = field(default_factory=list)  # None: a text box
    paragraphs: list[ParagraphDraft] = field(default_factory=list)
    choices: list[bool] = field(default_factory=list)  # of each open alternative: whether one was taken
    carried: list[str] = field(default_factory=list)  # of a paragraph whose end was deleted
    silent: int = 0  # depth inside an element that is not read
    in_text: bool = False
    in_object: bool = False
    extent: tuple[int, int] = (0, 0)
    picture: PictureDraft | None = None  # the one that is being described

    @property
    def table(self) -> TableDraft | None:
        """The innermost table, unless a text box lies between."""
        return self.containers[-1] if self.containers else None

    @property
    def paragraph(self) -> ParagraphDraft | None:
        """The innermost paragraph."""
        return self.paragraphs[-1] if self.paragraphs else None

    @property
    def cell_lines(self) -> list[str] | None:
        """The lines of the cell that is being read; None outside of cells."""
        table = self.table
        return table.lines if table is not None and table.in_cell else None

    def unread_here(self, what: str) -> Unread:
        """Something that cannot be read, and where it is."""
        table = self.table
        if table is not None:
            return Unread(what, table, table.place_of_next())
        return Unread(what, self.out[-1] if self.out else None)

    def note_unread(self, what: str) -> None:
        """Remember something that cannot be read, and where."""
        self.unread.append(self.unread_here(what))
