"""What a page says: its links with their words and dates, its title, date, publisher and column, and its text.

A pure function of bytes and address, so that stored pages can be read again when a source or a pattern changes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree, html

from pipeline.core.issues import ReadError
from pipeline.core.patterns import Pattern, load
from pipeline.core.text import nfc, squash
from pipeline.crawl.links import Link, Role, Way, address_of, classify
from pipeline.crawl.source import Site
from pipeline.read.encoding import decode

_NEAR = 60  # characters of a row that may hold the date of a link
_MOST_PAGES = 500  # that a script may announce
_ROWS = ("li", "tr", "dd", "dt", "p", "div")
_UNSEEN = ("script", "style", "noscript", "template", "head")
_METAS = {
    "articletitle": "title", "pubdate": "published", "contentsource": "publisher", "columnname": "column",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Page:
    """A page as read."""

    url: str
    title: str = ""
    published: str = ""
    publisher: str = ""
    column: str = ""
    links: tuple[Link, ...] = ()
    text: str = ""

    @property
    def is_disclosure(self) -> bool:
        """Whether the page itself holds a disclosure."""
        return any(next(p.finditer(self.text), None) for p in _patterns("disclosure"))

    @property
    def digest(self) -> str:
        """A hash of what can be seen on it: marks in the source that change by themselves do not count."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def _patterns(kind: str) -> list[Pattern]:
    return [p for p in load("crawl/pages").patterns if p.id.startswith(kind + ".")]


def read_page(body: bytes, url: str) -> Page | None:
    """A page; None where the bytes are none."""
    tree = _tree(body)
    if tree is None:
        return None
    base = next((b.get("href", "") for b in tree.iter("base")), "")
    base = address_of(url, base) or url
    texts = [squash(t) for t in _visible(tree)]
    metas = _metas(tree)
    title = metas.get("title") or _title(tree)
    return Page(
        url, title,
        _date(metas.get("published", ""), "published") or _date_in(texts),
        metas.get("publisher") or _labelled(texts, "publisher"),
        metas.get("column") or _trail(tree),
        (*_links(tree, base), *_scripted(tree, base)),
        "".join(texts),
    )  # fmt: skip


def read_sitemap(body: bytes, url: str) -> Page | None:
    """The addresses of a sitemap or of an index of them; None where the bytes are none."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    if root is None:
        return None
    found = (address_of(url, e.text or "") for e in root.iter("{*}loc"))
    return Page(url, links=tuple(Link(u, "") for u in found if u))


def ways(page: Page, role: Role, site: Site) -> list[Way]:
    """The links of a page that are followed, each address once, files and pages about disclosures first."""
    found: dict[str, Way] = {}
    order = {Role.FILE: 0, Role.DETAIL: 1, Role.LIST: 2, Role.SITEMAP: 3}
    for link in page.links:
        way = classify(link, page.url, role, site)
        known = found.get(link.url)
        if way is not None and (known is None or order[way.role] < order[known.role]):
            found[link.url] = way
    return list(found.values())


def _tree(body: bytes) -> html.HtmlElement | None:
    try:
        text = decode(body).text
    except ReadError:
        text = body.decode("gb18030", "replace")
    if "<" not in text[:4096]:
        return None
    try:
        parser = html.HTMLParser(encoding="utf-8", huge_tree=False)
        return html.fromstring(nfc(text).encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _visible(tree: html.HtmlElement) -> Iterator[str]:
    """The texts that a reader sees, element by element."""
    hidden: set[html.HtmlElement] = set()
    for element in tree.iter():
        is_hidden = not isinstance(element.tag, str) or element.tag in _UNSEEN
        if is_hidden or element.getparent() in hidden:
            hidden.add(element)
        elif element.text and element.text.strip():
            yield element.text
        if element.tail and element.tail.strip() and element.getparent() not in hidden:
            yield element.tail


def _metas(tree: html.HtmlElement) -> dict[str, str]:
    """What the head of the page says in the marks that the sites of governments must have."""
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        field = _METAS.get((meta.get("name") or "").lower())
        if field and (value := (meta.get("content") or "").strip()):
            found.setdefault(field, nfc(value))
    return found


def _title(tree: html.HtmlElement) -> str:
    for tag in ("h1", "title", "h2"):
        for element in tree.iter(tag):
            if text := " ".join(element.text_content().split()):
                return str(text)
    return ""


def _date(text: str, kind: str) -> str:
    """An ISO date from a text that is one, or labels one; "" where there is none."""
    for pattern in _patterns(kind):
        for match in pattern.finditer(squash(text)):
            month, day = int(match["month"]), int(match["day"])
            if 1 <= month <= 12 and 1 <= day <= 31:
                return f"{match['year']}-{month:02d}-{day:02d}"
    return ""


def _date_in(texts: list[str]) -> str:
    """The date of publication that the page labels, its label and date in one text or in two."""
    joined = [a + b for a, b in zip(texts, [*texts[1:], ""], strict=True)]
    labelled = [p for p in _patterns("published") if p.id == "published.labelled"]
    for text in joined:
        if any(next(p.finditer(text), None) for p in labelled):
            return _date(text, "published")
    return ""


def _labelled(texts: list[str], kind: str) -> str:
    joined = [a + b for a, b in zip(texts, [*texts[1:], ""], strict=True)]
    found = (m[kind] for t in (*texts, *joined) for p in _patterns(kind) for m in p.finditer(t))
    return next(found, "")


def _trail(tree: html.HtmlElement) -> str:
    """The column by the line that says where the page stands."""
    for element in tree.iter(*_ROWS, "span"):
        text = element.text_content()
        if len(text) > 2 * _NEAR or "位置" not in text:
            continue
        for pattern in _patterns("trail"):
            for match in pattern.finditer(squash(text)):
                parts = [p for p in match["trail"].replace("»", ">").replace("/", ">").split(">") if p]
                return parts[-1] if parts else ""
    return ""


def _links(tree: html.HtmlElement, base: str) -> Iterator[Link]:
    for element in tree.iter("a", "area", "iframe", "embed"):
        url = address_of(base, element.get("href") or element.get("src") or "")
        if not url:
            continue
        shown = " ".join(element.text_content().split())
        told = (element.get("title") or "").strip()
        text = told if len(told) > len(shown) else shown
        yield Link(url, nfc(text), _date_beside(element))


def _date_beside(element: html.HtmlElement) -> str:
    """The date in the row of a list that a link stands in."""
    row = element.getparent()
    for _ in range(3):
        if row is None:
            return ""
        if row.tag in _ROWS:
            parts = [t for t in row.itertext() if t.strip()]
            dates = [_date(p, "published") for p in parts if len(p) <= _NEAR]
            found = [d for d in dates if d]
            return found[0] if len(found) == 1 else ""
        row = row.getparent()
    return ""


def _scripted(tree: html.HtmlElement, base: str) -> Iterator[Link]:
    """The pages of a list that a script would draw the numbers of."""
    for script in tree.iter("script"):
        text = squash(script.text or "")
        for pattern in _patterns("paging"):
            for match in pattern.finditer(text):
                for n in range(1, min(int(match["pages"]), _MOST_PAGES)):
                    url = address_of(base, f"{match['prefix']}_{n}.{match['suffix']}")
                    yield Link(url, str(n + 1))
