"""Errors printed in invented disclosures: one digit of one amount, drawn, read, checked, through the whole path.

python -m tests.check.altered [--family NAME] [--seeds N] [--each N] prints how many were found, and who was blamed.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from random import Random

from pipeline.core.model import Document
from pipeline.core.records import Fact, Finding
from pipeline.run.document import process
from tests.check.injected import ABOUT, cells, covered, misprint
from tests.synth.blocks import Block, Form
from tests.synth.document import Disclosure, disclosure
from tests.synth.family import families

LEAST = 0.98
Spot = tuple[int, int, int]  # block, row and cell of a drawn amount


@dataclass(frozen=True)
class Altered:
    """One printed error and what the whole path made of it."""

    document: str
    locator: str
    before: str
    after: str
    new: tuple[Finding, ...]
    proofs: frozenset[str]

    @property
    def found(self) -> bool:
        """True when a contradiction is reported that the sound document does not have."""
        return any(f.kind in ABOUT and f.severity != "info" for f in self.new)

    @property
    def parties(self) -> frozenset[str]:
        """Whom the new contradictions blame."""
        return frozenset(f.party for f in self.new if f.kind in ABOUT and f.severity != "info")


def _spots(blocks: Sequence[Block], text: str) -> list[Spot]:
    """Where the forms draw an amount."""
    return [
        (b, r, c)
        for b, block in enumerate(blocks)
        if isinstance(block, Form)
        for r, row in enumerate(block.table.rows)
        for c, cell in enumerate(row)
        if cell.text == text and cell.rows == cell.cols == 1
    ]


def _with(blocks: Sequence[Block], spot: Spot, text: str) -> list[Block]:
    """The blocks with another text in one cell."""
    at, row, col = spot
    form = blocks[at]
    assert isinstance(form, Form)
    rows = [list(cells) for cells in form.table.rows]
    rows[row][col] = replace(rows[row][col], text=text)
    out = list(blocks)
    out[at] = replace(form, table=replace(form.table, rows=rows))
    return out


def alter(made: Disclosure, form: str, rng: Random, count: int, folder: Path) -> Iterator[Altered]:
    """`count` documents that differ from a sound one in one printed digit of an amount that an identity covers."""
    sound = folder / f"sound.{form}"
    sound.write_bytes(made.render(form))
    base = process(sound)
    assert base.document is not None
    before = {place: cell.text for place, cell in cells(base.document).items()}
    known = {(f.kind, f.identity_id, f.message) for f in base.findings}
    figures = covered(base)
    for place in rng.sample(sorted(figures), len(figures)):
        figure, tolerance = figures[place]
        spots = _spots(made.blocks, figure.text)
        after = misprint(figure, tolerance, rng) if spots else None
        if after is None:
            continue
        file = folder / f"altered.{form}"
        blocks = _with(made.blocks, rng.choice(spots), after)
        file.write_bytes(replace(made, blocks=tuple(blocks)).render(form))
        result = process(file)
        assert result.document is not None
        where = _changed(before, result.document, after)
        if where not in figures or figures[where][1] > tolerance:
            continue  # an equal amount that no identity covers, or none as closely
        new = tuple(f for f in result.findings if (f.kind, f.identity_id, f.message) not in known)
        facts: list[Fact] = list(result.records)
        proofs = frozenset(r.proof for r in facts if r.locator == where)
        yield Altered(made.name, where, figure.text, after, new, proofs)
        count -= 1
        if not count:
            return


def _changed(before: dict[str, str], document: Document, after: str) -> str:
    """The one cell that reads otherwise than in the sound document; "" where there is none, or more."""
    now = {place: cell.text for place, cell in cells(document).items()}
    other = [place for place, text in now.items() if before.get(place) != text]
    return other[0] if len(other) == 1 and after in now[other[0]] else ""


@dataclass
class Tally:
    """What a trial counted."""

    made: list[Altered]

    @property
    def missed(self) -> list[Altered]:
        """Errors without a finding."""
        return [m for m in self.made if not m.found]

    @property
    def blamed_on_us(self) -> list[Altered]:
        """Errors of the document that the reading is held to have made."""
        return [m for m in self.made if "extraction" in m.parties]

    @property
    def kept(self) -> list[Altered]:
        """Wrong amounts that still count as proved."""
        return [m for m in self.made if "proved" in m.proofs]

    def words(self) -> str:
        """The figures, for people."""
        parties = Counter("+".join(sorted(m.parties)) or "none" for m in self.made)
        share = 1 - len(self.missed) / Decimal(max(len(self.made), 1))
        lines = [
            f"altered amounts {len(self.made)}, found {len(self.made) - len(self.missed)} = {share:.4f}",
            f"blamed on the reading {len(self.blamed_on_us)}, still proved {len(self.kept)}",
            "parties: " + ", ".join(f"{k} {n}" for k, n in sorted(parties.items())),
        ]
        for name, some in (("missed", self.missed), ("blamed", self.blamed_on_us), ("proved", self.kept)):
            lines += [f"  {name}: {m.document} {m.locator} {m.before} -> {m.after}" for m in some]
        return "\n".join(lines)


def trial(
    names: Sequence[str],
    seeds: Sequence[int],
    each: int,
    form: str = "pdf",
    tell: Callable[[str], object] = str,
) -> Tally:
    """`each` errors in a document of every family and seed; `tell` hears of every document."""
    made: list[Altered] = []
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            for seed in seeds:
                rng = Random(f"altered/{name}/{seed}")
                some = list(alter(disclosure(name, seed), form, rng, each, Path(folder)))
                tell(f"{name} {seed}: {sum(m.found for m in some)} of {len(some)}")
                made += some
    return Tally(made)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="tests.check.altered", description=__doc__)
    parser.add_argument(
        "--family", action="append", help="a family; all, and mixed ones, when it is left out"
    )
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--each", type=int, default=5, help="errors in each document")
    args = parser.parse_args()
    tally = trial(args.family or [*families(), "mixed"], range(1, args.seeds + 1), args.each, tell=print)
    print(tally.words())
    raise SystemExit(
        bool(tally.blamed_on_us or tally.kept or len(tally.missed) > (1 - LEAST) * len(tally.made))
    )


if __name__ == "__main__":
    main()
