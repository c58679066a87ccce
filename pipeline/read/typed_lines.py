"""The paragraphs that a typist meant by line breaks inside one."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.core.text import without_list_mark

_SENTENCE_ENDS = tuple("。；;！？!?：:")
_SHORT = 40  # a line that the margin did not fill


def typed_lines(text: str) -> Iterator[str]:
    """The paragraphs that a typist meant: a line break inside one may stand for the end of it.

    It does after the end of a sentence, before a list mark, and after a short line; else it only wraps.
    """
    pending = ""
    for line in text.split("\n"):
        line = line.strip()
        if not pending or not line:
            pending = pending or line
        elif pending.endswith(_SENTENCE_ENDS) or len(pending) < _SHORT or without_list_mark(line) != line:
            yield pending
            pending = line
        else:
            pending += line
    if pending:
        yield pending
