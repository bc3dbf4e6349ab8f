"""Index server: Weaviate's REST API as far as an index needs it, and what each refusal means.

| status | what it means here | may work later |
|---|---|---|
| 401, 403 | the key is wrong, or may not do this | no |
| 404 | no Weaviate at this address | no |
| 410, 422 "disabled" | the GraphQL API is off | no |
| 422, 400 | the collection is another one, or has vectors of another length | no |
| 408, 429, 5xx, no connection | busy, or away | yes |

What the server says is shown to nobody: it may quote what a caller said.
Source: https://docs.weaviate.io/weaviate/api/rest
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import aiohttp
import orjson
from pydantic import SecretStr

from knowledge.errors import KnowledgeError
from services.http_session import LongAnswerError, bounded_body, open_http_session
from services.key_header import key_header
from services.patience import LONGEST_WAIT_S, patiently
from services.retry_after import retry_after

TIMEOUT_S = 30.0
"""Of a request that writes; an answer that a call waits for is given up by the call much sooner."""
SEARCH_TIMEOUT_S = 5.0
_CONNECT_S = 2.0
_OK = 200
_MOST_BYTES = 32_000_000
"""Of an answer: the hundred objects of a batch come back, with their vectors, in some five."""
_BUSY = (408, 429, 500, 502, 503, 504)
_NOT_FOUND = 404
_REASONS = {
    401: "it refused WEAVIATE_API_KEY, or wants one",
    403: "WEAVIATE_API_KEY may not do this: it needs to read all collections, and to make, read,"
    " write and delete CallShadowPassage",
    404: "there is no Weaviate at WEAVIATE_URL",
    410: "its GraphQL API is not there: use a server that has it, or another KNOWLEDGE_INDEX",
    429: "too many requests, or its limit is reached",
}
_DISABLED = b"graphql api is disabled"
_OTHERWISE = "it refused what it was sent: run callshadow knowledge reindex"


class WeaviateClient:
    """Requests to one server."""

    def __init__(self, session: aiohttp.ClientSession, proxy: str | None, address: str) -> None:
        """Ask `address` on a session that `open_weaviate_client` closes."""
        self._session, self._proxy = session, proxy
        self._address = address.rstrip("/")

    async def find(self, path: str) -> Any | None:
        """What is at a path; None where nothing is.

        Raises:
            KnowledgeError: The server can't be reached, or refuses.
        """
        return await self._patiently("GET", path, None, missing=True)

    async def write(self, method: str, path: str, body: Any = None) -> Any:
        """Change something; what may work later is sent again, three times in all.

        Raises:
            KnowledgeError: The server can't be reached, or refuses.
        """
        return await self._patiently(method, path, body, missing=False)

    async def search(self, query: str) -> dict[str, Any]:
        """The `Get` of a GraphQL answer; asked once.

        Raises:
            KnowledgeError: The server can't be reached, refuses, or can't answer.
        """
        timeout = aiohttp.ClientTimeout(total=SEARCH_TIMEOUT_S, connect=_CONNECT_S)
        answer = await self._ask("POST", "/graphql", {"query": query}, timeout)
        if not isinstance(answer, dict) or answer.get("errors"):
            raise failed("it could not answer a search: run callshadow knowledge reindex")
        found = (answer.get("data") or {}).get("Get")
        if not isinstance(found, dict):
            raise failed("it answered a search with something else")
        return found

    async def _patiently(self, method: str, path: str, body: Any, *, missing: bool) -> Any:
        timeout = aiohttp.ClientTimeout(total=TIMEOUT_S, connect=_CONNECT_S)
        return await patiently(partial(self._ask, method, path, body, timeout, missing=missing))

    async def _ask(
        self,
        method: str,
        path: str,
        body: Any,
        timeout: aiohttp.ClientTimeout,  # noqa: ASYNC109 - aiohttp's own
        *,
        missing: bool = False,
    ) -> Any:
        """The JSON of an answer; None where it has none, or where nothing is and that is fine."""
        data = None if body is None else orjson.dumps(body)
        try:
            async with self._session.request(
                method,
                f"{self._address}/v1{path}",
                data=data,
                proxy=self._proxy,
                timeout=timeout,
                allow_redirects=False,
            ) as response:
                answer = await bounded_body(response, _MOST_BYTES)
        except LongAnswerError as error:
            raise failed(f"it gives {error}") from None
        except (TimeoutError, aiohttp.ClientError, OSError):
            told = "it can't be reached at WEAVIATE_URL, or did not answer in time"
            raise failed(told, retryable=True) from None
        if missing and response.status == _NOT_FOUND:
            return None
        if response.status != _OK:
            raise _refused(response, answer)
        try:
            return orjson.loads(answer) if answer else None
        except orjson.JSONDecodeError:
            raise failed("what answers at WEAVIATE_URL is no Weaviate") from None


def failed(reason: str, **more: Any) -> KnowledgeError:
    """The error of a server that did not do what was asked."""
    return KnowledgeError(f"the index in Weaviate can't be used: {reason}", **more)


def _refused(response: aiohttp.ClientResponse, answer: bytes) -> KnowledgeError:
    status = response.status
    reason = _REASONS.get(status, f"it answered with status {status}")
    if status in (400, 422):
        reason = _REASONS[410] if _DISABLED in answer.lower() else _OTHERWISE
    wait_s = retry_after(response.headers, LONGEST_WAIT_S)
    return failed(reason, retryable=status in _BUSY, retry_after=wait_s)


def failures(entries: Sequence[Any]) -> int:
    """How many objects of a batch were not taken, by what is said of each."""
    states = [(one.get("result") or {}).get("status") for one in entries]
    return sum(state != "SUCCESS" for state in states)


@asynccontextmanager
async def open_weaviate_client(
    address: str, key: SecretStr | None
) -> AsyncIterator[WeaviateClient]:
    """The client of a server, until the block ends.

    Raises:
        SettingsError: The environment's proxy or certificates can't be used; a login beside a key.
    """
    headers = {"Content-Type": "application/json"}
    headers |= key_header(address, key, named=("WEAVIATE_URL", "WEAVIATE_API_KEY"))
    timeout = aiohttp.ClientTimeout(total=TIMEOUT_S)
    async with open_http_session(address, timeout, headers) as (session, proxy):
        yield WeaviateClient(session, proxy, address)
