"""Events of tables, text boxes, notes, alternatives, and of what holds no text."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.read.docx_state import EmbeddedDraft, PictureDraft, Reading
from pipeline.read.docx_table import TableDraft
from pipeline.read.docx_text_events import Attributes, get
from pipeline.read.office_package import whole_number

_LEAST = (3_600_000, 720_000)  # ten by two centimetres in the units of a drawing: it may show a table
_LARGE = 1_800_000  # five centimetres: it may well
_POINT = 12_700
_RELATIONS = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}",
)
_CUT = 100_000  # what a side of a picture is divided into


def _relation(attributes: Attributes, name: str) -> str:
    """The relationship that an attribute names; "" for none."""
    return next((attributes[space + name] for space in _RELATIONS if space + name in attributes), "")


def _start_table(state: Reading, _: Attributes) -> None:
    draft = TableDraft()
    state.containers.append(draft)
    state.out.append(draft)


def _start_box(state: Reading, _: Attributes) -> None:
    state.containers.append(None)


def _end_container(state: Reading) -> None:
    if state.containers:
        state.containers.pop()


def _start_row(state: Reading, _: Attributes) -> None:
    if state.table is not None:
        state.table.start_row()


def _end_row(state: Reading) -> None:
    if state.table is not None:
        state.table.end_row()


def _start_cell(state: Reading, _: Attributes) -> None:
    if state.table is not None:
        state.table.start_cell()


def _end_cell(state: Reading) -> None:
    if state.table is not None:
        state.table.end_cell()


def _grid_before(state: Reading, attributes: Attributes) -> None:
    if state.table is not None:
        state.table.skip(whole_number(get(attributes)) or 0)


def _grid_span(state: Reading, attributes: Attributes) -> None:
    if state.table is not None:
        state.table.span = whole_number(get(attributes)) or 1


def _merge(state: Reading, attributes: Attributes) -> None:
    if state.table is not None:
        state.table.merge = get(attributes) or "continue"


def _merge_beside(state: Reading, attributes: Attributes) -> None:
    if state.table is not None:
        state.table.beside = get(attributes) or "continue"


def _start_note(state: Reading, attributes: Attributes) -> None:
    state.out = state.own_notes.setdefault(get(attributes, "id") or "", [])


def _footnote(state: Reading, attributes: Attributes) -> None:
    state.out += state.footnotes.pop(get(attributes, "id") or "", [])


def _endnote(state: Reading, attributes: Attributes) -> None:
    state.out += state.endnotes.pop(get(attributes, "id") or "", [])


def start_choices(state: Reading, _: Attributes) -> None:
    """Alternatives of one content begin."""
    state.choices.append(False)


def choice(state: Reading, _: Attributes) -> None:
    """One of the alternatives: the first is read, the others say the same again."""
    if state.choices and state.choices[-1]:
        state.silent = 1
    elif state.choices:
        state.choices[-1] = True


def end_choices(state: Reading) -> None:
    """Alternatives end."""
    if state.choices:
        state.choices.pop()


def _start_object(state: Reading, _: Attributes) -> None:
    state.in_object = True


def _end_object(state: Reading) -> None:
    state.in_object = False


def ole_object(state: Reading, attributes: Attributes) -> None:
    """An embedded object; a formula drawn by one holds no figures."""
    program = attributes.get("ProgID", "")
    if not program.startswith("Equation"):
        unread = state.unread_here(f"an embedded object ({program or 'of no known program'})")
        is_icon = attributes.get("DrawAspect") == "Icon"
        state.out.append(EmbeddedDraft(_relation(attributes, "id"), unread, is_icon))


def extent(state: Reading, attributes: Attributes) -> None:
    """The size of the drawing that follows."""
    state.extent = (whole_number(attributes.get("cx")) or 0, whole_number(attributes.get("cy")) or 0)


def shape(state: Reading, attributes: Attributes) -> None:
    """The size of an old shape, in its style: width:415pt;height:200pt."""
    sizes = dict(p.strip().split(":", 1) for p in attributes.get("style", "").split(";") if ":" in p)
    points = [sizes.get(side, "").strip().removesuffix("pt") for side in ("width", "height")]
    whole = [whole_number(p.partition(".")[0]) or 0 for p in points]
    state.extent = (whole[0] * _POINT, whole[1] * _POINT)


def picture(state: Reading, attributes: Attributes) -> None:
    """A picture; one that is large may show what the text does not say."""
    state.picture = None
    if state.in_object:
        return
    state.n_images += 1
    if state.extent[0] >= _LEAST[0] and state.extent[1] >= _LEAST[1]:
        unread, is_large = state.unread_here("a picture"), state.extent[1] >= _LARGE
        state.picture = PictureDraft(_relation(attributes, "id"), unread, is_large)
        state.out.append(state.picture)


def picture_part(state: Reading, attributes: Attributes) -> None:
    """The part that holds the picture."""
    if state.picture is not None:
        state.picture.relation = state.picture.relation or _relation(attributes, "embed")


def cut_off(state: Reading, attributes: Attributes) -> None:
    """What is not shown of the picture."""
    if state.picture is not None:
        left, top, right, bottom = ((whole_number(attributes.get(side)) or 0) / _CUT for side in "ltrb")
        state.picture.crop = (left, top, right, bottom)


def _import(state: Reading, _: Attributes) -> None:
    state.note_unread("an imported part (altChunk)")


STARTS: dict[str, Callable[[Reading, Attributes], None]] = {
    "tbl": _start_table,
    "txbxContent": _start_box,
    "tr": _start_row,
    "tc": _start_cell,
    "gridBefore": _grid_before,
    "gridSpan": _grid_span,
    "vMerge": _merge,
    "hMerge": _merge_beside,
    "footnote": _start_note,
    "endnote": _start_note,
    "footnoteReference": _footnote,
    "endnoteReference": _endnote,
    "object": _start_object,
    "altChunk": _import,
}
ENDS: dict[str, Callable[[Reading], None]] = {
    "tbl": _end_container,
    "txbxContent": _end_container,
    "tr": _end_row,
    "tc": _end_cell,
    "object": _end_object,
}
