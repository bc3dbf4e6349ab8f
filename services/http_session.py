"""HTTP session of a provider: one client of its address, by the environment's route alone."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

import aiohttp

from services.route import http_route


class HttpSession(NamedTuple):
    """A session, and what each request of it has to name.

    Attributes:
        client: It keeps no cookies, and looks at nothing else of the environment.
        proxy: The proxy of the address; None: there is none.
    """

    client: aiohttp.ClientSession
    proxy: str | None


@asynccontextmanager
async def open_http_session(
    address: str,
    timeout: aiohttp.ClientTimeout,  # noqa: ASYNC109 - of each request, not of this one
    headers: Mapping[str, str] | None = None,
    **connector: Any,
) -> AsyncIterator[HttpSession]:
    """The session of an address, until the block ends.

    Args:
        address: Where it is reached.
        timeout: Of each request.
        headers: Of each request.
        connector: Other arguments of aiohttp's connector.

    Raises:
        SettingsError: The environment's proxy or certificates can't be used.
    """
    route = http_route(address)
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(ssl=route["verify"], **connector),
        headers=headers,
        timeout=timeout,
        trust_env=False,
        cookie_jar=aiohttp.DummyCookieJar(),
    ) as client:
        yield HttpSession(client, route["proxy"])


class LongAnswerError(aiohttp.ClientError):
    """The body of an answer is longer than is read of it."""

    def __init__(self, most_bytes: int) -> None:
        """Say how long it may be."""
        super().__init__(f"an answer of more than {most_bytes:,} bytes")


async def bounded_body(response: aiohttp.ClientResponse, most_bytes: int) -> bytes:
    """The body of an answer, unpacked; no more of it is read than that.

    Raises:
        LongAnswerError: It is longer.
        ClientError: It breaks off.
    """
    read = bytearray()
    async for part in response.content.iter_any():
        read += part
        if len(read) > most_bytes:
            response.close()  # what is still to come would be read to keep the connection
            raise LongAnswerError(most_bytes)
    return bytes(read)
