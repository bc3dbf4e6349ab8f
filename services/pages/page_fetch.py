"""Page fetch: a document of the web by its address, within bounds of size, time and redirects."""

from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

import aiohttp

from knowledge.errors import DocumentError
from knowledge.reading.reader import MOST_BYTES
from services.route import http_route

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
    return urlsplit(text).scheme.lower() in ("http", "https")


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
        found = urljoin(found, answer)
    raise DocumentError(f"{address}: it leads on more than {MOST_REDIRECTS} times")


def _check(address: str, named: str) -> None:
    """Metadata services of clouds are at link-local addresses: no document is there."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise DocumentError(f"{named}: it leads to {parts.scheme or 'no'}://, which is no web page")
    try:
        host = ip_address(parts.hostname)
    except ValueError:
        return
    if host.is_link_local or host.is_multicast or host.is_unspecified:
        raise DocumentError(f"{named}: {host} is no address of documents")


async def _asked(address: str, named: str) -> Page | str:
    """The page, or where it leads."""
    route = http_route(address)
    connector = aiohttp.TCPConnector(ssl=route["verify"])
    try:
        async with (
            aiohttp.ClientSession(
                connector=connector, timeout=_TIMEOUT, trust_env=False, raise_for_status=False
            ) as session,
            session.get(
                address,
                proxy=route["proxy"],
                allow_redirects=False,
                headers={"User-Agent": _AGENT},
            ) as response,
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
