"""One truth, every format: what each gives, held against what Word gives. python -m tests.synth.agreement --help."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from pipeline.read import office
from pipeline.run.document import process

from .document import Disclosure, disclosure
from .family import families
from .office_files import all_saved_as

TABLES = ("function_lines", "economic_lines", "amounts", "performance_projects", "performance_indicators")
STRUCTURED = ("html", "gbk", "mht", "xlsx", "xls")
CONVERTED = {"doc": "docx", "rtf": "docx", "ods": "xlsx"}  # each with what it is made of
PLACES = frozenset(("doc_id", "page", "locator", "bbox", "seq"))
READINGS = frozenset(("raw_text", "pattern_id", "confidence"))
APART = {"csv": PLACES | READINGS | {"proof"}, "ofd": PLACES | READINGS, "pdf": PLACES | READINGS}
"""What a format cannot be held to: where cells are told by where they stand, breaks differ; records have no spans."""
_AT_ONCE = 12

Facts = dict[str, Counter[tuple[tuple[str, str], ...]]]


def facts(path: Path, apart: frozenset[str] = PLACES) -> Facts:
    """The rows of every table without what is `apart`: where they stand, at least."""
    tables = process(path).tables()
    return {
        name: Counter(
            tuple((key, str(value)) for key, value in row.items() if key not in apart)
            for row in tables.get(name, [])
        )
        for name in TABLES
    }


def _saved(folder: Path, drawn: Disclosure, form: str) -> Path:
    """A rendering as a file, under a name that says nothing of what it is."""
    path = folder / f"{drawn.name}-{form}"
    path.write_bytes(drawn.render(form))
    return path


def disagreements(folder: Path, drawn: Disclosure, form: str) -> dict[str, tuple[int, int]]:
    """(rows that a format lacks, rows that it invents) by table, where there are any."""
    apart = APART.get(form, PLACES)
    return _against(facts(_saved(folder, drawn, "docx"), apart), facts(_saved(folder, drawn, form), apart))


def _against(expected: Facts, found: Facts) -> dict[str, tuple[int, int]]:
    pairs = {n: ((expected[n] - found[n]).total(), (found[n] - expected[n]).total()) for n in TABLES}
    return {name: pair for name, pair in pairs.items() if any(pair)}


def _renderings(folder: Path, drawn: list[Disclosure], form: str) -> Iterator[Path]:
    """The documents as files of a format; those that LibreOffice writes some at once."""
    if form not in CONVERTED:
        yield from (_saved(folder, d, form) for d in drawn)
        return
    sources = []
    for d in drawn:
        sources.append(folder / f"{d.name}.{CONVERTED[form]}")
        sources[-1].write_bytes(d.render(CONVERTED[form]))
    for first in range(0, len(sources), _AT_ONCE):
        yield from all_saved_as(sources[first : first + _AT_ONCE], form)


def _print_row(form: str, drawn: list[Disclosure], expected: list[Facts], folder: Path) -> bool:
    """One line of figures for a format; whether all of its documents agree."""
    rows, equal = Counter[str](), Counter[str]()
    wrong: list[str] = []
    apart = APART.get(form, PLACES)
    for d, want, path in zip(drawn, expected, _renderings(folder, drawn, form), strict=True):
        differ = _against(want, facts(path, apart))
        for name in TABLES:
            rows[name] += want[name].total()
            equal[name] += want[name].total() - max(differ.get(name, (0, 0)))
        wrong += [f"{d.name}: {differ}"] if differ else []
    figures = "  ".join(f"{equal[n]:>6}/{rows[n]:<6}" for n in TABLES)
    print(
        f"{form:<6}{len(drawn) - len(wrong):>4}/{len(drawn):<5}{figures}", *wrong, sep="\n      ", flush=True
    )
    return not wrong


def main() -> int:
    """Command line; 1 where any format disagrees."""
    parser = argparse.ArgumentParser(prog="tests.synth.agreement", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="the first seed")
    parser.add_argument("--count", type=int, default=3, help="how many seeds of every family")
    parser.add_argument("--family", action="append", help="a family; all when it is left out")
    parser.add_argument("--format", action="append", help="a format; all when it is left out")
    args = parser.parse_args()
    names = args.family or [*sorted(families()), "mixed"]
    drawn = [disclosure(n, s) for n in names for s in range(args.seed, args.seed + args.count)]
    forms = args.format or [*STRUCTURED, *APART, *(CONVERTED if office.program() else ())]
    print("rows equal to those of the Word file, of", len(drawn), "documents")
    print(f"{'':<6}{'documents':<10}" + "  ".join(f"{n[:13]:<13}" for n in TABLES))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        word = [_saved(folder, d, "docx") for d in drawn]
        expected = {apart: [facts(p, apart) for p in word] for apart in {APART.get(f, PLACES) for f in forms}}
        agree = [_print_row(form, drawn, expected[APART.get(form, PLACES)], folder) for form in forms]
    return 0 if all(agree) else 1


if __name__ == "__main__":
    sys.exit(main())
