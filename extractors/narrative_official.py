"""Functional lines as names: what a text says of each level, and how names are told by the official list."""

from __future__ import annotations

from dataclasses import dataclass, field

from extractors.narrative_segmenter import parted
from pipeline.core.codes import LEVELS
from pipeline.core.patterns import Pattern, load
from pipeline.core.reference import AND, OPENING, Reference

ORDER = ("class", "section", "item")
LONGEST_NAME = 40
_MAX_RUN = 3  # class, section, item
_SHORTEST_BARE = 3
_TAIL = "支出"  # which a name may end with or not
_INSIDE = "）（、"  # marks that may stand inside a name
_WITHOUT_MARKS = str.maketrans("", "", _INSIDE)


@dataclass(frozen=True)
class LineName:
    """A functional line as named in characters `start` to `end` of the squeezed paragraph.

    `names` and `digits` hold what is printed of each level (digits own-level or whole), `code` a whole code.
    A `bare` name has neither mark nor code: it counts only with an amount right behind it.
    """

    start: int
    end: int
    names: dict[str, str]
    digits: dict[str, str] = field(default_factory=dict)
    code: str | None = None
    pattern_id: str = ""
    bare: bool = False

    @property
    def level(self) -> str:
        """The lowest level named."""
        return [level for level in ORDER if level in self.names][-1]

    @property
    def name(self) -> str:
        """The lowest name, as printed without marks and digits."""
        return self.names[self.level]


def line_pattern(name: str) -> Pattern:
    """The pattern `lines.<name>`."""
    return load("narrative/lines")[f"lines.{name}"]


def trimmed(name: str, reference: Reference) -> tuple[int, int]:
    """(start, end) of the name proper in a run of name characters with words before and behind it.

    A run that is an official name stays whole. One that has none in it is kept as printed, without the words
    behind it that say a phase (…支出年初预算数).
    """
    if reference.function_codes(name):
        return 0, len(name)
    lead_in, trailer = line_pattern("lead_in").regex, line_pattern("trailer").regex
    for start in range(len(name) - 1):
        if start and not lead_in.search(name[:start]):
            continue
        for end in range(len(name), start + 1, -1):
            if end < len(name) and not trailer.search(name[end:]):
                continue
            if reference.function_codes(name[start:end]):
                return start, end
    tail = line_pattern("phase_tail").regex.search(name)
    return 0, tail.start() if tail and tail.start() >= _SHORTEST_BARE else len(name)


def split_official(name: str, reference: Reference) -> tuple[str, ...] | None:
    """一般公共服务人大事务行政运行 as its two or three names, each under the one before."""
    pieces = parted(name, reference)
    if not 1 < len(pieces) <= _MAX_RUN:
        return None
    code: str | None = None
    for piece in pieces:
        found = reference.function_codes(piece, under=code)
        if code is not None:
            found = [c for c in found if len(c) == len(code) + 2]
        if not found:
            return None
        code = found[0]
    return tuple(pieces)


def official_run(text: str, start: int, reference: Reference) -> tuple[str, ...]:
    """The official name at `start`, or a class with names under it; () when none."""
    first = _longest(text, start, reference, None)
    if not first:
        return ()
    run = [first]
    under = next((c for c in reference.function_codes(first) if len(c) == 3), None)
    while under and len(run) < _MAX_RUN:
        at = start + sum(map(len, run))
        name = _longest(text, at, reference, under)
        if not name:
            break
        run.append(name)
        under = reference.function_codes(name, under=under)[0]
    return tuple(run)


def _longest(text: str, start: int, reference: Reference, under: str | None) -> str:
    """The longest official name at `start` (below `under`, one level down); "" when none."""
    longest = reference.function_name_openings().get(text[start : start + OPENING])
    if longest is None:
        return ""
    names = reference.function_names()
    window = text[start : start + LONGEST_NAME]
    longest += sum(map(window.count, _INSIDE)) + len(_TAIL)  # which the list does without
    for end in range(start + min(len(window), longest), start + _SHORTEST_BARE - 1, -1):
        piece = text[start:end]
        if _is_official(piece, names):
            codes = reference.function_codes(piece, under=under)
            if under is None or any(len(code) == len(under) + 2 for code in codes):
                return piece
    return ""


def _is_official(piece: str, names: frozenset[str]) -> bool:
    """True for a printed name that the list has, marks inside it, 与 for 和 and a final 支出 aside."""
    if piece[-1] in _INSIDE[1:] or piece.count("（") != piece.count("）"):
        return False
    plain = piece.translate(_WITHOUT_MARKS)
    alike = plain.translate(AND)
    return plain in names or alike in names or (plain.endswith(_TAIL) and alike[: -len(_TAIL)] in names)


def level_of(name: str, reference: Reference) -> str:
    """The level of a bare name: the highest its codes have."""
    return LEVELS[min(len(code) for code in reference.function_codes(name))]
