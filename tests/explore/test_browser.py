"""The web page in a real browser, where one is installed: search, permalinks, the mark on the page, the console."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from pipeline.core.resources import ROOT
from pipeline.score.reviewed import score_reviews
from pipeline.store.reviews import ReviewFile
from tests.explore.browsing import CHROMIUM, look_at_mark, visit
from tests.explore.conftest import Served, served
from tests.explore.pictures import MOST_BYTES, take
from tests.explore.test_site import views

if TYPE_CHECKING:
    from playwright.sync_api import Page

sync_api = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no chromium: apt-get install chromium")


def test_no_view_has_an_error_or_weighs_much(page: Page, site: Served) -> None:
    visit(page, site, views(site))


def test_search_to_department_to_evidence_and_back_after_a_restart(
    page: Page, site: Served, explored: Path, files: Path
) -> None:
    row = site.reader.rows(
        "SELECT s.department FROM spending s WHERE form = 'general_budget' AND page > 0 ORDER BY doc_id LIMIT 1"
    )[0]
    page.goto(site.url)
    page.keyboard.press("/")
    page.keyboard.type(row["department"])
    page.keyboard.press("Enter")
    page.get_by_role("link", name=row["department"], exact=True).first.click()
    assert page.locator("h1").inner_text() == row["department"]
    page.locator("tr.class a.n").first.click()
    figure = page.locator(".big").inner_text()
    path = page.url.removeprefix(site.url)
    with served(explored, files) as again:
        page.goto(again.url + path)
        assert page.locator(".big").inner_text() == figure


def test_the_mark_lies_over_the_cell(page: Page, site: Served) -> None:
    rows = site.reader.rows(
        "SELECT doc_id, seq, bbox, page FROM function_lines WHERE bbox IS NOT NULL AND place = 'form' "
        "AND amount_yuan > 0 ORDER BY hash(doc_id || seq) LIMIT 6"
    )
    assert len(rows) == 6
    for row in rows:
        look_at_mark(page, site, row)


def test_a_query_runs_and_its_answer_can_be_saved(page: Page, site: Served, tmp_path: Path) -> None:
    page.goto(f"{site.url}/sql?sql={quote('SELECT 7 AS seven')}")
    page.locator("#sql").fill("SELECT '=1+1' AS cell, -2.5 AS n")
    page.locator("#sql").press("Control+Enter")
    page.wait_for_selector("table")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="CSV", exact=True).click()
    waiting.value.save_as(tmp_path / "x.csv")
    assert (tmp_path / "x.csv").read_text("utf-8-sig").splitlines() == ['"cell","n"', '"\'=1+1",-2.5']


def test_a_review_goes_into_its_file_and_comes_back(
    page: Page, explored: Path, files: Path, tmp_path: Path
) -> None:
    """Marked by keyboard and mouse as a person does it; there after a restart, and a label for the scorer."""
    kept = ReviewFile(tmp_path / "reviews.jsonl")
    errors: list[str] = []
    page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
    with served(explored, files, kept.path) as site:
        row = site.reader.rows(
            "SELECT doc_id, seq, locator FROM function_lines WHERE page > 0 ORDER BY doc_id, seq LIMIT 1"
        )[0]
        page.goto(f"{site.url}/evidence/{row['doc_id']}/function_lines/{row['seq']}")
        page.get_by_label("错", exact=True).check()
        page.get_by_label("列").select_option("amount_yuan")
        page.get_by_label("应为").fill("12,345.60")
        page.get_by_label("说明").fill("看错一行")
        page.get_by_role("button", name="记下").press("Enter")
        page.wait_for_url("**#review")
        assert "应为 12345.6：看错一行" in page.locator("#review").inner_text()
    with served(explored, files, kept.path) as again:
        page.goto(f"{again.url}/reviews")
        page.locator("main table a").click()
        assert "看错一行" in page.locator("#review").inner_text()
    (review,) = kept.all()
    assert (review.locator, review.column, review.correct) == (row["locator"], "amount_yuan", "12345.6")
    (score,) = score_reviews(explored, kept.path)
    assert [(t.gold, t.data, t.hit) for t in score.tallies.values() if t.gold] == [(1, 1, 0)]
    assert errors == []


def test_the_pictures_of_the_documentation_can_be_taken_again(tmp_path: Path, page: Page) -> None:
    sizes = take(tmp_path, page)
    assert {f"{name}.png" for name in sizes} == {p.name for p in (ROOT / "docs" / "pictures").iterdir()}
    assert max(sizes.values()) < MOST_BYTES
    assert min(sizes.values()) > 5000


def test_the_keyboard_is_enough(page: Page, site: Served) -> None:
    """Skip link first, in the order of the page, the focus always to be seen; / searches, Enter opens, Esc leaves."""
    page.goto(site.url)
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.inner_text() == "跳到正文"
    box = skip.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["y"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
    page.goto(site.url)
    seen: list[tuple[float, float]] = []
    for _ in range(9):
        page.keyboard.press("Tab")
        style = page.evaluate(
            "(e => { const s = getComputedStyle(e); return [s.outlineStyle, s.outlineWidth] })(document.activeElement)"
        )
        assert style[0] != "none", page.evaluate("document.activeElement.outerHTML")
        assert style[1] != "0px"
        place = page.locator(":focus").bounding_box()
        assert place is not None
        seen.append((place["y"] // 40, place["x"]))
    assert seen[1:] == sorted(seen[1:])
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.type("2")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.tagName") == "BODY"
    page.keyboard.press("/")
    page.keyboard.type("2")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=2")
    page.locator("main a").first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "/search" not in page.url
