"""The shared strings of a workbook: texts that its cells refer to by number."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.core.issues import ErrorClass, ReadError

_HEX = frozenset("0123456789abcdefABCDEF")
_MAX_CHARS = 64 << 20  # of the strings, each counted once


def local(tag: str) -> str:
    """The name of an element or attribute without its namespace."""
    return tag.rpartition("}")[2]


def unescaped(text: str) -> str:
    """Text with the characters that XML cannot hold, _x000A_ for one, put back; carriage returns left out."""
    out, done = "", 0
    while (at := text.find("_x", done)) >= 0:
        code = text[at + 2 : at + 6]
        if text[at + 6 : at + 7] == "_" and len(code) == 4 and set(code) <= _HEX:
            char = chr(int(code, 16))
            out += text[done:at] + (char if char.isprintable() or char in "\n\t" else "")
            done = at + 7
        else:
            out += text[done : at + 2]
            done = at + 2
    return out + text[done:]


class SharedStrings:
    """A target of the XML stream that collects the strings, without how they are pronounced."""

    def __init__(self) -> None:
        self.strings: list[str] = []
        self._pieces: list[str] = []
        self._in_text = False
        self._spoken = 0
        self._n_chars = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        name = local(tag)
        if name == "si":
            self._pieces = []
        elif name == "rPh":
            self._spoken += 1
        self._in_text = name == "t" and not self._spoken

    def end(self, tag: str) -> None:
        """An element ends."""
        name = local(tag)
        self._in_text = False
        if name == "rPh":
            self._spoken -= 1
        elif name == "si":
            self.strings.append(unescaped("".join(self._pieces)))

    def data(self, text: str) -> None:
        """A piece of text."""
        if self._in_text:
            self._n_chars += len(text)
            if self._n_chars > _MAX_CHARS:
                raise ReadError(ErrorClass.TOO_LARGE, f"more than {_MAX_CHARS} characters of text")
            self._pieces.append(text)

    def close(self) -> None:
        """The end of the part."""
