"""Identities as data (patterns/identities): what must agree with what, with examples both ways."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from pipeline.core.patterns import PatternError, load, pattern_files
from pipeline.core.uses import remembered

Rows = tuple[dict[str, Any], ...]
_FOLDER = "identities/"
FINDINGS = ("identity", "cross_form", "text_form")


@dataclass(frozen=True, slots=True)
class Rule:
    """One identity: its words, the kind of rule that evaluates it, that rule's parameters, and its examples.

    A rule that is not `strict` only proves: where it does not close nothing is wrong (equal amounts in forms
    of different scope). `report_kinds` limits it to final accounts or budgets.
    """

    id: str
    zh: str
    en: str
    kind: str
    finding: str = "identity"
    strict: bool = True
    report_kinds: tuple[str, ...] = ()
    params: dict[str, Any] = field(default_factory=dict)
    holds: tuple[Rows, ...] = ()
    fails: tuple[Rows, ...] = ()

    def applies(self, report_kind: str | None) -> bool:
        """True for documents of a kind the rule speaks of; an unknown kind takes no part in limited rules."""
        return not self.report_kinds or report_kind in self.report_kinds


_KNOWN = {"id", "zh", "en", "kind", "finding", "strict", "report_kinds", "holds", "fails", "examples"}


def rule_of(raw: dict[str, Any], where: str) -> Rule:
    """The rule that one table of an identity file states; `where` names the file.

    Raises:
        PatternError: words or examples are missing, or the kind of finding is unknown.
    """
    strict = bool(raw.get("strict", True))
    if missing := {"id", "zh", "en", "kind"} - set(raw):
        raise PatternError(f"{where}: {raw.get('id', '?')} lacks {sorted(missing)}")
    holds, fails = (
        [*raw.get(k, ()), *(e[k] for e in raw.get("examples", ()) if k in e)] for k in ("holds", "fails")
    )
    if not holds or (strict and not fails):
        raise PatternError(f"{where}: {raw['id']} needs examples that hold and that fail")
    if raw.get("finding", "identity") not in FINDINGS:
        raise PatternError(f"{where}: {raw['id']} yields an unknown kind of finding")
    return Rule(
        raw["id"], raw["zh"], raw["en"], raw["kind"], raw.get("finding", "identity"), strict,
        tuple(raw.get("report_kinds", ())), {k: v for k, v in raw.items() if k not in _KNOWN},
        tuple(tuple(rows) for rows in holds), tuple(tuple(rows) for rows in fails),
    )  # fmt: skip


@remembered()
def rules() -> tuple[Rule, ...]:
    """Every identity of patterns/identities, files and rules in order.

    Raises:
        PatternError: a rule without words or examples, or an id given twice.
    """
    return _made_of(tuple(name for name in pattern_files() if name.startswith(_FOLDER) and load(name).data))


@cache
def _made_of(names: tuple[str, ...]) -> tuple[Rule, ...]:
    """The identities of some files, made once a process: whoever asks for them has noted the files."""
    out = [rule_of(raw, name) for name in names for raw in load(name).data.get("identity", [])]
    if twice := [rule_id for rule_id, n in Counter(r.id for r in out).items() if n > 1]:
        raise PatternError(f"identities given twice: {sorted(twice)}")
    return tuple(out)


@remembered()
def entries(name: str, key: str) -> tuple[dict[str, Any], ...]:
    """What a file of patterns/identities lists beside its identities."""
    return tuple(load(f"{_FOLDER}{name}").data[key])
