"""The web page: routes, what every answer carries, and the server on loopback."""

from __future__ import annotations

import socket
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from threading import Lock, Thread
from typing import Any
from urllib.parse import urlencode

import uvicorn
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pipeline.explore import charts, words
from pipeline.explore.reviewing import Reviewing
from pipeline.explore.source import NoSource, Sources
from pipeline.store.errors import QueryError, StoreError
from pipeline.store.reader import QueryLimits, open_reader, snapshot_of

_PATIENCE = 2.0  # seconds that a view waits for a new build
HOSTS = ["127.0.0.1", "localhost", "[::1]"]
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class _SafeHeaders:
    """Adds to every answer what keeps foreign pages and foreign text from acting in it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        await self._app(scope, receive, with_headers)


class Site:
    """What the views share: the dataset, its source files, and the templates."""

    def __init__(
        self,
        dataset: Path,
        files: Path | None,
        limits: QueryLimits | None = None,
        reviews: Path | None = None,
    ) -> None:
        self._dataset, self._limits = dataset, limits
        self._lock, self._opening = Lock(), Thread()
        self.reader = open_reader(dataset, limits, held=True)
        self.sources = Sources(files)
        self.reviewing = Reviewing(reviews) if reviews is not None else None
        folder = resources.files("pipeline.explore")
        self.static = Path(str(folder / "static"))
        self._templates = Environment(
            loader=FileSystemLoader(str(folder / "templates")), autoescape=True, undefined=StrictUndefined,
            trim_blocks=True, lstrip_blocks=True,
        )  # fmt: skip
        self._templates.filters |= {
            "label": words.label, "number": words.number, "wan": words.wan, "short": words.short
        }  # fmt: skip
        self._templates.globals |= {"link": link, "charts": charts, "words_label": words.label}

    def follow(self) -> None:
        """Turn to a newer build where one was published since; until it is open, answers come from the old one."""
        if snapshot_of(self._dataset) == self.reader.root:
            return
        with self._lock:
            if not self._opening.is_alive():
                self._opening = Thread(target=self._open, daemon=True)
                self._opening.start()
        self._opening.join(_PATIENCE)

    def _open(self) -> None:
        self.reader = open_reader(self._dataset, self._limits, held=True)

    def page(self, template: str, request: Request, status: int = 200, /, **values: Any) -> HTMLResponse:
        """A page made of a template; whatever comes from the dataset is escaped."""
        text = self._templates.get_template(f"{template}.html").render(
            path=request.url.path, build=self.reader.root.name, reviewing=self.reviewing is not None, **values
        )
        return HTMLResponse(text, status)

    def failed(self, request: Request, error: Exception) -> Response:
        """The page for what was refused or is not there."""
        status = 404 if isinstance(error, NoSource) else 400
        return self.page("error", request, status, message=str(error))


def link(path: str, **values: Any) -> str:
    """An address with its values, empty ones left out."""
    said = {k: v for k, v in values.items() if v not in (None, "", 0, [])}
    return f"{path}?{urlencode(said, doseq=True)}" if said else path


def create_app(site: Site) -> Starlette:
    """The application over one dataset."""
    from pipeline.explore import marking, pages, taking, tracing

    def route(path: str, view: Callable[[Site, Request], Response]) -> Route:
        def endpoint(request: Request) -> Response:
            site.follow()
            return view(site, request)

        return Route(path, endpoint, methods=["GET"])

    async def take_review(request: Request) -> Response:
        return await marking.review(site, request)

    return Starlette(
        routes=[
            route("/", pages.home), route("/search", pages.search), route("/department", pages.department),
            route("/line/{code}", pages.line), route("/compare", pages.compare), route("/findings", pages.findings),
            route("/document/{doc_id}", tracing.document), route("/evidence/{doc_id}/{table}/{seq}", tracing.evidence),
            route("/page/{doc_id}/{number}.png", tracing.image), route("/sql", taking.sql),
            route("/download.{kind}", taking.download), route("/reviews", marking.reviews),
            Route("/review", take_review, methods=["POST"]), Mount("/static", StaticFiles(directory=site.static)),
        ],
        middleware=[
            Middleware(_SafeHeaders), Middleware(TrustedHostMiddleware, allowed_hosts=HOSTS),
            Middleware(GZipMiddleware, minimum_size=1000),
        ],
        exception_handlers={QueryError: site.failed, NoSource: site.failed, StoreError: site.failed},
    )  # fmt: skip


def serve(site: Site, port: int, announce: Callable[[str], None]) -> None:
    """Serve the page on this machine until interrupted; port 0 takes a free one."""
    app = create_app(site)
    listener = socket.create_server(("127.0.0.1", port))
    announce(f"http://127.0.0.1:{listener.getsockname()[1]}/")
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False, lifespan="off"))
    server.run(sockets=[listener])
