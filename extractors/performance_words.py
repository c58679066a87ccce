"""What the words of headers, labels and first levels of performance tables mean, by patterns/performance."""

from __future__ import annotations

from pipeline.core.patterns import load
from pipeline.core.text import without_list_mark
from pipeline.core.uses import remembered

_OF_NUMBERS = "0123456789.,%-"  # a text of these alone is no header; the cells of tables are full of them


@remembered(8192)
def header_role(text: str) -> str | None:
    """What a squashed header text means (patterns/performance/headers.toml); None for other texts."""
    if len(text) > 50 or not text.strip(_OF_NUMBERS):
        return None
    found = next((p for p in load("performance/headers").patterns if p.regex.search(text)), None)
    return found.sets["role"] if found else None


@remembered(8192)
def label_role(text: str) -> str | None:
    """What a squashed label of a key-value sheet means (patterns/performance/labels.toml); None for other texts."""
    bare = without_list_mark(text)
    if not bare or len(bare) > 400:
        return None
    found = next((p for p in load("performance/labels").patterns if p.regex.search(bare)), None)
    return found.sets["role"] if found else None


@remembered(8192)
def fits_first_level(text: str) -> bool:
    """True for the squashed name of a first level, with or without its points."""
    return load("performance/names")["name.first_level"].regex.search(text) is not None
