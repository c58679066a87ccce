"""Codes of the functional lines that running text names, from printed digits and the year's list."""

from __future__ import annotations

from extractors.narrative_official import ORDER, LineName
from pipeline.core.reference import Reference

_LENGTH = {"class": 3, "section": 5, "item": 7}


def resolve(line: LineName, reference: Reference, year: int | None) -> str | None:
    """The whole code of `line`: as printed, joined from printed pieces, or by name under the named parents.

    None where the names leave more than one code, or none: a guess would be worse.
    """
    if line.code:
        return line.code
    code: str | None = None
    for level in ORDER:
        if level in line.names:
            code = _step(line, level, code, reference, year)
            if code is None and level == line.level:
                return None
    return code if code and len(code) == _LENGTH[line.level] else None


def _step(
    line: LineName, level: str, above: str | None, reference: Reference, year: int | None
) -> str | None:
    """The code of `level` below `above` (the code of what was named above it), by digits, else by name."""
    digits, length = line.digits.get(level, ""), _LENGTH[level]
    if len(digits) == length:
        return digits
    if above and len(digits) == 2 and len(above) == length - 2:
        return above + digits
    for when in (year, None):
        codes = reference.function_codes(line.names[level], under=above, level=level, year=when)
        if not codes and level == "class":  # 其他（类）支出
            codes = reference.function_codes(line.names[level] + "支出", level=level, year=when)
        if len(codes) == 1:
            return codes[0]
        if codes:
            return None
    if level == line.level:
        return None
    misplaced = reference.function_codes(
        line.names[level], under=above
    )  # a section that the text calls a class
    return misplaced[0] if len(misplaced) == 1 else above


def belongs(line: LineName, parent: str, reference: Reference) -> bool:
    """True when the highest name of `line` is listed below the functional code `parent`."""
    highest = next(level for level in ORDER if level in line.names)
    return bool(reference.function_codes(line.names[highest], under=parent))
