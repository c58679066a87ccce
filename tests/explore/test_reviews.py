"""Reviews: a round trip through the page, the file and the scorer, across builds; nothing else can write."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from decimal import Decimal
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.run.local import run, sources
from pipeline.score.compare import by
from pipeline.score.reviewed import score_reviews
from pipeline.store.reviews import ReviewError, ReviewFile, latest, review_of
from tests.explore.conftest import Served, served

FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def kept(tmp_path: Path) -> ReviewFile:
    return ReviewFile(tmp_path / "reviews.jsonl")


@pytest.fixture
def reviewed(explored: Path, files: Path, kept: ReviewFile) -> Iterator[Served]:
    with served(explored, files, kept.path) as running:
        yield running


def send(
    site: Served, path: str, fields: dict[str, str] | None = None, **headers: str
) -> tuple[int, str, str]:
    """(status, where it leads, body) of a GET, or of a POST of `fields`."""
    connection = HTTPConnection(site.url.removeprefix("http://"), timeout=60)
    sent = {"Content-Type": FORM} | {k.replace("_", "-"): v for k, v in headers.items()}
    if fields is None:
        connection.request("GET", path, headers=sent)
    else:
        connection.request("POST", path, body=urlencode(fields), headers=sent)
    answer = connection.getresponse()
    body = answer.read().decode("utf-8", "replace")
    connection.close()
    return answer.status, answer.headers.get("location", ""), body


def a_line(site: Served, offset: int = 0) -> dict[str, Any]:
    sql = f"SELECT * FROM function_lines WHERE page > 0 AND place = 'form' AND amount_yuan > 0 ORDER BY doc_id, seq LIMIT 1 OFFSET {offset}"
    return site.reader.rows(sql)[0]


def token_of(site: Served, row: dict[str, Any]) -> str:
    body = send(site, f"/evidence/{row['doc_id']}/function_lines/{row['seq']}")[2]
    return body.partition('name="token" value="')[2].partition('"')[0]


def name_of(row: dict[str, Any]) -> str:
    return f"{row['doc_id']}/function_lines/{row['seq']}"


def test_a_review_is_taken_shown_and_kept_by_content(reviewed: Served, kept: ReviewFile) -> None:
    row = a_line(reviewed)
    fields = {"token": token_of(reviewed, row), "row": name_of(row), "verdict": "wrong", "column": "amount_yuan",
              "correct": "1,234.50", "note": "<b>看错</b>一行"}  # fmt: skip
    status, where, _ = send(reviewed, "/review", fields, Origin=reviewed.url)
    assert (status, where) == (303, f"/evidence/{name_of(row)}#review")
    (review,) = kept.all()
    assert review.place == (row["doc_id"], "function_lines", row["locator"], "amount_yuan")
    assert (review.correct, review.said["function_code"]) == ("1234.5", row["function_code"])
    assert "seq" not in json.loads(kept.path.read_text("utf-8"))["said"]
    for path in (f"/evidence/{name_of(row)}", "/reviews"):
        body = send(reviewed, path)[2]
        assert "1234.5" in body
        assert "<b>看错" not in body
        assert "&lt;b&gt;看错" in body


@pytest.mark.parametrize(
    ("change", "headers", "status"),
    [
        ({"token": ""}, {}, 403), ({"token": "x"}, {}, 403), ({}, {"Origin": "http://evil.example"}, 403),
        ({}, {"Origin": "null"}, 403), ({}, {"Sec_Fetch_Site": "cross-site"}, 403), ({}, {"Host": "evil.example"}, 400),
        ({}, {"Content_Type": "text/plain"}, 415), ({"note": "x" * 50_000}, {}, 413), ({"note": "x" * 3000}, {}, 400),
        ({"verdict": "maybe"}, {}, 400), ({"column": "doc_id"}, {}, 400), ({"row": "x/y/0"}, {}, 400),
        ({"verdict": "right", "correct": "3", "column": "amount_yuan"}, {}, 400),
        ({"column": "amount_yuan", "correct": "many"}, {}, 400),
    ],
)  # fmt: skip
def test_what_is_foreign_or_wrong_is_not_taken(
    reviewed: Served, kept: ReviewFile, change: dict[str, str], headers: dict[str, str], status: int
) -> None:
    row = a_line(reviewed)
    fields = {"token": token_of(reviewed, row), "row": name_of(row), "verdict": "wrong"}
    assert send(reviewed, "/review", fields | change, **headers)[0] == status
    assert kept.all() == []


def test_without_a_review_file_nothing_can_be_written(site: Served) -> None:
    row = a_line(site)
    assert token_of(site, row) == ""
    assert send(site, "/reviews")[0] == 404
    assert send(site, "/review", {"token": "", "row": name_of(row), "verdict": "right"})[0] == 404
    assert send(site, "/review")[0] == 405


def rebuilt(dataset: Path, out: Path, change: Callable[[dict[str, Any]], dict[str, Any] | None]) -> Path:
    """The current build, its function lines changed or left out, and numbered anew."""
    shutil.copytree((dataset / "current").resolve(), out)
    for path in out.rglob("function_lines/**/*.parquet"):
        table = pq.read_table(path, partitioning=None)
        rows = [r for row in table.to_pylist() if (r := change(row)) is not None]
        rows = [r | {"seq": r["seq"] + 1000} for r in rows]
        pq.write_table(pa.Table.from_pylist(rows, schema=table.schema), path)
    return out


def test_reviews_are_labels_that_outlive_a_build(
    explored: Path, reviewed: Served, kept: ReviewFile, tmp_path: Path
) -> None:
    right, wrong, mended, gone = (a_line(reviewed, n) for n in (0, 5, 9, 14))
    for row, verdict, column, correct in (
        (right, "right", "", ""), (wrong, "wrong", "amount_yuan", ""), (gone, "right", "", ""),
        (mended, "wrong", "amount_yuan", "77.10"),
    ):  # fmt: skip
        kept.add(review_of("function_lines", row, verdict, column=column, correct=correct))
    before = by(score_reviews(explored, kept.path), "")["TOTAL"]["function"]
    assert (before.gold, before.data, before.hit) == (3, 4, 2)

    def better(row: dict[str, Any]) -> dict[str, Any] | None:
        here = (row["doc_id"], row["seq"])
        if here in ((gone["doc_id"], gone["seq"]), (wrong["doc_id"], wrong["seq"])):
            return None
        if here == (mended["doc_id"], mended["seq"]):
            return row | {"amount_yuan": Decimal("77.10")}
        return row

    after = by(score_reviews(rebuilt(explored, tmp_path / "better", better), kept.path), "")["TOTAL"][
        "function"
    ]
    assert (after.gold, after.data, after.hit) == (3, 2, 2)
    assert [k[0] for k in after.missed] == [gone["locator"]]


def test_score_takes_reviews_on_the_terminal(explored: Path, reviewed: Served, kept: ReviewFile) -> None:
    kept.add(review_of("function_lines", a_line(reviewed), "right", note="对"))
    told = CliRunner().invoke(app, ["score", "--reviews", str(kept.path), "--dataset", str(explored)])
    assert told.exit_code == 0, told.output
    assert "1.000 / 1.000 (1/1)" in told.output
    assert CliRunner().invoke(app, ["score", "--reviews", str(kept.path)]).exit_code == 2
    assert CliRunner().invoke(app, ["score"]).exit_code == 2


def test_the_last_review_counts_and_a_torn_line_is_told(reviewed: Served, kept: ReviewFile) -> None:
    row = a_line(reviewed)
    for verdict, column in (
        ("right", ""),
        ("wrong", "amount_yuan"),
        ("wrong", "fund"),
        ("right", "amount_yuan"),
    ):
        kept.add(review_of("function_lines", row, verdict, column=column))
    assert [(r.verdict, r.column) for r in latest(kept.all())] == [
        ("wrong", "fund"),
        ("right", "amount_yuan"),
    ]
    kept.add(review_of("function_lines", row, "right"))
    assert [(r.verdict, r.column) for r in latest(kept.all())] == [("right", "")]
    whole = kept.path.read_bytes()
    kept.path.write_bytes(whole[:-20])
    with pytest.raises(ReviewError, match="line 5"):
        kept.all()
    kept.path.write_bytes(whole[:-1])
    kept.add(review_of("function_lines", row, "wrong"))
    assert len(kept.all()) == 6


def test_a_new_build_is_shown_without_a_restart(explored: Path, files: Path, tmp_path: Path) -> None:
    out = tmp_path / "growing"
    first = tmp_path / "first"
    first.mkdir()
    shutil.copy(files / "zhejiang_budget-1.txt", first)
    run(sources([first]), out)
    with served(out, files) as site:
        assert "000001" in send(site, "/")[2]
        shutil.copy(files / "yunnan_final-1.docx", first)
        run(sources([first]), out)
        body = send(site, "/")[2]
        assert "000002" in body
        assert "2 个文件" in body
