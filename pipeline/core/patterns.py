r"""Patterns as data: the only place that compiles a regex that comes from a file.

A pattern file is TOML. `[parts]` are named pieces that patterns refer to as `{{name}}`; a `[[pattern]]` has an `id`,
a `regex` in verbose mode (a wanted blank is written `\s`), at least one `match` example that states all groups, and
at least one `reject`. Patterns run over text squeezed by `core.text.squeeze`: folded, without white space.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from pipeline.core.resources import PATTERNS
from pipeline.core.uses import note


class PatternError(ValueError):
    """A pattern file is malformed: an author's error, named by file and pattern."""


@dataclass(frozen=True, slots=True)
class Example:
    """A text that a pattern must read, with every group it must give."""

    text: str
    groups: dict[str, str]
    source: str = ""


@dataclass(frozen=True)
class Pattern:
    """One compiled pattern and its examples. `anchors`: literals of which one must occur before the regex is tried."""

    unit: str  # file:id
    id: str
    compiled: re.Pattern[str]
    match: tuple[Example, ...]
    reject: tuple[str, ...]
    anchors: tuple[str, ...] = ()
    why: str = ""
    sets: dict[str, Any] = field(default_factory=dict)  # constant columns that a match sets

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """What is searched with; noted as used."""
        note(self, "regex", self.unit)
        return self.compiled

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Every match in squeezed `text`, nothing when no anchor occurs in it."""
        for anchor in self.anchors:
            if anchor in text:
                break
        else:
            if self.anchors:
                return iter(())
        return self.regex.finditer(text)

    def groups(self, match: re.Match[str]) -> dict[str, str]:
        """The named groups that took part in `match`."""
        return {k: v for k, v in match.groupdict().items() if v is not None}


@dataclass(frozen=True)
class PatternFile:
    """The patterns of one file, and whatever else it states."""

    name: str
    listed: tuple[Pattern, ...]
    stated: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def patterns(self) -> tuple[Pattern, ...]:
        """In the order in which they claim text. Their list is noted as used, each regex when it is searched with."""
        note(self, "patterns", f"{self.name}:{_LIST}")
        return self.listed

    @cached_property
    def data(self) -> dict[str, Any]:
        """What the file states beside its patterns; noted as used."""
        note(self, "data", f"{self.name}:{_DATA}")
        return self.stated

    def __getitem__(self, pattern_id: str) -> Pattern:
        pattern = self._by_id[pattern_id]
        _ = pattern.regex  # whatever is wanted of it, it is used
        return pattern

    @cached_property
    def _by_id(self) -> dict[str, Pattern]:
        return {p.id: p for p in self.listed}

    @cached_property
    def _anchors(self) -> frozenset[str]:
        return frozenset(a for p in self.listed for a in p.anchors)

    def that_may_match(self, text: str) -> list[Pattern]:
        """The patterns of which an anchor occurs in `text`, and those without; each anchor is looked for once."""
        there = {a for a in self._anchors if a in text}
        return [p for p in self.patterns if not p.anchors or not there.isdisjoint(p.anchors)]


_LIST, _DATA = "*", "#"  # in units, for a pattern's id: their list, and what the file states beside them
_EXAMPLES = ("holds", "fails", "examples")  # of an identity
_REFERENCE = re.compile(r"\{\{(\w+)\}\}")
_UNBOUNDED = re.compile(r"(?<!\\)\.[*+]")
_MAX_DEPTH = 8


def expand(regex: str, parts: dict[str, str], *, depth: int = 0) -> str:
    """`regex` with every `{{part}}` replaced, parts inside parts included.

    Raises:
        PatternError: an unknown part, or parts that refer to each other without end.
    """
    if depth > _MAX_DEPTH:
        raise PatternError(f"parts nest deeper than {_MAX_DEPTH}: {regex[:60]}")

    def piece(match: re.Match[str]) -> str:
        name = match.group(1)
        if name not in parts:
            raise PatternError(f"unknown part {{{{{name}}}}}")
        return "(?:" + expand(parts[name], parts, depth=depth + 1) + ")"

    return _REFERENCE.sub(piece, regex)


def _compile(where: str, raw: dict[str, Any], parts: dict[str, str]) -> Pattern:
    """One `[[pattern]]` table as a Pattern, with the loader's rules enforced; `where`: file:id."""
    known = {"id", "regex", "match", "reject", "anchors", "why", "sets"}
    if unknown := set(raw) - known:
        raise PatternError(f"{where}: unknown keys {sorted(unknown)}")
    source = raw["regex"]
    if _UNBOUNDED.search(source):
        raise PatternError(f"{where}: unbounded gap; write {{0,80}}?")
    try:
        compiled = re.compile(expand(source, parts), re.VERBOSE)
    except re.error as error:
        raise PatternError(f"{where}: {error}") from error
    if compiled.groups != len(compiled.groupindex):
        raise PatternError(f"{where}: unnamed groups")
    examples = tuple(Example(m["text"], m["groups"], m.get("source", "")) for m in raw.get("match", ()))
    rejects = tuple(raw.get("reject", ()))
    if not examples or not rejects:
        raise PatternError(f"{where}: needs at least one match and one reject")
    return Pattern(
        where,
        raw["id"],
        compiled,
        examples,
        rejects,
        tuple(raw.get("anchors", ())),
        raw.get("why", ""),
        raw.get("sets", {}),
    )


