"""Sources and pages: what a source file may say, and what is taken from an example page of every template."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from pipeline.core.patterns import load
from pipeline.core.resources import ROOT
from pipeline.core.text import squash
from pipeline.crawl.links import Link, Role, address_of, classify
from pipeline.crawl.page import Page, read_page, read_sitemap, ways
from pipeline.crawl.source import Site, SourceError, load_site, load_sites, site_of
from tests.crawl.web import TEMPLATES, Web, page

WEB = Web(TEMPLATES, 45, 8000)
GOOD = {"name": "示例市", "start": ["http://www.example.test/"]}


def _site(number: int, folder: Path) -> Site:
    path = folder / f"site{number}.toml"
    path.write_text(WEB.source(number), "utf-8")
    return load_site(path)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"rates": 1}, "unknown key rates"),
        ({"name": ""}, "name: '' is no text"),
        ({"start": []}, "start: is empty"),
        ({"start": ["ftp://a/"]}, "start: 'ftp://a/' is no http address"),
        ({"start": "http://a/"}, "start: 'http://a/' is no list"),
        ({"hosts": ["other.test"]}, "start: http://www.example.test/ lies on none of the hosts other.test"),
        ({"hosts": ["a.test/x"]}, "hosts: 'a.test/x' is no host name"),
        ({"rate": 0}, "rate: 0 is not between 0.001 and 50.0"),
        ({"rate": True}, "rate: True is no number"),
        ({"depth": 2.5}, "depth: 2.5 is no number"),
        ({"text": "perhaps"}, "text: 'perhaps' is none of auto, always, never"),
    ],
)
def test_a_wrong_source_names_file_and_key(change: dict[str, object], said: str) -> None:
    with pytest.raises(SourceError, match=r"x\.toml: ") as error:
        site_of("x", GOOD | change, (), "x.toml")
    assert said in str(error.value)


def test_missing_and_double_sources(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="start: is missing"):
        site_of("x", {"name": "示例市"})
    with pytest.raises(SourceError, match="no source file"):
        load_sites([tmp_path])
    (tmp_path / "a.toml").write_text("name = [", "utf-8")
    with pytest.raises(SourceError, match=r"a\.toml"):
        load_sites([tmp_path])


def test_patterns_of_a_source_come_first_and_carry_examples(tmp_path: Path) -> None:
    head = 'name = "示例市"\nstart = ["http://www.example.test/"]\n'
    own = "[[pattern]]\nid = 'item.own'\nregex = '''^阳光账本'''\nmatch = [{ text = '阳光账本一', groups = {} }]\n"
    (tmp_path / "a.toml").write_text(head + own + "reject = ['账本']\n", "utf-8")
    site = load_site(tmp_path / "a.toml")
    link = Link("http://www.example.test/1.html", "阳光账本二")
    way = classify(link, site.start[0], Role.LIST, site)
    assert way is not None and (way.role, way.pattern) == (Role.DETAIL, "item.own")
    assert classify(link, "http://www.example.test/", Role.LIST, site_of("b", GOOD)) is None
    (tmp_path / "b.toml").write_text(head + own, "utf-8")
    with pytest.raises(SourceError, match="needs at least one match and one reject"):
        load_site(tmp_path / "b.toml")


def test_the_sources_that_come_along_are_sound() -> None:
    folder = ROOT / "data" / "sources"
    for site in load_sites([folder]):
        for pattern in load(site.id, folder).patterns:
            for example in pattern.match:
                found = next(pattern.finditer(squash(example.text)), None)
                assert found is not None and pattern.groups(found) == example.groups
            assert all(next(pattern.finditer(squash(t)), None) is None for t in pattern.reject)


def test_the_example_of_the_documentation_is_sound(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "crawl.md").read_text("utf-8")
    (tmp_path / "a.toml").write_text(text.partition("```toml\n")[2].partition("```")[0], "utf-8")
    assert load_site(tmp_path / "a.toml").hosts == ("*.example.invalid",)


def _walk(number: int, site: Site) -> tuple[set[str], dict[str, Page]]:
    """(files, pages that hold a disclosure) that follow from the start, without any network."""
    todo = [(u, Role.LIST) for u in site.start] + [(u, Role.SITEMAP) for u in site.sitemaps]
    seen, files, taken = set(site.start), set(), {}
    while todo:
        url, role = todo.pop()
        parts = urlsplit(url)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        answer = WEB.answer(WEB.host(number), path, 0)
        if answer.status == 302:
            todo.append((address_of(url, answer.headers[0][1]), role))
            continue
        read = (read_sitemap if role is Role.SITEMAP else read_page)(answer.body, url)
        assert read is not None
        if role is Role.DETAIL and read.is_disclosure:
            taken[url] = read
        for way in ways(read, role, site):
            if way.role is Role.FILE:
                files.add(way.link.url)
            elif way.link.url not in seen:
                seen.add(way.link.url)
                todo.append((way.link.url, way.role))
    return files, taken


@pytest.mark.parametrize("number", range(TEMPLATES))
def test_every_disclosure_of_every_template_is_found(number: int, tmp_path: Path) -> None:
    files, pages = _walk(number, _site(number, tmp_path))
    assert len(files) + len(pages) == len(WEB.documents(number, 0)) == 45
    assert not files or not pages


@pytest.mark.parametrize("number", [2, 3, 5])
def test_a_page_tells_title_date_publisher_and_column(number: int, tmp_path: Path) -> None:
    _, pages = _walk(number, _site(number, tmp_path))
    url, read = min(pages.items())
    n = int(url.rpartition("/n")[2].removesuffix(".html"))
    assert read.title == WEB.title(number, n)
    assert (read.published, read.publisher) == (WEB.date(n), WEB.department(number, n))
    assert read.column == "部门决算"


def test_marks_in_the_head_and_the_date_beside_a_link(tmp_path: Path) -> None:
    body = WEB.answer(WEB.host(1), "/czj/ysjs/t3.html", 0).body
    read = read_page(body, f"{WEB.base(1)}/czj/ysjs/t3.html")
    assert read is not None
    assert (read.title, read.column) == (WEB.title(1, 3), "部门决算")
    assert (read.published, read.publisher) == (WEB.date(3), WEB.department(1, 3))
    listed = read_page(WEB.answer(WEB.host(0), "/zwgk/bm/", 0).body, f"{WEB.base(0)}/zwgk/bm/")
    assert listed is not None
    assert [w.link.date for w in ways(listed, Role.LIST, _site(0, tmp_path))][:2] == [
        WEB.date(0),
        WEB.date(1),
    ]


@pytest.mark.parametrize(
    ("text", "url", "role"),
    [
        ("示例市云溪局2024年部门决算", "/a/1.html", Role.DETAIL),
        ("示例市云溪局2024年部门决算", "/a/1.pdf", Role.FILE),
        ("附件1", "/a/1.xls", Role.FILE),
        ("部门预决算公开", "/yjs/", Role.LIST),
        ("工作动态", "/gzdt/", None),
        ("示例市云溪局", "/jigou/yxj/", None),
        ("首页", "/", None),
        ("组织部门预算编制培训会议", "/b/2024.html", None),
        ("2024年部门决算", "http://elsewhere.test/1.pdf", None),
        ("2024年部门决算", "javascript:void(0)", None),
        ("2024年部门决算", "file:///etc/passwd", None),
        ("某制度", "/a/x.pdf", None),
    ],
)
def test_what_a_link_leads_to(text: str, url: str, role: Role | None) -> None:
    base = "http://www.example.test/index.html"
    address = address_of(base, url)
    way = classify(Link(address, text), base, Role.LIST, site_of("x", GOOD)) if address else None
    assert (way.role if way else None) == role


@pytest.mark.parametrize(
    ("text", "url", "role"),
    [
        ("示例市云溪局", "/yjs/2024/a.html", Role.DETAIL),
        ("下一页", "/yjs/2024/index_1.html", Role.DETAIL),
        ("示例市云溪局", "/jigou/yxj/", None),
        ("2023年", "/yjs/2024/2023/", None),
        ("附件", "/files/1.xls", Role.FILE),
        ("部门预算", "/yjs/bmys/", None),
    ],
)
def test_what_a_link_on_a_page_about_disclosures_leads_to(text: str, url: str, role: Role | None) -> None:
    base = "http://www.example.test/yjs/2024/index.html"
    way = classify(Link(address_of(base, url), text), base, Role.DETAIL, site_of("x", GOOD))
    assert (way.role if way else None) == role


def test_addresses_have_one_writing() -> None:
    assert address_of("http://A.test:80/x/", "../y.html#top") == "http://a.test/y.html"
    assert address_of("http://a.test/", "mailto:x@a.test") == ""
    assert address_of("http://a.test/", "http://[broken/") == ""


def test_a_page_that_is_none() -> None:
    assert read_page(b"%PDF-1.4", "http://a.test/") is None
    assert read_page(b"", "http://a.test/") is None
    assert read_sitemap(b"no xml", "http://a.test/") is None
    hidden = page("<script>var a = '2024年'</script><p>部门预算</p>").body
    read = read_page(hidden, "http://a.test/")
    assert read is not None and "var" not in read.text and "部门预算" in read.text
