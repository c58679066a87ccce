"""What is asked for next, without any network."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

import pytest

from pipeline.crawl.frontier import MOST_TRIES, Frontier, Patience
from pipeline.crawl.links import Link, Role, Way
from pipeline.crawl.log import CrawlLog
from pipeline.crawl.source import Site, site_of
from pipeline.crawl.status import Outcome, Status

HOST = "http://a.test"


def _site(name: str, n: int = 1, **more: object) -> Site:
    return site_of(name, {"name": name, "start": [f"{HOST}/{name}{i}" for i in range(n)], **more})


def _work(frontier: Frontier, outcome: Outcome, most: int = 400) -> Counter[str]:
    """Give every address the same answer until nothing is left; how often each source was asked."""
    asked: Counter[str] = Counter()
    for _ in range(most):
        job = frontier.take()
        if job is not None:
            asked[job.source] += 1
            frontier.settle(job, outcome)
        elif frontier.is_over:
            return asked
        else:
            time.sleep(0.005)
    raise AssertionError("it does not end")


def test_a_source_at_its_limit_leaves_the_host_to_others(tmp_path: Path) -> None:
    with CrawlLog(tmp_path / "log") as log:
        frontier = Frontier(log, [_site("a", 80, max_pages=3), _site("b", 2)])
        assert _work(frontier, Outcome(Status.GONE, 404)) == {"a": 3, "b": 2}


def test_one_request_at_a_time_to_a_host(tmp_path: Path) -> None:
    with CrawlLog(tmp_path / "log") as log:
        frontier = Frontier(log, [_site("a", 3)])
        first = frontier.take()
        assert first is not None and frontier.take() is None
        frontier.settle(first, Outcome(Status.STORED, 200, b"x"))
        assert frontier.take() is not None


@pytest.mark.parametrize("status", [Status.TIMEOUT, Status.THROTTLED, Status.TRUNCATED])
def test_three_tries_and_then_the_end(status: Status, tmp_path: Path) -> None:
    with CrawlLog(tmp_path / "log") as log:
        frontier = Frontier(log, [_site("a")], Patience(backoff=0.01))
        assert _work(frontier, Outcome(status)) == {"a": MOST_TRIES}
        assert [r["status"] for r in log.all("SELECT status FROM observations")] == [status]


def test_the_pages_of_a_list_are_as_deep_as_its_first(tmp_path: Path) -> None:
    with CrawlLog(tmp_path / "log") as log:
        frontier = Frontier(log, [_site("a", depth=1)])
        for n in range(9):
            job = frontier.take()
            assert job is not None
            ways = [Way(Link(f"{HOST}/list{n}", "下一页"), Role.LIST, "paging.next")]
            frontier.settle(job, Outcome(Status.STORED, 200, b"x"), ways)
        column = Way(Link(f"{HOST}/column", "部门预算"), Role.LIST, "column.words")
        job = frontier.take()
        assert job is not None
        frontier.settle(job, Outcome(Status.STORED, 200, b"x"), [column])
        inner = frontier.take()
        assert inner is not None and (inner.url, inner.depth) == (f"{HOST}/column", 1)
        frontier.settle(
            inner,
            Outcome(Status.STORED, 200, b"x"),
            [Way(Link(f"{HOST}/x", "预决算"), Role.LIST, "column.words")],
        )
        assert frontier.take() is None


def test_what_was_on_its_way_is_asked_again_and_nothing_else(tmp_path: Path) -> None:
    with CrawlLog(tmp_path / "log") as log:
        first = Frontier(log, [_site("a", 3)])
        done, lost = first.take(), None
        assert done is not None
        first.settle(done, Outcome(Status.STORED, 200, b"x"))
        lost = first.take()
        again = Frontier(log, [_site("a", 3)])  # as after a kill
        assert lost is not None and again.night == first.night
        jobs = []
        while (job := again.take()) is not None:
            jobs.append(job.url)
            again.settle(job, Outcome(Status.STORED, 200, b"x"))
        assert lost.url in jobs and done.url not in jobs and len(jobs) == 2
