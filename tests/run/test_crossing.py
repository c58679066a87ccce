"""Documents that belong together, through a whole run: what they prove of each other, and what contradicts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipeline.core.schema import CROSS_TABLES
from pipeline.run.local import LEDGER, run, sources
from pipeline.store.ledger import Ledger
from pipeline.store.manifest import read_manifest
from pipeline.store.snapshots import Snapshots
from tests.synth import related
from tests.synth.document import Disclosure
from tests.synth.facts import Amount, Fact, FunctionLine

Papers = dict[str, Disclosure]


def _two_years(*, carried: bool = False) -> Papers:
    """Sentences of the layouts compare totals without what was carried over."""
    one = related.account(1)
    one = one if carried else replace(one, carries=())
    return {
        "now.docx": related.paper("now", one, related.PRIOR),
        "before.docx": related.paper("before", related.year_before(one)),
    }


def _plan_and_outturn() -> Papers:
    one = related.account(2)
    return {
        "final.docx": related.paper("final", one, "stages_final"),
        "plan.docx": related.paper("plan", related.budget_of(one)),
    }


def _formats() -> Papers:
    one = related.paper("one", related.account(1))
    return {"a.docx": one, "b.pdf": one}


def _units() -> Papers:
    one = related.account(4, units=3)
    papers = {f"unit{i}.docx": related.paper(f"unit{i}", related.unit_of(one, i)) for i in range(3)}
    return {"whole.docx": related.paper("whole", one)} | papers


SETS: dict[str, tuple[str, Callable[[], Papers]]] = {
    "years": ("XY02", _two_years), "plan": ("XY04", _plan_and_outturn), "formats": ("XF01", _formats),
    "units": ("XU01", _units),
}  # fmt: skip


def _run(papers: Papers, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    for name, paper in papers.items():
        (folder / name).write_bytes(paper.render(name.rpartition(".")[2]))
    run(sources([folder]), folder.with_name("out"))
    return folder.with_name("out")


def _ask(out: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str((out / "dataset.duckdb").resolve()), read_only=True) as connection:
        return connection.execute(sql).fetchall()


_FINDINGS = (
    "SELECT x.identity_id, d.file_name, o.file_name, x.left_locator, x.right_locator, x.party FROM cross_findings x "
    "JOIN documents d USING (doc_id) JOIN documents o ON o.doc_id = x.other_doc_id"
)
_PROOFS = "SELECT identity_id, count(*) FROM cross_proofs GROUP BY ALL"


@pytest.mark.parametrize("name", SETS)
def test_documents_that_agree_prove_each_other(name: str, tmp_path: Path) -> None:
    identity, make = SETS[name]
    out = _run(make(), tmp_path / "in")
    assert _ask(out, _FINDINGS) == []
    assert dict(_ask(out, _PROOFS))[identity] >= 20


def _line(form: str, phase: str) -> Callable[[Fact], bool]:
    """A class line of a form: its section and its items stay, so that the document contradicts itself as well."""

    def is_it(fact: Fact) -> bool:
        return (
            isinstance(fact, FunctionLine)
            and (fact.form, fact.phase, fact.component, len(fact.function_code)) == (form, phase, "total", 3)
            and fact.fund == "general_public_budget"
        )

    return is_it


@pytest.mark.parametrize(
    ("name", "file", "phase"),
    [
        ("years", "now.docx", "prior_final"), ("years", "before.docx", "final"), ("plan", "final.docx", "budget"),
        ("plan", "plan.docx", "budget"), ("formats", "b.pdf", "final"), ("units", "whole.docx", "final"),
        ("units", "unit1.docx", "final"),
    ],
)  # fmt: skip
def test_one_number_altered_is_one_finding_naming_both_places(
    name: str, file: str, phase: str, tmp_path: Path
) -> None:
    identity, make = SETS[name]
    papers = make()
    papers[file] = related.misprint(papers[file], _line("general_budget", phase))
    found = _ask(_run(papers, tmp_path / "in"), _FINDINGS)
    ((told, left, right, left_place, right_place, party),) = found
    assert (told, party) == (identity, "disclosure")
    assert file in (left, right) or name == "units"  # the largest unit stands for all
    assert left_place
    assert right_place
    assert left != right


def test_what_was_carried_over_is_compared(tmp_path: Path) -> None:
    papers = _two_years(carried=True)
    agree = _ask(_run(papers, tmp_path / "in"), _PROOFS)
    assert dict(agree)["XY01"] == 2

    def is_it(fact: Fact) -> bool:
        return isinstance(fact, Amount) and fact.concept == "carryover.closing"

    papers["before.docx"] = related.misprint(papers["before.docx"], is_it)
    found = _ask(_run(papers, tmp_path / "in"), f"{_FINDINGS} WHERE x.identity_id = 'XY01'")
    ((_, left, right, _, _, party),) = found
    assert (left, right, party) == ("now.docx", "before.docx", "unknown")


Files = dict[str, tuple[int, str]]


def _files(out: Path) -> Files:
    """Every Parquet file with its inode and checksum."""
    snapshot = Snapshots(out).current()
    assert snapshot is not None
    manifest = read_manifest(snapshot)
    return {
        f.path: ((snapshot / f.path).stat().st_ino, f.sha256)
        for p in manifest.partitions.values()
        for f in p.files
    }


def test_only_what_a_new_document_affects_is_written(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    papers = _two_years() | {f"other-{k}": v for k, v in _formats().items()}
    one = related.account(9)
    alone = {"x.docx": related.paper("x", one), "y.docx": related.paper("y", one)}
    first = _files(_run(papers | alone, folder))
    again = _files(_run({}, folder))
    assert again == first
    (folder / "z.docx").write_bytes(related.paper("z", related.year_before(one)).render("docx"))
    third = _files(_run({}, folder))
    changed = [p for p in first if third.get(p) != first[p]]
    across = [p for p in changed if p.startswith(CROSS_TABLES)]
    assert {p.split("/")[1] for p in changed if p not in across} == {"fiscal_year=2023"}
    assert {p.split("/")[1] for p in across} == {"fiscal_year=2023", "fiscal_year=2024"}
    fresh = tmp_path / "fresh" / "in"
    fresh.mkdir(parents=True)
    for path in folder.iterdir():
        (fresh / path.name).write_bytes(path.read_bytes())
    run(sources([fresh]), fresh.with_name("out"))
    whole = _files(fresh.with_name("out"))
    assert {p: s for p, (_, s) in whole.items()} == {p: s for p, (_, s) in third.items()}


def test_a_family_that_is_gone_leaves_nothing(tmp_path: Path) -> None:
    out = _run(_two_years(), tmp_path / "in")
    with Ledger(out / LEDGER) as ledger:
        assert len(ledger.crossed()) == 1
    (tmp_path / "in" / "before.docx").unlink()
    _run({}, tmp_path / "in")
    with Ledger(out / LEDGER) as ledger:
        assert ledger.crossed() == {}
    assert _ask(out, "SELECT count(*) FROM cross_proofs") == [(0,)]
