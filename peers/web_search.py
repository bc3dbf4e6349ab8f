"""A loopback server that speaks the search APIs of Tavily, Perplexity and Brave, and checks both.

Sources: the pages that `services/search/` names.
"""

import asyncio
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from peers.http import HttpPeer, HttpRequest, send_json, send_without_end

KEY = "search-key"
PAGES = [
    ("Northwind and SAP", "https://www.northwind.example/sap", "Northwind works with SAP S/4HANA."),
    ("A rumour", "https://forum.example/1", "I heard that it does not."),
]


@dataclass(frozen=True)
class Search:
    """A search that came: whose API, its words, how many, and of which domains."""

    api: str
    query: str
    limit: int
    domains: tuple[str, ...]


class WebSearchPeer(HttpPeer):
    """`async with WebSearchPeer() as peer:` serves `peer.url`, for `WEB_SEARCH_BASE_URL`.

    Attributes:
        searches: The searches so far.
        status: What is answered in place of pages; None: pages are.
        headers: With that.
        body: What is answered with 200 in place of the API's own answer, which `...` stands for.
        hangs: Whether nothing is answered at all.
        is_endless: Whether it answers with bytes that never end.
    """

    def __init__(self) -> None:
        super().__init__()
        self.searches: list[Search] = []
        self.status: int | None = None
        self.headers: dict[str, str] = {}
        self.body: Any = ...
        self.hangs = False
        self.is_endless = False

    async def _respond(self, request: HttpRequest, writer: asyncio.StreamWriter) -> None:
        search = _search_of(request)
        if search is None:
            return await send_json(writer, 401, {"detail": "Unauthorized"})
        self.searches.append(search)
        if self.hangs:
            await asyncio.Event().wait()
        if self.is_endless:
            await send_without_end(writer)
        if self.status:
            return await send_json(writer, self.status, {"detail": search.query}, self.headers)
        return await send_json(writer, 200, _answer(search) if self.body is ... else self.body)


def _search_of(request: HttpRequest) -> Search | None:
    """What a request asks; None where it has no key. Anything that no API takes is an error."""
    parts = urlsplit(request.path)
    if parts.path == "/res/v1/web/search":
        assert (request.method, request.body) == ("GET", b"")
        if request.headers.get("x-subscription-token") != KEY:
            return None
        asked = dict(parse_qsl(parts.query, strict_parsing=True))
        query, limit = asked.pop("q"), int(asked.pop("count"))
        assert (asked, 1 <= limit <= 20) == ({}, True)
        sites = tuple(w.removeprefix("site:") for w in query.split() if w.startswith("site:"))
        words = [w for w in query.split() if not w.startswith("site:") and w != "OR"]
        return Search("brave", " ".join(words), limit, sites)
    assert (request.method, parts.path) == ("POST", "/search")
    if request.headers.get("authorization") != f"Bearer {KEY}":
        return None
    body = json.loads(request.body)
    query, limit = body.pop("query"), body.pop("max_results")
    assert 1 <= limit <= 20
    if body.pop("search_depth", None) == "basic":
        domains = tuple(body.pop("include_domains", ()))
        assert body == {}
        return Search("tavily", query, limit, domains)
    domains = tuple(body.pop("search_domain_filter", ()))
    assert (body, len(domains) <= 20) == ({}, True)
    return Search("perplexity", query, limit, domains)


def _answer(search: Search) -> Any:
    """The pages, by the API's own names. They are not held to the domains: ours are checked."""
    if search.api == "brave":
        pages = [
            {"title": t, "url": u, "description": f"<strong>{x}</strong>"} for t, u, x in PAGES
        ]
        return {"type": "search", "web": {"type": "search", "results": pages}}
    name = "content" if search.api == "tavily" else "snippet"
    return {"results": [{"title": t, "url": u, name: x, "score": 0.9} for t, u, x in PAGES]}
