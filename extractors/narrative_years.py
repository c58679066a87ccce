"""The year that a clause of running text speaks of, where an earlier clause names it."""

from __future__ import annotations

from extractors.narrative_zones import Layout
from pipeline.core.patterns import load

_NEAR = 12  # characters that the year of a comparison takes in front of the name compared with


def governing_year(layout: Layout, start: int) -> str:
    """The year that opens the clause of the name at `start`, or the nearest clause before it that opens with one."""
    rules = load("narrative/facts")
    clause_year, stop = rules["facts.clause_year"].regex, start
    if compared := rules["facts.compared_name"].regex.search(layout.text, max(0, start - _NEAR), start):
        return compared["when"]
    begin = layout.sentence_start(start)
    while stop >= begin:
        marks = [i for i in range(begin, stop) if layout.text[i] in ",；：、（）"]
        at = marks[-1] + 1 if marks else begin
        found = clause_year.match(layout.text[at:stop])
        own = found and stop < start and _is_remark(layout, at, at + found.end("when"), stop, start)
        if found and not own:
            return found["when"]
        if not marks:
            return ""
        stop = marks[-1]
    return ""


def _is_remark(layout: Layout, at: int, behind: int, stop: int, start: int) -> bool:
    """True for a clause with a year that speaks of itself alone.

    It states that year's number or that there was nothing, stands in a bracket closed before the name, or is added to
    a clause before it and ended by a ； (决算3万元，上年同期偏高；).
    """
    text, close = layout.text, layout.brackets.get(at - 1)
    if load("narrative/facts")["facts.year_value"].regex.match(text[behind:stop]):
        return True
    if close is not None and close < start:
        return True
    return "；" in text[stop:start] and text[at - 1 : at] in (",", "、")
