"""Where running text names functional lines: marked （类）（款）（项）, coded, joined by dashes, or bare."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipeline.core.codes import LEVELS
from pipeline.core.patterns import Pattern, load
from pipeline.core.reference import Reference
from pipeline.core.text import without_list_mark

LEVEL_OF_MARK = {"类": "class", "款": "section", "项": "item"}
ORDER = ("class", "section", "item")
_LONGEST_NAME = 40
_MAX_RUN = 3  # class, section, item
_SHORTEST_BARE = 3


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


def find_lines(text: str, reference: Reference) -> list[LineName]:
    """Every functional line named in squeezed `text`, in order, none overlapping another."""
    found = [
        *_marked(text, reference),
        *_coded(text, reference),
        *_paths(text, reference),
        *_bare(text, reference),
    ]
    chosen: list[LineName] = []
    for line in sorted(found, key=lambda n: (n.bare, n.start, -n.end)):
        if all(line.end <= other.start or line.start >= other.end for other in chosen):
            chosen.append(line)
    return sorted(chosen, key=lambda n: n.start)


def _pattern(name: str) -> Pattern:
    return load("narrative/lines")[f"lines.{name}"]


def trimmed(name: str, reference: Reference) -> tuple[int, int]:
    """(start, end) of the name proper in a run of name characters with words before and behind it.

    A run that is an official name, or has none in it, stays whole: misprinted names are kept as printed.
    """
    if reference.function_codes(name):
        return 0, len(name)
    lead_in, trailer = _pattern("lead_in").regex, _pattern("trailer").regex
    for start in range(len(name) - 1):
        if start and not lead_in.search(name[:start]):
            continue
        for end in range(len(name), start + 1, -1):
            if end < len(name) and not trailer.search(name[end:]):
                continue
            if reference.function_codes(name[start:end]):
                return start, end
    return 0, len(name)


def _with_listing(text: str, start: int, end: int, reference: Reference) -> int:
    """The start of a name that holds a 、 of its own (环境保护法规、规划及标准), else `start`."""
    for left in range(max(0, start - _LONGEST_NAME), start - 1):
        whole = text[left:end]
        if "、" in text[left:start] and reference.function_codes(whole) and without_list_mark(whole) == whole:
            return left
    return start


def _marked(text: str, reference: Reference) -> Iterator[LineName]:
    """Names with level marks, chained while the levels go down and nothing but a joiner stands between."""
    joiner = _pattern("joiner")
    chain: list[LineName] = []
    for match in _pattern("marked").finditer(text):
        one = _one_mark(text, match, reference)
        linked = chain and ORDER.index(one.level) > ORDER.index(chain[-1].level)
        if linked and joiner.regex.search(text[chain[-1].end : one.start]):
            chain.append(one)
            continue
        if chain:
            yield _chained(chain, reference)
        chain = [one]
    if chain:
        yield _chained(chain, reference)


def _one_mark(text: str, match: re.Match[str], reference: Reference) -> LineName:
    groups = {k: v for k, v in match.groupdict().items() if v}
    level = LEVEL_OF_MARK[groups.get("level") or groups["level_after"]]
    digits = [groups[k] for k in ("before", "after", "inside", "inside_after", "number") if k in groups]
    first, last = trimmed(groups["name"], reference)
    start = match.start("name") + first
    if start and text[start - 1] == "、":
        start = _with_listing(text, start, match.start("name") + last, reference)
    name = text[start : match.start("name") + last]
    begin = match.start() if "before" in groups and not first else start
    return LineName(
        begin, match.end(), {level: name}, {level: digits[0]} if digits else {}, None, "lines.marked"
    )


def _chained(chain: list[LineName], reference: Reference) -> LineName:
    """One line out of neighbouring marks; a single unresolvable name is cut into official ones."""
    names = {level: name for one in chain for level, name in one.names.items()}
    digits = {level: code for one in chain for level, code in one.digits.items()}
    first = chain[0]
    if not reference.function_codes(first.name):
        run = split_official(first.name, reference)
        if run and ORDER.index(first.level) == len(run) - 1:
            names = dict(zip(ORDER, run, strict=False)) | names | {first.level: run[-1]}
        elif run and len(run) == 2 and first.level == "item":
            names |= {"section": run[0], "item": run[1]}
    return LineName(first.start, chain[-1].end, names, digits, None, first.pattern_id)


def split_official(name: str, reference: Reference) -> tuple[str, ...] | None:
    """一般公共服务人大事务行政运行 as its two or three names, each under the one before."""

    def tail(rest: str, under: str | None, left: int) -> tuple[str, ...] | None:
        if not rest:
            return ()
        for cut in range(min(len(rest), _LONGEST_NAME), 1, -1):
            for code in reference.function_codes(rest[:cut], under=under) if left else ():
                if under is None or len(code) == len(under) + 2:
                    found = tail(rest[cut:], code, left - 1)
                    if found is not None:
                        return (rest[:cut], *found)
        return None

    run = tail(name, None, _MAX_RUN)
    return run if run and len(run) > 1 else None


def _coded(text: str, reference: Reference) -> Iterator[LineName]:
    for match in _pattern("code_behind").finditer(text):
        first, last = trimmed(match["name"], reference)
        if last == len(match["name"]):
            level = LEVELS[len(match["code"])]
            name = {level: match["name"][first:]}
            yield LineName(match.start() + first, match.end(), name, {}, match["code"], "lines.code_behind")
    for match in _pattern("code_before").finditer(text):
        code = match["code"] or match["bracketed"]
        names = match["name"].split("-")
        last = match.end() - len(names[-1]) + trimmed(names[-1], reference)[1]
        names[-1] = text[match.end() - len(names[-1]) : last]
        if not reference.function_codes(names[-1]) and len(code) < 7 and match["code"]:
            continue
        levels = ORDER[: ORDER.index(LEVELS[len(code)]) + 1][-len(names) :]
        yield LineName(
            match.start(), last, dict(zip(levels, names, strict=False)), {}, code, "lines.code_before"
        )


def _paths(text: str, reference: Reference) -> Iterator[LineName]:
    """Names joined by dashes, when the first is a class."""
    for match in _pattern("path").finditer(text):
        names = [n for n in (match["first"], match["second"], match["third"]) if n]
        first, _ = trimmed(names[0], reference)
        names[0] = names[0][first:]
        if not any(len(code) == 3 for code in reference.function_codes(names[0])):
            continue
        _, last = trimmed(names[-1], reference)
        end = match.end() - len(names[-1]) + last
        names[-1] = names[-1][:last]
        yield LineName(
            match.start() + first, end, dict(zip(ORDER, names, strict=False)), {}, None, "lines.path"
        )


def _bare(text: str, reference: Reference) -> Iterator[LineName]:
    """Official names that open a clause, the longest first, with no mark and no code."""
    for match in _pattern("opening").finditer(text):
        start = match.end()
        run = _official_run(text, start, reference)
        if run:
            levels = ORDER[: len(run)] if len(run) > 1 else (_level_of(run[0], reference),)
            end = start + sum(map(len, run))
            yield LineName(
                start, end, dict(zip(levels, run, strict=True)), {}, None, "lines.opening", bare=True
            )


def _official_run(text: str, start: int, reference: Reference) -> tuple[str, ...]:
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
    names = reference.function_names()
    for end in range(min(len(text), start + _LONGEST_NAME), start + _SHORTEST_BARE - 1, -1):
        piece = text[start:end]
        if piece in names or (piece.endswith("支出") and piece[:-2] in names):
            codes = reference.function_codes(piece, under=under)
            if any(under is None or len(code) == len(under) + 2 for code in codes):
                return piece
    return ""


def _level_of(name: str, reference: Reference) -> str:
    """The level of a bare name: the highest its codes have."""
    return LEVELS[min(len(code) for code in reference.function_codes(name))]
