"""HTTP client: the process's connections to one model's server; vendor-free, streamed.

A streamed answer through aiohttp and orjson takes a third of the CPU that a vendor's library takes
(docs/performance.md).
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

import aiohttp
import orjson

from coach.ports import ModelError
from conversation.errors import ErrorCode
from services.http_session import bounded_body, open_http_session
from services.llm.endpoint import Endpoint
from services.llm.refusal import RefusedError, read_refusal

_OK = 200
# Longer than a customer's pauses: the next suggestion finds its connection open.
_KEEP_WARM_S = 300.0
_LONGEST_ERROR = 100_000
"""Bytes of an error that are read."""
_LONGEST_DOCUMENT = 16_000_000
"""Bytes of a document that are read: a router's list of models is long."""


class HttpClient:
    """The connections to one server, kept warm between the calls of a process.

    Attributes:
        endpoint: The server.
        warming: Opens a connection in the place of one that was dropped; None once it has.
    """

    def __init__(
        self, endpoint: Endpoint, session: aiohttp.ClientSession, proxy: str | None
    ) -> None:
        """Create the client on a session that `open_client` closes."""
        self.endpoint = endpoint
        self._session = session
        self._proxy = proxy
        self.warming: asyncio.Task[None] | None = None

    async def stream(
        self, url: str, body: Any, may_repeat: Callable[[], bool] | None = None
    ) -> AsyncGenerator[bytes, None]:
        """Post a document; the bytes of the answer as they come. Closing it ends the request.

        It is sent once more where its connection was closed, unless `may_repeat` says no.

        Raises:
            RefusedError: The status is not 200.
            ModelError: The server can't be reached, breaks off, or is silent for too long.
        """
        data, may_be_stale, is_over = orjson.dumps(body), True, False
        while True:
            try:
                async with self._session.post(
                    url, data=data, proxy=self._proxy, allow_redirects=False
                ) as response:
                    may_be_stale = False
                    await self._refuse(response)
                    async for received in response.content.iter_any():
                        yield received
                    is_over = True
                    return
            except TimeoutError:
                raise ModelError(
                    ErrorCode.COACH_TIMEOUT, "The model did not answer in time.", retryable=True
                ) from None
            except (aiohttp.ClientError, OSError) as error:
                # The server had closed an idle connection: that is told by the next request on it.
                is_idle = may_be_stale and _is_of_an_idle_connection(error)
                if is_idle and (not may_repeat or may_repeat()):
                    may_be_stale = False
                    continue
                raise self.unreachable() from None
            except (GeneratorExit, asyncio.CancelledError):
                if not is_over:
                    self._warm()
                raise

    async def get(self, url: str) -> bytes:
        """The document at an address; raises as `stream` does, and `aiohttp.ClientError`."""
        async with self._session.get(url, proxy=self._proxy, allow_redirects=False) as response:
            await self._refuse(response)
            return await bounded_body(response, _LONGEST_DOCUMENT)

    async def _refuse(self, response: aiohttp.ClientResponse) -> None:
        if response.status != _OK:
            said = await response.content.read(_LONGEST_ERROR)
            raise RefusedError(read_refusal(response.status, _small(response.headers), said))

    def _warm(self) -> None:
        """Open a connection in the place of one that a dropped guess has closed.

        Over HTTP/1.1 an answer that is not read to its end costs its connection, and the next
        suggestion would wait for a TLS handshake.
        """
        if self.endpoint.address.startswith("https:") and not self.warming:
            self.warming = asyncio.create_task(self._open_one(), name="model: connection")

    async def _open_one(self) -> None:
        with suppress(aiohttp.ClientError, OSError):
            async with self._session.head(
                self.endpoint.address, proxy=self._proxy, allow_redirects=False
            ):
                pass
        self.warming = None

    async def close(self) -> None:
        """Give up what is being opened."""
        if warming := self.warming:
            warming.cancel()
            await asyncio.wait([warming])

    def unreachable(self) -> ModelError:
        """The error of a server that can't be reached."""
        hints = self.endpoint.hints
        return ModelError(
            ErrorCode.COACH_UNAVAILABLE,
            f"The model can't be reached; check {hints.address} and the network.",
            retryable=True,
        )


@asynccontextmanager
async def open_client(endpoint: Endpoint, timeout_s: float) -> AsyncIterator[HttpClient]:
    """The client of a server, until the block ends.

    Args:
        endpoint: The server.
        timeout_s: How long it may be silent.

    Raises:
        SettingsError: The environment's proxy or certificates can't be used.
    """
    headers = {**endpoint.headers, "Content-Type": "application/json"}
    timeout = aiohttp.ClientTimeout(total=None, sock_connect=timeout_s, sock_read=timeout_s)
    kept = {"limit": 0, "keepalive_timeout": _KEEP_WARM_S, "ttl_dns_cache": 60}
    async with open_http_session(endpoint.address, timeout, headers, **kept) as (session, proxy):
        client = HttpClient(endpoint, session, proxy)
        try:
            yield client
        finally:
            await client.close()


def _is_of_an_idle_connection(error: Exception) -> bool:
    lost = isinstance(error, aiohttp.ServerDisconnectedError | aiohttp.ClientOSError)
    return lost and not isinstance(error, aiohttp.ClientConnectorError)


def _small(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}
