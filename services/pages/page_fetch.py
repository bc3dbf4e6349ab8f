"""Page fetch: a document of the web by its address, within bounds of size, time and redirects."""

import re
from typing import NamedTuple
from urllib.parse import urldefrag, urljoin, urlsplit

import aiohttp

from conversation.errors import ErrorCode
from knowledge.errors import DocumentError
from knowledge.reading.reader import MOST_BYTES
from services.http_session import LongAnswerError, bounded_body, open_http_session
from services.pages.address_guard import AddressGuard, Reach, RefusedAddressError
from settings.proxy import proxy_for

MOST_REDIRECTS = 5
_TIMEOUT = aiohttp.ClientTimeout(total=60.0, sock_connect=5.0, sock_read=15.0)
_REDIRECTS = {301, 302, 303, 307, 308}
_OK = 200
_AGENT = "call-shadow (knowledge)"
_STATUSES = {
    401: "it asks for a login; give it in the address, https://name:password@…, or add the file",
    403: "it may not be read without a login; add the file",
    404: "there is no such page; check the address",
    410: "there is no such page any more",
    429: "it is asked too often; try again later",
    503: "it is not at work now; try again later",
}
_LOGIN_ADDRESS = re.compile(r"(?<![a-z])(log-?in|sign-?in|sso|auth|saml2?|oauth2?)(?![a-z])", re.I)
_LOGIN_FIELD = re.compile(rb"<input\b[^>]{0,500}\btype\s*=\s*[\"']?password\b", re.IGNORECASE)
_LOGIN = re.compile(r"^([a-z+.-]+://)[^/?#\s]*@", re.IGNORECASE)


class Page(NamedTuple):
    """A page that was fetched.

    Attributes:
        data: Its bytes.
        name: What the server would have it saved as, or the last part of its address.
        address: Where it was found, behind all redirects, without a login; of a place in it, the
            whole.
        content_type: What the server calls it.
    """

    data: bytes
    name: str
    address: str
    content_type: str | None


def is_address(text: str) -> bool:
    """Whether a text is the address of a page, and no path."""
    return text.lower().startswith(("http://", "https://"))


def without_login(address: str) -> str:
    """An address as it is kept and told: a login in it is used, and seen by nobody."""
    return _LOGIN.sub(r"\1", address)


async def fetch_page(address: str, reach: Reach = "any") -> Page:
    """The page at an address.

    Args:
        address: Where it is; it may lead on, a few times.
        reach: The hosts that may be asked.

    Raises:
        DocumentError: It can't be had, and its code says why: there is none, it is too large, can't
            be reached, or is where nothing may be fetched from.
    """
    named = without_login(address)
    guard = AddressGuard(named, reach)
    found = urldefrag(address).url
    for _ in range(MOST_REDIRECTS + 1):
        host = _host(found, named)
        guard.check(host)
        if proxy_for(found):
            await guard.look_up(host)
        answer = await _asked(found, named, guard)
        if isinstance(answer, Page):
            _check_is_no_login(answer, named)
            return answer
        found = urldefrag(_joined(found, answer, named)).url
    raise DocumentError(
        f"{named}: it leads on more than {MOST_REDIRECTS} times", code=ErrorCode.PAGE_UNREACHABLE
    )


def _check_is_no_login(page: Page, named: str) -> None:
    """Refuse the page for a login to which a server leads in place of the one that was asked."""
    found, asked = (_LOGIN_ADDRESS.search(a.partition("?")[0]) for a in (page.address, named))
    if found and not asked and _LOGIN_FIELD.search(page.data):
        raise DocumentError(
            f"{named}: it leads to a login, {page.address}; add the file",
            code=ErrorCode.PAGE_NOT_GIVEN,
        )


def _host(address: str, named: str) -> str:
    try:
        parts = urlsplit(address)
        _ = parts.port  # beyond 65535 it is none
    except ValueError:
        raise _no_address(address, named) from None
    if parts.scheme not in ("http", "https"):
        leads = "" if without_login(address) == named else f"it leads to {parts.scheme}://, which "
        raise DocumentError(
            f"{named}: {leads}is no web page, as http:// and https:// are",
            code=ErrorCode.PAGE_ADDRESS_WRONG,
        )
    if not parts.hostname:
        raise _no_address(address, named)
    return parts.hostname


def _no_address(address: str, named: str) -> DocumentError:
    told = without_login(address)
    leads = "" if told == named else f"it leads to {told!r}, which "
    return DocumentError(f"{named}: {leads}is no address", code=ErrorCode.PAGE_ADDRESS_WRONG)


def _joined(base: str, leads: str, named: str) -> str:
    try:
        return urljoin(base, leads)
    except ValueError:
        raise _no_address(leads, named) from None


async def _asked(address: str, named: str, guard: AddressGuard) -> Page | str:
    """The page, or where it leads."""
    headers = {"User-Agent": _AGENT}
    # A proxy may be in a private network, and connects to the page's own address by itself.
    guarded = {} if proxy_for(address) else guard.connector()
    try:
        async with (
            open_http_session(address, _TIMEOUT, headers, **guarded) as session,
            session.client.get(address, proxy=session.proxy, allow_redirects=False) as response,
        ):
            if response.status in _REDIRECTS and (leads := response.headers.get("Location")):
                return leads
            if response.status != _OK:
                raise _refused(response.status, named)
            data = await _body(response, named)
            saved = response.content_disposition
            name = (saved and saved.filename) or _name(address)
            kind = response.headers.get("Content-Type")
            return Page(data, name, without_login(address), kind)
    except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as error:
        if isinstance(getattr(error, "os_error", None), RefusedAddressError):
            raise guard.refusal(urlsplit(address).hostname or address) from None
        told = f"{named}: {_why(error)}"
        raise DocumentError(told, code=ErrorCode.PAGE_UNREACHABLE) from None


def _refused(status: int, named: str) -> DocumentError:
    why = f": {_STATUSES[status]}" if status in _STATUSES else ""
    told = f"{named}: the server answers HTTP {status}{why}"
    return DocumentError(told, code=ErrorCode.PAGE_NOT_GIVEN)


def _why(error: Exception) -> str:
    if isinstance(error, aiohttp.ClientPayloadError):
        return "the server breaks off before its end; try again"
    if isinstance(error, TimeoutError) and not isinstance(error, aiohttp.ConnectionTimeoutError):
        return "it is not there as a whole within a minute; try again, or add the file"
    return (
        "it can't be reached: no such server, or none that answers; check the address and the"
        " network"
    )


async def _body(response: aiohttp.ClientResponse, named: str) -> bytes:
    try:
        return await bounded_body(response, MOST_BYTES)
    except LongAnswerError:
        raise DocumentError(
            f"{named}: it is larger than {MOST_BYTES // 1_000_000} MB",
            code=ErrorCode.PAGE_TOO_LARGE,
        ) from None


def _name(address: str) -> str:
    parts = urlsplit(address)
    return parts.path.rstrip("/").rpartition("/")[2] or (parts.hostname or address)