@cache
def load(name: str, root: Path = PATTERNS) -> PatternFile:
    """The pattern file `patterns/<name>.toml`, compiled; `[parts]` of `patterns/parts.toml` are shared by all.

    Raises:
        PatternError: anything the loader's rules refuse, naming file and pattern.
    """
    tables, parts, data = _taken_apart(name, root)
    patterns: list[Pattern] = []
    for raw in tables:
        pattern = _compile(f"{name}:{raw.get('id', '?')}", raw, parts)
        if any(p.id == pattern.id for p in patterns):
            raise PatternError(f"{name}: {pattern.id} twice")
        patterns.append(pattern)
    return PatternFile(name, tuple(patterns), data)


def _taken_apart(name: str, root: Path) -> tuple[list[dict[str, Any]], dict[str, str], dict[str, Any]]:
    """The `[[pattern]]` tables of a file, the parts that they may refer to, and whatever else it states."""
    data = read_toml(name, root)
    shared = root / "parts.toml"
    parts: dict[str, str] = dict(tomllib.loads(shared.read_text("utf-8"))["parts"]) if shared.exists() else {}
    parts |= data.pop("parts", {})
    return data.pop("pattern", []), parts, data


def units(name: str, root: Path = PATTERNS) -> dict[str, str]:
    """The units of a pattern file, which a document may use or not, each with a fingerprint of what it decides.

    They are every pattern, their list (ids, order, and all that decides which of them are searched with), and what the
    file states beside them. Examples, reasons and comments decide nothing and stand in none.
    """
    tables, parts, data = _taken_apart(name, root)
    listed = [[raw["id"], raw.get("anchors", ()), raw.get("sets", {})] for raw in tables]
    out = {
        f"{name}:{raw[0]}": _print([expand(t["regex"], parts), *raw])
        for t, raw in zip(tables, listed, strict=True)
    }
    out[f"{name}:{_LIST}"] = _print(listed)
    out[f"{name}:{_DATA}"] = _print(_without_examples(data))
    return out


def _without_examples(stated: dict[str, Any]) -> dict[str, Any]:
    """What a file states but for the examples of its identities."""
    identities = [{k: v for k, v in raw.items() if k not in _EXAMPLES} for raw in stated.get("identity", [])]
    return stated | {"identity": identities}


def file_of(unit: str) -> str:
    """The name of the file that a unit is of."""
    return unit.partition(":")[0]


def _print(stated: object) -> str:
    text = json.dumps(stated, ensure_ascii=False, default=repr)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def read_toml(name: str, root: Path = PATTERNS) -> dict[str, Any]:
    """The plain contents of `patterns/<name>.toml`."""
    path = root / f"{name}.toml"
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise PatternError(f"{path}: {error}") from error


@cache
def pattern_files(root: Path = PATTERNS) -> tuple[str, ...]:
    """The names of every file under `patterns/`."""
    found = (p.relative_to(root).with_suffix("") for p in root.rglob("*.toml") if p.name != "parts.toml")
    return tuple(sorted(path.as_posix() for path in found))
