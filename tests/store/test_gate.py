"""The gate keeps a build back that lost too much, and names metric, values and reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.store.gate import GateError, bounds, measure, refusals
from pipeline.store.publish import Publishing, StagedDocument, publish
from pipeline.store.snapshots import Snapshots
from pipeline.store.staging import Staging
from tests.store.test_publish import document, line

GOOD = {
    "documents": 1000.0, "error_share": 0.02, "unknown_share": 0.03, "proved_share": 0.96,
    "rows.function_lines": 50_000.0, "rows.economic_lines": 40_000.0, "rows.amounts": 9000.0,
    "rows.performance_indicators": 9000.0, "partition_rows 2024/31": 5000.0, "partition_rows 2024/11": 300.0,
    "source_documents a.example.gov.cn": 400.0, "source_documents b": 5.0, "null_share function_lines.fund": 0.1,
    "null_share performance_projects.score_total": 0.0, "rows.performance_projects": 20.0,
}  # fmt: skip


@pytest.mark.parametrize(
    ("metric", "value"),
    [
        ("documents", 850.0), ("error_share", 0.055), ("source_documents a.example.gov.cn", 0.0),
        ("null_share function_lines.fund", 1.0), ("unknown_share", 0.09), ("proved_share", 0.92),
        ("rows.function_lines", 44_000.0), ("rows.function_lines", 110_000.0), ("rows.economic_lines", 10.0),
        ("rows.amounts", 0.0), ("rows.performance_indicators", 7000.0), ("partition_rows 2024/31", 2000.0),
    ],
)  # fmt: skip
def test_each_bound(metric: str, value: float) -> None:
    (refusal,) = refusals(GOOD, GOOD | {metric: value})
    assert (refusal.metric, refusal.before, refusal.now) == (metric, GOOD[metric], value)
    assert refusal.why


def test_three_times_as_many_failures() -> None:
    few = GOOD | {"error_share": 0.01}
    assert {r.metric for r in refusals(few, few | {"error_share": 0.03})} == {"error_share"}
    assert refusals(few | {"documents": 300.0}, few | {"error_share": 0.03}) == []
    assert len(refusals(GOOD, GOOD | {"error_share": 0.08})) == 2


def test_what_was_without_failure_may_stay_so() -> None:
    perfect = GOOD | {"error_share": 0.0, "unknown_share": 0.0}
    assert refusals(perfect, perfect) == []
    assert refusals(perfect, perfect | {"error_share": 0.005}) == []


def test_what_is_no_loss() -> None:
    assert refusals(GOOD, GOOD | {"source_documents b": 0.0}) == []
    assert refusals(GOOD, GOOD | {"null_share performance_projects.score_total": 1.0}) == []
    better = {"documents": 1200.0, "error_share": 0.0, "proved_share": 0.99, "rows.function_lines": 60_000.0}
    assert refusals(GOOD, GOOD | better) == []
    assert refusals(GOOD, GOOD | {"partition_rows 2024/11": 1.0}) == []  # too small to say anything
    small = {k: min(v, 15.0) for k, v in GOOD.items()}
    assert refusals(small, dict.fromkeys(small, 0.0)) == []


def test_a_partition_that_is_gone() -> None:
    gone = {k: v for k, v in GOOD.items() if k != "partition_rows 2024/31"}
    assert [r.metric for r in refusals(GOOD, gone)] == ["partition_rows 2024/31"]


def test_every_bound_has_a_reason() -> None:
    assert all(len(b.why) > 10 for b in bounds())


def documents(root: Path, n: int, status: str = "ok") -> list[StagedDocument]:
    staging = Staging(root / "staging", status)
    out = []
    for i in range(n):
        row = document(f"{i:064d}", fiscal_year=2024, province_code="31", status=status, proved_share=0.5,
                       n_function_lines=20, n_economic_lines=0, n_amounts=0)  # fmt: skip
        lines = [line(row["doc_id"], k, "1.00") for k in range(20)]
        out.append(
            StagedDocument(staging.write(row["doc_id"], {"documents": [row], "function_lines": lines}), row)
        )
    return out


def test_a_refused_build_is_not_published(tmp_path: Path) -> None:
    out = tmp_path / "out"
    every = documents(tmp_path, 60)
    publish(out, every, Publishing("v"))
    with pytest.raises(GateError, match="documents: 60 before, 40 now") as caught:
        publish(out, every[:40], Publishing("v"))
    assert {r.metric for r in caught.value.broken} >= {"documents", "rows.function_lines"}
    current = Snapshots(out).current()
    assert current is not None
    assert measure(current)["documents"] == 60
    publish(out, every[:40], Publishing("v", gate=False))
    current = Snapshots(out).current()
    assert current is not None
    assert measure(current)["documents"] == 40


def test_measures(tmp_path: Path) -> None:
    publish(tmp_path / "out", documents(tmp_path, 4, "failed"), Publishing("v"))
    found = measure((tmp_path / "out" / "current").resolve())
    assert found["error_share"] == 1.0
    assert found["proved_share"] == pytest.approx(0.5)
    assert found["partition_rows 2024/31"] == 80
    assert found["null_share function_lines.amount_yuan"] == 0.0
    assert found["null_share function_lines.fund"] == 1.0
    assert found["source_documents ."] == 4


def test_sources(tmp_path: Path) -> None:
    every = documents(tmp_path, 3)
    addresses = ("https://a.example.gov.cn/x/1.pdf", "b/c/2.pdf", "3.pdf")
    extra = [
        document(f"{i:x}" * 64, source_uri=uri, status="failed") for i, uri in enumerate(addresses, start=10)
    ]
    publish(tmp_path / "out", every, Publishing("v"), extra)
    found = measure((tmp_path / "out" / "current").resolve())
    assert {k.rpartition(" ")[2] for k in found if k.startswith("source_documents")} == {
        "a.example.gov.cn",
        "b",
        ".",
    }


def test_thirty_per_cent_fewer_of_many_whole_builds(tmp_path: Path) -> None:
    out = tmp_path / "out"
    every = documents(tmp_path, 100)
    publish(out, every, Publishing("v"))
    publish(out, every[:99], Publishing("v"))
    with pytest.raises(GateError, match="documents: 99 before, 70 now"):
        publish(out, every[:70], Publishing("v"))
    assert Snapshots(out).numbers() == [1, 2]
    assert [p.name for p in (out / "snapshots").iterdir() if not p.name.isdigit()] == []
