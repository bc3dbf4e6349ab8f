"""Page fetch: a document of the web by its address, within bounds of size, time and redirects."""

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

import aiohttp
from aiohttp.abc import ResolveResult

from knowledge.errors import DocumentError
from knowledge.reading.reader import MOST_BYTES
from services.http_session import open_http_session

MOST_REDIRECTS = 5
_TIMEOUT = aiohttp.ClientTimeout(total=60.0, sock_connect=5.0, sock_read=15.0)
_REDIRECTS = {301, 302, 303, 307, 308}
_OK = 200
_CHUNK = 65_536
_AGENT = "call-shadow (knowledge)"


class Page(NamedTuple):
    """A page that was fetched.

    Attributes:
        data: Its bytes.
        name: The last part of its address.
        address: Where it was found, behind all redirects.
        content_type: What the server calls it.
    """

    data: bytes
    name: str
    address: str
    content_type: str | None


def is_address(text: str) -> bool:
    """Whether a text is the address of a page, and no path."""
    return text.lower().startswith(("http://", "https://"))


async def fetch_page(address: str) -> Page:
    """The page at an address.

    Raises:
        DocumentError: It can't be had: there is none, it is too large or too slow, or it leads to
            an address of this network's own machinery.
    """
    found = address
    for _ in range(MOST_REDIRECTS + 1):
        _check(found, address)
        answer = await _asked(found, address)
        if isinstance(answer, Page):
            return answer
        found = _joined(found, answer, address)
    raise DocumentError(f"{address}: it leads on more than {MOST_REDIRECTS} times")


def _check(address: str, named: str) -> None:
    """Metadata services of clouds are at link-local addresses: no document is there."""
    try:
        parts = urlsplit(address)
    except ValueError:
        raise DocumentError(f"{named}: {address} is no address") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise DocumentError(f"{named}: it leads to {parts.scheme or 'no'}://, which is no web page")
    if (host := _ip(parts.hostname)) and _is_refused(host):
        raise DocumentError(f"{named}: {host} is no address of documents")


def _ip(host: str) -> IPv4Address | IPv6Address | None:
    """A host's own address, in any way to write it: 169.254.169.254, 2852039166, 0xa9fea9fe."""
    plain = host.rstrip(".")
    try:
        found = ip_address(plain)
    except ValueError:
        try:
            return IPv4Address(socket.inet_aton(plain))
        except OSError:
            return None
    return getattr(found, "ipv4_mapped", None) or found


def _is_refused(host: IPv4Address | IPv6Address) -> bool:
    return host.is_link_local or host.is_multicast or host.is_unspecified


def _joined(base: str, leads: str, named: str) -> str:
    try:
        return urljoin(base, leads)
    except ValueError:
        raise DocumentError(f"{named}: it leads to {leads!r}, which is no address") from None


class CheckedResolver(aiohttp.ThreadedResolver):
    """Looks names up, and refuses one of an address that no document has."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The addresses of a host.

        Raises:
            DocumentError: One of them is a link-local one, or of no single machine.
        """
        found = await super().resolve(host, port, family)
        for one in found:
            if (address := _ip(one["host"])) and _is_refused(address):
                raise DocumentError(f"{host}: {address} is no address of documents")
        return found


async def _asked(address: str, named: str) -> Page | str:
    """The page, or where it leads."""
    headers = {"User-Agent": _AGENT}
    try:
        async with (
            open_http_session(address, _TIMEOUT, headers, resolver=CheckedResolver()) as session,
            session.client.get(address, proxy=session.proxy, allow_redirects=False) as response,
        ):
            if response.status in _REDIRECTS and (leads := response.headers.get("Location")):
                return leads
            if response.status != _OK:
                raise DocumentError(f"{named}: the server answers HTTP {response.status}")
            data = await _body(response, named)
            return Page(data, _name(address), address, response.headers.get("Content-Type"))
    except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as error:
        raise DocumentError(f"{named}: it can't be reached ({type(error).__name__})") from None


async def _body(response: aiohttp.ClientResponse, named: str) -> bytes:
    parts, size = list[bytes](), 0
    async for part in response.content.iter_chunked(_CHUNK):
        size += len(part)
        if size > MOST_BYTES:
            raise DocumentError(f"{named}: it is larger than {MOST_BYTES // 1_000_000} MB")
        parts.append(part)
    return b"".join(parts)


def _name(address: str) -> str:
    parts = urlsplit(address)
    return parts.path.rstrip("/").rpartition("/")[2] or (parts.hostname or address)
