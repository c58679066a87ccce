"""How the asking for an address ended: a closed list, one for each address and night."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """The end of one address in one night."""

    STORED = "stored"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    NOT_MODIFIED = "not_modified"
    GONE = "gone"
    REDIRECTED = "redirected"
    REDIRECT_LOOP = "redirect_loop"
    REDIRECT_OUTSIDE = "redirect_outside"
    REFUSED_ADDRESS = "refused_address"
    REFUSED_SCHEME = "refused_scheme"
    ROBOTS_DENIED = "robots_denied"
    ROBOTS_UNREACHABLE = "robots_unreachable"
    TOO_LARGE = "too_large"
    BOMB = "bomb"
    TRUNCATED = "truncated"
    EMPTY = "empty"
    NOT_A_FILE = "not_a_file"
    TIMEOUT = "timeout"
    DNS = "dns"
    CONNECT = "connect"
    TLS = "tls"
    THROTTLED = "throttled"
    CLIENT_ERROR = "client_error"
    SERVER_ERROR = "server_error"
    HOST_DOWN = "host_down"
    BROKEN = "broken"  # a fault of ours


HELD = frozenset({Status.STORED, Status.CHANGED, Status.UNCHANGED, Status.NOT_MODIFIED})
"""There, and its bytes in the store."""

SETTLED = HELD | {Status.GONE, Status.REDIRECTED}
"""Answers that hold until the address is due again."""

AGAIN = frozenset(
    {
        Status.TIMEOUT, Status.DNS, Status.CONNECT, Status.THROTTLED, Status.SERVER_ERROR, Status.TRUNCATED,
        Status.ROBOTS_UNREACHABLE,
    }
)  # fmt: skip
"""Worth another try in the same night."""

OF_HOST = frozenset(
    {
        Status.TIMEOUT, Status.DNS, Status.CONNECT, Status.TLS, Status.SERVER_ERROR, Status.ROBOTS_UNREACHABLE,
        Status.REFUSED_ADDRESS,
    }
)  # fmt: skip
"""The fault of the host rather than of the address: many in a row and it is left alone for the night."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a request: how it ended, the server's answer, and the whole bytes where there are any.

    `wait`: the seconds after which the server wants to be asked again. `target`: of a redirect. `said`: for people.
    """

    status: Status
    http: int = 0
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    wait: float = 0.0
    target: str = ""
    said: str = ""

    def header(self, name: str) -> str:
        """The first header of that name; "" where there is none."""
        return next((v for k, v in self.headers if k.lower() == name.lower()), "")
