"""Documents that belong together, through a whole run: what they prove of each other, and what contradicts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pytest

from pipeline.check.across import Rows, across
from pipeline.check.across.sheets import Sheet, sheet
from pipeline.core.schema import CROSS_TABLES
from pipeline.run.document import process
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


@cache
def _sheet(content: bytes, kind: str) -> Sheet:
    """A document as it is read, without a dataset."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"paper.{kind}"
        path.write_bytes(content)
        tables = process(path).tables()
    return sheet(tables["documents"][0], tables)


def _compared(papers: Papers) -> tuple[Rows, dict[str, str]]:
    """What documents say together, and the names of the files by their doc_id."""
    read = {name: (paper.render(kind := name.rpartition(".")[2]), kind) for name, paper in papers.items()}
    sheets = {name: _sheet(*content) for name, content in read.items()}
    return across(list(sheets.values())), {s.doc_id: name for name, s in sheets.items()}


def _ask(out: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str((out / "dataset.duckdb").resolve()), read_only=True) as connection:
        return connection.execute(sql).fetchall()


@pytest.mark.parametrize("name", SETS)
def test_documents_that_agree_prove_each_other(name: str) -> None:
    identity, make = SETS[name]
    found, _ = _compared(make())
    assert found["cross_findings"] == []
    assert Counter(p["identity_id"] for p in found["cross_proofs"])[identity] >= 20


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
def test_one_number_altered_is_one_finding_naming_both_places(name: str, file: str, phase: str) -> None:
    identity, make = SETS[name]
    papers = make()
    papers[file] = related.misprint(papers[file], _line("general_budget", phase))
    found, names = _compared(papers)
    (told,) = found["cross_findings"]
    assert (told["identity_id"], told["party"]) == (identity, "disclosure")
    sides = {names[told["doc_id"]], names[told["other_doc_id"]]}
    assert len(sides) == 2
    assert file in sides or name == "units"  # the largest unit stands for all
    assert told["left_locator"]
    assert told["right_locator"]


def test_what_was_carried_over_is_compared() -> None:
    papers = _two_years(carried=True)
    found, _ = _compared(papers)
    assert Counter(p["identity_id"] for p in found["cross_proofs"])["XY01"] == 2

    def is_it(fact: Fact) -> bool:
        return isinstance(fact, Amount) and fact.concept == "carryover.closing"

    papers["before.docx"] = related.misprint(papers["before.docx"], is_it)
    found, names = _compared(papers)
    (told,) = [f for f in found["cross_findings"] if f["identity_id"] == "XY01"]
    assert (names[told["doc_id"]], names[told["other_doc_id"]]) == ("now.docx", "before.docx")
    assert told["party"] == "unknown"


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
    one = related.account(9)
    papers = _two_years() | {"x.docx": related.paper("x", one)}
    first = _files(_run(papers, folder))
    again = _files(_run({}, folder))
    assert again == first
    (folder / "z.docx").write_bytes(related.paper("z", related.year_before(one)).render("docx"))
    third = _files(_run({}, folder))
    changed = [
        p for p in first if third.get(p) != first[p] and "fiscal_year=0" not in p
    ]  # tables without rows
    across = [p for p in changed if p.startswith(CROSS_TABLES)]
    assert {p.split("/")[1] for p in changed if p not in across} == {"fiscal_year=2023"}
    assert {p.split("/")[1] for p in across} == {"fiscal_year=2023", "fiscal_year=2024"}
    fresh = tmp_path / "fresh" / "in"
    fresh.mkdir(parents=True)
    for path in folder.iterdir():
        (fresh / path.name).write_bytes(path.read_bytes())
    run(sources([fresh]), fresh.with_name("out"))
    whole = _files(fresh.with_name("out"))
    told = "SELECT count(*) > 0, count(DISTINCT doc_id) FROM cross_proofs"
    assert _ask(fresh.with_name("out"), told) == [(True, 4)]
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
