"""The pictures that a page of HTML brings along, in addresses or as parts of a saved page. None is fetched."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass, field
from email.message import Message
from urllib.parse import unquote, unquote_to_bytes, urljoin

from pipeline.read.ocr_pictures import MOST_BYTES

_INSIDE = "data:"


def _spelled(address: str) -> str:
    """An address as it is compared."""
    return unquote(address.strip()).replace("\\", "/").lower()


@dataclass(slots=True)
class Sources:
    """Parts of a saved page by address; `base` is the address of the page itself."""

    base: str = ""
    _parts: dict[str, Message] = field(default_factory=dict)

    @classmethod
    def of(cls, page: Message, parts: Iterable[Message]) -> Sources:
        """What a page may refer to among the parts of the message that it came in."""
        found = cls(str(page.get("Content-Location", "")))
        for part in parts:
            if part.get_content_maintype() != "image":
                continue
            if name := str(part.get("Content-ID", "")).strip("<> "):
                found._parts.setdefault(_spelled(f"cid:{name}"), part)
            if place := str(part.get("Content-Location", "")):
                found._parts.setdefault(_spelled(urljoin(found.base, place)), part)
        return found

    def data(self, address: str) -> bytes | None:
        """The data of a picture; None where the page does not bring it along."""
        if address[: len(_INSIDE)].lower() == _INSIDE:
            return _inside(address)
        part = self._parts.get(_spelled(address)) or self._parts.get(_spelled(urljoin(self.base, address)))
        payload = part.get_payload(decode=True) if part is not None else None
        return payload if isinstance(payload, bytes) else None


def _inside(address: str) -> bytes | None:
    """The data in an address that holds it; None where it is too large, or damaged."""
    head, _, body = address.partition(",")
    if len(body) > 2 * MOST_BYTES:
        return None
    if not head.lower().endswith(";base64"):
        return unquote_to_bytes(body)
    try:
        return base64.b64decode("".join(unquote(body).split()) + "==")
    except (binascii.Error, ValueError):
        return None
