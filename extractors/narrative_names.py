"""Where running text names functional lines: marked （类）（款）（项）, coded, joined by dashes, or bare."""

from __future__ import annotations

from collections.abc import Iterator

from extractors.narrative_marks import marked, marks_first, worded
from extractors.narrative_official import ORDER, LineName, level_of, line_pattern, official_run, trimmed
from pipeline.core.codes import LEVELS
from pipeline.core.reference import Reference

_CLASS_DIGITS = 3


def find_lines(text: str, reference: Reference) -> list[LineName]:
    """Every functional line named in squeezed `text`, in order, none overlapping another."""
    found = [
        *marked(text, reference),
        *worded(text, reference),
        *marks_first(text, reference),
        *_coded(text, reference),
        *_paths(text, reference),
        *_bare(text, reference),
    ]
    chosen: list[LineName] = []
    for line in sorted(found, key=lambda n: (n.bare, n.start, -n.end)):
        if all(line.end <= other.start or line.start >= other.end for other in chosen):
            chosen.append(line)
    return sorted(chosen, key=lambda n: n.start)


def _coded(text: str, reference: Reference) -> Iterator[LineName]:
    for match in line_pattern("code_behind").finditer(text):
        first, last = trimmed(match["name"], reference)
        if last == len(match["name"]):
            code = match["code"] or match["glued"]
            name = {LEVELS[len(code)]: match["name"][first:]}
            yield LineName(match.start() + first, match.end(), name, {}, code, "lines.code_behind")
    for match in line_pattern("code_before").finditer(text):
        code = match["code"] or match["bracketed"]
        names = match["name"].split("-")
        last = match.end() - len(names[-1]) + trimmed(names[-1], reference)[1]
        names[-1] = text[match.end() - len(names[-1]) : last]
        official = reference.function_codes(names[-1])
        if not official and (
            line_pattern("trailer").regex.search(names[-1]) or (len(code) < 7 and match["code"])
        ):
            continue
        if len(code) == _CLASS_DIGITS and code not in official and match["code"]:
            continue  # three digits before a name may be any number
        levels = ORDER[: ORDER.index(LEVELS[len(code)]) + 1][-len(names) :]
        yield LineName(
            match.start(), last, dict(zip(levels, names, strict=False)), {}, code, "lines.code_before"
        )


def _paths(text: str, reference: Reference) -> Iterator[LineName]:
    """Names joined by dashes, when the first is a class, or a section and the other an item of it."""
    for match in line_pattern("path").finditer(text):
        names = [n for n in (match["first"], match["second"], match["third"]) if n]
        first, _ = trimmed(names[0], reference)
        names[0] = names[0][first:]
        _, last = trimmed(names[-1], reference)
        end = match.end() - len(names[-1]) + last
        names[-1] = names[-1][:last]
        levels = _path_levels(names, reference)
        if levels:
            levels_named = dict(zip(levels, names, strict=False))
            yield LineName(match.start() + first, end, levels_named, {}, None, "lines.path")


def _path_levels(names: list[str], reference: Reference) -> tuple[str, ...]:
    """The levels that `names` are of; () when they are no functional line."""
    first = reference.function_codes(names[0])
    if any(len(code) == _CLASS_DIGITS for code in first):
        return ORDER
    sections = [code for code in first if len(code) == _CLASS_DIGITS + 2]
    if len(names) == 2 and any(reference.function_codes(names[1], under=code) for code in sections):
        return ORDER[1:]
    return ()


def _bare(text: str, reference: Reference) -> Iterator[LineName]:
    """Official names that open a clause, the longest first, with no mark and no code."""
    for match in line_pattern("opening").finditer(text):
        start = match.end()
        run = official_run(text, start, reference)
        if run:
            levels = ORDER[: len(run)] if len(run) > 1 else (level_of(run[0], reference),)
            end = start + sum(map(len, run))
            yield LineName(
                start, end, dict(zip(levels, run, strict=True)), {}, None, "lines.opening", bare=True
            )
