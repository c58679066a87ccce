"""Names with level marks: 一般公共服务（类）信访事务（款）行政运行（项）, in every bracket, with or without digits."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.narrative_official import LONGEST_NAME, ORDER, LineName, line_pattern, split_official, trimmed
from pipeline.core.reference import Reference
from pipeline.core.text import without_list_mark

_LONGEST_QUOTED = 6  # characters of a word in quotes, with them
LEVEL_OF_MARK = {"类": "class", "款": "section", "项": "item"}


def marked(text: str, reference: Reference) -> Iterator[LineName]:
    """Names with level marks, chained while the levels go down and nothing but a joiner stands between."""
    joiner = line_pattern("joiner")
    chain: list[LineName] = []
    for match in line_pattern("marked").finditer(text):
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
    elif start and text[start - 1] == '"':
        start = _with_quotes(text, start, match.start("name") + last, reference)
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


def _with_listing(text: str, start: int, end: int, reference: Reference) -> int:
    """The start of a name that holds a 、 of its own (环境保护法规、规划及标准), else `start`."""
    for left in range(max(0, start - LONGEST_NAME), start - 1):
        whole = text[left:end]
        if "、" in text[left:start] and reference.function_codes(whole) and without_list_mark(whole) == whole:
            return left
    return start


def _with_quotes(text: str, start: int, end: int, reference: Reference) -> int:
    """The start of a name that opens with a word in quotes (“两庭”建设), else `start`."""
    left = text.rfind('"', max(0, start - _LONGEST_QUOTED), start - 1)
    word = text[left + 1 : start - 1] if left >= 0 else ""
    return left if word.isalpha() and reference.function_codes(text[left:end]) else start


def worded(text: str, reference: Reference) -> Iterator[LineName]:
    """Names whose marks stand without brackets, when the list has them one below the other."""
    for match in line_pattern("worded").finditer(text):
        first, _ = trimmed(match["first"], reference)
        names = [match["first"][first:], match["second"], match["third"]]
        code = _chain_code(names, reference)
        if code:
            start = match.start() + first
            yield LineName(start, match.end(), dict(zip(ORDER, names, strict=True)), {}, code, "lines.worded")


def marks_first(text: str, reference: Reference) -> Iterator[LineName]:
    """Names behind their marks, listed one below the other, and names behind marked digits."""
    for match in line_pattern("marks_first").finditer(text):
        last = "third" if match["third"] else "name"
        begin, stop = trimmed(match[last], reference)
        name, end = match[last][begin:stop], match.start(last) + stop
        if last == "name":
            printed = [d for d in (match["class"], match["section"], match["item"]) if d]
            names, code = {ORDER[len(printed) - 1]: name}, "".join(printed)
        else:
            chain = [match["first"], match["second"], name]
            names, code = dict(zip(ORDER, chain, strict=True)), _chain_code(chain, reference) or ""
        if code and not begin:
            yield LineName(match.start(), end, names, {}, code, "lines.marks_first")


def _chain_code(names: list[str], reference: Reference) -> str | None:
    """The code of the last of `names`, each listed one level below the one before; None when they are not."""
    code: str | None = None
    for name in names:
        length = 3 if code is None else len(code) + 2
        found = [c for c in reference.function_codes(name, under=code) if len(c) == length]
        if not found:
            return None
        code = found[0]
    return code
