"""A made web of many sites in seven templates, the same for the same numbers, that changes from night to night.

Every name and amount is invented. A page is a function of (site, path, night); nothing is kept.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache

TEMPLATES = 7
_ONE, _TWO = "云溪松岭竹湾石桥柳林枫桥白沙青岩", "教水农林民司审医档体"
_ENDINGS = ("局", "委员会", "中心", "办公室", "馆")
_TEXT = """{title}
一、收入支出决算总体情况说明
{year}年度收、支总计{amount}万元。
二、一般公共预算财政拨款支出决算情况说明
1.一般公共服务支出（类）人大事务（款）行政运行（项）。支出决算为{amount}万元。
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server says: status, body, headers."""

    status: int
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()


def _chance(*parts: object) -> float:
    """A number in [0, 1) that depends on nothing but `parts`."""
    return int.from_bytes(hashlib.blake2b(repr(parts).encode(), digest_size=6).digest()) / 2**48


@dataclass(frozen=True, slots=True)
class Web:
    """`sites` sites with about `each` disclosures; `changed`, `removed`, `added`: their shares in a night."""

    sites: int
    each: int
    port: int
    changed: float = 0.03
    removed: float = 0.01
    added: float = 0.02
    per_list: int = 20

    def host(self, site: int) -> str:
        return f"s{site:03d}.crawl.test"

    def base(self, site: int) -> str:
        return f"http://{self.host(site)}:{self.port}"

    def documents(self, site: int, night: int) -> list[int]:
        """The disclosures that are there in a night, by number."""
        n_added = round(self.each * self.added)
        numbers = range(self.each + n_added * night)
        return [d for d in numbers if not any(self._leaves(site, d, n) for n in range(1, night + 1))]

    def _leaves(self, site: int, number: int, night: int) -> bool:
        is_there = number < self.each + round(self.each * self.added) * (night - 1)
        return is_there and _chance("gone", site, number, night) < self.removed

    def revision(self, site: int, number: int, night: int) -> int:
        """How often a disclosure was changed up to a night."""
        return sum(_chance("new", site, number, n) < self.changed for n in range(1, night + 1))

    def department(self, site: int, number: int) -> str:
        i = number // 4
        one = _ONE[2 * (site % 8) : 2 * (site % 8) + 2]
        return f"示例市{one}{_TWO[i % 10]}{_TWO[i // 10 % 10]}{_ENDINGS[i % 5]}"

    def year(self, number: int) -> int:
        return 2021 + number % 4

    def title(self, site: int, number: int) -> str:
        return f"{self.department(site, number)}{self.year(number)}年度部门决算"

    def text(self, site: int, number: int, night: int) -> str:
        """The words of a disclosure."""
        amount = int(_chance("amount", site, number, self.revision(site, number, night)) * 10**8)
        said = f"{amount // 100}.{amount % 100:02d}"
        return _TEXT.format(title=self.title(site, number), year=self.year(number), amount=said)

    def date(self, number: int) -> str:
        return f"{self.year(number) + 1}-08-{1 + number % 28:02d}"

    def source(self, site: int, rate: float = 50.0, revisit_days: float = 0.0) -> str:
        """The source file of a site."""
        lines = [f'name = "示例站点{site}"', f'start = ["{self.base(site)}/"]', f"rate = {rate}"]
        lines += [f"revisit_days = {revisit_days}"]
        if site % TEMPLATES == 4:
            lines.append(f'sitemaps = ["{self.base(site)}/sitemap.xml"]')
        return "\n".join([*lines, ""])

    def answer(self, host: str, path: str, night: int) -> Answer:
        """What the web says to a GET in a night."""
        site = int(host[1:4])
        if path == "/robots.txt":
            return Answer(200, b"User-agent: *\nDisallow: /private/\n", (("Content-Type", "text/plain"),))
        return _TEMPLATES[site % TEMPLATES](self, site, path, night)


def page(body: str, head: str = "", charset: str = "utf-8") -> Answer:
    """A page with what stands around every page."""
    shell = (
        f"<!DOCTYPE html><html><head><meta charset={charset}>{head}</head><body><div class=top>"
        "<a href='/'>首页</a><a href='/about.html'>关于我们</a><a href='javascript:void(0)'>打印本页</a>"
        "<a href='http://elsewhere.test/'>示例省人民政府</a></div>"
        f"{body}<div class=foot>版权所有 示例市人民政府 <img src='/logo.png'></div></body></html>"
    )
    return Answer(200, shell.encode(charset), (("Content-Type", f"text/html; charset={charset}"),))


_NOT_THERE = Answer(404, "<html><body>页面不存在</body></html>".encode(), (("Content-Type", "text/html"),))


def _number(path: str, before: str, behind: str) -> int | None:
    """The number between two ends of a path."""
    inner = path.removeprefix(before).removesuffix(behind)
    return int(inner) if inner != path and inner.isdecimal() else None


def _file(web: Web, site: int, path: str, night: int, suffix: str) -> Answer:
    number = _number(path, "/files/", suffix)
    if number is None or number not in _present(web, site, night):
        return _NOT_THERE
    kind = (("Content-Type", "application/octet-stream"),)
    return Answer(200, web.text(site, number, night).encode(), kind)


@lru_cache(maxsize=1024)
def _present(web: Web, site: int, night: int) -> frozenset[int]:
    return frozenset(web.documents(site, night))


@lru_cache(maxsize=1024)
def _ordered(web: Web, site: int, night: int) -> tuple[int, ...]:
    return tuple(web.documents(site, night))


def _slice(web: Web, site: int, night: int, index: int) -> tuple[tuple[int, ...], int]:
    """(the disclosures of a page of the list, the number of its pages)."""
    found = _ordered(web, site, night)
    return found[index * web.per_list : (index + 1) * web.per_list], -(-len(found) // web.per_list)


def _direct(web: Web, site: int, path: str, night: int) -> Answer:
    """A list of files, with 下一页."""
    if path == "/":
        return page("<a href='/zwgk/bm/'>部门预决算公开</a><a href='/news/'>新闻</a>")
    index = 0 if path == "/zwgk/bm/" else _number(path, "/zwgk/bm/index_", ".html")
    if index is None:
        return _file(web, site, path, night, ".doc")
    numbers, n_pages = _slice(web, site, night, index)
    rows = "".join(
        f"<li><a href='/files/{n}.doc'>{web.title(site, n)}</a><span>{web.date(n)}</span></li>"
        for n in numbers
    )
    more = f"<a href='index_{index + 1}.html'>下一页</a>" if index + 1 < n_pages else ""
    return page(f"<ul>{rows}</ul>{more}")


def _scripted(web: Web, site: int, path: str, night: int) -> Answer:
    """Pages drawn by a script; a page with marks in its head and one attachment."""
    if path == "/":
        return page("<a href='/czj/ysjs/'>财政预决算</a>")
    index = 0 if path == "/czj/ysjs/" else _number(path, "/czj/ysjs/index_", ".html")
    if index is not None:
        numbers, n_pages = _slice(web, site, night, index)
        rows = "".join(
            f"<p><a href='./t{n}.html' title='{web.title(site, n)}'>{web.title(site, n)[:12]}...</a></p>"
            for n in numbers
        )
        return page(f"{rows}<script>createPageHTML({n_pages}, {index}, 'index', 'html');</script>")
    number = _number(path, "/czj/ysjs/t", ".html")
    if number is None:
        return _file(web, site, path, night, ".pdf")
    if number not in _present(web, site, night):
        return _NOT_THERE
    head = (
        f"<meta name='ArticleTitle' content='{web.title(site, number)}'>"
        f"<meta name='PubDate' content='{web.date(number)} 09:00'>"
        f"<meta name='ContentSource' content='{web.department(site, number)}'>"
        "<meta name='ColumnName' content='部门决算'>"
    )
    return page(f"<p>附件：<a href='/files/{number}.pdf'>附件1：决算公开表</a></p>", head)


def _by_body(web: Web, site: int, path: str, night: int) -> Answer:
    """A list of bodies, a list for each, and pages that hold the text themselves."""
    if path == "/":
        return page("<a href='/bm/'>市级部门预决算公开专栏</a>")
    there = _ordered(web, site, night)
    if path == "/bm/":
        bodies = sorted({n // 4 for n in there})
        rows = "".join(f"<li><a href='/bm/{b}/'>{web.department(site, 4 * b)}</a></li>" for b in bodies)
        return page(f"<ul>{rows}</ul>")
    body = _number(path, "/bm/", "/")
    if body is not None:
        rows = "".join(
            f"<li><a href='n{n}.html'>{web.year(n)}年度部门决算</a></li>" for n in there if n // 4 == body
        )
        return page(f"<ul>{rows}</ul>") if rows else _NOT_THERE
    return _text_page(web, site, path.rpartition("/")[2], night)


def _text_page(web: Web, site: int, name: str, night: int, charset: str = "utf-8") -> Answer:
    number = _number(name, "n", ".html")
    if number is None or number not in _present(web, site, night):
        return _NOT_THERE
    lines = "".join(f"<p>{line}</p>" for line in web.text(site, number, night).splitlines())
    trail = "<div>当前位置：首页>政务公开>部门决算</div>"
    said = f"<div>来源：{web.department(site, number)} 发布时间：{web.date(number)}</div>"
    return page(f"{trail}<h1>{web.title(site, number)}</h1>{said}{lines}", charset=charset)


def _by_year(web: Web, site: int, path: str, night: int) -> Answer:
    """Years below the column; titles without a year; pages that hold the text."""
    if path == "/":
        return page("<a href='/xxgk/'>政府信息公开</a>")
    if path == "/xxgk/":
        return page("<a href='/xxgk/bmjs/'>部门决算</a><a href='/xxgk/zn/'>信息公开指南</a>")
    there = _ordered(web, site, night)
    if path == "/xxgk/bmjs/":
        years = sorted({web.year(n) for n in there})
        return page("".join(f"<a href='{y}/'>{y}年</a>" for y in years))
    year = _number(path, "/xxgk/bmjs/", "/")
    if year is not None:
        rows = "".join(
            f"<li><a href='n{n}.html'>{web.department(site, n)}部门决算</a>[{web.date(n)}]</li>"
            for n in there if web.year(n) == year
        )  # fmt: skip
        return page(f"<ul>{rows}</ul>")
    return _text_page(web, site, path.rpartition("/")[2], night)


def _mapped(web: Web, site: int, path: str, night: int) -> Answer:
    """Nothing on the first page leads to the column: only the sitemap knows it."""
    if path == "/":
        return page("<a href='/news/'>新闻</a>")
    if path == "/sitemap.xml":
        loc = "".join(f"<url><loc>{web.base(site)}{p}</loc></url>" for p in ("/news/", "/a/bmyjsgk/"))
        xml = (
            f"<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{loc}</urlset>"
        )
        return Answer(200, xml.encode(), (("Content-Type", "application/xml"),))
    if path == "/a/bmyjsgk/":
        rows = "".join(
            f"<dd><a href='/files/{n}.doc'>{web.title(site, n)}</a></dd>" for n in _ordered(web, site, night)
        )
        return page(f"<dl>{rows}</dl>")
    return _file(web, site, path, night, ".doc")


def _old(web: Web, site: int, path: str, night: int) -> Answer:
    """GBK, tables, numbers of pages, and details that have moved."""
    if path == "/":
        return page("<a href='/gk/list.jsp?p=0'>部门决算</a>", charset="gbk")
    if path.startswith("/gk/list.jsp?p="):
        index = int(path.partition("=")[2])
        numbers, n_pages = _slice(web, site, night, index)
        rows = "".join(
            f"<tr><td><a href='/gk/go?id={n}'>{web.title(site, n)}</a></td><td>{web.date(n)}</td></tr>"
            for n in numbers
        )
        more = "".join(f"<a href='list.jsp?p={i}'>{i + 1}</a>" for i in range(n_pages))
        return page(f"<table>{rows}</table>{more}", charset="gbk")
    if path.startswith("/gk/go?id="):
        return Answer(302, b"", (("Location", f"/gk/n{path.partition('=')[2]}.html"),))
    return _text_page(web, site, path.rpartition("/")[2], night, "gbk")


def _named(web: Web, site: int, path: str, night: int) -> Answer:
    """A detail page with two files, one of them no disclosure of its own kind."""
    if path == "/":
        return page("<ul><li><a href='/gkml/'>预决算公开</a></li></ul>")
    if path == "/gkml/":
        rows = "".join(
            f"<div><a href='d{n}.shtml'>关于公开{web.title(site, n)}的说明</a></div>"
            for n in _ordered(web, site, night)
        )
        return page(rows)
    number = _number(path, "/gkml/d", ".shtml")
    if number is None:
        return _file(web, site, path, night, ".doc")
    if number not in _present(web, site, night):
        return _NOT_THERE
    body = (
        f"<p>发布日期：{web.date(number)}</p><a href='/files/{number}.doc'>{web.title(site, number)}.doc</a>"
    )
    return page(body, f"<title>{web.title(site, number)}</title>")


_TEMPLATES = (_direct, _scripted, _by_body, _by_year, _mapped, _old, _named)
