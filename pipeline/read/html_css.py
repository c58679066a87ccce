"""Styles of HTML: what hides an element, lays it out as a table, or puts it at a place of the page.

Inline styles, and of style sheets the rules for one class or one id; nothing else of CSS matters here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipeline.core.text import fold

Style = dict[str, str]

_WANTED = frozenset(
    ("display", "visibility", "position", "left", "top", "width", "height", "font-size", "mso-hide")
)
_PIXELS = {"px": 1.0, "": 1.0, "pt": 4 / 3, "in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4}


def declarations(text: str) -> Style:
    """The declarations of a style attribute that matter."""
    out: Style = {}
    for part in text.split(";"):
        name, _, value = part.partition(":")
        if (name := name.strip().lower()) in _WANTED:
            out[name] = value.partition("!")[0].strip().lower()
    return out


def pixels(value: str | None) -> float | None:
    """A length in pixels; None where none is stated or its unit depends on something else."""
    number = fold(value or "").strip().lower()
    unit = number[len(number.rstrip("abcdefghijklmnopqrstuvwxyz%")) :]
    if unit not in _PIXELS:
        return None
    try:
        length = float(number.removesuffix(unit)) * _PIXELS[unit]
    except ValueError:
        return None
    return length if -1e6 < length < 1e6 else None


def is_hidden(style: Style, attributes: Mapping[str, str]) -> bool:
    """Whether an element is not shown."""
    return (
        style.get("display") == "none"
        or style.get("visibility") in ("hidden", "collapse")
        or style.get("mso-hide") == "all"
        or "hidden" in attributes
    )


def _without_comments(css: str) -> str:
    head, *rest = css.split("/*")
    return head + "".join(piece.partition("*/")[2] for piece in rest)


def _rules(css: str) -> Iterator[tuple[str, str]]:
    """(selectors, declarations) of the rules outside of any @media or @page."""
    head, *pieces = _without_comments(css).replace("<!--", "").replace("-->", "").split("{")
    opened = [head]
    for piece in pieces:
        body, *closed = piece.split("}")
        if not closed:
            opened.append(body)
            continue
        if len(opened) == 1 and not (selectors := opened[0].rpartition(";")[2].strip()).startswith("@"):
            yield selectors, body
        opened = [*opened[: -len(closed)], closed[-1]]


class StyleSheet:
    """The rules of the style sheets that the page holds, by class (".c") and by id ("#i")."""

    def __init__(self) -> None:
        self._rules: dict[str, Style] = {}

    def read(self, css: str) -> None:
        """Take in one style element."""
        for selectors, body in _rules(css):
            if style := declarations(body):
                for selector in selectors.split(","):
                    self._add(selector.strip(), style)

    def _add(self, selector: str, style: Style) -> None:
        element, mark, name = selector.partition("#" if "#" in selector else ".")
        simple = name.replace("-", "").replace("_", "").isalnum()
        if mark and simple and (not element or element.isalnum()):
            self._rules.setdefault(mark + name, {}).update(style)

    def style(self, attributes: Mapping[str, str]) -> Style:
        """The style of an element: that of its classes, of its id, its own."""
        out: Style = {}
        if self._rules:
            for name in attributes.get("class", "").split():
                out.update(self._rules.get("." + name, {}))
            out.update(self._rules.get("#" + attributes.get("id", ""), {}))
        if own := attributes.get("style"):
            out.update(declarations(own))
        return out
