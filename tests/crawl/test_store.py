"""The store of a crawl: what it keeps, what it tells, and what can be done without the network."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.core.catalogue import read_catalogue, write_catalogue
from pipeline.core.patterns import read_toml
from pipeline.core.source import Source, Told
from pipeline.crawl.health import Counts, signs_of
from pipeline.crawl.log import CrawlLog
from pipeline.crawl.source import site_of
from pipeline.explore.source import Sources
from pipeline.run.local import run, sources
from tests.crawl.crawling import LOOPBACK, command, crawl, crawl_killed, rows
from tests.crawl.national import Serving
from tests.crawl.serving import Server
from tests.crawl.web import Web

pytest.importorskip("scrapy")


@dataclass
class Crawled:
    """A store of two nights of two sites, and their web."""

    store: Path
    sources: Path
    server: Server
    web: Web


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    folder = tmp_path_factory.mktemp("store")
    serving = Serving(Web(2, 30, 0))
    with Server(serving) as server:
        serving.web = web = Web(2, 30, server.port, changed=0.2, removed=0.1)
        (folder / "sources").mkdir()
        for site in range(2):
            (folder / "sources" / f"s{site}.toml").write_text(web.source(site), "utf-8")
        for night in range(2):
            serving.night = night
            crawl(folder / "sources", folder / "store")
        yield Crawled(folder / "store", folder / "sources", server, web)


def test_a_change_is_a_revision_and_what_vanishes_is_noted(crawled: Crawled) -> None:
    changed = rows(
        crawled.store,
        "SELECT url FROM observations WHERE night = 2 AND status = 'changed' AND url LIKE '%/files/%'",
    )
    assert changed
    for (url,) in changed:
        versions = rows(crawled.store, "SELECT object FROM observations WHERE url = ? ORDER BY id", url)
        assert len({v for (v,) in versions}) == 2
        assert all((crawled.store / "objects" / str(v)[:2] / str(v)).exists() for (v,) in versions)
    gone = rows(
        crawled.store,
        "SELECT url FROM observations WHERE night = 2 AND status = 'gone' AND url LIKE '%/files/%'",
    )
    assert gone
    named = {s.uri for s in read_catalogue(crawled.store / "catalogue.jsonl")}
    assert {u for (u,) in changed} <= named and not {u for (u,) in gone} & named


def test_observations_are_only_added(crawled: Crawled) -> None:
    for change in ("DELETE FROM observations", "UPDATE observations SET status = 'stored'"):
        with sqlite3.connect(crawled.store / "crawl.sqlite") as db, pytest.raises(sqlite3.IntegrityError):
            db.execute(change)
        db.close()
    ((headers, via, text),) = rows(
        crawled.store,
        "SELECT headers, via, text FROM observations WHERE url LIKE '%s000%/files/0.doc' AND night = 1",
    )
    assert (
        "etag" in str(headers).lower() and str(via).endswith("/zwgk/bm/") and text == crawled.web.title(0, 0)
    )


def test_a_source_is_checked_without_the_network(crawled: Crawled) -> None:
    before = len(crawled.server.asked)
    file = str(crawled.sources / "s0.toml")
    said = CliRunner().invoke(app, ["source", "check", file, "--store", str(crawled.store)])
    assert said.exit_code == 0, said.output
    n = len(crawled.web.documents(0, 1))
    assert f"{n} files and 0 pages would be taken" in said.output
    assert "item.year_kind" in said.output and "关于我们" in said.output
    assert len(crawled.server.asked) == before


def test_a_source_is_checked_live_and_no_file_is_asked_for(crawled: Crawled) -> None:
    before = len(crawled.server.asked)
    asking = [
        sys.executable,
        "-m",
        "pipeline.cli",
        "source",
        "check",
        str(crawled.sources / "s0.toml"),
        *LOOPBACK,
    ]
    said = subprocess.run(asking, capture_output=True, text=True, timeout=120, check=True).stdout
    assert f"{len(crawled.web.documents(0, 1))} files" in said
    asked = [a.path for a in crawled.server.asked[before:]]
    assert asked and not [p for p in asked if p.startswith("/files/")]


def test_a_source_is_drafted_from_a_page(tmp_path: Path) -> None:
    web = Web(7, 5, 80)
    for name, path in (("start.html", "/"), ("list.html", "/zwgk/bm/")):
        (tmp_path / name).write_bytes(web.answer(web.host(0), path, 0).body)
    drafts = {
        name: CliRunner().invoke(
            app, ["source", "new", f"http://s000.crawl.test{path}", "--page", str(tmp_path / name)]
        )
        for name, path in (("start.html", "/"), ("list.html", "/zwgk/bm/"))
    }
    for said in drafts.values():
        assert said.exit_code == 0, said.output
        assert 'start = ["http://s000.crawl.test/zwgk/bm/"]' in said.output
    (tmp_path / "draft.toml").write_text(drafts["list.html"].output, "utf-8")
    said = CliRunner().invoke(
        app, ["source", "check", str(tmp_path / "draft.toml"), "--store", str(tmp_path / "none")]
    )
    assert said.exit_code == 0 and "0 pages read" in said.output


def test_a_store_as_warc(crawled: Crawled, tmp_path: Path) -> None:
    from warcio.archiveiterator import ArchiveIterator

    out = tmp_path / "store.warc.gz"
    said = CliRunner().invoke(app, ["warc", str(crawled.store), str(out)])
    assert said.exit_code == 0, said.output
    kinds: dict[str, int] = {}
    uris = set()
    with out.open("rb") as file:
        for record in ArchiveIterator(file, check_digests="raise"):
            kinds[record.rec_type] = kinds.get(record.rec_type, 0) + 1
            uris.add(record.rec_headers.get_header("WARC-Target-URI"))
            record.content_stream().read()
    held = "('stored', 'changed', 'unchanged', 'not_modified')"
    ((n,),) = rows(crawled.store, f"SELECT count(*) FROM observations WHERE status IN {held}")
    ((different,),) = rows(
        crawled.store, f"SELECT count(DISTINCT object) FROM observations WHERE status IN {held}"
    )
    assert kinds == {"warcinfo": 1, "response": different, "revisit": n - different}
    assert {u for (u,) in rows(crawled.store, "SELECT url FROM urls WHERE object != ''")} <= uris


def test_what_the_site_says_joins_the_document(crawled: Crawled, tmp_path: Path) -> None:
    report = run(sources([crawled.store]), tmp_path / "out")
    n = sum(len(crawled.web.documents(s, 1)) for s in range(2))
    assert report.n_documents == n
    again = run(sources([crawled.store]), tmp_path / "out")
    assert again.n_reused == n and again.published is not None and again.published.n_written == 0


def test_the_files_of_a_store_are_found_for_evidence(crawled: Crawled) -> None:
    source = read_catalogue(crawled.store / "catalogue.jsonl")[0]
    found = Sources(crawled.store).path({"doc_id": source.path.name, "source_uri": source.uri})
    assert found.read_bytes() == source.path.read_bytes()


def test_a_night_whose_time_is_up_goes_on(crawled: Crawled, tmp_path: Path) -> None:
    before = len(crawled.server.asked)
    with pytest.raises(AssertionError, match="exit 3"):
        crawl(crawled.sources, tmp_path / "store", "--seconds", "0.3")
    assert "night 1: done" in crawl(crawled.sources, tmp_path / "store")
    times = Counter((a.host, a.path) for a in crawled.server.asked[before:])
    assert set(times.values()) == {1}


def test_a_full_disk_stops_a_crawl_and_nothing_is_lost(crawled: Crawled, tmp_path: Path) -> None:
    # The shell's limit on the blocks of 1,024 bytes that any file may have.
    limited = ["bash", "-c", 'ulimit -f 120; exec "$@"', "-", *command(crawled.sources, tmp_path / "store")]
    done = subprocess.run(limited, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 1 and "cannot be written" in done.stderr
    crawl(crawled.sources, tmp_path / "store")
    n = sum(len(crawled.web.documents(s, 1)) for s in range(2))
    assert rows(tmp_path / "store", "SELECT count(*) FROM urls WHERE document != ''") == [(n,)]


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [("120", 120, 120), ("Wed, 01 Jan 2020 00:00:00 GMT", 0, 0), ("soon", 0, 0), ("", 0, 0)],
)
def test_what_a_server_asks_to_wait(text: str, least: float, most: float) -> None:
    from pipeline.crawl.fetch import retry_after

    assert least <= retry_after(text) <= most
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    assert 55 <= retry_after(later) <= 61


def test_a_page_that_contradicts_its_file_is_a_finding(tmp_path: Path) -> None:
    web = Web(1, 4, 80)
    (tmp_path / "a").write_text(web.text(0, 0, 0), "utf-8")
    (tmp_path / "b").write_text(
        "公开表\n" + web.text(0, 1, 0).partition("\n")[2].replace("2022年度", "本年度"), "utf-8"
    )
    told = [
        Told(
            "1.doc",
            "2023-08-01",
            "2026-01-01T00:00:00+00:00",
            "http://x.test/",
            "示例市竹湾教育局2019年度部门决算",
            "",
            "决算",
        ),
        Told("2.doc", title=web.title(0, 1)),
    ]
    write_catalogue(
        tmp_path / "catalogue.jsonl",
        (Source(tmp_path / n, f"http://x.test/{n}", told=t) for n, t in zip("ab", told, strict=True)),
    )
    rows_ = {}
    run(
        sources([tmp_path]),
        tmp_path / "out",
        on_done=lambda done: rows_.update({done.source.uri[-1]: done.row}),
    )
    a, b = rows_["a"], rows_["b"]
    assert (a["published_at"], a["file_name"], a["page_column"], a["fiscal_year"]) == (
        "2023-08-01",
        "1.doc",
        "决算",
        2021,
    )
    assert (b["fiscal_year"], b["department"], b["report_kind"]) == (2022, web.department(0, 1), "final")
    said = CliRunner().invoke(app, ["findings", str(tmp_path / "out"), "--kind", "page", "--json"])
    found = {line.split('"identity_id": "')[1].split('"')[0] for line in said.output.splitlines()}
    assert found == {"page.fiscal_year", "page.department"}


def test_a_catalogue_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "catalogue.jsonl").write_text('{"file": "a"}\n', "utf-8")
    with pytest.raises(ValueError, match=r"catalogue\.jsonl:1"):
        sources([tmp_path])


def test_a_killed_crawl_leaves_no_half_files_and_goes_on(crawled: Crawled, tmp_path: Path) -> None:
    enough = len(crawled.server.asked) + 12
    killed = crawl_killed(crawled.sources, tmp_path / "store", lambda: len(crawled.server.asked) >= enough)
    crawl(crawled.sources, tmp_path / "store")
    assert not list((tmp_path / "store" / "objects").rglob("*.tmp"))
    ((nights,),) = rows(tmp_path / "store", "SELECT count(*) FROM nights")
    assert nights == (1 if killed else 2)
    n = sum(len(crawled.web.documents(s, 1)) for s in range(2))
    assert rows(tmp_path / "store", "SELECT count(*) FROM urls WHERE document != ''") == [(n,)]


BEFORE = [{"documents": 100, "links": 120}] * 3


@pytest.mark.parametrize(
    ("now", "before", "kinds"),
    [
        (Counts({"not_modified": 50}, documents=100, links=118), BEFORE, set()),
        (Counts({"not_modified": 50}, documents=60, links=118), BEFORE, {"shrunk"}),
        (Counts({"not_modified": 50}, documents=100, links=20), BEFORE, {"layout"}),
        (Counts({"stored": 50, "timeout": 20}, documents=100, links=120), BEFORE, {"errors"}),
        (Counts({"stored": 50, "tls": 1}, documents=100, links=120), BEFORE, {"tls"}),
        (Counts({"stored": 10, "not_a_file": 9}, documents=100, links=120), BEFORE, {"errors", "not_files"}),
        (Counts({"stored": 5}), [], {"empty"}),
        (Counts({"timeout": 1}, starts_failed=1), BEFORE, {"unreachable", "shrunk"}),
        (Counts({"stored": 9}, documents=9, links=9, newest="2020-01-01T00:00:00+00:00"), [], {"silent"}),
    ],
)
def test_signs(now: Counts, before: list[dict[str, int]], kinds: set[str]) -> None:
    assert {kind for kind, _ in signs_of(now, before, read_toml("crawl/health"))} == kinds


def test_a_log_of_nothing(tmp_path: Path) -> None:
    with CrawlLog(tmp_path / "crawl.sqlite") as log:
        assert log.night() == log.night() == 1
        log.end_night(1)
        assert log.night() == 2
    assert site_of("x", {"name": "示例", "start": ["http://a.test/"]}).hosts == ("a.test",)
