"""Events of paragraphs and runs."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.read.docx_run import ParagraphDraft
from pipeline.read.docx_state import Reading
from pipeline.read.docx_styles import BODY_TEXT
from pipeline.read.docx_xml import W_STRICT, W
from pipeline.read.office_package import whole_number

Attributes = dict[str, str]
OFF = ("0", "false", "off", "none")


def get(attributes: Attributes, name: str = "val") -> str | None:
    """A WordprocessingML attribute."""
    value = attributes.get(W + name)
    return attributes.get(W_STRICT + name) if value is None else value


def _start_paragraph(state: Reading, _: Attributes) -> None:
    draft = ParagraphDraft(pieces=state.carried)
    state.carried = []
    state.paragraphs.append(draft)
    if state.cell_lines is None:
        state.out.append(draft)


def _mark(state: Reading, draft: ParagraphDraft) -> str:
    """The number that Word draws before a paragraph."""
    num_id, level = draft.num_id, draft.list_level
    if num_id is None:
        num_id, of_style = state.styles.list_of(draft.style)
        level = of_style if level is None else level
    if num_id is None:
        return ""
    if level is None:
        level = state.numbering.level_of_style(draft.style, num_id)
    return state.numbering.mark(num_id, level or 0)


def _end_paragraph(state: Reading) -> None:
    if not state.paragraphs:
        return
    draft = state.paragraphs.pop()
    state.fields.end_paragraph()
    if draft.mark_deleted:
        state.carried = draft.pieces
        return
    text = "".join(draft.pieces)
    draft.pieces = []
    lines = state.cell_lines
    if lines is not None:
        lines.append(_mark(state, draft) + text)
        return
    mark = _mark(state, draft)
    draft.text = mark + text.lstrip() if mark and text.strip() else text
    outline = state.styles.outline(draft.style) if draft.outline is None else draft.outline
    draft.level = outline + 1 if 0 <= outline < BODY_TEXT else 0


def _start_properties(state: Reading, _: Attributes) -> None:
    if state.paragraph is not None:
        state.paragraph.in_properties = True


def _end_properties(state: Reading) -> None:
    if state.paragraph is not None:
        state.paragraph.in_properties = False


def _style(state: Reading, attributes: Attributes) -> None:
    if state.paragraph is not None:
        state.paragraph.style = get(attributes)


def _num_id(state: Reading, attributes: Attributes) -> None:
    if state.paragraph is not None:
        state.paragraph.num_id = get(attributes)


def _list_level(state: Reading, attributes: Attributes) -> None:
    if state.paragraph is not None:
        state.paragraph.list_level = whole_number(get(attributes))


def _outline(state: Reading, attributes: Attributes) -> None:
    if state.paragraph is not None:
        state.paragraph.outline = whole_number(get(attributes))


def _start_run(state: Reading, _: Attributes) -> None:
    if state.paragraph is not None:
        state.paragraph.start_run()


def _vanish(state: Reading, attributes: Attributes) -> None:
    draft = state.paragraph
    if draft is not None and not draft.in_properties:
        draft.hidden = get(attributes) not in OFF


def _font(state: Reading, attributes: Attributes) -> None:
    draft = state.paragraph
    if draft is not None and not draft.in_properties:
        draft.font = get(attributes, "ascii") or get(attributes, "hAnsi") or ""


def _start_text(state: Reading, _: Attributes) -> None:
    state.in_text = not state.fields.in_code


def _end_text(state: Reading) -> None:
    state.in_text = False


def _add(state: Reading, text: str) -> None:
    draft = state.paragraph
    if draft is not None and not draft.in_properties and not state.fields.in_code:
        draft.add(text)


def _tab(state: Reading, _: Attributes) -> None:
    _add(state, "\t")


def _break(state: Reading, attributes: Attributes) -> None:
    if get(attributes, "type") in (None, "textWrapping"):
        _add(state, "\n")


def _line(state: Reading, _: Attributes) -> None:
    _add(state, "\n")


def _hyphen(state: Reading, _: Attributes) -> None:
    _add(state, "-")


def _symbol(state: Reading, attributes: Attributes) -> None:
    if state.paragraph is not None and not state.fields.in_code:
        state.paragraph.add_symbol(get(attributes, "char") or "", get(attributes, "font") or "")


def _field(state: Reading, attributes: Attributes) -> None:
    state.fields.mark(get(attributes, "fldCharType"))


def _deleted(state: Reading, _: Attributes) -> None:
    """A tracked deletion: of the runs inside it, of the end of a paragraph, or of a table row."""
    table, draft = state.table, state.paragraph
    if table is not None and not table.in_cell:
        table.row_dropped = True
    elif draft is not None and draft.in_properties:
        draft.mark_deleted = True
    state.silent = 1


STARTS: dict[str, Callable[[Reading, Attributes], None]] = {
    "p": _start_paragraph,
    "pPr": _start_properties,
    "pStyle": _style,
    "numId": _num_id,
    "ilvl": _list_level,
    "outlineLvl": _outline,
    "r": _start_run,
    "vanish": _vanish,
    "rFonts": _font,
    "t": _start_text,
    "tab": _tab,
    "ptab": _tab,
    "br": _break,
    "cr": _line,
    "noBreakHyphen": _hyphen,
    "sym": _symbol,
    "fldChar": _field,
    "del": _deleted,
}
ENDS: dict[str, Callable[[Reading], None]] = {"p": _end_paragraph, "pPr": _end_properties, "t": _end_text}
