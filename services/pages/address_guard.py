"""Address guard: the hosts that pages may be fetched from, asked of each address before it is used.

| setting | refuses |
|---|---|
| `any` | where clouds have metadata, all link-local addresses among that; no single machine |
| `public` | these, this machine and private networks: all that is not reached from everywhere |
"""

import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any, Literal

import aiohttp
from aiohttp.abc import ResolveResult

from conversation.errors import ErrorCode
from knowledge.errors import DocumentError

Reach = Literal["public", "any"]
Address = IPv4Address | IPv6Address

_NAT64 = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
# Of clouds, beside the link-local ones: Azure (a public address), Alibaba, Oracle, AWS, Google.
_METADATA = [
    ip_network(one)
    for one in (
        "168.63.129.16",
        "100.100.100.200",
        "192.0.0.0/24",
        "fd00:ec2::/32",
        "fd20:ce::254",
    )
]


class RefusedAddressError(OSError):
    """A connection is refused; an `OSError`, as aiohttp's connector passes on no other."""


class AddressGuard:
    """The guard of one page's fetch."""

    def __init__(self, named: str, reach: Reach) -> None:
        """Guard the fetch of the page that errors call `named`, whose hosts are within `reach`."""
        self._named = named
        self._reach = reach

    def check(self, host: str) -> None:
        """Return where a host may be asked; a name is told by what it stands for, later.

        Raises:
            DocumentError: It is an address that is refused.
        """
        found = host_address(host)
        if found and self.refuses(found):
            raise self.refusal(str(found))

    def refuses(self, address: Address) -> bool:
        """Whether nothing may be fetched from an address."""
        inner = _inside(address)
        if inner.is_link_local or inner.is_multicast or inner.is_unspecified:
            return True
        if any(inner in network for network in _METADATA):
            return True
        is_site_local = isinstance(inner, IPv6Address) and inner.is_site_local
        is_near = not inner.is_global or inner.is_reserved or is_site_local
        return self._reach == "public" and is_near

    def refusal(self, host: str) -> DocumentError:
        """The error of a host that is refused."""
        why = "is no address of documents"
        if self._reach == "public":
            why = "is no public address; private ones may be read with KNOWLEDGE_PAGES=any"
        return DocumentError(f"{self._named}: {host} {why}", code=ErrorCode.PAGE_NOT_ALLOWED)

    async def look_up(self, host: str) -> None:
        """Check a name that a proxy will look up; one that only the proxy knows is left to it.

        Raises:
            DocumentError: It stands for an address that is refused.
        """
        try:
            await GuardedResolver(self).resolve(host, family=socket.AF_UNSPEC)
        except OSError:
            return

    def connector(self) -> dict[str, Any]:
        """The arguments of aiohttp's connector, which asks the guard of all that it connects to."""
        return {"resolver": GuardedResolver(self), "socket_factory": self._socket}

    def _socket(self, told: Any) -> socket.socket:
        """The socket to an address, which no resolver saw where it stood in the page's own."""
        family, kind, protocol, _, to = told
        found = host_address(to[0])
        if found is None or self.refuses(found):
            raise RefusedAddressError(to[0])
        return socket.socket(family, kind, protocol)


class GuardedResolver(aiohttp.ThreadedResolver):
    """Looks names up, and refuses one of which any address is refused."""

    def __init__(self, guard: AddressGuard) -> None:
        """Ask `guard`."""
        super().__init__()
        self._guard = guard

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The addresses of a host; errors name the host, as what it stands for is not told.

        Raises:
            DocumentError: One of them is refused.
        """
        found = await super().resolve(host, port, family)
        for one in found:
            address = host_address(one["host"])
            if address is None or self._guard.refuses(address):
                raise self._guard.refusal(host)
        return found


def host_address(host: str) -> Address | None:
    """A host's own address, in any way to write it: 169.254.169.254, 2852039166, 0xa9fea9fe."""
    plain = host.rstrip(".")
    try:
        return _inside(ip_address(plain))
    except ValueError:
        try:
            return IPv4Address(socket.inet_aton(plain))
        except OSError:
            return None


def _inside(address: Address) -> Address:
    """The IPv4 address that an IPv6 one leads to, where it does."""
    if isinstance(address, IPv4Address):
        return address
    if any(address in network for network in _NAT64):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address
