"""A small HTTP server on loopback, in a thread: what it answers is given, what it was asked is kept."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import threading
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: when, for what, and what was said back."""

    time: float
    host: str
    path: str
    headers: dict[str, str]
    status: int = 0


Handler = Callable[[Asked, asyncio.StreamWriter], Awaitable[int]]


@dataclass
class Server:
    """Serves `handler` from a thread for as long as it is open."""

    handler: Handler
    asked: list[Asked] = field(default_factory=list)
    port: int = 0
    tls: ssl.SSLContext | None = None

    def __enter__(self) -> Server:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        starting = asyncio.start_server(self._serve, LOOPBACK, self.port, ssl=self.tls)
        self._server = asyncio.run_coroutine_threadsafe(starting, self._loop).result(10)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _close(self) -> None:
        self._server.close()
        others = [t for t in asyncio.all_tasks() if t is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while await self._one(reader, writer):
                pass
        writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        fields = (line.partition(":") for line in head[1:] if ":" in line)
        headers = {name.lower(): value.strip() for name, _, value in fields}
        host = headers.get("host", "").partition(":")[0]
        asked = Asked(time.monotonic(), host, head[0].split(" ")[1], headers)
        status = await self.handler(asked, writer)
        self.asked.append(Asked(asked.time, host, asked.path, headers, abs(status)))
        await writer.drain()
        return status > 0  # below zero: the connection is not to go on

    def times(self, path: str) -> int:
        """How often a path was asked for."""
        return sum(a.path == path for a in self.asked)

    def most_in_a_second(self, since: int = 0) -> Counter[str]:
        """By host the most requests that came within any one second."""
        most: Counter[str] = Counter()
        by_host: dict[str, list[float]] = {}
        for asked in self.asked[since:]:
            by_host.setdefault(asked.host, []).append(asked.time)
        for host, times in by_host.items():
            times.sort()
            first = 0
            for last, moment in enumerate(times):
                while moment - times[first] >= 1.0:
                    first += 1
                most[host] = max(most[host], last - first + 1)
        return most


_REASONS = {
    200: "OK",
    302: "Found",
    304: "Not Modified",
    404: "Not Found",
    429: "Too Many",
    503: "Unavailable",
}


def say(
    writer: asyncio.StreamWriter,
    status: int,
    body: bytes = b"",
    headers: tuple[tuple[str, str], ...] = (),
    length: int | None = None,
) -> int:
    """A whole answer; `length`: what it claims to be long, where that is a lie."""
    lines = [f"HTTP/1.1 {status} {_REASONS.get(status, 'Status')}"]
    lines += [f"{name}: {value}" for name, value in headers]
    if status != 304:
        lines.append(f"Content-Length: {len(body) if length is None else length}")
    writer.write("\r\n".join([*lines, "", ""]).encode("latin-1") + body)
    return status
