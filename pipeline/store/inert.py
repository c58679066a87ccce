"""Cells that a spreadsheet program would run as formulas, made inert.

Disclosures are written by strangers: a department may be called =HYPERLINK(...). Numbers stay numbers, also where
they are text (-1,234.56). Parquet keeps the text as it is.
"""

from __future__ import annotations

import re

from pipeline.core.text import nfc

_TRIGGERS = "=+-@＝＋－＠﹢﹣﹦﹫−"
_LEADING = " \u00a0\u3000\t\r\n\v\f\u200b\ufeff'\"‘’“”＇＂`"
_BREAKS = "\t\r\n"
_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?%?")


def is_trigger(text: str) -> bool:
    """True when a spreadsheet program may take `text` for a formula, now or after a copy and paste."""
    if text[:1] and text[0] in _BREAKS:
        return True
    bare = text.lstrip(_LEADING)
    return bare[:1] != "" and bare[0] in _TRIGGERS and not _NUMBER.fullmatch(text)


def inert(text: str) -> str:
    """`text` without control characters, and with a quote before it where it would be a formula."""
    clean = clean_text(text)
    return f"'{clean}" if is_trigger(text) or is_trigger(clean) else clean


def clean_text(text: str) -> str:
    """`text` without the characters that no spreadsheet holds."""
    return nfc(text).replace("\ufffe", "").replace("\uffff", "")
