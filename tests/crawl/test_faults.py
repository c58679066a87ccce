"""A server that does everything wrong: each fault with its figure. Loopback only, every loop bounded."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from tests.crawl.crawling import crawl, rows, statuses
from tests.crawl.serving import Asked, Server, say

pytest.importorskip("scrapy")

RATE = 10.0
PDF = b"%PDF-1.4\n" + bytes(range(256)) * 8 + b"\n%%EOF\n"
BOMB = gzip.compress(bytes(64 << 20))
SENT_MOST = 64 << 20  # of the endless body, should nobody stop it
HTML = (("Content-Type", "text/html; charset=utf-8"),)


@dataclass
class Faults:
    """The faults by path; `sent`: the bytes of the endless body that went out."""

    sent: int = 0
    tries: dict[str, list[float]] = field(default_factory=dict)

    async def __call__(self, asked: Asked, writer: asyncio.StreamWriter) -> int:
        """Answer one request."""
        path = asked.path
        self.tries.setdefault(path, []).append(asked.time)
        n = len(self.tries[path])
        if path == "/robots.txt":
            return say(writer, 200, b"User-agent: *\nDisallow: /private/\n")
        if path == "/":
            return say(writer, 200, self._start(), HTML)
        answer = {
            "/throttled.pdf": lambda: say(writer, 429, b"", (("Retry-After", "2"),)),
            "/once.pdf": lambda: (
                say(writer, 503, b"", (("Retry-After", "1"),)) if n == 1 else say(writer, 200, PDF)
            ),
            "/wait.pdf": lambda: say(writer, 503, b"", (("Retry-After", "86400"),)),
            "/broken.pdf": lambda: say(writer, 500),
            "/short.pdf": lambda: -say(writer, 200, PDF[:700], length=len(PDF)),
            "/loop1.pdf": lambda: say(writer, 302, b"", (("Location", "/loop2.pdf"),)),
            "/loop2.pdf": lambda: say(writer, 302, b"", (("Location", "/loop1.pdf"),)),
            "/self.pdf": lambda: say(writer, 302, b"", (("Location", "/self.pdf"),)),
            "/toprivate.pdf": lambda: say(writer, 302, b"", (("Location", "http://10.0.0.1/a.pdf"),)),
            "/tometa.pdf": lambda: say(
                writer, 302, b"", (("Location", "http://169.254.169.254/latest/a.pdf"),)
            ),
            "/tofile.pdf": lambda: say(writer, 302, b"", (("Location", "file:///etc/passwd"),)),
            "/moved.pdf": lambda: say(writer, 302, b"", (("Location", "/good.pdf"),)),
            "/bomb.pdf": lambda: say(writer, 200, BOMB, (("Content-Encoding", "gzip"),)),
            "/cutgzip.pdf": lambda: say(
                writer, 200, gzip.compress(PDF)[:-9], (("Content-Encoding", "gzip"),)
            ),
            "/page.pdf": lambda: say(writer, 200, "<html><body>页面不存在</body></html>".encode(), HTML),
            "/none.pdf": lambda: say(writer, 404),
            "/empty.pdf": lambda: say(writer, 200),
            "/bigannounced.pdf": lambda: -say(writer, 200, b"%PDF", length=5 << 30),
            "/etag.pdf": lambda: self._tagged(asked, writer),
            "/good.pdf": lambda: say(writer, 200, PDF),
        }.get(path)
        if answer is not None:
            return answer()
        return await self._streamed(path, writer)

    def _start(self) -> bytes:
        links = "".join(f"<a href='/{n}'>附件：{n}</a>" for n in NAMES)
        links += "".join(f"<a href='/deep{i}.pdf'>附件：deep</a>" for i in (0,))
        return f"<html><body>{links}</body></html>".encode()

    def _tagged(self, asked: Asked, writer: asyncio.StreamWriter) -> int:
        if asked.headers.get("if-none-match") == '"v1"':
            return say(writer, 304, b"", (("ETag", '"v1"'),))
        return say(writer, 200, PDF + b"tagged %%EOF", (("ETag", '"v1"'),))

    async def _streamed(self, path: str, writer: asyncio.StreamWriter) -> int:
        if path.startswith("/deep"):  # a redirect that never ends and never comes back
            return say(writer, 302, b"", (("Location", f"/deep{int(path[5:-4]) + 1}.pdf"),))
        if path == "/slow.pdf":  # a byte now and then
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n")
            for _ in range(40):
                writer.write(b"%")
                await writer.drain()
                await asyncio.sleep(0.25)
            return -200
        if path == "/unclosed.pdf":  # no length, and the connection breaks off
            writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + PDF[:900])
            return -200
        if path == "/chunks.pdf":  # chunks without the last one
            writer.write(
                b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n100\r\n" + PDF[:256] + b"\r\n"
            )
            return -200
        if path == "/endless.pdf":  # five gigabytes without a length
            writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n%PDF-1.4\n")
            block = bytes(1 << 16)
            while self.sent < SENT_MOST:
                writer.write(block)
                self.sent += len(block)
                await writer.drain()
            return -200
        return say(writer, 404)


EXPECTED = {
    "throttled.pdf": "throttled", "once.pdf": "stored", "wait.pdf": "server_error", "broken.pdf": "server_error",
    "short.pdf": "truncated", "loop1.pdf": "redirected", "loop2.pdf": "redirect_loop", "self.pdf": "redirect_loop",
    "toprivate.pdf": "redirect_outside", "tometa.pdf": "redirect_outside", "tofile.pdf": "refused_scheme",
    "moved.pdf": "redirected", "bomb.pdf": "bomb", "cutgzip.pdf": "truncated", "page.pdf": "not_a_file",
    "none.pdf": "gone", "empty.pdf": "empty", "bigannounced.pdf": "too_large", "etag.pdf": "stored",
    "good.pdf": "stored", "slow.pdf": "timeout", "unclosed.pdf": "truncated", "chunks.pdf": "truncated",
    "endless.pdf": "too_large", "private/x.pdf": "robots_denied",
}  # fmt: skip
NAMES = tuple(EXPECTED)
TRIED = {"throttled.pdf", "broken.pdf", "short.pdf", "cutgzip.pdf", "slow.pdf", "unclosed.pdf", "chunks.pdf"}


def _source(folder: Path, name: str, port: int, more: str = "") -> Path:
    folder.mkdir(exist_ok=True)
    start = f'name = "故障"\nstart = ["http://{name}:{port}/"]\nrate = {RATE}\nmax_mb = 2\nrevisit_days = 0\n{more}'
    (folder / f"{name.partition('.')[0]}.toml").write_text(start, "utf-8")
    return folder


@dataclass
class Crawled:
    """A crawl of the faults, looked at by many tests."""

    store: Path
    sources: Path
    server: Server
    faults: Faults
    ends: dict[str, str]
    seconds: float


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    folder, faults = tmp_path_factory.mktemp("faults"), Faults()
    with Server(faults) as server:
        sources = _source(folder / "sources", "faults.crawl.test", server.port)
        began = time.monotonic()
        crawl(sources, folder / "store", "--timeout", "2", "--backoff", "0.3", "--most-wait", "4")
        seconds = time.monotonic() - began
        yield Crawled(folder / "store", sources, server, faults, statuses(folder / "store"), seconds)


@pytest.mark.parametrize("name", NAMES)
def test_each_address_ends_with_its_one_status(name: str, crawled: Crawled) -> None:
    assert crawled.ends[name] == EXPECTED[name]


def test_no_more_than_three_tries(crawled: Crawled) -> None:
    for name in NAMES:
        n = len(crawled.faults.tries.get(f"/{name}", ()))
        assert n == (
            0 if name.startswith("private") else 3 if name in TRIED else 2 if name == "once.pdf" else 1
        ), name


def test_a_server_is_given_the_time_it_asks_for(crawled: Crawled) -> None:
    first, second, third = crawled.faults.tries["/throttled.pdf"]
    assert second - first >= 2.0 and third - second >= 2.0
    others = [a.time for a in crawled.server.asked if a.path != "/throttled.pdf"]
    assert not [t for t in others if first + 0.05 < t < first + 2.0]  # the whole host is left in peace


def test_the_back_off_grows(crawled: Crawled) -> None:
    first, second, third = crawled.faults.tries["/broken.pdf"]
    assert second - first >= 0.3 and third - second >= 0.6


def test_the_rate_is_never_above_the_limit(crawled: Crawled) -> None:
    assert crawled.server.most_in_a_second()["faults.crawl.test"] <= RATE + 1


def test_nothing_partial_nothing_large_is_kept(crawled: Crawled) -> None:
    objects = [p for p in (crawled.store / "objects").rglob("*") if p.is_file()]
    assert not [p for p in objects if p.name != hashlib.sha256(p.read_bytes()).hexdigest()]
    good = {hashlib.sha256(b).hexdigest() for b in (PDF, PDF + b"tagged %%EOF")}
    pdfs = {p.name for p in objects if p.read_bytes().startswith(b"%PDF")}
    assert pdfs == good
    assert crawled.faults.sent < 8 << 20  # of five gigabytes: the limit of 2 MB and what was on its way


def test_an_endless_redirect_ends(crawled: Crawled) -> None:
    assert [crawled.ends[f"deep{i}.pdf"] for i in range(6)] == ["redirected"] * 5 + ["redirect_loop"]
    assert crawled.server.times("/deep6.pdf") == 0


def test_private_addresses_are_never_asked(crawled: Crawled) -> None:
    hosts = {a.host for a in crawled.server.asked}
    assert hosts == {"faults.crawl.test"}


def test_a_304_takes_what_is_in_the_store(crawled: Crawled) -> None:
    before = set((crawled.store / "objects").rglob("*"))
    asked = len(crawled.server.asked)
    crawl(crawled.sources, crawled.store, "--timeout", "1", "--backoff", "0.1", "--most-wait", "0.5")
    assert statuses(crawled.store)["etag.pdf"] == "not_modified"
    assert statuses(crawled.store)["good.pdf"] == "unchanged"
    assert set((crawled.store / "objects").rglob("*")) == before
    (known,) = rows(crawled.store, "SELECT object = document, status FROM urls WHERE url LIKE '%/etag.pdf'")
    assert known == (1, "not_modified")
    again = [a for a in crawled.server.asked[asked:] if a.path == "/etag.pdf"]
    assert [a.status for a in again] == [304]
    assert crawled.server.times("/robots.txt") == 1  # believed for a day


def test_private_addresses_are_refused_however_they_are_given(tmp_path: Path) -> None:
    hosts = ["127.0.0.1", "[::1]", "169.254.169.254", "2130706433", "rebind.crawl.test"]
    with Server(Faults()) as server:
        for number, host in enumerate(hosts):
            name = "" if host == "[::1]" else f'hosts = ["{host}"]\n'
            _source(tmp_path / "sources", f"{host}", server.port, name).joinpath(
                f"{host.partition('.')[0]}.toml"
            ).rename(tmp_path / "sources" / f"s{number}.toml")
        crawl(tmp_path / "sources", tmp_path / "store", "--backoff", "0.1", open_loopback=False)
        ends = dict(rows(tmp_path / "store", "SELECT host, status FROM urls"))
        assert ends.pop("2130706433") in ("refused_address", "dns")  # as the system reads it
        assert set(ends.values()) == {"refused_address"} and len(ends) == 4
        assert server.asked == []


async def _failing(asked: Asked, writer: asyncio.StreamWriter) -> int:
    if asked.path == "/robots.txt" and asked.host == "delay.crawl.test":
        return say(
            writer,
            200,
            b"User-agent: *\nDisallow: /\n\nUser-agent: yujuesuan\nCrawl-delay: 1\nDisallow: /1.pdf\n",
        )
    if asked.host == "delay.crawl.test":
        links = "".join(f"<a href='/{i}.pdf'>附件{i}</a>" for i in range(3))
        return say(writer, 200, PDF if asked.path != "/" else f"<html><body>{links}</body></html>".encode())
    if asked.path == "/robots.txt":
        return say(writer, 503 if asked.host == "norobots.crawl.test" else 404)
    if asked.path == "/":
        links = "".join(f"<a href='/{i}.pdf'>附件{i}</a>" for i in range(60))
        return say(writer, 200, f"<html><body>{links}</body></html>".encode(), HTML)
    return say(writer, 500)


def _own_certificate(folder: Path) -> ssl.SSLContext:
    """A certificate that nobody vouches for."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "tls.crawl.test")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(now - timedelta(1)).not_valid_after(now + timedelta(1))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName("tls.crawl.test")]), critical=False)
    pem = serialization.Encoding.PEM
    (folder / "key.pem").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    (folder / "cert.pem").write_bytes(made.sign(key, hashes.SHA256()).public_bytes(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context


def test_a_certificate_that_does_not_hold_is_told_by_site(tmp_path: Path) -> None:
    with Server(_failing, tls=_own_certificate(tmp_path)) as server:
        sources = _source(tmp_path / "sources", "tls.crawl.test", server.port)
        file = sources / "tls.toml"
        file.write_text(file.read_text("utf-8").replace("http://", "https://"), "utf-8")
        said = crawl(sources, tmp_path / "store", "--backoff", "0.1")
        assert statuses(tmp_path / "store") == {"": "tls"}
        assert "! tls: tls: 1 addresses with a certificate that does not hold" in said
        crawl(sources, tmp_path / "store", "--backoff", "0.1", "--no-verify")
        assert statuses(tmp_path / "store")[""] == "stored"


def test_hosts_that_fail_as_a_whole(tmp_path: Path) -> None:
    with Server(_failing) as server:
        for name in ("norobots", "down", "delay"):
            sources = _source(tmp_path / "sources", f"{name}.crawl.test", server.port)
        crawl(sources, tmp_path / "store", "--backoff", "0.1")
    store, asked = tmp_path / "store", server.asked
    # What robots.txt says to us alone, and how slowly it wants to be asked.
    calm = [a for a in asked if a.host == "delay.crawl.test"]
    assert [a.path for a in calm] == ["/robots.txt", "/", "/0.pdf", "/2.pdf"]
    assert min(b.time - a.time for a, b in pairwise(calm)) >= 0.95
    denied = rows(store, "SELECT url FROM urls WHERE status = 'robots_denied'")
    assert [str(url).endswith("/1.pdf") for (url,) in denied] == [True]
    # Without robots.txt nothing is fetched.
    assert rows(store, "SELECT status FROM urls WHERE host = 'norobots.crawl.test'") == [
        ("robots_unreachable",)
    ]
    mute = [a.path for a in asked if a.host == "norobots.crawl.test"]
    assert set(mute) == {"/robots.txt"} and len(mute) <= 3
    # A host that fails again and again is left alone.
    ends = [r[0] for r in rows(store, "SELECT status FROM urls WHERE host = 'down.crawl.test'")]
    assert len(ends) == 61 and sum(s == "host_down" for s in ends) > 50
    assert sum(a.host == "down.crawl.test" for a in asked) <= 12
