"""The stream of a Word part, each element told to what it means; what is not printed passes unheard."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.read import docx_block_events as blocks
from pipeline.read import docx_text_events as texts
from pipeline.read.docx_state import Reading
from pipeline.read.docx_text_events import Attributes
from pipeline.read.docx_xml import W_STRICT, W

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_VML = "{urn:schemas-microsoft-com:vml}"
_MAIN = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"

# Not printed, or kept elsewhere: former states, codes of fields, properties of sections and tables, ruby.
_SILENT = (
    "moveFrom", "delText", "instrText", "delInstrText", "pPrChange", "rPrChange", "tblPrChange", "tcPrChange",
    "trPrChange", "sectPrChange", "tblGridChange", "tblPrExChange", "numberingChange", "sdtPr", "sdtEndPr",
    "sectPr", "tblPr", "tblPrEx", "tblGrid", "rt", "fldData", "tabs",
)  # fmt: skip

Start = Callable[[Reading, Attributes], None]
End = Callable[[Reading], None]


def _silence(state: Reading, _: Attributes) -> None:
    state.silent = 1


def _named(events: dict[str, Callable[..., None]]) -> dict[str, Callable[..., None]]:
    """Events under the full names of their elements, in both namespaces that Word writes."""
    return {namespace + name: event for namespace in (W, W_STRICT) for name, event in events.items()}


_STARTS: dict[str, Start] = {
    **_named(dict.fromkeys(_SILENT, _silence)),
    **_named(texts.STARTS),
    **_named(blocks.STARTS),
    _MATH + "t": texts.STARTS["t"],
    _MC + "AlternateContent": blocks.start_choices,
    _MC + "Choice": blocks.choice,
    _MC + "Fallback": blocks.choice,
    "{urn:schemas-microsoft-com:office:office}OLEObject": blocks.ole_object,
    _DRAWING + "extent": blocks.extent,
    "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic": blocks.picture,
    _MAIN + "blip": blocks.picture_part,
    _MAIN + "srcRect": blocks.cut_off,
    _VML + "shape": blocks.shape,
    _VML + "imagedata": blocks.picture,
}
_ENDS: dict[str, End] = {
    **_named(texts.ENDS),
    **_named(blocks.ENDS),
    _MATH + "t": texts.ENDS["t"],
    _MC + "AlternateContent": blocks.end_choices,
}


class BodyReader:
    """Takes the events of one part and keeps what they amount to in `state`."""

    def __init__(self, state: Reading) -> None:
        self.state = state

    def start(self, tag: str, attrib: Attributes) -> None:
        """An element begins."""
        state = self.state
        if state.silent:
            state.silent += 1
            return
        act = _STARTS.get(tag)
        if act is not None:
            act(state, attrib)

    def end(self, tag: str) -> None:
        """An element ends."""
        state = self.state
        if state.silent:
            state.silent -= 1
            if state.silent:
                return
        act = _ENDS.get(tag)
        if act is not None:
            act(state)

    def data(self, data: str) -> None:
        """A piece of text; what stands between elements is only layout of the file."""
        state = self.state
        if state.in_text and not state.silent and state.paragraphs:
            state.paragraphs[-1].add(data)

    def close(self) -> None:
        """The end of the part."""
