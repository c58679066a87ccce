"""Which addresses may be connected to: public ones, whatever a name or a redirect says.

A name is checked when it is resolved, for every connection, so that a name that changes its address between two
requests gains nothing; an address written out, when it is asked for.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from scrapy.resolver import CachingThreadedResolver
from twisted.internet.defer import Deferred, succeed
from twisted.internet.error import DNSLookupError
from twisted.internet.interfaces import IResolverSimple
from zope.interface import implementer

_DNS_SECONDS = 20.0
_CACHED = 10_000


@dataclass(frozen=True, slots=True)
class Network:
    """What may be reached. `allowed`: networks beside the public ones. `hosts`: names with a given address.

    `refused` collects the names whose address was refused. Neither is settable by a source file: those come from
    anybody, these from who runs the crawl.
    """

    allowed: tuple[str, ...] = ()
    hosts: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)

    def permits(self, address: str) -> bool:
        """Whether an IP address may be connected to."""
        ip: Any = ipaddress.ip_address(address)
        ip = getattr(ip, "ipv4_mapped", None) or ip
        if any(ip in ipaddress.ip_network(n) for n in self.allowed):
            return True
        return bool(ip.is_global and not ip.is_multicast)

    def permits_host(self, host: str) -> bool:
        """False for a host that is an IP address which may not be connected to; names are checked when resolved."""
        try:
            return self.permits(host.strip("[]"))
        except ValueError:
            return True

    def given(self, name: str) -> str | None:
        """The address that was given for a name, or for all names below `*.`."""
        wild = (h for h in self.hosts if h.startswith("*.") and name.endswith(h[1:]))
        key = name if name in self.hosts else next(wild, None)
        return self.hosts[key] if key is not None else None

    def checked(self, address: str, name: str) -> str:
        """The address of a name, where it may be connected to.

        Raises:
            DNSLookupError: it may not.
        """
        if self.permits(address):
            return address
        self.refused[name] = address
        raise DNSLookupError(f"{name} is {address}, which is no public address")


@implementer(IResolverSimple)
class GuardedResolver(CachingThreadedResolver):
    """Resolves names to addresses that may be connected to, and to no others."""

    def __init__(self, reactor: Any, network: Network) -> None:
        super().__init__(reactor, _CACHED, _DNS_SECONDS)
        self._network = network

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802
        """The address of a name; fails where it is none that may be connected to."""
        given = self._network.given(name)
        found = succeed(given) if given else super().getHostByName(name, timeout)
        return found.addCallback(self._network.checked, name)
