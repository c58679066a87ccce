"""Disclosures: the files of one entity, year and kind that belong together, recognised by what they say.

Names of files lie, and one department may publish its budget and that of its own bureau in two files. Files are one
disclosure only where their numbers agree; what shares no number stays apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from pipeline.check.across.compare import Comparison, compare
from pipeline.check.across.rules import AcrossRule
from pipeline.check.across.sheets import Printed, Sheet


@dataclass(slots=True)
class Disclosure:
    """Files that are one disclosure, the fullest first, and how each further one agrees with those before."""

    sheets: list[Sheet]
    held_against: list[Comparison] = field(default_factory=list)
    number: int = 1

    @property
    def department_id(self) -> str:
        """Whose it is."""
        return str(self.sheets[0].row["department_id"])

    @property
    def kind(self) -> str:
        """Final, budget or performance."""
        return str(self.sheets[0].row["report_kind"])

    @property
    def year(self) -> int:
        """The year its figures are for."""
        return self.sheets[0].year

    @property
    def scope(self) -> str:
        """Department or unit, where any of its files says so, else unknown."""
        said = sorted({str(s.row["scope"]) for s in self.sheets} - {"unknown"})
        return said[0] if said else "unknown"

    @property
    def id(self) -> str:
        """A name that people can read; later versions of the same are numbered."""
        name = f"{self.department_id}/{self.year}/{self.kind}/{self.scope}"
        return name if self.number == 1 else f"{name}/{self.number}"

    @property
    def printed(self) -> Sequence[Printed]:
        """The numbers of all files; what an earlier one states, later ones do not state again."""
        if len(self.sheets) == 1:
            return self.sheets[0].printed
        return tuple(_merged(self.sheets))


def _merged(sheets: Iterable[Sheet]) -> Iterator[Printed]:
    said: set[object] = set()
    for sheet in sheets:
        new = [p for p in sheet.printed if (p.phase, p.key) not in said]
        said |= {(p.phase, p.key) for p in new}
        yield from new


def disclosures(sheets: Sequence[Sheet], rule: AcrossRule) -> list[Disclosure]:
    """Every disclosure of a family, files that agree put together."""
    groups: dict[tuple[object, ...], list[Sheet]] = {}
    for sheet in sheets:
        key = tuple(sheet.row[k] for k in ("department_id", "fiscal_year", "report_kind"))
        groups.setdefault(key, []).append(sheet)
    out: list[Disclosure] = []
    for group in groups.values():
        found: list[Disclosure] = []
        for sheet in sorted(group, key=lambda s: (-len(s.printed), s.doc_id)):
            _add(rule, found, sheet)
        out += _numbered(found)
    return out


def _add(rule: AcrossRule, found: list[Disclosure], sheet: Sheet) -> None:
    """Put a file to the disclosure that it agrees with most, else let it be one of its own."""
    alone = Disclosure([sheet])
    fitting = [d for d in found if d.scope == alone.scope or "unknown" in (d.scope, alone.scope)]
    tried = [(compare(rule, sheet, d), d) for d in fitting]
    same = [(c.n_agree, -i, c, d) for i, (c, d) in enumerate(tried) if c.is_same or _is_apart(rule, c)]
    if not same:
        found.append(alone)
        return
    *_, comparison, home = max(same, key=lambda s: s[:2])
    home.sheets.append(sheet)
    home.held_against.append(comparison)


def _is_apart(rule: AcrossRule, comparison: Comparison) -> bool:
    """True for tables and the narrative about them: few numbers are comparable, all of these agree."""
    return comparison.n_agree >= min(2, rule.least) and comparison.share == 1.0


def _numbered(found: list[Disclosure]) -> list[Disclosure]:
    """Disclosures of the same name numbered in their order."""
    count: dict[str, int] = {}
    out = []
    for one in found:
        count[one.id] = count.get(one.id, 0) + 1
        out.append(replace(one, number=count[one.id]))
    return out
