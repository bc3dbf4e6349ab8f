"""Web search of a process: asked where the documents say nothing, within a budget, and cached.

| before a request                                  | else                     |
|---------------------------------------------------|--------------------------|
| `web_query` leaves something to ask               | nothing is asked         |
| the same was not found within the hour            | the answer of then       |
| the vendor has not refused or failed just now     | nothing is asked         |
| the day's budget is not spent                     | nothing is asked         |

What comes back is of the allowed domains alone, whatever the vendor answers.
"""

from collections import OrderedDict
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import orjson
from loguru import logger

from conversation.coaching.source import Source
from conversation.models.breaker import LONGEST_S, Breaker, Permit
from conversation.privacy.web_query import web_query
from conversation.token_bucket import TokenBucket
from knowledge.cache_figures import CacheFigures
from pubsub.clock import now_s
from services.http_session import bounded_body, open_http_session
from services.retry_after import retry_after
from services.search.providers import chosen_search
from services.search.vendor import Hit, SearchVendor
from settings import Settings

SCORE = 0.5
"""Of a page of the web: nobody has measured how often one of them answers."""
KEPT_S = 3600.0
_MOST_KEPT = 256
_LONGEST = 900
_MOST_BYTES = 2_000_000
"""Of an answer: twenty pages have some hundred thousand."""
_TIMEOUT = aiohttp.ClientTimeout(total=3.0, sock_connect=1.0)
_DAY_S = 86_400.0
_LIMITED_S = 60.0
_REFUSED = {HTTPStatus.UNAUTHORIZED, HTTPStatus.PAYMENT_REQUIRED, HTTPStatus.FORBIDDEN}
_REFUSED_S = 600.0
"""A key that is wrong, or that has no credit, is so for a while."""


class WebSearch:
    """The web, as far as `WEB_SEARCH` and `WEB_SEARCH_DOMAINS` allow it.

    Attributes:
        figures: How often it had found the same within the hour.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        vendor: SearchVendor,
        settings: Settings,
        proxy: str | None,
    ) -> None:
        """Ask `vendor` over `session`; `open_web_search` makes both."""
        key = vendor.key(settings)
        self._session, self._vendor, self._proxy = session, vendor, proxy
        self._key = key.get_secret_value() if key else ""
        self._address = (settings.web_search_base_url or vendor.address).rstrip("/")
        self._domains = settings.web_search_domains or ()
        self._budget = TokenBucket(settings.web_search_daily / _DAY_S, settings.web_search_daily)
        self._breaker = Breaker()
        self.figures = CacheFigures()
        self._kept: OrderedDict[str, tuple[float, list[Source]]] = OrderedDict()

    async def search(
        self, text: str, limit: int, language: str, known_names: Collection[str] = ()
    ) -> list[Source]:
        """The pages that may answer a text, best first; empty where none does, or nobody may ask.

        Args:
            text: What was said. It is made anonymous here (`web_query`).
            limit: How many are wanted.
            language: BCP-47 tag of the call.
            known_names: Names that the company has written, which may be asked for.
        """
        query, now = web_query(text, language, known_names), now_s()
        if query is None:
            return []
        kept = self._kept.get(query)
        if kept and now - kept[0] < KEPT_S:
            self.figures.count(hits=1)
            return kept[1][:limit]
        self.figures.count(misses=1)
        permit = self._breaker.allow(now)
        if permit is None or not self._budget.spend(now):
            if permit:
                permit.give_back(now)
            return []
        return await self._ask(query, limit, permit)

    async def _ask(self, query: str, limit: int, permit: Permit) -> list[Source]:
        """The pages of an answer, kept for the next who asks the same."""
        try:
            hits = self._vendor.read(await self._answer(query, limit))
            permit.succeeded()
        except _NO_ANSWER as error:
            wait_s = error.wait_s if isinstance(error, _RefusedError) else None
            permit.failed(now_s(), wait_s)
            logger.warning("web search: {} gives no answer: {}", self._vendor.name, _named(error))
            return []
        finally:
            permit.give_back(now_s())  # where nobody waits any more
        found = [_source(hit) for hit in hits if self._is_allowed(hit.address)]
        self._kept[query] = now_s(), found
        if len(self._kept) > _MOST_KEPT:
            self._kept.popitem(last=False)
        return found[:limit]

    async def _answer(self, query: str, limit: int) -> Any:
        asked = self._vendor.request(query, limit, self._domains, self._key)
        async with self._session.request(
            asked.method,
            f"{self._address}{asked.path}",
            headers=asked.headers,
            json=asked.json,
            proxy=self._proxy,
            allow_redirects=False,
        ) as response:
            if response.status != HTTPStatus.OK:
                raise _RefusedError(response.status, response.headers)
            body = await bounded_body(response, _MOST_BYTES)
        return orjson.loads(body)

    def _is_allowed(self, address: str) -> bool:
        parts = urlsplit(address)
        if parts.scheme not in ("https", "http") or not parts.hostname:
            return False
        host = f".{parts.hostname}"
        return not self._domains or any(host.endswith(f".{domain}") for domain in self._domains)


class _RefusedError(Exception):
    """The vendor answers with another status than 200."""

    def __init__(self, status: int, headers: Mapping[str, str]) -> None:
        super().__init__(status)
        self.wait_s = _REFUSED_S if status in _REFUSED else None
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            told = retry_after(headers, LONGEST_S)
            self.wait_s = _LIMITED_S if told is None else told


_NO_ANSWER = (
    aiohttp.ClientError,
    TimeoutError,
    OSError,
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
    _RefusedError,
)
"""What the network, the vendor, and an answer of somebody else's (a proxy's) raise."""


@asynccontextmanager
async def open_web_search(settings: Settings) -> AsyncIterator[WebSearch | None]:
    """The web search of a process until the block ends; None where nobody allowed it.

    Raises:
        SettingsError: As `chosen_search`; or the vendor can't be reached by the proxy settings.
    """
    vendor = chosen_search(settings)
    if vendor is None:
        yield None
        return
    address = settings.web_search_base_url or vendor.address
    async with open_http_session(address, _TIMEOUT, limit=4) as (client, proxy):
        yield WebSearch(client, vendor, settings, proxy)


def _source(hit: Hit) -> Source:
    text = " ".join(hit.text.split())[:_LONGEST]
    return Source(hit.address, hit.title, hit.address, text, SCORE, is_outside=True)


def _named(error: Exception) -> str:
    """What failed, without the vendor's words, which may be the query's."""
    return f"HTTP {error}" if isinstance(error, _RefusedError) else type(error).__name__
