"""`python -m tests.synth.scans`: how scans of invented disclosures are read, by family and by what spoiled them.

Of every family an excerpt of a few pages is printed, scanned and read. A line tells, for each scanner, the labelled
amounts and how many of them were read exactly, and the rows marked proved and how many of those are wrong. `--bins`
prints them as the bins of patterns/confidence.toml.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline.run.document import process
from pipeline.run.result import Result
from pipeline.score import keys
from pipeline.score.compare import tally
from pipeline.score.labels import Labels

from .blocks import Block, Form, PageBreak, Text, facts_of
from .document import Disclosure, disclosure
from .family import families
from .labels import tables
from .scan import SCANNERS, Scanner, scanned

ROWS = 40  # of forms in an excerpt: two pages or so
FEW = 3  # facts: a form with no more says little
SAID = 6  # paragraphs with amounts in it
Bin = tuple[str, str, str]


@dataclass
class Count:
    """Labelled amounts and those read exactly; rows of each bin, and those that are right."""

    gold: int = 0
    exact: int = 0
    rows: Counter[Bin] = field(default_factory=Counter)
    right: Counter[Bin] = field(default_factory=Counter)
    pages: int = 0
    seconds: float = 0.0
    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def add(self, other: Count) -> None:
        """Take in another count."""
        self.gold += other.gold
        self.exact += other.exact
        self.rows += other.rows
        self.right += other.right
        self.pages += other.pages
        self.seconds += other.seconds

    def proved(self) -> tuple[int, int]:
        """Rows marked proved, and how many of them are wrong."""
        rows = sum(n for b, n in self.rows.items() if b[2] == "proved")
        return rows, rows - sum(n for b, n in self.right.items() if b[2] == "proved")

    def __str__(self) -> str:
        proved, wrong = self.proved()
        share = 100 * self.exact / max(1, self.gold)
        return (
            f"{self.exact:5}/{self.gold:<5} exact {share:6.2f} %  {proved:5} proved, wrong {wrong}  "
            f"{self.pages:3} pages {self.seconds / max(1, self.pages):5.2f} cpu s/page"
        )


def _stated(block: Block) -> int:
    return len(list(facts_of([block])))


def _said(made: Disclosure) -> list[Block]:
    """The first paragraphs with amounts, under their headings, on a page of their own."""
    words = [b for b in made.blocks if isinstance(b, Text) and (b.facts or b.role == "heading")]
    telling = [i for i, b in enumerate(words) if b.facts][:SAID]
    return [PageBreak(), *words[: telling[-1] + 1]] if telling else []


def excerpt(made: Disclosure, seed: int, rows: int = ROWS) -> Disclosure:
    """The cover, a few forms with some `rows` together, others for every seed, and a few sentences of a disclosure."""
    cover = made.blocks[: made.blocks.index(PageBreak()) + 1]
    forms = [b for b in made.blocks if isinstance(b, Form) and _stated(b) > FEW]
    start = seed * 2 % len(forms)
    chosen: list[Form] = []
    n_rows = 0
    for form in (*forms[start:], *forms[:start]):
        if not chosen or n_rows + len(form.table.rows) <= rows:
            chosen.append(form)
            n_rows += len(form.table.rows)
    return replace(made, blocks=(*cover, *sorted(chosen, key=made.blocks.index), *_said(made)))


def read(made: Disclosure, scanner: Scanner, folder: Path) -> Result:
    """The labels of a disclosure written into a folder, and what is read on its scan."""
    path = folder / f"{made.name}.pdf"
    path.write_bytes(scanned(made.render("pdf"), scanner))
    for name, content in tables(made, path.name).items():
        (folder / name).write_text(content, encoding="utf-8", newline="")
    return process(path)


def count(result: Result, folder: Path) -> Count:
    """The rows of a result held against the labels in a folder."""
    labels, found = Labels(folder), result.tables()
    functions = found.get("function_lines", [])
    pairs = {
        "function_lines": keys.function_lines(labels, functions)[0],
        "function_lines in text": keys.narrative(labels, functions),
        "economic_lines": keys.economic_lines(labels, found.get("economic_lines", [])),
        "amounts": keys.amounts(labels, found.get("amounts", [])),
    }
    out = Count()
    for name, pair in pairs.items():
        compared = tally(pair)
        out.gold += compared.gold
        out.exact += compared.hit
        out.missed += [f"{name}: {key}" for key in compared.missed]
        wrong = {id(row) for _, row in compared.invented}
        for row in pair.rows:
            kind = name.split()[0], str(row.get("place") or "form"), str(row["proof"])
            out.rows[kind] += 1
            out.right[kind] += id(row) not in wrong
            if id(row) in wrong:
                out.wrong.append(f"{row['proof']} {row['locator']} {row['raw_text']!r}")
    return out


def measured(name: str, seed: int, scanner: Scanner) -> Count:
    """One excerpt as one scanner gives it."""
    with tempfile.TemporaryDirectory() as at:
        made = excerpt(disclosure(name, seed), seed)
        began = time.process_time()
        result = read(made, scanner, Path(at))
        out = count(result, Path(at))
    out.pages = result.document.n_pages if result.document else 0
    out.seconds = time.process_time() - began
    return out


def trials(
    names: Sequence[str], scanners: Sequence[str], seeds: Sequence[int], every: int
) -> Iterator[tuple[str, int, str]]:
    """(family, seed, scanner): clean scans of all; of the spoiled ones one family in `every`, in turn."""
    for s, scanner in enumerate(scanners):
        for n, name in enumerate(names):
            for seed in seeds:
                if scanner == "clean" or (n + s + seed) % every == 0:
                    yield name, seed, scanner


def _bins(total: Count) -> None:
    for kind, n in sorted(total.rows.items()):
        table, place, proof = kind
        print(
            f'    {{ table = "{table}", place = "{place}", proof = "{proof}", source = "ocr", least = 0.0, '
            f"rows = {n}, right = {total.right[kind]} }},"
        )


def main() -> None:
    """Command line; the exit code is 1 where less is read than is promised."""
    parser = argparse.ArgumentParser(prog="python -m tests.synth.scans", description=__doc__)
    parser.add_argument("--family", action="append", help="a family; all when it is left out")
    parser.add_argument(
        "--scanner", action="append", choices=[*SCANNERS], help="a way to scan; all when left out"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=1, help="how many seeds, from --seed on")
    parser.add_argument(
        "--every", type=int, default=5, help="of how many families one is spoiled in each way"
    )
    parser.add_argument(
        "--misses", action="store_true", help="print what is not read, and what is read wrong"
    )
    parser.add_argument("--bins", action="store_true", help="print the counts as bins of confidence")
    args = parser.parse_args()
    names = args.family or [*families(), "mixed"]
    totals: dict[str, Count] = {}
    for name, seed, scanner in trials(
        names, args.scanner or [*SCANNERS], range(args.seed, args.seed + args.count), args.every
    ):
        found = measured(name, seed, SCANNERS[scanner])
        print(f"{scanner:10} {name + '-' + str(seed):20} {found}", flush=True)
        if args.misses:
            for line in (*(f"missed {m}" for m in found.missed), *(f"wrong {w}" for w in found.wrong)):
                print(f"      {line}")
        totals.setdefault(scanner, Count()).add(found)
    print()
    whole = Count()
    for scanner, total in totals.items():
        print(f"{scanner:31} {total}")
        whole.add(total)
    if args.bins:
        _bins(whole)
    sys.exit(any(_fails(scanner, total) for scanner, total in totals.items()))


def _fails(scanner: str, total: Count) -> bool:
    """True where a clean scan is read less exactly than promised, or a spoiled one is wrong and called proved."""
    proved, wrong = total.proved()
    if scanner == "clean":
        return total.exact < 0.99 * total.gold or wrong > 0.005 * proved
    return wrong > 0


if __name__ == "__main__":
    main()
