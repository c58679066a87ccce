"""Forms that a disclosure lists and does not print."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from extractors.captions import is_title
from extractors.context import Context
from extractors.form_kinds import specification
from extractors.forms import forms
from pipeline.core.model import Document, Paragraph, Place
from pipeline.core.patterns import load
from pipeline.core.records import Finding
from pipeline.core.text import squash, without_list_mark

IDENTITY = "F01"
_NO_FORMS = ("none", "untitled", "other", "information", "procurement", "assets", "agency", "project")
_FEWEST = 4  # titles one after another that make a list


def extract(document: Document, context: Context) -> Iterator[Finding]:
    """A finding for every form in a list of forms of which the document prints neither table nor heading.

    Where none of them is printed they may stand in a file of their own: that is one finding, of unknown party. Some
    may stand on pages that could not be read. A table of unknown kind may be any of them: then nothing is said.
    """
    listed: dict[str, tuple[str, Place]] = {}
    printed: set[str] = {f.kind for f in forms(document)}
    for is_form, run in groupby(_lines(document), key=lambda line: line[0] is not None):
        entries = list(run) if is_form else []
        is_list = len({text for _, text, _ in entries}) >= _FEWEST
        for kind, text, place in entries:
            if kind and is_list:
                listed.setdefault(kind, (text, place))
            elif kind:
                printed.add(kind)
    if any(not f.title and any(b.amounts for p in f.pieces for b in p.blocks) for f in forms(document)):
        return
    missing = [v for k, v in listed.items() if k not in printed]
    if missing and len(missing) == len(listed):
        yield _finding("、".join(title for title, _ in missing), missing[0][1], "unknown")
        return
    unread = any(i.kind in ("unread", "format") for i in document.issues)
    for title, place in missing:
        yield _finding(title, place, "unknown" if unread else "disclosure")


def _finding(titles: str, place: Place, party: str) -> Finding:
    return Finding(
        kind="empty_form", identity_id=IDENTITY, severity="warning", party=party, page=place.page,
        left_locator=place.locator, message=f"列有而文中没有的表：{titles} | listed, and not in the document",
    )  # fmt: skip


def _lines(document: Document) -> Iterator[tuple[str | None, str, Place]]:
    """Every printed line of running text with the kind of form whose title it is, None for other lines."""
    for block in document.blocks():
        if not isinstance(block, Paragraph):
            yield None, "", Place(block.page, "")
            continue
        for line in block.text.split("\n"):
            if text := _title(line):
                yield _kind(text), text, block.place()


def _title(line: str) -> str:
    """A line without its list mark, and without the dots and the page that a table of contents adds."""
    text = squash(without_list_mark(line))
    return load("forms/captions")["title.page"].regex.sub("", text)


def _kind(text: str) -> str | None:
    """The kind of form that a squashed line is the title of; "" for tables of other kinds, None for other lines."""
    spec = specification(text) if text.endswith("表") and is_title(text) else None
    return None if spec is None else "" if spec.sets["form"] in _NO_FORMS else str(spec.sets["form"])
