"""Documents as a saved web page: the HTML beside a style sheet and a picture, in the parts of a message."""

from __future__ import annotations

import base64
import quopri
from collections.abc import Sequence

from . import html
from .blocks import Block, Picture

BOUNDARY = "----=_NextPart_000_0000"
DOT = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")


def _part(kind: str, coding: str, place: str, body: bytes) -> bytes:
    head = f"--{BOUNDARY}\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: {coding}\r\nContent-Location: {place}"
    return head.encode() + b"\r\n\r\n" + body + b"\r\n"


def _picture(number: int, picture: Picture) -> bytes:
    """The part of a picture, which the page calls by its place or by its id."""
    place = f"http://example.invalid/a.files/picture{number}.png"
    coding = f"base64\r\nContent-ID: <picture{number}@example.invalid>"
    return _part("image/png", coding, place, base64.encodebytes(picture.png))


def render(blocks: Sequence[Block]) -> bytes:
    """The page as a browser saves it."""
    head = (
        "From: <Saved by a browser>\r\nSubject: =?utf-8?B?5YWs5byA?=\r\nMIME-Version: 1.0\r\n"
        f'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="{BOUNDARY}"\r\n\r\n'
    )
    shown = [b for b in blocks if isinstance(b, Picture)]

    def address(picture: Picture) -> str:
        number = shown.index(picture)
        return f"cid:picture{number}@example.invalid" if number % 2 else f"a.files/picture{number}.png"

    page = quopri.encodestring(html.render(blocks, address=address).replace(b"\n", b"\r\n"))
    return b"".join(
        (
            head.encode(),
            _part("text/html", "quoted-printable", "http://example.invalid/a.html", page),
            _part(
                "text/css", "quoted-printable", "http://example.invalid/a.css", b"td { border: 1px solid }"
            ),
            _part("image/gif", "base64", "http://example.invalid/a.gif", base64.encodebytes(DOT)),
            *(_picture(n, picture) for n, picture in enumerate(shown)),
            f"--{BOUNDARY}--\r\n".encode(),
        )
    )
